"""Null accuracy: where gold says nothing, the output must say nothing either.

Counted are the single values of gold's incidents that are null: the days of the date, country, city and site, the two
estimates (null: no number is stated at all), the dead and the injured of each claim, the number of each weapon. A
source that is null is no such value: it is the article's own voice. A null is a hit only where its incident, claim or
weapon has a counterpart in the output, so that an output that reports nothing scores 0 and not 1.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from eval.align import align
from eval.items import ends, known_as, numbered
from eval.results import Share
from eval.tallies import add_shares
from eval.text import likeness, names
from schemas import CasualtyClaim, Estimate, Incident, Weapon

_SINGLE: Final[dict[str, Callable[[Incident], Any]]] = {
    "date.start": lambda incident: incident.date and incident.date.start,
    "date.end": lambda incident: incident.date and incident.date.end,
    "location.country_code": lambda incident: incident.location and incident.location.country_code,
    "location.city": lambda incident: incident.location and incident.location.city,
    "location.site": lambda incident: incident.location and incident.location.site,
    "fatalities": lambda incident: None if incident.fatalities == Estimate() else incident.fatalities,
    "injured": lambda incident: None if incident.injured == Estimate() else incident.injured,
}


def null_values(gold: Incident, output: Incident | None) -> Share:
    """Gold's nulls that are null in the aligned incident of the output too; without one, all are missed."""
    single = ((read(gold), output is not None and read(output) is None) for read in _SINGLE.values())
    return add_shares((_share(single), _claims(gold, output), _weapons(gold, output)))


def _claims(gold: Incident, output: Incident | None) -> Share:
    """Claims without any number are left out: what they hold is victims."""
    theirs = numbered(output) if output else ()

    def similarity(one: CasualtyClaim, other: CasualtyClaim) -> float:
        return _claim_likeness(one, other, gold, output or gold)

    partners = _partners(numbered(gold), theirs, similarity)
    return _share(
        (getattr(claim, harm), other is not None and getattr(other, harm) is None)
        for claim, other in partners
        for harm in ("killed", "injured")
    )


def _weapons(gold: Incident, output: Incident | None) -> Share:
    partners = _partners(gold.weapons, output.weapons if output else (), _weapon_likeness)
    return _share((weapon.count, other is not None and other.count is None) for weapon, other in partners)


def _share(values: Iterable[tuple[Any, bool]]) -> Share:
    """From (gold's value, whether the output has null there): of those that are null in gold, how many agree."""
    nulls = [agrees for value, agrees in values if value is None]
    return Share(hits=sum(nulls), of=len(nulls))


def _partners(gold: tuple[Any, ...], output: tuple[Any, ...], similarity: Callable[[Any, Any], float]) -> Iterator[Any]:
    paired = dict(align(gold, output, similarity, key=lambda item: str(item.model_dump_json())))
    for index, item in enumerate(gold):
        yield item, output[paired[index]] if index in paired else None


def _claim_likeness(one: CasualtyClaim, other: CasualtyClaim, gold: Incident, output: Incident) -> float:
    """Share of the four parts of a claim that agree, 0 to 1; each side's names with the aliases of its incident."""
    agree = (ends(one.killed) == ends(other.killed), ends(one.injured) == ends(other.injured))
    whom = one.victim_class == other.victim_class
    by = likeness(known_as(gold, one.asserted_by), known_as(output, other.asserted_by))
    return (sum(agree) + whom + by) / 4


def _weapon_likeness(one: Weapon, other: Weapon) -> float:
    return (likeness(names(one.name), names(other.name)) + (one.category == other.category)) / 2
