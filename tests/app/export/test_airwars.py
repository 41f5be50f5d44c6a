"""Rows such as Airwars publishes."""

from app.export.airwars import NOT_PRESUMED, PRESUMED, row
from app.export.cells import Row
from app.export.conventions import load
from schemas import Incident
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import actor, claim, event, exactly, incident, said

SEED = gold_of(gold_cases("seeds")[0])
FRONT = actor("Front", "Rebel groups", "attacked")


def row_of(one: Incident) -> Row:
    return row(event(one, SEED, "airwars"), load("airwars"))


def ends(one: Incident, whom: str) -> tuple[object, object]:
    found = row_of(one)
    return found[f"{whom}_min"], found[f"{whom}_max"]


def test_people_of_whom_nothing_is_said_are_presumed_civilians_and_the_notes_say_so() -> None:
    one = incident(claim(exactly(4), "police"), claim(exactly(6), "villagers"), attribution=())
    assert ends(one, "civilians_killed") == (4, 6)
    assert PRESUMED in str(row_of(one)["notes"])


def test_nobody_is_presumed_a_civilian_where_a_source_counts_fighters() -> None:
    one = incident(claim(exactly(5), "army", of="Front"), claim(exactly(9), "police"), actors=(FRONT,))
    assert ends(one, "civilians_killed") == (None, None)
    assert ends(one, "belligerents_killed") == (5, 5)


def test_nor_where_an_armed_party_was_attacked() -> None:
    one = incident(claim(exactly(4), "police"), actors=(FRONT,))
    assert ends(one, "civilians_killed") == (None, None)
    assert NOT_PRESUMED in str(row_of(one)["notes"])


def test_those_whom_a_source_calls_civilians_are_counted_all_the_same() -> None:
    one = incident(
        claim(exactly(5), "army", victim_class="combatants"),
        claim(exactly(3), "police", victim_class="civilians", injured=exactly(8)),
        actors=(FRONT,),
    )
    assert (ends(one, "civilians_killed"), ends(one, "civilians_injured")) == ((3, 3), (8, 8))
    assert PRESUMED not in str(row_of(one)["notes"])


def test_children_and_women_have_their_columns() -> None:
    one = incident(claim(exactly(9), "police"), claim(exactly(2), "police", victim_class="children"))
    assert (ends(one, "children_killed"), ends(one, "women_killed")) == ((2, 2), (None, None))


def test_the_word_of_who_did_it_that_victims_fought_is_marked() -> None:
    one = incident(claim(exactly(5), "Army", victim_class="combatants"), attribution=(said("Army", "claimed", "Army"),))
    assert "is the word of Army, who is said to have done it." in str(row_of(one)["notes"])


def test_everyone_who_is_accused_is_suspected_and_who_denies_is_not() -> None:
    one = incident(attribution=(said("Army", "accused"), said("Front", "possible"), said("Guard", "denied")))
    assert row_of(one)["suspected_belligerents"] == "Army; Front"


def test_judgements_on_all_sources_are_left_to_people() -> None:
    found = row_of(incident())
    assert (found["grading"], found["strike_status"]) == (None, None)
