"""Where webhooks may go: public addresses, and networks that the operator allows."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Addresses of a host's name, for a port; raises OSError where there are none."""

HTTPS_PORT: Final = 443
FIRST_UNPRIVILEGED_PORT: Final = 1024
"""Those below are of services that are no web hooks: mail, names, directories."""
LONGEST_URL: Final = 2000
METADATA: Final = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192")))
"""Public by their numbers, answered by the machine's own cloud (Azure, Oracle); those of others are private."""
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_LAST_32_BITS: Final = 0xFFFF_FFFF


class UrlRefused(ValueError):
    """A URL that nothing is sent to, whatever its name stands for; says why in words that hold nothing of it."""


class AddressRefused(Exception):
    """A name with an address that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that was checked. `host`: a name or an address, without brackets; `path`: with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port, as the header `Host` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS_PORT and self.scheme == "https" else f"{host}:{self.port}"


def read_url(url: str, allowed: Sequence[Network]) -> Target:
    """Check a URL by itself: https, no user, a port for web hooks. Raises UrlRefused.

    Where networks are allowed, http is, too: `checked` takes it for addresses in them alone.
    """
    parts = _split(url)
    schemes = ("https", "http") if allowed else ("https",)
    if parts.scheme not in schemes:
        raise UrlRefused(f"it begins with none of {', '.join(schemes)}")
    if parts.username is not None or parts.password is not None:
        raise UrlRefused("it has a user or a password")
    if parts.fragment:
        raise UrlRefused("it has a fragment")
    port = parts.port if parts.port is not None else HTTPS_PORT if parts.scheme == "https" else 80
    if port != HTTPS_PORT and port < FIRST_UNPRIVILEGED_PORT:
        raise UrlRefused("its port is neither 443 nor above 1023")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if not parts.hostname:
        raise UrlRefused("it has no host")
    if _is_address(parts.hostname) and not may_connect(parts.hostname, parts.scheme, allowed):
        raise UrlRefused("its address is not public")
    return Target(parts.scheme, parts.hostname, port, path)


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise UrlRefused(f"it is longer than {LONGEST_URL} characters, or has others than a URL may have")
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number is found here
    except ValueError:
        raise UrlRefused("it is not a URL") from None
    return parts


async def checked(target: Target, allowed: Sequence[Network], resolve: Resolve) -> tuple[str, ...]:
    """The addresses of a host, each of which may be connected to. Looked up once: who sends connects to one of these.

    Raises:
        AddressRefused: One of them may not be sent to; then none is.
        OSError: There is none.
    """
    found = tuple(dict.fromkeys(await resolve(target.host, target.port)))
    if not found:
        raise OSError("no address")
    if not all(may_connect(each, target.scheme, allowed) for each in found):
        raise AddressRefused
    return found


def may_connect(text: str, scheme: str, allowed: Sequence[Network]) -> bool:
    """Whether an address may be sent to: by https where it is public, by either where it is in an allowed network."""
    if not _is_address(text):
        return False
    address = ipaddress.ip_address(text)
    if any(address in network for network in allowed):
        return True
    return scheme == "https" and is_public(address)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_public(address: Address) -> bool:
    """Whether an address is one host's on the Internet, and none of this machine's cloud.

    IPv4 within IPv6 (mapped, NAT64, 6to4) is what it stands for; other conventions are refused as reserved.
    """
    if (inner := _within(address)) is not None:
        return is_public(inner)
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in METADATA


def _within(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _LAST_32_BITS)
    return address.ipv4_mapped or address.sixtofour


async def look_up(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, as the machine finds them. Raises OSError."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # a label that is empty, or too long
        raise OSError("not a name") from None
    return [str(each[4][0]) for each in found]
