"""Short ways to a draft and its article, for the tests of the stages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from app import article
from app.article import Article
from app.llm.asking import Usage
from app.pipeline import derive, summary
from app.receipt import Stamp, provenance
from app.records.draft import Draft, DraftIncident
from app.records.proposal import Proposal
from eval.cases import Case, Suite, corpora_folder, load_suite
from schemas import ArticleSummary

PUBLISHED = date(2024, 1, 5)  # a Friday
STAMP = Stamp("some-model", "endpoint", "model", "record/v2", "0" * 64)


def read(text: str, published_on: date | None = PUBLISHED) -> Article:
    """An article as the service reads it."""
    return article.read(text, today=date(2030, 1, 1), published_on=published_on)


def party(name: str, *at: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": None, "voice": None, "at": at, **more}


def blame(actor: str, basis: str, *at: int, by: str | None = None) -> dict[str, Any]:
    return {"actor": actor, "basis": basis, "by": by, "at": at}


def toll(*at: int, killed: str | None = None, injured: str | None = None, **more: Any) -> dict[str, Any]:
    return {"killed": killed, "injured": injured, "who": "all", "more": False, "by": None, "at": at, **more}


def victim(
    description: str | None = None, *at: int, name: str | None = None, fate: str = "killed", **more: Any
) -> dict[str, Any]:
    return {"name": name, "who": description, "fate": fate, "at": at, **more}


def tally(what: str, number: str, *at: int, by: str | None = None, **more: Any) -> dict[str, Any]:
    return {"what": what, "number": number, "by": by, "at": at, **more}


def clock(words: str, *at: int, part: str | None = None, hour: str | None = None) -> dict[str, Any]:
    return {"words": words, "part": part, "hour": hour, "at": at}


def demand(text: str, *at: int, stance: str = "against") -> dict[str, Any]:
    return {"text": text, "stance": stance, "at": at}


def response(kind: str, *at: int, by: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "by": by, "at": at}


def named(name: str, *at: int) -> dict[str, Any]:
    """A party by its name: who confirms a toll, who called a protest."""
    return {"name": name, "at": at}


def place(*at: int, how: str = "in", each: tuple[str, ...] = (), **names: str) -> dict[str, Any]:
    levels = ("site", "town", "district", "region", "country")
    return {level: names.get(level) for level in levels} | {"how": how, "each": each, "at": at}


def day(words: str, *at: int, start: str | None = None, end: str | None = None) -> dict[str, Any]:
    return {"words": words, "start": start, "end": end, "at": at}


def target(name: str, *at: int, kind: str = "building", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "at": at, **more}


def weapon(name: str, *at: int, kind: str = "bomb", count: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "count": count, "at": at, **more}


def act(speaker: str, kind: str, *at: int) -> dict[str, Any]:
    return {"speaker": speaker, "act": kind, "at": at}


def incident(*at: int, **more: Any) -> dict[str, Any]:
    return {"new": True, "type": "Attack", "stage": "accomplished", "at": at, "date": None, "place": None, **more}


def draft(*incidents: dict[str, Any], **more: Any) -> Draft:
    """A draft as it comes over the wire."""
    return Draft.model_validate({"headline": "", "incidents": incidents, **more}, strict=False)


def only_incident(one: Draft) -> DraftIncident:
    (incident,) = one.incidents
    return incident


def gold_cases(suite: str) -> tuple[Case, ...]:
    """The labelled articles of one of this project's own suites."""
    loaded = load_suite(suite, corpora_folder())
    assert isinstance(loaded, Suite)
    return loaded.cases


def article_of(case: Case) -> Article:
    """The article of a case, with all that a caller would send."""
    return article.read(case.text, today=date.max, published_on=case.published_on, title=case.title, source=case.source)


def gold_of(case: Case) -> ArticleSummary:
    """What is right about a case."""
    assert isinstance(case.gold, ArticleSummary)
    return case.gold


def summary_of(draft: Draft, about: Article, **more: Any) -> ArticleSummary:
    """The public record that the pipeline makes of a draft; `more` of the proposal: its notes, remarks, refused."""
    proposal = Proposal(draft=draft, usage=Usage(1, 100, 10), cached=False, **more)
    made = provenance(proposal, about, STAMP, 1.5, datetime(2024, 1, 5, tzinfo=UTC))
    return summary(derive(draft, about), proposal, about, made)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of some JSON that is no object and no list, with its path: `incidents/0/stage`."""
    if isinstance(value, dict | list | tuple):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, f"{path}/{name}" if path else str(name))
    else:
        yield path, value
