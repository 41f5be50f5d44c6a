"""The rules as they are shipped."""

import pytest
from pydantic import ValidationError

from app.export.conventions import ASSUMPTION, NAMES, WORDS, Citation, Convention, Figures, Name, Rule, load, word_of
from app.values.count_notation import read_count
from schemas import Count
from tests.app.export.examples import exactly, plural


def rules_of(convention: Convention) -> list[Rule[object]]:
    single = [value for name, value in convention if isinstance(value, Rule)]
    return [*single, *convention.plurals.values()]


@pytest.mark.parametrize("name", NAMES)
def test_each_rule_has_its_source_or_says_that_it_is_an_assumption(name: Name) -> None:
    assert all(isinstance(rule.source, Citation) or rule.source == ASSUMPTION for rule in rules_of(load(name)))


@pytest.mark.parametrize("name", NAMES)
def test_each_convention_has_a_rule_for_each_word_that_a_record_can_hold(name: Name) -> None:
    assert load(name).plurals.keys() == WORDS
    assert {word_of(read_count(word)) for word in WORDS} == WORDS


def test_a_convention_that_lacks_a_word_is_refused() -> None:
    without = load("acled").model_dump()
    del without["plurals"]["dozens"]
    with pytest.raises(ValidationError, match="plurals lacks dozens"):
        Convention.model_validate(without)


def test_a_convention_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load("acled").name = "Another"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize(
    ("word", "acled", "others"),
    [
        ("several", 3, 2),
        ("tens", 10, 20),
        ("dozens", 12, 24),
        ("scores", 20, 40),
        ("hundreds", 100, 200),
        ("thousands", 1_000, 2_000),
        ("tens of thousands", 10_000, 20_000),
        ("hundreds of thousands", 100_000, 200_000),
        ("millions", 1_000_000, 2_000_000),
        ("tens of millions", 10_000_000, 20_000_000),
        ("hundreds of millions", 100_000_000, 200_000_000),
    ],
)
def test_a_word_is_worth_what_the_convention_says(word: str, acled: int, others: int) -> None:
    worth = {name: load(name).figures(read_count(word)).best for name in NAMES}
    assert worth == {"acled": acled, "ucdp": others, "airwars": others}


@pytest.mark.parametrize(
    ("count", "acled", "ucdp"),
    [
        (exactly(4), (4, 4, 4), (4, 4, 4)),
        (exactly(0), (0, 0, 0), (0, 0, 0)),
        (read_count("about 40"), (40, 40, 40), (40, 40, 40)),
        (read_count("2 to 3"), (2, 2, 3), (2, 2, 3)),
        (read_count("at least 4"), (4, 4, 4), (4, 4, 4)),
        (read_count("at most 10"), (10, 10, 10), (0, 10, 10)),
        (plural(7), (7, 7, 7), (7, 7, 7)),
    ],
)
def test_a_limited_number_has_the_ends_of_the_convention(
    count: Count, acled: tuple[int, int, int], ucdp: tuple[int, int, int]
) -> None:
    def ends(name: Name) -> tuple[int, int, int | None]:
        found = load(name).figures(count)
        return found.low, found.best, found.high

    assert (ends("acled"), ends("ucdp")) == (acled, ucdp)


def test_a_convention_may_give_a_word_as_two_ends_and_leave_the_upper_open() -> None:
    rules = load("ucdp").model_dump()
    rules["plurals"]["dozens"]["value"] = (24, 99)
    rules["at_least"]["value"] = "open"
    other = Convention.model_validate(rules)
    assert other.figures(plural(24)) == Figures(low=24, best=24, high=99)
    assert other.figures(read_count("at least 4")) == Figures(low=4, best=4, high=None)


def test_figures_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="in order"):
        Figures(low=3, best=2, high=4)
