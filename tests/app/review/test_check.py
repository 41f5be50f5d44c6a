"""A correction is taken where the words carry it, and refused with a code where they do not."""

from dataclasses import replace
from typing import Any

import pytest

from app.review.check import CorrectionRefused, check
from app.store.index.packing import digest
from tests.app.review.made import CLAIM, given, kept, record


@pytest.mark.parametrize(
    ("path", "value", "quote", "refused"),
    [
        (f"{CLAIM}/killed", 5, "killed four people", "number_not_carried"),
        (f"{CLAIM}/killed", "four", "killed four people", "not_a_count"),
        (f"{CLAIM}/killed", True, "killed four people", "not_in_schema"),
        (f"{CLAIM}/killed", 4, "killed nine people", "not_in_article"),
        (f"{CLAIM}/killed", 4, None, "quote_missing"),
        (f"{CLAIM}/killed/min", 4, "killed four people", "path_unknown"),
        (f"{CLAIM}/asserted_by", "the army", "police said", "not_in_article"),
        (f"{CLAIM}/source_type", "clergy", "police said", "not_in_schema"),
        (f"{CLAIM}/victims/0/age", 12, "a foreman", "age_not_carried"),
        (f"{CLAIM}/victims/0/sex", "female", "a foreman", "sex_not_carried"),
        ("incidents/0/casualty_claims/2", {"killed": 4}, "killed four people", "path_unknown"),
        ("incidents/0/casualty_claims/1", {"killed": 4}, "killed four people", "not_in_schema"),
        ("incidents/0/weapons/0", {"name": "rockets", "category": "rocket", "evidence": []}, "two", "not_in_schema"),
        ("incidents/0/date/start", "2024-02-30", "on Thursday", "not_a_date"),
        ("incidents/0/date", {"start": "2024-01-04", "end": "2024-01-03"}, "on Thursday", "not_a_date"),
        ("incidents/0/location", "Atlantis", "Valmora", "place_not_carried"),
        ("incidents/0/location", "Kutum", "Valmora", "place_not_carried"),
        ("incidents/0/location/country", "Chad", "Valmora", "computed"),
        ("incidents/0/fatalities/best", 4, "killed four people", "computed"),
        ("incidents/0/injured", 4, "killed four people", "computed"),
        ("incidents/0/note", "Words.", "on Thursday", "computed"),
        ("incidents/0/date/end", ["x"], "on Thursday", "not_a_date"),
        ("incidents/0/location", {"city": "Kutum"}, "Valmora", "not_in_schema"),
        ("incidents/0/sub_event_type", ["Attack"], "killed four people", "not_in_schema"),
        (f"{CLAIM}/killed", {"min": "x", "max": 4}, "killed four people", "not_in_schema"),
        (f"{CLAIM}/victims/0/age", True, "a foreman", "not_in_schema"),
        (f"{CLAIM}/noun", "x" * 5_000, "killed four people", "not_in_schema"),
        ("incidents/0", {"stage": "attempted"}, "on Thursday", "not_in_schema"),
        ("incidents/1", None, None, "path_unknown"),
        ("headline/text", "Words", "on Thursday", "path_unknown"),
        ("headline", "Five killed in Valmora", "killed four people", "line_not_carried"),
        ("headline", "Four killed in Atlantis", "killed four people", "line_not_carried"),
        ("headline", "Four killed", None, "quote_missing"),
        ("headline", None, None, "not_in_schema"),
        ("headline", "Four killed, " + "x" * 120, "killed four people", "not_in_schema"),
        ("summary/0/text", "Nine people died.", "killed four people", "line_not_carried"),
        ("summary/0/text", "Four people died in Atlantis.", "killed four people", "line_not_carried"),
        ("summary/0/evidence", [], "killed four people", "path_unknown"),
        ("summary/9/text", "Four people died.", "killed four people", "path_unknown"),
        ("context/9", "Four people died.", "killed four people", "path_unknown"),
        ("context/0", {"text": 4}, "killed four people", "not_in_schema"),
        ("incidents/0/nothing", 1, "on Thursday", "path_unknown"),
    ],
)
def test_what_is_refused(path: str, value: Any, quote: str | None, refused: str) -> None:
    """Each by its code."""
    with pytest.raises(CorrectionRefused) as failure:
        check(record(), digest(record()), [], given(path, value, quote))
    assert failure.value.code == refused


