"""What is asked of the service, and how its answer is read. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, TypedDict, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas import ArticleSummary, Dossier, IncidentPage, TollPolicy
from sitrep_client.failures import CallFailed, failure

A = TypeVar("A", bound=BaseModel)
OK: Final = 200
PAGE: Final = 200
"""Incidents to a page, the most that the service gives."""


class Article(BaseModel):
    """A news article, and what is known of it besides; the service reads what is None out of the text, if it can."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    published_on: date | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    client_ref: str | None = None
    """Your own reference; it comes back in the answer."""


class Filter(TypedDict, total=False):
    """Which incidents are wanted: those that meet all that is given."""

    country: str
    """ISO 3166-1 alpha-2."""
    since: date
    """That may have happened on this day or later."""
    until: date
    """On this day or before."""
    type: str
    """Event or sub-event type."""
    near: tuple[float, float, float]
    """Latitude and longitude in degrees, and the radius of a circle round them in kilometres."""
    q: str
    """Words in names, notes and titles."""
    background: bool
    """Also those that articles only mention."""


@dataclass(frozen=True, slots=True)
class Call(Generic[A]):
    """One request. `body` is JSON; None: a GET."""

    path: str
    answer: type[A]
    body: bytes | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Of HTTP."""
        return "GET" if self.body is None else "POST"

    def read(self, status: int, content: bytes) -> A:
        """The answer. Raises CallFailed where it is none, or none that this client knows."""
        if status != OK:
            raise failure(status, content)
        try:
            return self.answer.model_validate_json(content)
        except ValidationError as error:
            raise CallFailed("The answer is not of the schema that this client knows.") from error


def summary(article: Article | str, *, fresh: bool) -> Call[ArticleSummary]:
    """Summarise an article; fresh: by asking the model anew, whatever is stored."""
    body = _article(article).model_dump_json(exclude_none=True).encode()
    return Call("v1/summaries", ArticleSummary, body, {"fresh": "true"} if fresh else {})


def dossier(reports: Iterable[Article | str | ArticleSummary], policy: TollPolicy | None) -> Call[Dossier]:
    """Put articles together, or records. Raises ValueError where they are mixed."""
    given = list(reports)
    records = [each for each in given if isinstance(each, ArticleSummary)]
    articles = [_article(each) for each in given if not isinstance(each, ArticleSummary)]
    if records and articles:
        raise ValueError("a dossier is made of articles or of records, not of both")
    body = _Dossier(articles=articles or None, summaries=records or None, policy=policy)
    return Call("v1/dossiers", Dossier, body.model_dump_json().encode())


def incidents(wanted: Filter, cursor: str | None) -> Call[IncidentPage]:
    """A page of incidents; cursor: `next` of the page before, None for the first."""
    named = {_NAMES.get(name, name): _written(value) for name, value in wanted.items()}
    after = {} if cursor is None else {"cursor": cursor}
    return Call("v1/incidents", IncidentPage, None, {**named, **after, "limit": str(PAGE)})


class _Dossier(BaseModel):
    articles: list[Article] | None
    summaries: list[ArticleSummary] | None
    policy: TollPolicy | None


_NAMES: Final = {"since": "from", "until": "to"}
"""Parameters whose names are words of Python."""


def _article(given: Article | str) -> Article:
    return Article(text=given) if isinstance(given, str) else given


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
