from datetime import date
from typing import Any

import pytest

from eval.dossiers import counterparts, score_clusters, score_conflicts, score_dossier
from eval.results import Tally
from eval.tallies import f1
from schemas import CitedEvidence, Conflict, Count, Dossier, FusedIncident, Position, Report
from tests.eval.records import at, exactly, incident, on, summary

ONE, TWO, THREE = (Report(article_id=name, incident_id=f"{name}-1") for name in "abc")
WORDS = (CitedEvidence(quote="words", start=0, end=5, article_id="a"),)
KYIV, LVIV = incident(location=at("Kyiv", "UA")), incident(location=at("Lviv", "UA"), sub_event_type="Grenade")


def fused(*reports: Report, conflicts: tuple[Conflict, ...] = ()) -> FusedIncident:
    plain = incident().model_dump(exclude={"evidence"})
    return FusedIncident(**plain, evidence=WORDS, reports=reports, conflicts=conflicts)


def dossier(*incidents: FusedIncident, background: tuple[FusedIncident, ...] = ()) -> Dossier:
    return Dossier(incidents=incidents, background=background, articles=())


def position(value: Count | str | None, article: str, by: str | None = None) -> Position:
    return Position(value=value, asserted_by=by, article_id=article, evidence=WORDS if value is not None else ())


def conflict(*positions: Position, kind: Any = "numeric", path: Any = "casualty_claims/killed") -> Conflict:
    return Conflict(kind=kind, path=path, positions=positions, compatible=False)


TOLL = conflict(position(exactly(2), "a", "police"), position(exactly(4), "b"))
PLACE = conflict(position("the depot", "a"), position("the port", "b"), kind="place", path="location/site")
GOLD = dossier(fused(ONE, TWO, THREE, conflicts=(TOLL, PLACE)))


def test_gold_with_itself_is_exactly_1() -> None:
    scores = score_dossier(GOLD, GOLD, {})
    found = (scores.incidents, scores.clusters, scores.conflicts.strict, scores.conflicts.lenient)
    assert {f1(tally) for tally in found} == {1}
    assert {f1(field.strict) for field in scores.fields.values()} <= {None, 1}


@pytest.mark.parametrize("output", [None, dossier()])
def test_an_empty_dossier_and_a_failed_one_are_exactly_0(output: Dossier | None) -> None:
    scores = score_dossier(GOLD, output, {})
    found = (scores.incidents, scores.clusters, scores.conflicts.strict, scores.conflicts.lenient)
    assert {f1(tally) for tally in found} == {0}


def test_pairs_of_reports_by_hand() -> None:
    """Gold has the pairs 12, 13, 23; the output has 12 only, or puts a fourth report in: 14, 24, too."""
    assert score_clusters(GOLD, dossier(fused(ONE, TWO), fused(THREE)), {}) == Tally(tp=1, fn=2)
    fourth = Report(article_id="d", incident_id="d-1")
    assert score_clusters(GOLD, dossier(fused(ONE, TWO, fourth)), {}) == Tally(tp=1, fp=2, fn=2)


def test_reports_that_stand_alone_make_no_pair() -> None:
    alone = dossier(fused(ONE), fused(TWO))
    assert score_clusters(alone, alone, {}) == Tally()


def test_background_and_news_are_no_different_clusters() -> None:
    assert score_clusters(GOLD, dossier(background=(fused(ONE, TWO, THREE),)), {}) == Tally(tp=3)


def test_reports_are_matched_by_what_they_tell_and_not_by_their_ids() -> None:
    """In the output the article's incidents come in the other order, under each other's ids."""
    gold = summary(KYIV.model_copy(update={"id": "1"}), LVIV.model_copy(update={"id": "2"}))
    output = summary(LVIV.model_copy(update={"id": "1"}), background=(KYIV.model_copy(update={"id": "2"}),))
    assert {r.incident_id: g.incident_id for r, g in counterparts([gold], [output]).items()} == {"1": "2", "2": "1"}
    assert counterparts([gold], [summary(text="Another.")]) == {}


def test_counterparts_stand_for_reports_of_gold() -> None:
    renamed = Report(article_id="b", incident_id="b-7")
    assert score_clusters(dossier(fused(ONE, TWO)), dossier(fused(ONE, renamed)), {renamed: TWO}) == Tally(tp=1)


@pytest.mark.parametrize(
    ("said", "strict", "lenient"),
    [
        (conflict(position(exactly(4), "b"), position(exactly(2), "a", "the police")), 1, 1),
        (conflict(position(exactly(4), "b"), position(exactly(2), "a")), 0, 1),
        (conflict(position(exactly(4), "b"), position(exactly(3), "a", "police")), 0, 0),
        (conflict(position(exactly(2), "b"), position(exactly(4), "a", "police")), 0, 0),
        (conflict(*TOLL.positions, kind="scope"), 0, 0),
        (conflict(*TOLL.positions, path="casualty_claims/injured"), 0, 0),
        (conflict(*TOLL.positions, position(exactly(9), "c")), 0, 1),
        (TOLL.model_copy(update={"compatible": True}), 0, 1),
    ],
)
def test_a_conflict_by_hand(said: Conflict, strict: int, lenient: int) -> None:
    scores = score_conflicts(dossier(fused(ONE, TWO, conflicts=(TOLL,))), dossier(fused(ONE, TWO, conflicts=(said,))))
    assert (scores.strict.tp, scores.lenient.tp) == (strict, lenient)
    assert scores.strict.fp == scores.strict.fn == 1 - strict


def test_names_in_conflicts_may_be_longer_and_dates_must_be_equal() -> None:
    longer = conflict(position("fuel depot", "a"), position("port", "b"), kind="place", path="location/site")
    scores = score_conflicts(dossier(fused(ONE, conflicts=(PLACE,))), dossier(fused(ONE, conflicts=(longer,))))
    assert (scores.strict.tp, scores.lenient.tp) == (0, 1)
    first, other = (
        conflict(position(day, "a"), position("2024-01-09", "b"), kind="time", path="date/start")
        for day in ("2024-01-04", "2024-01-05")
    )
    scores = score_conflicts(dossier(fused(ONE, conflicts=(first,))), dossier(fused(ONE, conflicts=(other,))))
    assert scores.lenient.tp == 0


def test_a_silence_is_a_position() -> None:
    silent = conflict(position("the depot", "a"), position(None, "b"), kind="scope", path="location/site")
    both = dossier(fused(ONE, conflicts=(silent,)))
    assert score_conflicts(both, both).strict == Tally(tp=1)


def test_fields_of_fused_incidents_are_scored_as_those_of_articles() -> None:
    dated = fused(ONE).model_copy(update={"date": on(date(2024, 1, 4))})
    measures = score_dossier(dossier(dated), dossier(fused(ONE)), {}).measures()
    assert measures["dossier.date.lenient"] == Tally(fn=1)
    assert measures["dossier.incidents"] == Tally(tp=1)
