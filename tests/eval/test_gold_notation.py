"""What may be written in a gold file."""

import pytest
from pydantic import ValidationError

from eval.gold_notation import AttributionNote, ClaimNote, DateNote, PersonNote, PositionNote, WeaponNote, read_count
from schemas import Count


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (0, Count(min=0, max=0)),
        (4, Count(min=4, max=4)),
        ("at least 2", Count(min=2, max=None, qualifier="at_least")),
        ("at most 10", Count(min=None, max=10, qualifier="at_most")),
        ("about 40", Count(min=40, max=40, qualifier="about")),
        ("2 to 3", Count(min=2, max=3, qualifier="about")),
        ("dozens", Count(min=24, max=None, qualifier="plural")),
    ],
)
def test_a_count_is_read_as_it_is_written(written: int | str, count: Count) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize("written", ["four", "4", "at least two", "some", "", "3 to 2", -1])
def test_what_is_no_count_is_refused(written: int | str) -> None:
    with pytest.raises(ValueError):
        read_count(written)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (AttributionNote, {"actor": "A", "basis": "claimed", "evidence": "A"}),
        (AttributionNote, {"actor": "A", "basis": "reported_as_fact", "asserted_by": "B", "evidence": "A"}),
        (DateNote, {"text": "recently"}),
        (DateNote, {"text": "Monday", "start": "2024-01-01", "precision": "unknown"}),
        (DateNote, {"text": "Monday", "start": "2024-01-02", "end": "2024-01-01"}),
        (WeaponNote, {"name": "rockets", "category": "rocket", "count": 2}),
        (PersonNote, {}),
        (ClaimNote, {"evidence": "a claim of nothing"}),
        (ClaimNote, {"evidence": "words", "killed": "four"}),
        (ClaimNote, {"evidence": "words", "killed": True}),
        (PositionNote, {"article": "a", "value": 4}),
        (PositionNote, {"article": "a", "value": None, "color": "red"}),
    ],
)
def test_a_label_that_says_nothing_or_contradicts_itself_is_refused(kind: type, fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        kind(**fields)


def test_a_victim_may_be_a_plain_description() -> None:
    claim = ClaimNote.model_validate({"victims": ["local commander", {"name": "Ali Omar"}], "evidence": "words"})
    assert [(one.name, one.description) for one in claim.victims] == [(None, "local commander"), ("Ali Omar", None)]
