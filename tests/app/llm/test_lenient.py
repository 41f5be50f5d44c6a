"""One bad value is not a bad answer, and what was done to it is on record."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.llm.asking import schema_digest
from app.llm.lenient import LAST, as_said
from app.records.draft import Draft
from tests.app.drafts import incident, party, toll

GOOD: dict[str, Any] = {
    "headline": "Bomb in Kano",
    "parties": [party("police", 0)],
    "incidents": [incident(0, tolls=[toll(0, killed="4"), toll(0, killed="5")])],
}


def read(said: Any, *, last: bool = False) -> Draft:
    return Draft.model_validate_json(json.dumps(said), strict=False, context=LAST if last else None)


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The good answer with another value at a path."""
    said: dict[str, Any] = json.loads(json.dumps(GOOD))
    *steps, last = path
    place: Any = said
    for step in steps:
        place = place[step]
    place[last] = value
    return said


def test_a_good_answer_is_left_alone() -> None:
    assert read(GOOD).mendings == ()
    assert as_said(read(GOOD)) == read(GOOD).model_dump_json(by_alias=True)


def test_the_schema_that_answers_are_kept_under_is_the_same() -> None:
    """Answers on record are found by it (eval/recordings/frontier)."""
    assert schema_digest(Draft) == "864817c160ab33d9091c8dcda4296536a853973733f092990006b67f74162d46"


TOLL = ("incidents", 0, "tolls", 0)


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        (("note",), "x", "unknown_field"),
        ((*TOLL, "confidence"), 0.9, "unknown_field"),
        ((*TOLL, "killed"), 4, "read"),
        ((*TOLL, "killed"), 4.0, "read"),
        ((*TOLL, "at"), 0, "read"),
        ((*TOLL, "who"), "Security forces", "read"),
        ((*TOLL, "killed"), ["4"], None),
        ((*TOLL, "noun"), True, "unreadable"),
        (("parties", 0, "also"), "cops", "read"),
        (("parties", 0, "voice"), "cops", "unreadable"),
        (("incidents", 0, "date"), "on Monday", "unreadable"),
        (("incidents", 0, "weapons"), ["a rifle"], "unreadable"),
        (("headline",), "Bomb " * 60, "cut"),
    ],
)
def test_a_single_value_is_mended_at_once(path: tuple[str | int, ...], value: Any, kind: str | None) -> None:
    said = changed(path, value)
    if kind is None:
        with pytest.raises(ValidationError):
            read(said)
    else:
        (mending,) = read(said).mendings
        assert mending.kind == kind


@pytest.mark.parametrize(("path", "left"), [(TOLL, 1), (("incidents", 0), 0)])
def test_an_item_goes_only_when_nobody_is_asked_again(path: tuple[str | int, ...], left: int) -> None:
    said = changed((*path, {2: "type", 4: "who"}[len(path)]), "nonsense")
    with pytest.raises(ValidationError):
        read(said)
    draft = read(said, last=True)
    assert len(draft.incidents[0].claims if left else draft.incidents) == left
    assert [(mending.kind, mending.path) for mending in draft.mendings] == [("unreadable", path)]


def test_an_item_beside_one_that_goes_is_untouched() -> None:
    said = changed((*TOLL, "who"), None)
    said["incidents"][0]["tolls"][0]["more"] = "maybe"
    (kept,) = read(said, last=True).incidents[0].claims
    assert kept.killed == "5"


def test_without_a_headline_there_is_no_answer() -> None:
    for last in (False, True):
        with pytest.raises(ValidationError):
            read({"incidents": []}, last=last)


def test_a_notation_is_not_cut_to_another_meaning() -> None:
    said = changed(("incidents", 0, "date"), {"words": "on Monday", "start": "2024-01-01 or later"})
    date = read(said).incidents[0].date
    assert date is not None
    assert date.start == "2024-01-01 or later"


def test_what_the_model_wrote_is_kept_and_mended_again() -> None:
    first = read(changed((*TOLL, "killed"), 4))
    assert '"killed": 4' in as_said(first)
    again = Draft.model_validate_json(as_said(first), strict=False)
    assert (again, again.mendings) == (first, first.mendings)


def test_in_code_a_draft_is_as_strict_as_its_type() -> None:
    with pytest.raises(ValidationError):
        Draft.model_validate(changed((*TOLL, "confidence"), 1))


values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["at", "name", "x"]), inner),
    max_leaves=4,
)
PATHS = [
    ("parties",),
    ("parties", 0),
    ("parties", 0, "at"),
    ("incidents", 0, "type"),
    ("incidents", 0, "place"),
    ("incidents", 0, "tolls"),
    TOLL,
    (*TOLL, "killed"),
    ("summary",),
    ("context",),
]


@given(st.sampled_from(PATHS), values)
def test_any_value_in_any_place_is_mended_in_the_end(path: tuple[str | int, ...], value: Any) -> None:
    """The article stands, and whatever was not read as it was written is on record."""
    said = changed(path, value)
    draft = read(said, last=True)
    assert draft.headline == GOOD["headline"]
    assert Draft.model_validate(draft.model_dump()) == draft or draft.mendings
