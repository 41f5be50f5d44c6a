"""What tells of one incident stays together; another time or town is another incident."""

from datetime import date

import pytest

from app.reader import grouping
from tests.app.reader.build import read, told


def groups(text: str, *readings: dict[str, str], published_on: date | None = date(2024, 1, 4)) -> list[list[int]]:
    article = read(text, published_on)
    found = grouping.group(told(article, *readings), article)
    return [[one.clause.asked.sentence for one in group.told] for group in found]


def test_readings_without_time_and_place_belong_to_the_first_incident() -> None:
    text = "A bomb killed two in Kano on Thursday. The blast wounded five."
    assert groups(text, {"event": "bomb", "killed": "two"}, {"event": "blast", "wounded": "five"}) == [[0, 1]]


def test_another_town_is_another_incident() -> None:
    text = "A bomb killed two in Kano. Gunmen killed five in Lagos."
    assert groups(text, {"event": "bomb", "killed": "two"}, {"event": "killed", "killed": "five"}) == [[0], [1]]


def test_the_same_town_on_another_day_is_another_incident_and_background() -> None:
    article = read("A bomb killed two in Kano on Thursday. A blast in Kano killed nine last month.")
    readings = told(article, {"event": "bomb", "killed": "two"}, {"event": "blast", "killed": "nine"})
    main, earlier = grouping.group(readings, article)
    assert (main.background, earlier.background) == (False, True)


def test_what_is_long_over_is_background_even_alone() -> None:
    article = read("A bomb killed two in Kano in 2014.")
    (only,) = grouping.group(told(article, {"event": "bomb", "killed": "two"}), article)
    assert only.background


def test_the_days_before_and_after_midnight_are_one_night() -> None:
    text = "A bomb killed two on Thursday. The blast on Wednesday night wounded five."
    assert groups(text, {"event": "bomb", "killed": "two"}, {"event": "blast", "wounded": "five"}) == [[0, 1]]


def test_a_threat_and_a_refusal_to_comment_report_nothing() -> None:
    text = "Rebels threatened to attack the town. The army declined to comment on the attack."
    assert groups(text, {"event": "attack", "said_by": "Rebels"}, {"event": "attack", "said_by": "The army"}) == []


def test_a_state_that_acts_is_not_the_place() -> None:
    """ "The United States struck" does not say that it happened in the United States."""
    article = read("The United States struck a camp in Iraq.")
    (only,) = told(article, {"event": "struck", "target": "a camp"})
    assert only.setting.countries == {"IQ"}


def test_a_reading_belongs_to_the_incident_of_its_paragraph() -> None:
    text = "A bomb killed two in Kano.\n\nA drone hit a van in Lagos. Three men were wounded."
    assert groups(
        text,
        {"event": "bomb", "killed": "two"},
        {"event": "hit", "weapon": "drone"},
        {"wounded": "Three men"},
    ) == [[0], [1, 2]]


def test_a_time_without_an_end_is_no_error() -> None:
    text = "Rebels have shelled Kano since Monday. A bomb killed two there on Tuesday."
    assert groups(text, {"event": "shelled"}, {"event": "bomb", "killed": "two"}) == [[0, 1]]


def test_a_separate_incident_is_one_of_its_own_and_what_follows_in_its_paragraph_joins_it() -> None:
    text = (
        "Gunmen killed five in Kano on Saturday.\n\n"
        "In a separate incident on Sunday, the bodies of two men were found. One more was wounded.\n\n"
        "Six more were hurt."
    )
    found = groups(text, {"killed": "five"}, {"killed": "two men"}, {"wounded": "One"}, {"wounded": "Six"})
    assert found == [[0, 3], [1, 2]]


@pytest.mark.parametrize(
    ("second", "count"),
    [
        ("Two more were killed in the Odesa region.", 2),
        ("A strike near the village of Sofiivka, in the Odesa region, killed two.", 2),
        ("Two died in Odesa.", 2),
        ("Two more were killed in the Dnipropetrovsk region.", 1),
        ("Drones from the Odesa region killed two.", 1),
        ("The governor of the Odesa region said two more were killed.", 1),
    ],
)
def test_another_region_is_another_incident_where_something_happens_there(second: str, count: int) -> None:
    found = groups(
        f"Two railway workers were killed in Nikopol in Ukraine. {second}", {"killed": "Two"}, {"killed": "two"}
    )
    assert len(found) == count


@pytest.mark.parametrize(
    ("lead", "places"),
    [
        ("Missiles killed nine in an attack on Ukraine on Thursday.", ("Nikopol", "Odesa")),
        ("Drone strikes across Ukraine killed nine.", ("the Kharkiv region", "Odesa")),
        ("A missile attack against Ukraine killed nine on Thursday.", ("Kherson", "the Poltava region")),
    ],
)
def test_what_is_told_of_a_whole_country_is_kept_apart_from_the_towns_that_follow(
    lead: str, places: tuple[str, str]
) -> None:
    text = f"{lead} Two people were killed in {places[0]}. Three people were killed in {places[1]}."
    found = groups(text, {"killed": "nine"}, {"killed": "Two people"}, {"killed": "Three people"})
    assert found == [[0], [1], [2]]


@pytest.mark.parametrize(
    ("lead", "towns"),
    [
        ("A missile attack on Ukraine killed nine.", ("Nikopol", "Nikopol")),
        ("Gunmen killed nine in eastern Ukraine.", ("Nikopol", "Nikopol")),
        ("Missiles killed nine in Ukraine.", ("Kherson", "Odesa")),
    ],
)
def test_a_town_that_follows_a_lead_without_one_is_where_that_was(lead: str, towns: tuple[str, str]) -> None:
    text = f"{lead} Two people were killed in {towns[0]}. Three people were killed in {towns[1]}."
    found = groups(text, {"killed": "nine"}, {"killed": "Two people"}, {"killed": "Three people"})
    assert found[0][:2] == [0, 1]
