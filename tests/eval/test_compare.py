"""Two runs side by side."""

from app.core.errors import DraftInvalid
from eval.compare import compare, unpaired
from eval.results import Results, SuiteResult, Tally
from tests.eval.build import case, ran, stamp
from tests.fakes.service import TEXT, FakeService

CASES = tuple(case(f"c{number}", TEXT) for number in range(4))


def test_a_run_is_not_different_from_itself() -> None:
    differences = compare(ran(*CASES), ran(*CASES))
    assert {row.found.difference for row in differences} == {0.0}
    assert {row.verdict for row in differences} == {"no clear difference"}


def test_a_run_that_fails_everywhere_is_worse_and_the_other_way_round_better() -> None:
    good, bad = ran(*CASES), ran(*CASES, service=FakeService(error=DraftInvalid("no")))
    fell = next(row for row in compare(good, bad) if row.metric == "fields.strict")
    assert (fell.found.before, fell.found.after, fell.verdict) == (1.0, 0.0, "worse")
    assert next(row for row in compare(bad, good) if row.metric == "fields.strict").verdict == "better"


def test_only_cases_that_both_runs_have_are_compared_and_the_others_named() -> None:
    first, second = ran(*CASES[:3]), ran(*CASES[1:])
    assert {row.found.cases for row in compare(first, second)} == {3 - 1}
    assert unpaired(first, second) == ("seeds/c0", "seeds/c3")


def test_a_case_whose_text_changed_is_another_case() -> None:
    first, second = ran(case("a", TEXT)), ran(case("a", TEXT + " More."))
    assert compare(first, second) == ()
    assert unpaired(first, second) == ("seeds/a",)


def test_a_class_that_one_run_alone_named_counts_against_it() -> None:
    """Each case has measures of the classes that it is about: what one run invents, the other has no measure of."""

    def with_measures(*measures: dict[str, Tally]) -> Results:
        (suite,) = ran(*CASES[:2]).suites
        cases = tuple(
            each.model_copy(update={"measures": one}) for each, one in zip(suite.cases, measures, strict=True)
        )
        return Results(stamp=stamp(), suites=(SuiteResult(name="seeds", cases=cases, scores=suite.scores),))

    right, wrong = {"incidents": Tally(tp=1)}, {"incidents": Tally(fp=1)}
    (row,) = compare(with_measures(right, {}), with_measures(right, wrong))
    assert row.found.before == 1.0
    assert row.found.after is not None
    assert row.found.after < 1.0
