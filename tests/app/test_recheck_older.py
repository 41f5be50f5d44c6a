"""A record of schema 1.x is derived again with today's code, and compared in what both versions define alike."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.older import NOT_COMPARED, read_summary
from app.recheck import recheck
from schemas import Verification
from tests.app.drafts import leaves
from tests.app.older import TEXTS, WITH_DRAFTS, changed, saved

FIRST = "1.1-seeds-000"


def found_of(record: dict[str, Any], name: str = FIRST) -> Verification:
    return recheck(read_summary(record), TEXTS[name])


@pytest.mark.parametrize("name", WITH_DRAFTS)
def test_a_record_of_1_1_holds(name: str) -> None:
    found = found_of(saved(name), name)
    assert (found.holds, found.differences, found.misplaced) == (True, (), ())
    assert found.quotes > 0


def test_it_says_of_which_schema_the_record_is_and_what_was_not_compared() -> None:
    found = found_of(saved(FIRST))
    assert found.reasons[0].startswith("the record is of schema 1.1")
    assert [each.split(": ")[0] for each in found.not_compared] == list(NOT_COMPARED)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("incidents/0/casualty_claims/1/killed/max", 9),
        ("incidents/0/fatalities/low", 1),
        ("incidents/0/attribution/0/actor", "Iran-aligned militants"),
        ("incidents/0/attribution/0/basis", "possible"),
        ("incidents/0/location/city", "Basra"),
        ("incidents/0/location/latitude", 10.5),
        ("incidents/0/date/start", "2024-01-03"),
        ("incidents/0/actors/0/name", "Somebody"),
        ("background/0/sub_event_type", "Attack"),
        ("unsupported/0/value", "another"),
        ("headline", "Nothing happened"),
        ("article/language", "fr"),
    ],
)
def test_a_value_that_was_changed_by_hand_is_named(path: str, value: Any) -> None:
    found = found_of(changed(saved(FIRST), path, value))
    assert not found.holds
    assert path in {each.path for each in found.differences}


def test_a_precision_that_was_changed_by_hand_is_named() -> None:
    """Its number means something else today, so that what it says is compared."""
    found = found_of(changed(saved(FIRST), "incidents/0/location/geo_precision", 2))
    assert not found.holds
    assert "incidents/0/location/precision" in {each.path for each in found.differences}


def test_a_quote_of_other_words_is_misplaced() -> None:
    record = saved(FIRST)
    words = record["incidents"][0]["evidence"][0]["quote"].swapcase()
    found = found_of(changed(record, "incidents/0/evidence/0/quote", words))
    assert (found.holds, found.misplaced) == (False, ("incidents/0/evidence/0",))


def test_a_draft_that_was_altered_is_not_the_one_in_the_receipt() -> None:
    found = found_of(changed(saved(FIRST), "draft/headline", "Four killed"))
    assert not found.holds
    assert "the draft is not the one in the receipt" in found.reasons


def test_an_outcome_that_was_written_into_the_draft_is_found() -> None:
    """Nobody asked for one then."""
    record = saved(FIRST)
    person = next(path for path, _ in leaves(record["draft"]) if "/victims/0/who" in path).rpartition("/")[0]
    altered = changed(record, f"draft/{person}/fate", "killed")
    found = found_of(altered)
    assert not found.holds
    assert any(each.path.endswith("/outcome") for each in found.differences)


def test_a_record_of_1_0_kept_no_draft_and_its_quotes_alone_are_held_against_the_article() -> None:
    found = found_of(saved("1.0-seeds-000"), "1.0-seeds-000")
    assert (found.holds, found.misplaced) == (False, ())
    assert "schema 1.0" in found.reasons[0]
    assert "no draft" in found.reasons[0]
    assert found.quotes > 0


def test_a_record_of_1_x_that_was_stored_as_one_of_today_is_checked_alike() -> None:
    stored = json.loads(read_summary(saved(FIRST)).model_dump_json())
    assert found_of(stored).holds
    assert not found_of(changed(stored, "incidents/0/note", "All is well.")).holds


FREE = {"quote", "min", "max", "low", "best", "high", "name", "actor", "text", "headline", "site"}
PLACES = [
    (path, value)
    for path, value in leaves({key: part for key, part in saved(FIRST).items() if key not in {"draft", "provenance"}})
    if isinstance(value, str | int) and path.rpartition("/")[2] in FREE
]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PLACES))
def test_no_number_and_no_name_changes_unseen(place: tuple[str, Any]) -> None:
    """Any leaf of a free type, how deep it may stand."""
    path, value = place
    longer = value + 1 if isinstance(value, int) else f"{value}x"
    other = str(value).swapcase() if path.endswith("/quote") else longer
    try:
        found = found_of(changed(saved(FIRST), path, other))
    except ValidationError:
        return  # "at least 3, at most 2" is no record in the first place
    assert not found.holds
    assert path in {each.path for each in found.differences}
