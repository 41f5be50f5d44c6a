"""Events of summaries and dossiers."""

import pytest

from app.export.conventions import NAMES, Name, load
from app.export.events import events, left_out, speaker_alone, speaker_in, told_by
from app.export.lines import lines
from app.export.tolls import toll
from schemas import Question
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import options, seeds_dossier

SEEDS = [gold_of(case) for case in gold_cases("seeds")]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_convention_does_not_count_has_no_row_and_is_named(name: Name) -> None:
    threat = SEEDS[0].incidents[0].model_copy(update={"stage": "threatened"})
    record = SEEDS[0].model_copy(update={"incidents": (threat,)})
    assert lines([record], options(name)) == []
    assert list(left_out([record], load(name))) == [
        f"{threat.id} has no row: {load(name).name} does not count what is threatened."
    ]


def test_a_dossier_s_incident_is_one_event_of_all_articles_that_report_it() -> None:
    (one,) = events([seeds_dossier()], load("acled"))
    assert [article.id for article in one.articles] == [article.id for article in seeds_dossier().articles]
    assert (len(one.reports), one.id) == (2, f"SITREP-{seeds_dossier().incidents[0].id}")


def test_speakers_of_one_name_in_two_articles_are_two() -> None:
    """Their numbers are rivals: the lowest is ACLED's, and nothing is added up."""
    dossier = seeds_dossier()
    alike = [claim.model_copy(update={"asserted_by": "police"}) for claim in dossier.incidents[0].casualty_claims]
    fused = dossier.incidents[0].model_copy(update={"casualty_claims": tuple(alike)})
    (one,) = events([dossier.model_copy(update={"incidents": (fused,)})], load("acled"))
    found = toll(one.counted, load("acled"))
    assert found.best == 2
    assert "Dead: sources differ: 2 (police [3c531188]), 4 (police [fd784c11])." in found.notes


@pytest.mark.parametrize("speaker", ["police", "police [unit]"])
def test_a_speaker_is_found_again_without_its_article(speaker: str) -> None:
    assert speaker_alone(speaker_in(speaker, "3c531188" * 8)) == speaker
    assert (speaker_alone(speaker), speaker_alone(None)) == (speaker, None)


def test_one_article_tells_what_its_own_words_carry() -> None:
    (one,) = events([seeds_dossier()], load("acled"))
    told = [told_by(one, article) for article in one.articles]
    assert [[claim.killed.min for claim in each.casualty_claims if claim.killed] for each in told] == [[2], [4]]
    assert told[1].location is None  # the fused place is the finer one, of the other article
    assert [len(each.date.evidence) for each in told if each.date] == [1, 1]


def test_a_summary_s_questions_and_gaps_are_doubts_of_its_own_incident() -> None:
    asked = (
        Question(path="incidents/0/date", code="date_and_words_disagree", reason="It was a Friday.", evidence=()),
        Question(path="incidents/01/date", code="date_and_words_disagree", reason="Of another.", evidence=()),
    )
    (one,) = events([SEEDS[0].model_copy(update={"questions": asked, "status": "partial"})], load("acled"))
    assert one.doubts == ("The record is partial.", "It was a Friday.")
