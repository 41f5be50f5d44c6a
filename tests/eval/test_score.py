from hypothesis import given, settings
from hypothesis import strategies as st

from eval.fields import FIELDS
from eval.results import Share, Tally
from eval.score import CaseScores, FieldTally, pair, score, similarity, total
from eval.tallies import f1
from schemas import ArticleSummary, Incident
from tests.eval.records import BOMBING, STRIKE, TEXT, at, incident, incidents, summaries, summary, weapon

GOLD = summary(STRIKE, background=(BOMBING,))


def fraction(share: Share) -> float | None:
    """Hits of chances; None: there was no chance."""
    return share.hits / share.of if share.of else None


def _tallies(scores: CaseScores) -> list[Tally]:
    each = [*scores.fields.values(), *scores.background_fields.values()]
    both = [tally for field in each for tally in (field.strict, field.lenient)]
    return [scores.incidents, scores.background, *both]


def _shuffled(record: ArticleSummary, random: st.DataObject) -> ArticleSummary:
    news = random.draw(st.permutations(record.incidents))
    changed = {
        "incidents": tuple(_reversed(one) for one in news),
        "background": tuple(reversed(record.background)),
    }
    return record.model_copy(update=changed)


def _reversed(one: Incident) -> Incident:
    lists = ("actors", "attribution", "targets", "weapons", "casualty_claims", "reactions")
    return one.model_copy(update={"id": "another", **{name: getattr(one, name)[::-1] for name in lists}})


@settings(max_examples=25, deadline=None)
@given(summaries)
def test_gold_with_itself_is_exactly_1(gold: ArticleSummary) -> None:
    scores = score(gold, gold, TEXT)
    assert {f1(tally) for tally in _tallies(scores)} <= {None, 1.0}
    assert {fraction(scores.null_values), fraction(scores.nothing_reported)} <= {None, 1.0}
    assert scores.leaked.hits == 0


@settings(max_examples=25, deadline=None)
@given(summaries)
def test_an_empty_output_is_exactly_0(gold: ArticleSummary) -> None:
    scores = score(gold, summary(), TEXT)
    assert {f1(tally) for tally in _tallies(scores)} <= {None, 0.0}
    assert scores.null_values.hits == 0
    assert scores.evidence == Share(hits=0, of=0)


@settings(max_examples=25, deadline=None)
@given(summaries)
def test_a_failed_case_scores_as_an_empty_output_and_gets_nothing_for_its_silence(gold: ArticleSummary) -> None:
    failed, empty = score(gold, None, TEXT), score(gold, summary(), TEXT)
    assert failed.fields == empty.fields
    assert failed.nothing_reported.hits == 0
    assert empty.nothing_reported.hits == empty.nothing_reported.of


@settings(max_examples=25, deadline=None)
@given(summaries, summaries, st.data())
def test_order_changes_nothing(gold: ArticleSummary, output: ArticleSummary, random: st.DataObject) -> None:
    shuffled = score(_shuffled(gold, random), _shuffled(output, random), TEXT)
    plain = score(gold, output, TEXT)
    assert shuffled.model_copy(update={"faults": ()}) == plain.model_copy(update={"faults": ()})


@settings(max_examples=25, deadline=None)
@given(summaries, summaries)
def test_swapping_gold_and_output_swaps_invented_and_missed(gold: ArticleSummary, output: ArticleSummary) -> None:
    there, back = _tallies(score(gold, output, TEXT)), _tallies(score(output, gold, TEXT))
    assert [(t.tp, t.fp, t.fn) for t in there] == [(t.tp, t.fn, t.fp) for t in back]


@settings(max_examples=25, deadline=None)
@given(summaries, summaries)
def test_every_share_and_f1_is_between_0_and_1_and_lenient_finds_no_less(
    gold: ArticleSummary, output: ArticleSummary
) -> None:
    scores = score(gold, output, TEXT)
    values = [f1(tally) for tally in _tallies(scores)]
    shares = [fraction(s) for s in (scores.null_values, scores.leaked, scores.evidence, scores.nothing_reported)]
    assert all(0 <= value <= 1 for value in (*values, *shares) if value is not None)
    assert all(field.lenient.tp >= field.strict.tp for field in scores.fields.values())


@settings(max_examples=25, deadline=None)
@given(incidents, incidents)
def test_similarity_is_symmetric_and_1_with_itself(one: Incident, other: Incident) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert similarity(one, one) == 1


def test_a_whole_case_by_hand() -> None:
    """The output has the town and not the day, an invented weapon, and the bombing of last month as news."""
    told = STRIKE.model_copy(update={"date": None, "weapons": (*STRIKE.weapons, weapon("rocket", "rocket"))})
    scores = score(GOLD, summary(told, BOMBING), TEXT)
    assert scores.incidents == Tally(tp=1, fp=1)
    assert scores.background == Tally(fn=1)
    assert scores.fields["date"].strict == Tally(fn=1)
    assert scores.fields["city"].strict == Tally(tp=1, fp=1)
    assert scores.fields["weapons"].strict == Tally(tp=1, fp=2)
    assert scores.leaked == Share(hits=2, of=2), "nine killed, one car bomb"


def test_incidents_that_share_nothing_that_identifies_them_are_no_pair() -> None:
    here = incident(sub_event_type="Grenade", location=at("Kyiv", "UA"))
    there = incident(sub_event_type="Attack", location=at("Lima", "PE"))
    assert pair((here,), (there,)) == ((here, None), (None, there))


def test_incidents_are_aligned_before_fields_are_counted() -> None:
    """Two towns in the wrong order are no error; two towns at the wrong incidents are."""
    one, two = incident(location=at("Kyiv"), sub_event_type="Grenade"), incident(location=at("Lviv"))
    assert score(summary(one, two), summary(two, one), TEXT).fields["city"].strict == Tally(tp=2)
    swapped = (incident(location=at("Kyiv", site="a depot")), incident(location=at("Lviv", site="a port")))
    gold = (incident(location=at("Kyiv", site="a port")), incident(location=at("Lviv", site="a depot")))
    fields = score(summary(*gold), summary(*swapped), TEXT).fields
    assert sorted([fields["city"].strict.tp, fields["site"].strict.tp]) == [0, 2]


def test_totals_are_sums_over_cases() -> None:
    scores = score(GOLD, GOLD, TEXT)
    twice = total([scores, score(GOLD, None, TEXT)])
    assert twice.incidents == Tally(tp=1, fn=1)
    assert twice.fields["stage"] == FieldTally(strict=Tally(tp=1, fn=1), lenient=Tally(tp=1, fn=1))
    assert total([]).incidents == Tally()


def test_the_reports_get_every_field_both_ways_and_leakage_as_its_complement() -> None:
    measures = score(GOLD, summary(STRIKE, BOMBING), TEXT).measures()
    assert {f"{field}.{mode}" for field in FIELDS for mode in ("strict", "lenient")} <= set(measures)
    assert measures["background_kept_apart"] == Share(hits=0, of=2)


def test_the_number_of_news_incidents_is_right_or_not() -> None:
    """As many as gold is a hit, whatever they are; a failed case has none right."""
    gold = summary(STRIKE, background=(BOMBING,))
    shares = [score(gold, output, TEXT).incident_count for output in (summary(BOMBING), summary(), None)]
    assert shares == [Share(hits=1, of=1), Share(hits=0, of=1), Share(hits=0, of=1)]
