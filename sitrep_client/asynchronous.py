"""The client for asyncio."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2
from pydantic import BaseModel

from schemas import ArticleSummary, Dossier, IndexedIncident, TollPolicy
from sitrep_client import requests
from sitrep_client.connection import LOCAL, Retries, options, sent, unreached
from sitrep_client.requests import Article, Call, Filter

A = TypeVar("A", bound=BaseModel)


class AsyncClient:
    """A Sitrep service, asked with asyncio: all arguments and methods are those of Client."""

    def __init__(
        self,
        url: str = LOCAL,
        *,
        key: str | None = None,
        sensitive: bool = False,
        timeout_s: float = 330.0,
        attempts: int = 3,
        longest_wait_s: float = 60.0,
    ) -> None:
        self._http = httpx2.AsyncClient(**options(url, key, timeout_s))
        self._sensitive = sensitive
        self._retries = Retries(attempts, longest_wait_s)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def summarize(self, article: Article | str, *, fresh: bool = False) -> ArticleSummary:
        """Summarise an article; fresh: the model is asked anew. Raises CallFailed."""
        return await self._ask(requests.summary(article, fresh=fresh))

    async def dossier(
        self, reports: Iterable[Article | str | ArticleSummary], *, policy: TollPolicy | None = None
    ) -> Dossier:
        """Put 1 to 200 articles together, or as many records. Raises CallFailed; ValueError: they are mixed."""
        return await self._ask(requests.dossier(reports, policy))

    async def incidents(self, **wanted: Unpack[Filter]) -> AsyncIterator[IndexedIncident]:
        """The incidents that all articles report between them, the latest first. Raises CallFailed."""
        cursor: str | None = None
        while True:
            page = await self._ask(requests.incidents(wanted, cursor))
            for incident in page.incidents:
                yield incident
            cursor = page.next
            if cursor is None:
                return

    async def _ask(self, call: Call[A]) -> A:
        attempt, response = 1, await self._once(call)
        while (wait_s := self._retries.wait_s(attempt, response)) is not None:
            await sleep(wait_s)
            attempt, response = attempt + 1, await self._once(call)
        return call.read(response.status_code, response.content)

    async def _once(self, call: Call[A]) -> httpx2.Response:
        arguments = sent(call.body, call.params, sensitive=self._sensitive)
        try:
            return await self._http.request(call.method, call.path, **arguments)
        except httpx2.RequestError as error:
            raise unreached(error) from error
