"""What may be written in a gold file."""

import pytest
from pydantic import ValidationError

from eval.gold_claim_notation import ClaimNote, PersonNote
from eval.gold_dossier_notation import PositionNote
from eval.gold_notation import AttributionNote, DateNote, WeaponNote


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
