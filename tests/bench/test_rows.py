"""Ratios of rounds, their intervals, and the file and table that they end in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import table
from bench.rows import Outcome, Reach, Row, ratio_of, read, write


def row(ours: tuple[float, ...], theirs: tuple[float, ...] = (), reach: Reach | None = None) -> Row:
    return Row(what="a thing", unit="s", ours=ours, peer="another" if theirs else "", theirs=theirs, reach=reach)


def outcome(*rows: Row) -> Outcome:
    return Outcome(
        bench="b", started_at=datetime(2026, 11, 27, tzinfo=UTC), seconds=1, machine="m", revision="r", rows=rows
    )


def test_what_slows_both_sides_of_a_round_leaves_the_ratio_as_it_is() -> None:
    """That is why they are measured in turn: each round is ten times slower than the one before, and all are half."""
    ratio = ratio_of(row((1.0, 10.0, 100.0), (2.0, 20.0, 200.0)))
    assert ratio
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((0.5, 0.5, 0.5))


def test_rounds_that_differ_widen_the_interval_around_their_mean() -> None:
    ratio = ratio_of(row((1.0, 2.0, 4.0), (1.0, 1.0, 1.0)))
    assert ratio
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.value == pytest.approx(2.0)
    assert ratio.low < ratio.value < ratio.high


def test_one_round_has_a_ratio_and_no_interval() -> None:
    ratio = ratio_of(row((1.0,), (4.0,)))
    assert ratio
    assert (ratio.value, ratio.low, ratio.high) == (0.25, None, None)


@pytest.mark.parametrize("theirs", [(), (0.0, 0.0)])
def test_beside_nothing_there_is_no_ratio(theirs: tuple[float, ...]) -> None:
    assert ratio_of(row((1.0, 1.0), theirs)) is None


def test_an_outcome_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = outcome(row((1.0,), (2.0,), Reach(bound=0.7)))
    write(made, tmp_path)
    assert read(tmp_path) == (made,)


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (Reach(bound=0.7), "at least 0.7: not met"),
        (Reach(bound=0.4), "at least 0.4: met"),
        (Reach(bound=0.5, at_most=True), "at most 0.5: met"),
        (Reach(bound=0.4, at_most=True), "at most 0.4: not met"),
    ],
)
def test_the_table_says_whether_a_row_is_what_it_is_meant_to_be(reach: Reach, said: str) -> None:
    """A bench that falls short is in the README as such."""
    (line,) = [line for line in table.render([outcome(row((1.0,), (2.0,), reach))]).splitlines() if "a thing" in line]
    assert line == f"| a thing | 1 s | 2 (another) | 0.50 | {said} |"


def test_the_table_names_day_machine_and_revision() -> None:
    assert "2026-11-27, m, revision r" in table.render([outcome(row((1.0,)))])
