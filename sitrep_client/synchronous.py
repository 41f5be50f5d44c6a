"""The client that waits for each answer."""

from collections.abc import Iterable, Iterator
from time import sleep
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2
from pydantic import BaseModel

from schemas import ArticleSummary, Dossier, IndexedIncident, TollPolicy
from sitrep_client import requests
from sitrep_client.connection import LOCAL, Retries, options, sent, unreached
from sitrep_client.requests import Article, Call, Filter

A = TypeVar("A", bound=BaseModel)


class Client:
    """A Sitrep service, asked one call at a time; AsyncClient is the same for asyncio.

    Args:
        url: Where it is.
        key: An API key; None: SITREP_API_KEY of the environment, and without that, none is sent.
        sensitive: Names that are withheld are wanted too; the key needs the scope of that name.
        timeout_s: Of one attempt, longer than the service's own deadline for an article (300 s by default).
        attempts: Of one call, in all. Only 429 and 503 with a Retry-After in seconds are tried again.
        longest_wait_s: A longer Retry-After is not waited for.
    """

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
        self._http = httpx2.Client(**options(url, key, timeout_s))
        self._sensitive = sensitive
        self._retries = Retries(attempts, longest_wait_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def summarize(self, article: Article | str, *, fresh: bool = False) -> ArticleSummary:
        """Summarise an article; fresh: the model is asked anew. Raises CallFailed."""
        return self._ask(requests.summary(article, fresh=fresh))

    def dossier(
        self, reports: Iterable[Article | str | ArticleSummary], *, policy: TollPolicy | None = None
    ) -> Dossier:
        """Put 1 to 200 articles together, or as many records.

        Args:
            reports: All of one kind.
            policy: By whose convention a `best` toll is chosen where claims disagree; None: by none.

        Raises:
            CallFailed: None of them could be read, or the service could not be asked.
            ValueError: Articles and records are mixed.
        """
        return self._ask(requests.dossier(reports, policy))

    def incidents(self, **wanted: Unpack[Filter]) -> Iterator[IndexedIncident]:
        """The incidents that all articles report between them, the latest first; pages come as they are used up.

        Raises CallFailed.
        """
        cursor: str | None = None
        while True:
            page = self._ask(requests.incidents(wanted, cursor))
            yield from page.incidents
            cursor = page.next
            if cursor is None:
                return

    def _ask(self, call: Call[A]) -> A:
        attempt, response = 1, self._once(call)
        while (wait_s := self._retries.wait_s(attempt, response)) is not None:
            sleep(wait_s)
            attempt, response = attempt + 1, self._once(call)
        return call.read(response.status_code, response.content)

    def _once(self, call: Call[A]) -> httpx2.Response:
        arguments = sent(call.body, call.params, sensitive=self._sensitive)
        try:
            return self._http.request(call.method, call.path, **arguments)
        except httpx2.RequestError as error:
            raise unreached(error) from error
