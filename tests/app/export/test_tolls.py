"""What claims come to: by the convention, never summed over rivals, and the record as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.conventions import NAMES, Convention, Name, load
from app.export.tolls import Toll, toll
from app.values.count_notation import read_count
from schemas import CasualtyClaim, Count, Estimate, Incident
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import claim, exactly, incident, plural

Ends = tuple[int | None, int | None, int | None]


def ends(found: Toll) -> Ends:
    return found.low, found.best, found.high


def seed(number: int) -> Incident:
    return gold_of(gold_cases("seeds")[number - 1]).incidents[0]


@pytest.mark.parametrize(
    ("number", "dead", "injured"),
    [(1, 4, None), (2, 2, 7)],
)
def test_the_seeds_have_one_toll_in_every_convention(number: int, dead: int, injured: int | None) -> None:
    """Nothing in them is vague or disputed: 4 dead; 2 dead and 7 injured."""
    for name in NAMES:
        best = None if name == "airwars" else dead
        assert ends(toll(seed(number), load(name))) == (dead, best, dead)
        hurt = toll(seed(number), load(name), "injured")
        assert (hurt.low, hurt.high) == (injured, injured)


@pytest.mark.parametrize(("name", "expected"), [("acled", (2, 2, 2)), ("ucdp", (2, 2, 4)), ("airwars", (2, None, 4))])
def test_rival_tolls_are_the_lowest_or_a_range_and_the_notes_say_who_says_what(name: Name, expected: Ends) -> None:
    found = toll(incident(claim(exactly(4), "police"), claim(exactly(2), "a security official")), load(name))
    assert ends(found) == expected
    assert found.notes == ("Dead: sources differ: 4 (police), 2 (a security official).",)


@pytest.mark.parametrize(
    ("name", "expected"), [("acled", (12, 12, 12)), ("ucdp", (24, 24, 24)), ("airwars", (24, None, 24))]
)
def test_a_word_is_read_by_the_convention_and_the_notes_say_so(name: Name, expected: Ends) -> None:
    found = toll(incident(claim(plural(24), "witnesses")), load(name))
    assert ends(found) == expected
    assert found.notes == (f'"dozens" (witnesses) read as {expected[0]}.',)


@pytest.mark.parametrize(
    ("name", "expected"), [("acled", (43, 43, 43)), ("ucdp", (43, 43, 43)), ("airwars", (43, None, 43))]
)
def test_a_word_beside_a_number_that_it_fits_counts_for_nothing(name: Name, expected: Ends) -> None:
    """Else "dozens" would bring a counted 43 down to 12."""
    found = toll(incident(claim(plural(24)), claim(exactly(43), "police")), load(name))
    assert ends(found) == expected
    assert '"dozens" (the article) not used beside a number.' in found.notes


@pytest.mark.parametrize(
    ("name", "expected"), [("acled", (20, 20, 20)), ("ucdp", (20, 20, 200)), ("airwars", (20, None, 200))]
)
def test_a_word_that_the_number_does_not_fit_widens_a_range_alone(name: Name, expected: Ends) -> None:
    assert ends(toll(incident(claim(plural(200), "rebels"), claim(exactly(20), "police")), load(name))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_one_source_counts_on_top_is_added_to_its_number(name: Name) -> None:
    """19 bodies, and four more died."""
    found = toll(incident(claim(exactly(19), "police"), claim(exactly(4), "police", additional=True)), load(name))
    assert (found.low, found.high) == (23, 23)


@pytest.mark.parametrize("name", NAMES)
def test_what_another_source_counts_on_top_is_not(name: Name) -> None:
    found = toll(incident(claim(exactly(19), "police"), claim(exactly(4), "medics", additional=True)), load(name))
    assert (found.low, found.high) == (19, 19)


def test_a_word_on_top_is_worth_what_the_convention_says() -> None:
    """40 died, and dozens more: 40 and 12."""
    found = toll(incident(claim(exactly(40), "police"), claim(plural(24), "police", additional=True)), load("acled"))
    assert found.best == 52


@pytest.mark.parametrize("name", NAMES)
def test_one_source_s_groups_are_added(name: Name) -> None:
    """Seven rebels and two soldiers."""
    groups = (claim(exactly(7), victim_class="combatants"), claim(exactly(2), victim_class="security_forces"))
    found = toll(incident(*groups), load(name))
    assert (found.low, found.high) == (9, 9)


def test_groups_of_different_sources_are_not_rivals_and_not_added() -> None:
    groups = (
        claim(exactly(7), "army", victim_class="combatants"),
        claim(exactly(2), "rebels", victim_class="civilians"),
    )
    assert ends(toll(incident(*groups), load("ucdp"))) == (7, 7, 7)


@pytest.mark.parametrize(("name", "expected"), [("acled", 0), ("ucdp", None), ("airwars", None)])
def test_without_a_number_the_convention_decides(name: Name, expected: int | None) -> None:
    found = toll(incident(claim(None), fatalities=Estimate()), load(name))
    assert ends(found) == (expected, expected, expected)
    assert "No source gives a number of the dead" in found.notes[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_stated_zero_is_zero(name: Name) -> None:
    assert toll(incident(claim(exactly(0))), load(name)).low == 0


@pytest.mark.parametrize("name", NAMES)
def test_people_singled_out_as_killed_count_where_nobody_gives_a_number(name: Name) -> None:
    """A commander and another: two, and whoever else."""
    found = toll(incident(claim(None), fatalities=Estimate(low=2, basis="singled_out")), load(name))
    assert (found.low, found.high) == (2, 2)
    assert found.notes == ("No source gives a number: people singled out as killed are counted.",)


def test_they_do_not_count_on_top_of_a_number_nor_where_the_convention_says_so() -> None:
    singled = Estimate(low=2, basis="singled_out")
    assert toll(incident(claim(exactly(4)), fatalities=singled), load("acled")).best == 4
    rules = load("acled").model_dump()
    rules["singled_out_people"]["value"] = "not_counted"
    assert toll(incident(claim(None), fatalities=singled), Convention.model_validate(rules)).best == 0


def test_who_only_adds_leaves_an_open_convention_open() -> None:
    rules = load("ucdp").model_dump()
    rules["at_least"]["value"] = "open"
    found = toll(
        incident(claim(exactly(19), "police"), claim(exactly(4), "medics", additional=True)),
        Convention.model_validate(rules),
    )
    assert ends(found) == (19, 19, None)


NUMBERS = st.integers(min_value=0, max_value=500)
COUNTS: st.SearchStrategy[Count] = st.one_of(
    NUMBERS.map(exactly),
    NUMBERS.map(lambda number: Count(min=number, max=None, qualifier="at_least")),
    NUMBERS.map(lambda number: Count(min=None, max=number, qualifier="at_most")),
    st.tuples(NUMBERS, NUMBERS).map(lambda two: Count(min=min(two), max=max(two), qualifier="about")),
    st.sampled_from(["several", "tens", "dozens", "scores", "hundreds", "thousands"]).map(read_count),
)
CLAIMS: st.SearchStrategy[CasualtyClaim] = st.builds(
    claim,
    killed=st.none() | COUNTS,
    by=st.sampled_from([None, "police", "medics"]),
    injured=st.none() | COUNTS,
    victim_class=st.sampled_from(["all", "civilians", "children", "combatants"]),
    additional=st.booleans(),
)


@given(claims=st.lists(CLAIMS, max_size=5), name=st.sampled_from(NAMES), open_above=st.booleans())
def test_low_best_and_high_are_in_order(claims: list[CasualtyClaim], name: Name, *, open_above: bool) -> None:
    rules = load(name).model_dump()
    rules["at_least"]["value"] = "open" if open_above else "lower_end"
    for harm in ("killed", "injured"):
        found = toll(incident(*claims), Convention.model_validate(rules), harm)
        known = [number for number in ends(found) if number is not None]
        assert known == sorted(known)
        assert not known or found.low is not None


@given(claims=st.lists(CLAIMS, max_size=5), name=st.sampled_from(NAMES))
def test_counting_changes_nothing_in_the_record(claims: list[CasualtyClaim], name: Name) -> None:
    one = incident(*claims)
    before = one.model_dump_json()
    toll(one, load(name))
    assert one.model_dump_json() == before


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=5))
def test_acled_takes_the_lowest_of_the_numbers_and_the_ranges_end_at_the_highest(numbers: list[int]) -> None:
    one = incident(*(claim(exactly(number), f"source {index}") for index, number in enumerate(numbers)))
    assert toll(one, load("acled")).best == min(numbers)
    assert ends(toll(one, load("airwars"))) == (min(numbers), None, max(numbers))
