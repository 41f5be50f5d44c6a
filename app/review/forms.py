"""A value as a person gives it, to the form that records have; what hangs together with it is brought in step. Pure."""

from datetime import date
from typing import Any, Final

from app.review.tree import LINES, LISTS, Json, Steps, at, field_of, holder, is_count, put
from app.values.count_notation import read_count
from app.values.locations import location, named_place
from app.values.places import find
from schemas import Evidence
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF

COUNTS: Final = frozenset({"killed", "injured", "count"})
REFERENCES: Final = frozenset({"actor", "asserted_by", "of", "member_of", "speaker", "by"})
"""Fields that name a party."""
_BARE: Final = frozenset({"protest", *COUNTS})
"""Objects that have no quotes of their own."""
_WEEK: Final = 7


class CountUnread(ValueError):
    """A count in no notation that there is."""


class QuoteMissing(Exception):
    """An item is given, and no words of the article that could carry it."""


def formed(field: str, value: Json) -> Json:
    """The value without quotes: counts may be given as `4` or `"at least 2"`, sentences as their text.

    Raises ValueError, CountUnread.
    """
    if field in LINES and isinstance(value, str):
        return {"text": value}
    if field in COUNTS and isinstance(value, int | str) and not isinstance(value, bool):
        return _count(value)
    if field == "location" and not isinstance(value, str | None):
        raise ValueError("give the name of a place")
    if field == "places" and not (isinstance(value, list) and all(isinstance(each, str) and each for each in value)):
        raise ValueError("give a list of the names of places")
    if isinstance(value, dict):
        if "evidence" in value:
            raise ValueError("the evidence of a value is its quote: leave `evidence` out")
        return {name: formed(name, part) for name, part in value.items()}
    if isinstance(value, list) and field != "places":
        return [formed(field, each) for each in value]
    return value


def _count(written: int | str) -> Json:
    try:
        return read_count(written).model_dump(mode="json")
    except ValueError:
        raise CountUnread('write it as 4, "at least 4", "about 4", "4 to 6" or "dozens"') from None


def place(record: Json, found: Steps, value: Json, evidence: Evidence | None) -> None:
    """Put a formed value in its place, with its words; a sentence goes with its text.

    Raises PathRefused, QuoteMissing, ValueError.
    """
    if value is None and found[0] in LINES:
        found = found[:2]
    before, quote = at(record, found), [evidence.model_dump(mode="json")] if evidence else []
    field = field_of(found)
    carried = quote or (before.get("evidence") if isinstance(before, dict) else None) or []
    if field == "location" and isinstance(value, str):
        value = _location(value, carried)
    elif found[-1] == "date" and isinstance(value, dict):
        value = _date(value, evidence.quote if evidence else None)
    put(record, found, _places(record, found, value, quote) if field == "places" else _carried(field, value, carried))
    try:
        _bring_in_step(record, found, before, value)
    except ValueError:
        put(record, found, before)
        raise
    above = holder(record, found)
    if quote and above and value is not None and (is_count(value) or not isinstance(value, dict)):
        above["evidence"] = [*above["evidence"], *(each for each in quote if each not in above["evidence"])]


def _carried(field: str, value: Json, carried: list[Json]) -> Json:
    """An object and all in it with its words."""
    if isinstance(value, list):
        return [_carried(field, each, carried) for each in value]
    if not isinstance(value, dict) or is_count(value):
        return value
    parts = {name: _carried(name, part, carried) for name, part in value.items() if name != "evidence"}
    if field in _BARE:
        return parts
    if not carried:
        raise QuoteMissing
    return parts | {"evidence": carried}


def _location(name: str, carried: list[Json]) -> Json:
    found = find(f"in {name}")
    if not found:
        raise ValueError("the gazetteer knows no such place")
    if not carried:
        raise QuoteMissing
    return location(found[0].place, map(Evidence.model_validate, carried)).model_dump(mode="json")


def _places(record: Json, found: Steps, names: list[str], quote: list[Json]) -> list[Json]:
    """Several places by their names: those that the record has as they are, others as the gazetteer knows them."""
    where = at(record, found[:-1])
    had = {each["name"]: each for each in where["places"]}
    words = Evidence.model_validate((quote or where["evidence"])[0])
    return [had.get(name) or _named(name, where["country_code"], words) for name in dict.fromkeys(names)]


def _named(name: str, code: str | None, words: Evidence) -> Json:
    """One of them; without a point where the country of all of them has no place of the name, and none is given."""
    own, _, whole = name.partition(",")
    mention = next(iter(find(f"in {name}", hints=(code,) if code else ())), None)
    known = mention is not None and mention.text == own and (whole or code in (None, mention.place.country_code))
    return named_place(own, mention.place if mention and known else None, words).model_dump(mode="json")


def _date(given: Json, quote: str | None) -> Json:
    """A date of which the end, the precision and the words may be left out."""
    start = given.get("start")
    usual = {"start": start, "end": start, "precision": "day" if start else "unknown", "text": quote or ""}
    return usual | given | {"time_precision": 3}


def _bring_in_step(record: Json, found: Steps, before: Json, value: Json) -> None:
    """What a record says twice, in the same incident."""
    incident = at(record, found[:2]) if len(found) > len(("incidents", 0)) else None
    if incident is None:
        return
    match found[2:]:
        case ("sub_event_type",) if isinstance(value, str) and value in EVENT_TYPE_OF:
            incident["event_type"], incident["plover"] = EVENT_TYPE_OF[value], PLOVER_OF[value]
        case ("date", *_) if incident["date"]:
            incident["date"]["time_precision"] = _time_precision(incident["date"])
        case ("location", "site"):
            where = incident["location"]
            if where["precision"] in ("site", "town"):
                where["precision"] = "site" if value else "town"
        case ("actors", int(), "name") if isinstance(value, str):
            for each in (each for kind in LISTS for each in record[kind]):
                _rename(each, before, value)


def _time_precision(when: dict[str, Any]) -> int:
    """ACLED: 1 for one day, 2 for up to a week, 3 for more or an unknown time. Raises ValueError."""
    if not (when["start"] and when["end"]):
        return 3
    try:
        days = (date.fromisoformat(when["end"]) - date.fromisoformat(when["start"])).days + 1
    except (TypeError, ValueError):
        raise ValueError("it is no day, as 2024-01-04 is") from None
    if days < 1:
        raise ValueError("the last day is before the first")
    return 1 if days == 1 else 2 if days <= _WEEK else 3


def _rename(node: Json, before: str, name: str) -> None:
    """Call a party by its new name wherever the incidents refer to it."""
    if isinstance(node, list):
        for each in node:
            _rename(each, before, name)
    elif isinstance(node, dict):
        for key, part in node.items():
            if key in REFERENCES and part == before:
                node[key] = name
            elif key in ("confirmed_by", "organisers", "actors"):
                _rename_each(part, before, name)
            else:
                _rename(part, before, name)


def _rename_each(items: list[Json], before: str, name: str) -> None:
    for each in items:
        if isinstance(each, dict):
            each["name"] = name if each["name"] == before else each["name"]
            _rename(each, before, name)
