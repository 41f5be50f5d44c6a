"""Krippendorff's alpha of two labellings, field by field: how much more they agree than by chance.

A unit is a pair of incidents that stand for each other (`eval.score.pair`: one to one, by what the identifying fields
share); for `basis` a pair of attributions to one party within such incidents. An incident that only one labelling has
is a unit with a missing value: alpha leaves it out, and `alone` counts it. Since units are aligned by what they share,
alpha says how alike incidents are described that both saw, and F1 of incidents whether both saw them.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeVar

import numpy as np

from app.core.errors import ExtraMissing
from eval.align import align
from eval.items import known_as
from eval.score import pair
from eval.text import likeness
from schemas import ArticleSummary, Attribution, Frozen, Incident

T = TypeVar("T", Incident, Attribution)

Level = Literal["nominal", "interval"]
Value = Hashable | None
Unit = tuple[Value, Value]
"""The values of both labellings; None: missing."""
NOT_STATED: Final = "not stated"
"""Of a nominal field a value like others: to leave a country out where the other names one is to disagree."""
_RATERS: Final = 2


class Alpha(Frozen):
    """Alpha of one field: 1 agreement, 0 chance, less than 0 worse.

    alpha   None: no two units, or no two different values, so that chance cannot be told
    units   with values of both; `alone`: with a value of one of them
    """

    level: Level
    alpha: float | None
    units: int
    alone: int


def alphas(labellings: Iterable[tuple[ArticleSummary, ArticleSummary]]) -> dict[str, Alpha]:
    """Alpha of each field over the newly reported incidents of all pairs of records together.

    Raises ExtraMissing where the library is not installed.
    """
    pairs = [each for one, other in labellings for each in pair(one.incidents, other.incidents)]
    nominal = {name: [_both(each, of) for each in pairs] for name, of in NOMINAL.items()}
    nominal["basis"] = [
        _both(each, lambda said: said.basis)
        for one, other in pairs
        if one and other
        for each in _attributions(one, other)
    ]
    interval = {name: [_both(each, of) for each in pairs] for name, of in INTERVAL.items()}
    return {name: _alpha(units, "nominal") for name, units in nominal.items()} | {
        name: _alpha(units, "interval") for name, units in interval.items()
    }


def _country(incident: Incident) -> Value:
    return (incident.location and incident.location.country_code) or NOT_STATED


def _precision(incident: Incident) -> Value:
    return incident.location.precision if incident.location else NOT_STATED


def _day(incident: Incident) -> Value:
    return incident.date.start.toordinal() if incident.date and incident.date.start else None


NOMINAL: Final[Mapping[str, Callable[[Incident], Value]]] = {
    "sub_event_type": lambda incident: incident.sub_event_type,
    "stage": lambda incident: incident.stage,
    "country": _country,
    "place precision": _precision,
}
INTERVAL: Final[Mapping[str, Callable[[Incident], Value]]] = {
    "first day": _day,
    "killed, low": lambda incident: incident.fatalities.low,
    "killed, high": lambda incident: incident.fatalities.high,
    "injured, low": lambda incident: incident.injured.low,
    "injured, high": lambda incident: incident.injured.high,
}
"""Numbers of the toll, low and high over all claims; None: not stated, or open, which is a missing value here."""


def _both(each: tuple[T | None, T | None], of: Callable[[T], Value]) -> Unit:
    one, other = each
    return of(one) if one else None, of(other) if other else None


def _attributions(one: Incident, other: Incident) -> Iterator[tuple[Attribution | None, Attribution | None]]:
    """Attributions to parties that share a name, one to one, then those that have no partner."""

    def alike(left: Attribution, right: Attribution) -> float:
        return likeness(known_as(one, left.actor), known_as(other, right.actor))

    partners = dict(align(one.attribution, other.attribution, alike, key=lambda each: each.model_dump_json()))
    for index, said in enumerate(one.attribution):
        yield said, other.attribution[partners[index]] if index in partners else None
    yield from ((None, said) for index, said in enumerate(other.attribution) if index not in partners.values())


def _alpha(units: Sequence[Unit], level: Level) -> Alpha:
    stated = [unit for unit in units if None not in unit]
    alone = sum((one is None) != (other is None) for one, other in units)
    return Alpha(level=level, alpha=_computed(stated, level), units=len(stated), alone=alone)


def _computed(stated: Sequence[Unit], level: Level) -> float | None:
    try:
        import krippendorff  # noqa: PLC0415 (an extra)
    except ImportError:
        hint = "Install it with `pip install 'sitrep[agreement]'`."
        raise ExtraMissing("Krippendorff's alpha needs the library of that name.", hint=hint) from None
    domain = sorted({value for unit in stated for value in unit}, key=_order)
    if len(domain) < _RATERS or len(stated) < _RATERS:
        return None
    codes: Mapping[Value, float] = (
        {value: float(value) for value in domain}  # type: ignore[arg-type]  # numbers, by the level
        if level == "interval"
        else {value: float(place) for place, value in enumerate(domain)}
    )
    rows = np.array([[codes[one] for one, _ in stated], [codes[other] for _, other in stated]])
    return float(krippendorff.alpha(reliability_data=rows, level_of_measurement=level))


def _order(value: Value) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))
