"""ACLED's columns."""

from datetime import date

import pytest

from app.export.acled import CODES, INTER, civilian_targeting, disorder_type, interaction, numeric, row
from app.export.cells import Row
from app.export.conventions import load
from schemas import Incident, IncidentDate, Location
from schemas.codes import EVENT_TYPE_OF, SubEventType
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import WORDS, actor, claim, event, exactly, incident, said

SEEDS = [gold_of(case) for case in gold_cases("seeds")]
IRAQ = Location(
    city="Baghdad",
    admin1="Baghdad",
    country="Iraq",
    country_code="IQ",
    precision="town",
    geo_precision=1,
    ucdp_where_prec=1,
    evidence=WORDS,
)


def row_of(one: Incident) -> Row:
    return row(event(one, SEEDS[0]), load("acled"))


@pytest.mark.parametrize(
    ("number", "actor1", "dead"), [(0, "US military", 4), (1, "US-led international coalition", 2)]
)
def test_the_seeds_rows(number: int, actor1: str, dead: int) -> None:
    found = row(event(SEEDS[number].incidents[0], SEEDS[number]), load("acled"))
    expected = {
        "event_date": date(2024, 1, 4),
        "year": 2024,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": actor1,
        "inter1": "External/Other forces",
        "iso": 368,
        "country": "Iraq",
        "admin1": "Baghdad",
        "location": "Baghdad",
        "geo_precision": 1,
        "fatalities": dead,
    }
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("sub_event", "disorder"),
    [
        ("Armed clash", "Political violence"),
        ("Excessive force against protesters", "Political violence; Demonstrations"),
        ("Peaceful protest", "Demonstrations"),
        ("Violent demonstration", "Demonstrations"),
        ("Mob violence", "Political violence"),
        ("Attack", "Political violence"),
        ("Arrests", "Strategic developments"),
    ],
)
def test_the_disorder_type_is_the_codebook_s(sub_event: SubEventType, disorder: str) -> None:
    one = incident(sub_event_type=sub_event, event_type=EVENT_TYPE_OF[sub_event])
    assert disorder_type(one) == disorder


@pytest.mark.parametrize(("computed", "targeting"), [(True, "Civilians targeted"), (False, None), (None, None)])
def test_civilians_are_targeted_where_the_record_says_so_and_else_it_is_blank(
    *, computed: bool | None, targeting: str | None
) -> None:
    assert civilian_targeting(incident(civilian_targeting=computed)) == targeting


def test_violence_against_civilians_has_them_as_the_second_actor() -> None:
    found = row_of(incident(event_type="Violence against civilians", sub_event_type="Attack", location=IRAQ))
    assert (found["actor2"], found["inter2"]) == ("Civilians (Iraq)", "Civilians")


def test_protesters_are_the_first_actor_and_who_organises_stands_beside_them() -> None:
    found = row_of(
        incident(
            event_type="Protests",
            sub_event_type="Peaceful protest",
            location=IRAQ,
            actors=(actor("Teachers' union"),),
            attribution=(said("Teachers' union", "reported_as_fact"),),
        )
    )
    assert (found["actor1"], found["inter1"]) == ("Protesters (Iraq)", "Protesters")
    assert found["assoc_actor_1"] == "Teachers' union"


def test_the_attacked_are_the_second_actor_with_the_codebook_s_word_for_their_type() -> None:
    attacked = (actor("Front", "Rebel groups", "attacked"), actor("Guard", "State forces", "attacked"))
    found = row_of(incident(actors=attacked, attribution=()))
    assert (found["actor2"], found["inter2"], found["assoc_actor_2"]) == ("Front", "Rebel group", "Guard")


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        ((2024, 1, 1), (2024, 1, 7), date(2024, 1, 4)),
        ((2024, 1, 1), (2024, 1, 31), date(2024, 1, 16)),
        ((2024, 1, 1), (2024, 12, 31), None),
    ],
)
def test_a_period_has_its_middle_day_and_a_year_none(
    start: tuple[int, int, int], end: tuple[int, int, int], day: date | None
) -> None:
    when = IncidentDate(
        start=date(*start), end=date(*end), precision="month", time_precision=3, text="x", evidence=WORDS
    )
    found = row_of(incident(date=when))
    assert (found["event_date"], found["time_precision"]) == (day, 3 if day else None)


def test_a_suicide_bomb_says_that_acled_counts_the_bomber() -> None:
    assert "ACLED counts the bomber among the dead" in str(row_of(incident(sub_event_type="Suicide bomb"))["notes"])


def test_the_notes_say_that_tolls_differ() -> None:
    found = row_of(incident(claim(exactly(4), "police"), claim(exactly(2), "army"), note="A note."))
    assert found["fatalities"] == 2
    assert str(found["notes"]).startswith(
        "A note. Dead: sources differ: 4 (police), 2 (army). [Sitrep: tolls counted as"
    )


@pytest.mark.parametrize(
    ("one", "other", "word", "number"),
    [
        ("Civilians", "Rebel group", "Rebel group-Civilians", 27),
        ("Rioters", "Rioters", "Rioters-Rioters", 55),
        ("Civilians", "External/Other forces", "External/Other forces-Civilians", 78),
        ("Protesters", None, None, None),
    ],
)
def test_the_interaction_is_of_both_types_the_lower_number_first(
    one: str, other: str | None, word: str | None, number: int | None
) -> None:
    """External forces and civilians are the codebook's exception in words; no record knows that nobody was met."""
    assert interaction(one, other) == word
    assert numeric({"inter1": one, "inter2": other, "interaction": word})["interaction"] == number


def test_types_of_actors_have_the_numbers_that_they_had_until_2024() -> None:
    assert [CODES[word] for word in INTER.values()] == list(range(1, 9))
    row = numeric(row_of(incident(event_type="Violence against civilians", sub_event_type="Attack")))
    assert (row["inter2"], row["inter1"]) == (7, None)
