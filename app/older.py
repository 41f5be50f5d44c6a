"""Saved records of every version that there has been, as records of today's schema. Pure.

What 1.x lacks is null, or computed from what the record has by the code that computes it today; docs/schema-changes.md
has each field and why it came. Numbers that 1.x computed itself stay as they were saved: `sitrep verify` says whether
they still follow.
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Discriminator, JsonValue, Tag

from app.assemble.derived import UNDERIVED, derived
from schemas import SCHEMA_VERSION, ArticleSummary, Dossier, Estimate, Incident
from schemas.codes import GEO_PRECISION_OF, UCDP_PRECISION_OF, PlacePrecision

NOT_COMPARED: Final[Mapping[str, str]] = {
    "corroboration": "2.0 has attribution_status, toll_status and origins in its place",
    "location/geo_precision": "its 2 and 3 mean something else in 2.0; what it said is compared as `precision`",
    "location/geonames_id": "1.x had none",
    "location/latitude of a country": "in 2.0 a country is no point on a map",
    "location/longitude of a country": "in 2.0 a country is no point on a map",
    "unsupported/people of whom nothing is left": "1.x named their refused name and description alone",
}
"""What of a record of 1.x is not held against the one that is derived today, and why."""

_VERSION: Final = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
_PROPOSER_OF_WAY: Final = {"sentences": "reader", "whole": "model"}
"""1.0: one question for each sentence, or one for the whole record."""
_POINT: Final = ("latitude", "longitude")
_MOST_INCIDENTS: Final = 2_000
"""Of a record of 1.x, and more than any has: to bring one up to date takes twenty times the memory of an empty one."""


def read_summary(saved: JsonValue) -> ArticleSummary:
    """A saved record, of 1.0 or later, as one of today's schema; one of today is taken as it is.

    `provenance.schema_version` keeps the version that the record was saved with.

    Args:
        saved: the JSON of one record.

    Raises:
        ValueError: the version is later than today's, or none; as pydantic's ValidationError: it is no such record.

    Example:
        A place of 1.1 with a town, a site and geo_precision 1 has `precision` "site".
    """
    if not isinstance(saved, dict):
        return ArticleSummary.model_validate(saved)
    if _major(saved.get("schema_version", SCHEMA_VERSION)) > 1:
        return _checked(saved)
    read = _checked(_lifted(saved))
    return read.model_copy(update={"incidents": _computed(read.incidents), "background": _computed(read.background)})


def _as_saved(value: Any) -> Any:
    return value if isinstance(value, ArticleSummary) else read_summary(value)


SavedSummary = Annotated[ArticleSummary, BeforeValidator(_as_saved)]
"""A record of any version in what somebody sends."""


def _kind(value: Any) -> str:
    """A dossier is what has articles; all else is to be a summary, and is refused as one."""
    return "dossier" if isinstance(value, Dossier) or (isinstance(value, dict) and "articles" in value) else "summary"


SavedRecord = Annotated[
    Annotated[SavedSummary, Tag("summary")] | Annotated[Dossier, Tag("dossier")], Discriminator(_kind)
]
"""A summary of any version, or a dossier of this schema, in what somebody sends."""


def without_ids_of_places(record: ArticleSummary) -> ArticleSummary:
    """The record without GeoNames' numbers, which 1.x lacked."""

    def bare(one: Incident) -> Incident:
        place = one.location and one.location.model_copy(update={"geonames_id": None})
        return one.model_copy(update={"location": place})

    return record.model_copy(
        update={"incidents": tuple(map(bare, record.incidents)), "background": tuple(map(bare, record.background))}
    )


def version_of(saved: ArticleSummary) -> str | None:
    """The 1.x that a record was saved with; None: it is of today's schema."""
    version = saved.provenance.schema_version
    return version if version.startswith("1.") else None


def _major(version: object) -> int:
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if found is None:
        raise ValueError(f"schema_version {version!r} is none: it is written as {SCHEMA_VERSION!r}")
    if (int(found[1]), int(found[2])) > _numbers(SCHEMA_VERSION):
        raise ValueError(f"the record is of schema {version}; this program reads 1.0 to {SCHEMA_VERSION}: update it")
    return int(found[1])


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _checked(saved: dict[str, Any]) -> ArticleSummary:
    """By way of JSON, where a day is a text and a tuple a list, and nothing else is turned into another type."""
    return ArticleSummary.model_validate_json(json.dumps(saved), strict=True)


# The JSON of 1.x as JSON of today; what is of another shape stays as it is, for the check to name.


def _lifted(saved: dict[str, Any]) -> dict[str, Any]:
    return saved | {
        "schema_version": SCHEMA_VERSION,
        "incidents": _incidents(saved.get("incidents")),
        "background": _incidents(saved.get("background")),
        "unsupported": _each(saved.get("unsupported"), _refused),
        "provenance": _provenance(saved.get("provenance"), saved["schema_version"]),
    }


def _each(items: Any, lifted: Any) -> Any:
    return [lifted(each) if isinstance(each, dict) else each for each in items] if isinstance(items, list) else items


def _refused(value: dict[str, Any]) -> dict[str, Any]:
    """1.0 had no codes, and all that it refused was by a rule."""
    return {"code": "reader_rule"} | value


def _provenance(value: Any, version: str) -> Any:
    if not isinstance(value, dict):
        return value
    rest = {name: part for name, part in value.items() if name != "way"} | {"schema_version": version}
    return {"proposer": _PROPOSER_OF_WAY.get(str(value["way"]))} | rest if "way" in value else rest


def _incidents(items: Any) -> Any:
    if isinstance(items, list) and len(items) > _MOST_INCIDENTS:
        raise ValueError(f"it has more than {_MOST_INCIDENTS} incidents, which no record of 1.x has")
    return _each(items, _incident)


def _incident(saved: dict[str, Any]) -> dict[str, Any]:
    empty = {name: value for name, value in UNDERIVED.items() if not isinstance(value, Estimate)}
    rest = {name: value for name, value in saved.items() if name != "corroboration"}
    place = saved.get("location")
    return empty | rest | {"location": _location(place) if isinstance(place, dict) else place}


def _location(saved: dict[str, Any]) -> dict[str, Any]:
    precision = _precision(saved)
    known = {
        "precision": precision,
        "geo_precision": GEO_PRECISION_OF[precision],
        "ucdp_where_prec": UCDP_PRECISION_OF[precision],
    }
    no_point = dict.fromkeys(_POINT) if precision == "country" else {}
    return saved | known | no_point


def _precision(place: Mapping[str, Any]) -> PlacePrecision:
    """1.x: 1 the town is known, 2 the region, 3 the country only."""
    match place.get("geo_precision"):
        case 1:
            return "site" if place.get("site") else "town"
        case 2:
            return "admin1"
        case _:
            return "country"


# What today's code computes.


def _computed(incidents: tuple[Incident, ...]) -> tuple[Incident, ...]:
    return tuple(_with_computed(each) for each in incidents)


def _with_computed(saved: Incident) -> Incident:
    """With roles, statuses, origins and note; the estimates are the saved ones, with their basis."""
    now = derived(saved, {})  # 1.x does not say who belongs to whom
    return now.model_copy(
        update={
            "fatalities": saved.fatalities.model_copy(update={"basis": now.fatalities.basis}),
            "injured": saved.injured.model_copy(update={"basis": now.injured.basis}),
        }
    )
