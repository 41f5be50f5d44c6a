"""One attempt: posted once, to an address that was checked, within a time; of the answer its status alone counts."""

import asyncio
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx2

from app.store.index.outbox import Due
from app.webhooks.addresses import AddressRefused, Network, Resolve, Target, UrlRefused, checked, look_up, read_url
from app.webhooks.signing import headers
from schemas import SCHEMA_VERSION
from schemas.webhooks import DeliveryFailure

TIMEOUT_S: Final = 5.0
"""For all of an attempt, the look-up of the name too."""
MOST_ADDRESSES: Final = 3
"""Of a name that are tried one after the other where no connection comes about."""
USER_AGENT: Final = f"Sitrep/{SCHEMA_VERSION}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. `failure` None: it was taken; `status` None: no answer came."""

    failure: DeliveryFailure | None
    status: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing more."""
        return self.status == HTTPStatus.GONE


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends to public addresses, and to those in allowed networks.

    Redirects are not followed, and the proxies of the environment are not asked.
    """

    allowed: Sequence[Network] = ()
    resolve: Resolve = look_up
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    timeout_s: float = TIMEOUT_S

    async def send(self, due: Due) -> Outcome:
        """Make one attempt. Never raises for what is wrong with the receiver."""
        try:
            async with asyncio.timeout(self.timeout_s):
                target = read_url(due.url, self.allowed)
                addresses = await checked(target, self.allowed, self.resolve)
                status = await self._post(target, addresses[:MOST_ADDRESSES], due)
        except (UrlRefused, AddressRefused):
            return Outcome("address-refused")
        except OSError as error:
            return Outcome("no-answer" if isinstance(error, TimeoutError | ssl.SSLError) else "no-address")
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return Outcome("no-answer")
        return Outcome(None if HTTPStatus(200) <= status < HTTPStatus(300) else "status", status)

    async def _post(self, target: Target, addresses: Sequence[str], due: Due) -> int:
        # A client for each attempt: a connection that is kept would be taken for another name at the same address.
        async with httpx2.AsyncClient(verify=self.tls, trust_env=False, timeout=self.timeout_s) as client:
            for address in addresses[:-1]:
                try:
                    return await _post(client, target, address, due)
                except httpx2.ConnectError:
                    continue
            return await _post(client, target, addresses[-1], due)


async def _post(client: httpx2.AsyncClient, target: Target, address: str, due: Due) -> int:
    """Post to an address, by the name: in `Host`, and to TLS, which checks the certificate against it."""
    body = due.body.encode()
    url = httpx2.URL(scheme=target.scheme, host=address, port=target.port, raw_path=target.path.encode())
    sent = {
        "host": target.authority,
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        **headers(due.secret, due.id, int(time.time()), body),
    }
    named = {"sni_hostname": target.host}
    async with client.stream("POST", url, content=body, headers=sent, extensions=named) as answer:
        return answer.status_code  # what else it says is not read
