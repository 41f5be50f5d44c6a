"""What was mended of a draft so that it could be read, as a reader of the record sees it. Pure.

A value that was dropped is refused, with its path, a code and a reason; a value that stands in another form, or was
left out, is remarked upon.
"""

import json
from typing import Any, Final

from pydantic import JsonValue

from app.llm.lenient import Mending, Step
from app.records.draft import Draft
from schemas import UnsupportedValue
from schemas.codes import RefusalCode

LONGEST: Final = 500
"""Characters of a value that are shown; a field that nobody asked for can hold anything."""
MOST_NAMED: Final = 8
"""Paths that one remark names."""
_RECORD: Final = {
    "tolls": "casualty_claims",
    "counts": "other_counts",
    "blame": "attribution",
    "place": "location",
    "town": "city",
    "district": "admin2",
    "region": "admin1",
    "acts": "reactions",
    "others": "actors",
    "news": "incidents",
}
"""The public record's names, in which paths are written, where those of an answer differ."""
_REFUSED: Final[dict[str, tuple[RefusalCode, str]]] = {
    "unknown_field": ("unknown_field", "The draft has no such field."),
    "unreadable": (
        "not_in_schema",
        "The field takes no such value, or a part that it needs is missing.",
    ),
}


def refused(draft: Draft) -> tuple[UnsupportedValue, ...]:
    """The values that were dropped."""
    return tuple(
        UnsupportedValue(path=_path(each.path), value=_shown(each.value), code=code, reason=reason)
        for each in draft.mendings
        if each.kind in _REFUSED
        for code, reason in [_REFUSED[each.kind]]
    )


def remarks(draft: Draft) -> tuple[str, ...]:
    """A sentence for each value that stands as it was not written, and one for all that were left out."""
    read = (_remark(each) for each in draft.mendings if each.kind in ("read", "cut"))
    absent = [_path(each.path) for each in draft.mendings if each.kind == "left_out"]
    more = f" and {len(absent) - MOST_NAMED} more" if len(absent) > MOST_NAMED else ""
    listed = f"Left out by the model and taken for null: {', '.join(absent[:MOST_NAMED])}{more}."
    return (*read, *([listed] if absent else []))


def _remark(mending: Mending) -> str:
    if mending.kind == "cut":
        return f"{_path(mending.path)}: cut to {len(mending.instead)} of {len(mending.value)} characters."
    return f"{_path(mending.path)}: {_written(mending.value)} is read as {_written(mending.instead)}."


def _path(steps: tuple[Step, ...]) -> str:
    return "/".join(_RECORD.get(str(step), str(step)) for step in steps)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:LONGEST]


def _shown(value: Any) -> JsonValue:
    """A value as it was written, or the beginning of its JSON where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text[:LONGEST] if len(text) > LONGEST else value
