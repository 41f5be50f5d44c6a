"""What a person labelled is what resolving makes of the same names and days: gold restated comes back unchanged."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.article import read
from app.records.resolved import Resolved
from app.records.verified import DateWords, Named, PlaceNames
from app.resolve.record import resolve
from eval.gold import Labelled, load_folder
from schemas import Incident, IncidentDate, Location
from tests.app.resolve.made import incident, verified

if TYPE_CHECKING:
    from app.values.locations import Position

EVAL: Final = Path(__file__).parents[3] / "eval"
ENOUGH: Final = 0.99
MANY: Final = 50  # incidents; fewer would show little
Pair = tuple[Incident, IncidentDate | None, Location | None]


@cache
def resolved() -> tuple[tuple[Labelled, Resolved], ...]:
    folders = [(folder, EVAL / "stories" / folder.name) for folder in sorted((EVAL / "gold" / "stories").iterdir())]
    folders.append((EVAL / "gold" / "seeds", EVAL / "articles"))
    return tuple((one, _resolved(one)) for gold, texts in folders for one in load_folder(gold, texts).articles)


def _resolved(one: Labelled) -> Resolved:
    deeds = (incident(_days(gold.date), _names(gold.location)) for gold in _incidents(one))
    return resolve(verified(*deeds), read(one.text, today=date.max, published_on=one.note.published_on))


def _incidents(one: Labelled) -> tuple[Incident, ...]:
    return (*one.summary.incidents, *one.summary.background)


def _days(gold: IncidentDate | None) -> DateWords | None:
    return DateWords("date", Named(gold.text, gold.evidence[0]), gold.start, gold.end) if gold else None


def _names(gold: Location | None) -> PlaceNames | None:
    if gold is None:
        return None
    site = Named(gold.site, gold.evidence[-1]) if gold.site else None
    region = None if gold.city else gold.admin1
    district = Named(gold.admin2, gold.evidence[-1]) if gold.admin2 else None
    position: Position = "near" if gold.precision == "near_town" else "sea" if gold.precision == "sea" else "in"
    places = tuple(Named(each.name, each.evidence[0]) for each in gold.places)
    return PlaceNames("location", site, gold.city, region, gold.country, gold.evidence, district, position, places)


def pairs() -> Iterator[Pair]:
    for one, done in resolved():
        for gold, found in zip(_incidents(one), done.incidents, strict=True):
            yield gold, found.date, found.location


def test_gold_days_come_back() -> None:
    """The days that a person resolved are allowed by their words."""
    same = [_ends(gold.date) == _ends(days) for gold, days, _ in pairs() if gold.date]
    assert len(same) > MANY
    assert sum(same) >= ENOUGH * len(same)


def test_gold_places_come_back_whole() -> None:
    """All but the quotes: names, country, coordinates, precision."""
    same = [_bare(gold.location) == _bare(place) for gold, _, place in pairs() if gold.location]
    assert len(same) > MANY
    assert sum(same) >= ENOUGH * len(same)


def _ends(days: IncidentDate | None) -> tuple[date | None, date | None] | None:
    return (days.start, days.end) if days else None


def _bare(location: Location | None) -> Location | None:
    return location.model_copy(update={"evidence": ()}) if location else None


def test_nothing_of_gold_is_refused_or_questioned() -> None:
    """A person's values raise no doubt."""
    assert [(one.name, done.verified.refused, done.verified.questions) for one, done in resolved()] == [
        (one.name, (), ()) for one, _ in resolved()
    ]
