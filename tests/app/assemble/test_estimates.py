"""Ends and agreement over sources, never their sum and never an average."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemble.estimates import estimate, tolls
from schemas import CasualtyClaim, Count, Estimate, Evidence, Person
from schemas.codes import Outcome, VictimClass

WORDS = (Evidence(quote="x", start=0, end=1),)


def exactly(number: int) -> Count:
    return Count(min=number, max=number)


def claim(
    killed: Count | None,
    by: str | None,
    *,
    whom: VictimClass = "all",
    more: bool = False,
) -> CasualtyClaim:
    return CasualtyClaim(
        killed=killed,
        injured=None,
        victim_class=whom,
        additional=more,
        asserted_by=by,
        source_type="unspecified",
        evidence=WORDS,
    )


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


def singled(*people: Person, killed: Count | None = None, by: str | None = None, **more: Any) -> CasualtyClaim:
    return claim(killed, by).model_copy(update={"victims": people, **more})


def somebody(name: str | None = None, outcome: Outcome = "killed") -> Person:
    return Person(name=name, description="guard", outcome=outcome, evidence=WORDS)


def test_one_person_alone_whom_nobody_counts_is_one() -> None:
    """ "Killed a militia leader" gives no number; one was killed."""
    fatalities, injured = tolls([singled(somebody())])
    assert fatalities == Estimate(basis="singled_out", low=1, best=1, high=1)
    assert injured == Estimate()


@pytest.mark.parametrize(
    "claims",
    [
        [singled(somebody("A"), somebody("B"))],
        [singled(somebody(), somebody())],
        [singled(somebody("A"), by="army"), singled(somebody("A"), somebody("B"), by="Front")],
    ],
)
def test_several_people_singled_out_are_as_many_or_more(claims: list[CasualtyClaim]) -> None:
    """ "A commander and another": nobody says that there were no others."""
    assert tolls(claims)[0] == Estimate(basis="singled_out", low=2, best=None, high=None)


def test_one_person_of_two_sources_is_one() -> None:
    """Both speak of the commander, one of them without his name."""
    both = [singled(somebody("A"), by="army"), singled(somebody(), by="Front"), singled(somebody("A"), by="mayor")]
    assert tolls(both)[0] == Estimate(basis="singled_out", low=1, best=1, high=1)


def test_two_sources_that_describe_two_people_leave_it_open() -> None:
    """A farmer by one, a teacher by the other: one was killed at least."""
    farmer, teacher = (Person(description=one, outcome="killed", evidence=WORDS) for one in ("farmer", "teacher"))
    both = [singled(farmer, by="army"), singled(teacher, by="mayor")]
    assert tolls(both)[0] == Estimate(basis="singled_out", low=1, best=None, high=None)


def test_two_sources_that_name_two_different_people_leave_it_open() -> None:
    """One was killed at least; whether it was two is for a person to read."""
    both = [singled(somebody("A"), by="army"), singled(somebody("B"), by="Front")]
    assert tolls(both)[0] == Estimate(basis="singled_out", low=1, best=None, high=None)


@pytest.mark.parametrize("by", ["police", None, "army"])
def test_people_singled_out_are_never_on_top_of_a_number_that_may_hold_them(by: str | None) -> None:
    """Four dead, a commander among them or not: four."""
    claims = [claim(exactly(4), "police"), singled(somebody("A"), somebody("B"), by=by)]
    assert tolls(claims)[0] == Estimate(basis="counted", low=4, best=4, high=4)


@pytest.mark.parametrize("outcome", ["abducted", "arrested", "missing"])
def test_who_is_neither_killed_nor_injured_is_in_no_toll(outcome: Outcome) -> None:
    assert tolls([singled(somebody("A", outcome))]) == (Estimate(), Estimate())


def test_the_dead_and_the_injured_have_their_own_basis() -> None:
    """Seven injured by number, and one killed by name."""
    claims = [singled(somebody("A"), somebody("B", "injured"), injured=exactly(7))]
    fatalities, injured = tolls(claims)
    assert fatalities == Estimate(basis="singled_out", low=1, best=1, high=1)
    assert injured == Estimate(basis="counted", low=7, best=7, high=7)


def test_no_civilians_killed_is_no_nobody_where_somebody_was() -> None:
    """ "No civilians were harmed" beside a commander who was killed: one at least, and not zero."""
    claims = [claim(exactly(0), None, whom="civilians"), singled(somebody("A"))]
    assert tolls(claims)[0] == Estimate(basis="counted", low=1, best=None, high=None)


def test_a_number_of_all_that_cannot_hold_those_singled_out_is_left_open_above() -> None:
    """One source counts one, and two are named."""
    claims = [claim(exactly(1), "police"), singled(somebody("A"), somebody("B"), by="army")]
    assert tolls(claims)[0] == Estimate(basis="counted", low=1, best=None, high=None)


@given(st.lists(st.tuples(st.none() | st.integers(0, 9), st.integers(0, 3)), max_size=4))
def test_there_is_a_basis_exactly_where_there_is_an_estimate(told: list[tuple[int | None, int]]) -> None:
    """Counted where anybody counts; singled out where nobody does; ends in order."""
    claims = [
        singled(*[somebody() for _ in range(people)], killed=None if number is None else exactly(number), by=str(index))
        for index, (number, people) in enumerate(told)
    ]
    found = tolls(claims)[0]
    counted, alone = any(number is not None for number, _ in told), any(people for _, people in told)
    assert found.basis == ("counted" if counted else "singled_out" if alone else None)
    ends = [each for each in (found.low, found.best, found.high) if each is not None]
    assert ends == sorted(ends)
