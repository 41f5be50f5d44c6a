"""A reviewed record, written as a candidate for gold, is one that `eval.gold` loads: with the values that it has."""

import json
from pathlib import Path

import pytest

from app.review.gold import candidate
from app.review.view import reviewed
from app.store.index.packing import digest
from eval.gold import load_summary
from schemas import ArticleSummary
from tests.app.review.made import CLAIM, given, kept, record
from tests.fakes.recorded import seed_summaries
from tests.fakes.service import TEXT


def loaded(summary: ArticleSummary, text: str, folder: Path) -> ArticleSummary:
    file = folder / "one.json"
    file.write_text(json.dumps(candidate(summary, text).note), "utf-8")
    return load_summary(file, text)


def test_a_corrected_value_is_in_the_candidate(tmp_path: Path) -> None:
    """With the words that the person gave; a place that the gazetteer lacks is named as left out."""
    several = kept(
        given(f"{CLAIM}/killed", 2, "two rockets"),
        given(f"{CLAIM}/asserted_by", "Health officials", "Health officials"),
    )
    found = reviewed(record(), digest(record()), several).summary
    (one,) = loaded(found, TEXT, tmp_path).incidents
    (claim,) = one.casualty_claims
    assert claim.killed == found.incidents[0].casualty_claims[0].killed
    assert (claim.asserted_by, claim.source_type) == ("Health officials", "medical")
    assert "two rockets" in {each.quote for each in claim.evidence}
    remarks = candidate(found, TEXT).remarks
    assert any("incidents/0/location" in each for each in remarks)


@pytest.mark.parametrize("which", [0, 1])
def test_the_records_of_the_seeds_are_candidates(which: int, tmp_path: Path) -> None:
    """As a hosted model's answers give them: nothing but what is derived is another after loading."""
    text, summary = list(seed_summaries().items())[which]
    again = loaded(summary, text, tmp_path)
    for one, other in zip(summary.incidents, again.incidents, strict=True):
        assert other.sub_event_type == one.sub_event_type
        assert other.location == one.location
        assert [each.model_dump() for each in other.casualty_claims] == [
            each.model_dump() for each in one.casualty_claims
        ]
        assert [(each.actor, each.basis) for each in other.attribution] == [
            (each.actor, each.basis) for each in one.attribution
        ]
