"""Ends and agreement over sources, never their sum and never an average."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemble.estimates import estimate, tolls
from schemas import Attribution, CasualtyClaim, Count, Estimate, Evidence, Source
from schemas.codes import Basis, VictimClass

WORDS = (Evidence(quote="x", start=0, end=1),)


def exactly(number: int) -> Count:
    return Count(min=number, max=number)


def claim(
    killed: Count | None,
    by: str | None,
    *,
    whom: VictimClass = "all",
    more: bool = False,
    confirmed_by: tuple[Source, ...] = (),
) -> CasualtyClaim:
    return CasualtyClaim(
        killed=killed,
        injured=None,
        victim_class=whom,
        additional=more,
        asserted_by=by,
        source_type="unspecified",
        confirmed_by=confirmed_by,
        evidence=WORDS,
    )


def said(actor: str, basis: Basis, by: str | None) -> Attribution:
    return Attribution(actor=actor, basis=basis, asserted_by=by, evidence=WORDS)


def test_no_number_gives_no_estimate() -> None:
    assert estimate([None, None]) == Estimate()


def test_one_exact_number_is_the_estimate() -> None:
    assert estimate([exactly(4), None]) == Estimate(low=4, best=4, high=4)


def test_a_stated_zero_is_a_number() -> None:
    assert estimate([exactly(0)]) == Estimate(low=0, best=0, high=0)


def test_numbers_that_disagree_have_no_best() -> None:
    assert estimate([exactly(4), exactly(2)]) == Estimate(low=2, best=None, high=4)


def test_an_open_count_leaves_the_upper_end_open() -> None:
    assert estimate([Count(min=12, max=None, qualifier="at_least")]) == Estimate(low=12, best=None, high=None)


def test_an_exact_number_within_an_open_count_is_best() -> None:
    assert estimate([Count(min=3, max=None, qualifier="at_least"), exactly(4)]) == Estimate(low=4, best=4, high=4)


counts = st.builds(
    lambda low, more: Count(min=low, max=None if more is None else low + more),
    st.integers(0, 99),
    st.none() | st.integers(0, 9),
)


@given(st.lists(counts, max_size=5))
def test_low_best_and_high_are_in_order(stated: list[Count]) -> None:
    ends = estimate(stated)
    known = [number for number in (ends.low, ends.best, ends.high) if number is not None]
    assert known == sorted(known)


@given(st.lists(counts, min_size=1, max_size=5))
def test_the_order_of_claims_does_not_matter(stated: list[Count]) -> None:
    assert estimate(stated) == estimate(reversed(stated))


@pytest.mark.parametrize(
    ("told", "low", "best", "high"),
    [
        ([("army", "combatants", 7), ("army", "security_forces", 2)], 9, 9, 9),
        ([("army", "combatants", 7), ("rebels", "security_forces", 2)], 7, None, None),
        ([("army", "combatants", 7), ("army", "security_forces", 2), ("rebels", "combatants", 7)], 9, 9, 9),
        ([("army", "combatants", 7), ("army", "security_forces", 2), ("rebels", "security_forces", 11)], 9, None, None),
        ([("army", "combatants", 7), ("rebels", "combatants", 3)], 3, None, 7),
        ([("mayor", "civilians", 5), ("mayor", "children", 3)], 5, 5, 5),
        ([("mayor", "civilians", 5), ("nurse", "children", 3)], 5, 5, 5),
        ([("nurse", "children", 3), ("nurse", "women", 2)], 5, 5, 5),
        ([("army", "all", 9), ("army", "combatants", 7), ("mayor", "civilians", 4)], 9, 9, 9),
        ([(None, "security_forces", 4)], 4, 4, 4),
    ],
)
def test_one_source_s_groups_are_one_toll_and_a_part_is_a_least(
    told: list[tuple[str | None, VictimClass, int]], low: int, best: int | None, high: int | None
) -> None:
    """Nobody is in two of a source's groups, but for those among its civilians; sources are never added up."""
    fatalities, injured = tolls([claim(exactly(number), by, whom=whom) for by, whom, number in told])
    assert fatalities == Estimate(basis="counted", low=low, best=best, high=high)
    assert injured == Estimate()


AT_LEAST_23 = Count(min=23, max=None, qualifier="at_least")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([claim(exactly(19), "doctor"), claim(exactly(4), "doctor", more=True)], (23, 23, 23)),
        (
            [claim(AT_LEAST_23, "medics"), claim(exactly(19), "doctor"), claim(exactly(4), "doctor", more=True)],
            (23, 23, 23),
        ),
        ([claim(AT_LEAST_23, "medics"), claim(exactly(4), "medics", more=True)], (27, None, None)),
        ([claim(exactly(2), None), claim(exactly(2), None, more=True), claim(exactly(1), None, more=True)], (5, 5, 5)),
        ([claim(exactly(3), "a", whom="security_forces"), claim(exactly(2), "a", more=True)], (5, 5, 5)),
        ([claim(exactly(9), "a"), claim(exactly(2), "a", whom="children", more=True)], (11, 11, 11)),
        ([claim(exactly(3), "police"), claim(exactly(2), "mayor", more=True)], (3, None, None)),
    ],
)
def test_more_is_added_to_the_number_of_its_own_source_only(
    told: list[CasualtyClaim], expected: tuple[int, int | None, int | None]
) -> None:
    fatalities, _ = tolls(told)
    assert (fatalities.low, fatalities.best, fatalities.high) == expected


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=6))
def test_what_one_source_adds_up_is_never_undercut(numbers: list[tuple[int, bool]]) -> None:
    """The low end is at least the least of the source's running totals."""
    told = [claim(exactly(number), "a", more=more and index > 0) for index, (number, more) in enumerate(numbers)]
    running: list[int] = []
    for index, (number, more) in enumerate(numbers):
        if more and index:
            running[-1] += number
        else:
            running.append(number)
    low = tolls(told)[0].low
    assert low is not None
    assert low >= min(running)
