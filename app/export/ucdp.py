"""An incident as a row of UCDP GED's columns. What UCDP would have to guess from articles is blank.

Columns and precision codes: UCDP Georeferenced Event Dataset Codebook, version 24.1 (https://ucdp.uu.se/downloads/).
Always blank: everything about conflicts and dyads, `type_of_violence`, `event_clarity`, `code_status`, `priogrid_gid`,
`region`, and the codes of actors and countries. UCDP has no column for notes; `source_article` says how a row was made.
"""

from collections.abc import Callable, Iterable
from typing import Final

from app.export import cells
from app.export.cells import Row
from app.export.conventions import Convention
from app.export.events import Event
from app.export.tolls import Toll, toll, toll_of
from schemas import Actor, ArticleRef, CasualtyClaim, Incident, Location
from schemas.codes import VictimClass

CIVILIANS: Final[frozenset[VictimClass]] = frozenset({"civilians"})
FIGHTERS: Final[frozenset[VictimClass]] = frozenset({"all", "combatants", "security_forces"})
DATE_PRECISION: Final = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
"""The most days, both ends included, of each `date_prec`: a day, up to six, a week, a month, a year."""


def row(event: Event, convention: Convention) -> Row:
    """The row of an event."""
    incident = event.incident
    dead, by = toll(event.counted, convention), cells.doer(incident)
    side_a, side_b = _sides(incident, by)
    return {
        "id": event.id,
        **_when(incident),
        "side_a": side_a,
        "side_b": side_b,
        "number_of_sources": len(event.articles),
        "source_article": "; ".join((*map(_article, event.articles), *dead.notes, cells.made_by(event, convention))),
        "source_office": cells.publishers(event),
        "source_date": _each(str(article.published_on) for article in event.articles if article.published_on),
        "source_headline": _each(article.title for article in event.articles if article.title),
        "source_original": cells.speakers(incident),
        **_where(incident.location),
        **_deaths(event.counted, convention, dead, side_a, side_b),
        "best": dead.best,
        "high": dead.high,
        "low": dead.low,
    }


def _article(article: ArticleRef) -> str:
    """As UCDP lists an article: who published it, when, under which title; by its id where neither name is known."""
    day = str(article.published_on) if article.published_on else None
    name = None if article.source or article.title else f"article {article.id[:12]}"
    return '"' + ",".join(each for each in (article.source, day, article.title, name) if each) + '"'


def _each(values: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(values)) or None


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
        "geom_wkt": None if longitude is None else f"POINT ({longitude} {latitude})",
    }
