"""An article that nobody printed, and verified values of it, for the tests of this package."""

from datetime import date
from functools import cache
from typing import Any, Final

from app import article
from app.article import Article
from app.records.resolved import Resolved, ResolvedIncident
from app.records.verified import (
    Attribution,
    Claim,
    Confirmation,
    Incident,
    Named,
    Party,
    Person,
    Quotes,
    Record,
    Statement,
    Verified,
)
from schemas import ArticleSummary, Count, Evidence, Question, UnsupportedValue
from tests.fakes.service import summary_of

TEXT: Final = (
    "Rebels shelled the port of Valmora on Monday, killing four people, police said. "
    "Medics said four people were killed and seven were injured, among them a foreman and his son. "
    "The Valmora army blamed the Greyline Front, which denied it. "
    "At least nine people died, residents said. "
    '"We will answer," the Front\'s spokesman Oro Lund said.'
)
FOUR: Final = Count(min=4, max=4)
SEVEN: Final = Count(min=7, max=7)
NINE: Final = Count(min=9, max=None, qualifier="at_least")


@cache
def read() -> Article:
    return article.read(TEXT, today=date(2024, 1, 5))


def quote(words: str) -> Evidence:
    start = TEXT.index(words)
    return Evidence(quote=words, start=start, end=start + len(words))


def named(name: str, words: str | None = None) -> Named:
    return Named(name, quote(words or name))


def party(name: str, origin: str = "parties/0", words: str | None = None, **more: Any) -> Party:
    given: dict[str, Any] = {
        "origin": origin,
        "name": name,
        "aliases": (),
        "type": None,
        "source_type": None,
        "evidence": (quote(words or name),),
    }
    return Party(**given | more)


def claim(
    killed: Count | None = None, injured: Count | None = None, by: str | None = None, nth: int = 0, **more: Any
) -> Claim:
    given: dict[str, Any] = {
        "origin": f"incidents/0/casualty_claims/{nth}",
        "killed": killed,
        "injured": injured,
        "victim_class": "all",
        "additional": False,
        "asserted_by": named(by) if by else None,
        "confirmed_by": (),
        "victims": (),
        "evidence": (quote("killing four people"),),
    }
    return Claim(**given | more)


def person(name: str | None, description: str | None, origin: str, words: str = "a foreman") -> Person:
    return Person(origin, name, description, (quote(words),))


def confirmation(name: str, origin: str, words: str = "Medics said four people were killed") -> Confirmation:
    return Confirmation(origin, named(name), (quote(words),))


def attribution(actor: str, by: str | None = None, nth: int = 0, **more: Any) -> Attribution:
    given: dict[str, Any] = {
        "origin": f"incidents/0/attribution/{nth}",
        "actor": named(actor),
        "basis": "accused",
        "asserted_by": named(by) if by else None,
        "evidence": (quote(actor),),
    }
    return Attribution(**given | more)


def statement(speaker: str, words: str, nth: int = 0) -> Statement:
    return Statement(f"incidents/0/reactions/{nth}", named(speaker), "THREATEN", (quote(words),))


def incident(number: int = 0, **more: Any) -> Incident:
    given: dict[str, Any] = {
        "origin": f"incidents/{number}",
        "newly_reported": True,
        "sub_event_type": "Shelling/artillery/missile attack",
        "stage": "accomplished",
        "date": None,
        "place": None,
        "attribution": (),
        "targets": (),
        "weapons": (),
        "claims": (),
        "reactions": (),
        "parties": (),
        "evidence": (quote("Rebels shelled the port of Valmora on Monday"),),
    }
    return Incident(**given | more)


def resolved(
    *incidents: Incident,
    parties: tuple[Party, ...] = (),
    refused: tuple[UnsupportedValue, ...] = (),
    questions: tuple[Question, ...] = (),
) -> Resolved:
    verified = Verified(None, parties, incidents, (), (), refused, questions)
    return Resolved(verified, tuple(ResolvedIncident(each, None, None) for each in incidents))


def question(path: str, evidence: Quotes = ()) -> Question:
    return Question(path=path, code="number_read_by_model", reason="why", evidence=evidence)


def refusal(path: str) -> UnsupportedValue:
    return UnsupportedValue(path=path, value="x", code="not_in_article", reason="why")


def summary(record: Record) -> ArticleSummary:
    """What would be published of a record."""
    parts = {part: getattr(record, part) for part in ("summary", "incidents", "background", "context", "unsupported")}
    return summary_of(read()).model_copy(update=parts)
