"""Where webhooks may go: each form of an address that is not public is refused, whatever it is written as."""

import asyncio
import ipaddress
from collections.abc import Sequence

import pytest

from app.webhooks.addresses import (
    AddressRefused,
    Target,
    UrlRefused,
    checked,
    is_public,
    look_up,
    may_connect,
    read_url,
)

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
TARGET = Target("https", "receiver.example", 443, "/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::10.0.0.1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_what_is_not_public_is_refused(address: str) -> None:
    """Private, loopback, link-local, ULA, CGNAT, metadata, multicast; IPv4 within IPv6."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_what_is_public_is_taken(address: str) -> None:
    """Also where it is written within IPv6: a network that has IPv6 alone sees all others so."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://receiver.example/", "begins"),
        ("ftp://receiver.example/", "begins"),
        ("file:///etc/passwd", "begins"),
        ("https://user@receiver.example/", "user"),
        ("https://:pass@receiver.example/", "user"),
        ("https://receiver.example:25/", "port"),
        ("https://receiver.example:80/", "port"),
        ("https://receiver.example:x/", "not a URL"),
        ("https://[::1/", "not a URL"),
        ("https:///hook", "host"),
        ("https://receiver.example/#part", "fragment"),
        ("https://receiver.example\\@127.0.0.1/", "others"),
        ("https://receiver.example/ x", "others"),
        ("https://receiver.example/\r\nx", "others"),
        ("https://r\u00e9ceiver.example/", "others"),
        ("https://" + "a" * 2000, "longer"),
        ("https://127.0.0.1/", "address"),
        ("https://[::ffff:10.0.0.1]/", "address"),
    ],
)
def test_a_url_that_nothing_is_sent_to(url: str, reason: str) -> None:
    """Known without a look-up; the reason holds nothing of the URL."""
    with pytest.raises(UrlRefused, match=reason) as refusal:
        read_url(url, ())
    assert "receiver" not in str(refusal.value)


def test_a_url_is_split_once() -> None:
    """What is connected to and what is told to the receiver are of one reading."""
    assert read_url("https://receiver.example/hook?a=b", ()) == Target("https", "receiver.example", 443, "/hook?a=b")
    assert read_url("https://receiver.example:8443", ()).authority == "receiver.example:8443"
    assert read_url("http://[::1]:8080/x", (ipaddress.ip_network("::1/128"),)).authority == "[::1]:8080"


def test_http_is_for_allowed_networks_alone() -> None:
    """An operator who allows one network has not allowed plain text to the whole world."""
    assert may_connect("127.0.0.1", "http", LOOPBACK)
    assert not may_connect("8.8.8.8", "http", LOOPBACK)
    assert may_connect("8.8.8.8", "https", LOOPBACK)
    assert not may_connect("10.0.0.1", "https", LOOPBACK)


@pytest.mark.parametrize("found", [("8.8.8.8", "127.0.0.1"), ("::1",), ("not an address",)])
def test_one_address_that_is_refused_refuses_all(found: tuple[str, ...]) -> None:
    """A name that stands for both would be reached by the other one at the next attempt."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return found

    with pytest.raises(AddressRefused):
        asyncio.run(checked(TARGET, (), resolve))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "017700000001"])
def test_loopback_by_any_spelling_is_found_and_refused(host: str) -> None:
    """What the machine's own look-up makes of a host is what is checked."""
    target = Target("https", host, 443, "/")
    with pytest.raises(AddressRefused):
        asyncio.run(checked(target, (), look_up))


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example"])
def test_a_name_that_is_none_has_no_address(host: str) -> None:
    """It is no error of the program's."""
    with pytest.raises(OSError, match="name"):
        asyncio.run(look_up(host, 443))