@pytest.mark.parametrize(
    ("path", "value", "quote"),
    [
        (f"{CLAIM}/killed", 4, "killed four people"),
        (f"{CLAIM}/asserted_by", "Health officials", "Health officials confirmed"),
        (f"{CLAIM}/victims/0/description", "foreman", "including a foreman"),
        ("incidents/0/sub_event_type", "Shelling/artillery/missile attack", "fired two rockets"),
        ("incidents/0/date/text", "on Thursday", "on Thursday"),
        (f"{CLAIM}/killed", None, None),
        ("incidents/0", None, None),
        ("headline", "Rockets kill four in Valmora", "killed four people"),
        ("summary/0/text", "Four people died in Valmora.", "killed four people"),
        ("summary/0", None, None),
        ("context/0", "The army spoke of two rockets.", "two rockets"),
    ],
)
def test_what_is_taken(path: str, value: Any, quote: str | None) -> None:
    """With where its words stand, if it has any."""
    checked = check(record(), digest(record()), [], given(path, value, quote))
    assert (checked.evidence.quote if checked.evidence else None) == quote


def test_what_rests_on_no_article_needs_no_words() -> None:
    """A desk may know better, and says so by the basis."""
    checked = check(record(), digest(record()), [], given(f"{CLAIM}/killed", 7, None, "outside_knowledge"))
    assert checked.value == {"min": 7, "max": 7, "qualifier": "exact"}
    assert checked.was == {"min": 4, "max": 4, "qualifier": "exact"}


def test_a_number_that_code_cannot_read_is_taken_with_a_doubt() -> None:
    """As of a model, whose reading of "a foreman" as one man dead would be questioned."""
    assert check(record(), digest(record()), [], given(f"{CLAIM}/killed", 1, "a foreman")).doubts == (
        "number_read_by_model",
    )


def test_without_the_text_words_are_held_against_the_quotes_of_the_record() -> None:
    """And kept unchecked where those have them not."""
    here = replace(given(f"{CLAIM}/killed", 4, "four people"), text=None)
    found = check(record(), digest(record()), [], here).evidence
    claim = record().incidents[0].casualty_claims[0].evidence[0]
    assert found is not None
    assert (found.start, found.end) == (claim.start + len("killed "), claim.end)
    elsewhere = replace(here, quote="four people, including a foreman")
    assert check(record(), digest(record()), [], elsewhere).evidence is None


def test_an_item_that_was_added_can_be_corrected() -> None:
    """By the place behind the last, of which the machine's record has nothing."""
    claim = {"killed": None, "injured": 2, "asserted_by": "police", "source_type": "police"}
    added = given("incidents/0/casualty_claims/1", claim, "fired two rockets")
    before = kept(added)
    again = given("incidents/0/casualty_claims/1/injured", "at least 2", None, "desk_rule")
    checked = check(record(), digest(record()), before, again)
    assert checked.was == {"min": 2, "max": 2, "qualifier": "exact"}


def test_other_names_of_a_party_are_given_as_a_list() -> None:
    """All of them, each of which must stand in the article."""
    path = "incidents/0/actors/0/aliases"
    assert check(record(), digest(record()), [], given(path, ["Front"], "Greyline Front")).was == ["the Front"]
    with pytest.raises(CorrectionRefused) as failure:
        check(record(), digest(record()), [], given(path, ["Front", "the Legion"], "Greyline Front"))
    assert failure.value.code == "not_in_article"


PLACES = "incidents/0/location/places"


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        (["Atlantis"], "place_not_carried"),
        (None, "not_in_schema"),
        ("Valmora", "not_in_schema"),
        ([{"name": "Valmora"}], "not_in_schema"),
        ([""], "not_in_schema"),
    ],
)
def test_several_places_are_names_that_the_article_has(value: Any, refused: str) -> None:
    with pytest.raises(CorrectionRefused) as failure:
        check(record(), digest(record()), [], given(PLACES, value, "Valmora"))
    assert failure.value.code == refused
    assert check(record(), digest(record()), [], given(PLACES, ["Valmora"], "Valmora")).value == ["Valmora"]
