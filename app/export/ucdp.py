"""An incident as a row of UCDP GED's columns. What UCDP would have to guess from one article is blank or left out.

Columns and precision codes: UCDP Georeferenced Event Dataset Codebook, version 24.1 (https://ucdp.uu.se/downloads/).
Left out: everything about conflicts and dyads, `type_of_violence`, `event_clarity`, `number_of_sources`,
`priogrid_gid`, `region`, and the codes of actors and countries.
"""

from collections.abc import Callable
from typing import Final

from app.export import cells
from app.export.cells import Row
from app.export.conventions import Convention
from app.export.tolls import Toll, toll, toll_of
from schemas import Actor, ArticleSummary, CasualtyClaim, Incident, Location
from schemas.codes import VictimClass

CIVILIANS: Final[frozenset[VictimClass]] = frozenset({"civilians"})
FIGHTERS: Final[frozenset[VictimClass]] = frozenset({"all", "combatants", "security_forces"})
DATE_PRECISION: Final = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
"""The most days, both ends included, of each `date_prec`: a day, up to six, a week, a month, a year."""


def row(summary: ArticleSummary, incident: Incident, convention: Convention) -> Row:
    """The row of an incident, with the columns that say what it was made of."""
    dead, by = toll(incident, convention), cells.doer(incident)
    side_a, side_b = _sides(incident, by)
    return {
        "id": incident.id,
        **_when(incident),
        "side_a": side_a,
        "side_b": side_b,
        "source_office": summary.article.source,
        "source_date": summary.article.published_on,
        "source_headline": summary.article.title,
        "source_original": cells.speakers(incident),
        **_where(incident.location),
        **_deaths(incident, convention, dead, side_a, side_b),
        "best": dead.best,
        "high": dead.high,
        "low": dead.low,
        "notes": cells.sentence((incident.note, *dead.notes)),
        **cells.identity(summary, incident, convention),
    }


def date_precision(span_days: int) -> int | None:
    """`date_prec` of a period of this many days, both ends included; None: longer than a year."""
    return next((code for most, code in DATE_PRECISION if span_days <= most), None)


def place_precision(place: Location | None) -> int | None:
    """`where_prec`, 1 to 7; None without a place."""
    return place.ucdp_where_prec if place else None


def _sides(incident: Incident, doer: Actor | None) -> tuple[str | None, str | None]:
    """Side A and side B: the perpetrator and `Civilians`, or a government first where only one side is one."""
    if incident.event_type == "Violence against civilians":
        return doer.name if doer else None, "Civilians"
    attacked = next(iter(cells.with_role(incident, "attacked")), None)
    state = [actor is not None and actor.type == "State forces" for actor in (doer, attacked)]
    one, other = (attacked, doer) if state == [False, True] else (doer, attacked)
    return one.name if one else None, other.name if other else None


def _deaths(incident: Incident, convention: Convention, dead: Toll, side_a: str | None, side_b: str | None) -> Row:
    """Best estimates of each group's dead; who is left over is of unknown status."""
    parts = {
        "deaths_a": _best(incident, convention, lambda claim: _of(claim, side_a)),
        "deaths_b": _best(incident, convention, lambda claim: _of(claim, side_b)),
        "deaths_civilians": _best(incident, convention, lambda claim: claim.victim_class in CIVILIANS),
    }
    known = sum(part or 0 for part in parts.values())
    return {**parts, "deaths_unknown": None if dead.best is None or known > dead.best else dead.best - known}


def _best(incident: Incident, convention: Convention, counts: Callable[[CasualtyClaim], bool]) -> int | None:
    """The best estimate of one group; its claims are held against each other as totals are."""
    claims = [claim.model_copy(update={"victim_class": "all"}) for claim in incident.casualty_claims if counts(claim)]
    return toll_of(claims, convention, "killed").best


def _of(claim: CasualtyClaim, side: str | None) -> bool:
    """Whether a claim counts a side's own dead; never in records of before schema 2.0, which do not say whose."""
    return side is not None and claim.of == side and claim.victim_class in FIGHTERS


def _when(incident: Incident) -> Row:
    known = cells.days(incident)
    first, last = known or (None, None)
    return {
        "year": first.year if first and last and first.year == last.year else None,
        "date_start": first,
        "date_end": last,
        "date_prec": date_precision((last - first).days + 1) if first and last else None,
    }


def _where(place: Location | None) -> Row:
    latitude, longitude = cells.point(place)
    return {
        "where_prec": place_precision(place),
        "where_coordinates": cells.place_name(place) or (place.country if place else None),
        "where_description": place.site if place else None,
        "adm_1": place.admin1 if place else None,
        "adm_2": place.admin2 if place else None,
        "country": place.country if place else None,
        "latitude": latitude,
        "longitude": longitude,
    }
