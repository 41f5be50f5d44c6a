"""The words of the articles behind each part of an incident."""

from collections import Counter
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Final

from app.export.columns import Part
from app.export.events import short
from app.export.options import Quotes
from schemas import CitedEvidence, Evidence, Grounded, Incident

MOST: Final = 3
"""Quotes of one part, when they are short; and `LONGEST`, the most characters of each."""
LONGEST: Final = 80
Quoted = Mapping[Part, tuple[str, ...]]


def quoted(incident: Incident, how: Quotes, *, articles: int = 1) -> Quoted:
    """The quotes of each part that has some, each once; where several articles report it, with the article's id."""
    if how == "none":
        return {}
    found = {part: _each(words, several=articles > 1) for part, words in words_of(incident).items()}
    return {part: quotes if how == "full" else _cut(quotes) for part, quotes in found.items() if quotes}


def words_of(incident: Incident) -> dict[Part, list[Evidence]]:
    """The words that stand behind each part of an incident."""
    claims = incident.casualty_claims
    return {
        "type": list(incident.evidence),
        "date": _words([incident.date]),
        "place": _words([incident.location]),
        "doer": _words(incident.attribution),
        "attacked": _words(actor for actor in incident.actors if "attacked" in actor.roles),
        "targets": _words(incident.targets),
        "weapons": _words(incident.weapons),
        "killed": _words(claim for claim in claims if claim.killed or _some(claim.victims, "killed")),
        "injured": _words(claim for claim in claims if claim.injured or _some(claim.victims, "injured")),
    }


def as_text(quotes: Quoted) -> str | None:
    """All quotes as one cell; None where there are none."""
    return " | ".join(f"{part}: {' / '.join(each)}" for part, each in quotes.items()) or None


def _some(victims: Iterable[object], outcome: str) -> bool:
    return any(getattr(person, "outcome", None) == outcome for person in victims)


def _words(values: Iterable[Grounded | None]) -> list[Evidence]:
    return [each for value in values if value for each in value.evidence]


def _each(words: Iterable[Evidence], *, several: bool) -> tuple[str, ...]:
    if not several:
        return tuple(dict.fromkeys(_marked(each.quote) for each in words))
    return tuple(dict.fromkeys(map(_with_article, _in_turn(words))))


def _in_turn(words: Iterable[Evidence]) -> list[Evidence]:
    """The words with those of each article in turn, so that the first few are not of one article alone."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, Evidence]] = []
    for each in words:
        article = each.article_id if isinstance(each, CitedEvidence) else ""
        ranked.append((seen[article], each))
        seen[article] += 1
    return [each for _, each in sorted(ranked, key=itemgetter(0))]


def _with_article(words: Evidence) -> str:
    return _marked(words.quote) + (f" [{short(words.article_id)}]" if isinstance(words, CitedEvidence) else "")


def _marked(quote: str) -> str:
    return f"“{' '.join(quote.split())}”"


def _cut(quotes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_short(each) for each in quotes[:MOST])


def _short(quote: str) -> str:
    words, mark, article = quote.rpartition("”")
    return quote if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…{mark}{article}"
