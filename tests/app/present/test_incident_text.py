"""Each value of an incident is a row, with the words that carry it."""

import pytest

from app.present.incident_text import Row, heading, incident_rows
from schemas import Estimate, Evidence, Incident, Protest
from schemas.codes import PlacePrecision
from tests.app.present.whole import whole
from tests.fakes.service import incident


def texts(one: Incident) -> list[tuple[str, str]]:
    """Label and text of each row; an empty label goes on under the one before."""
    found, label = [], ""
    for row in incident_rows(one):
        label = row.label or label
        found.append((label, row.text))
    return found


@pytest.mark.parametrize(
    "row",
    [
        ("note", "On 4 January 2024: Air/drone strike."),
        ("when", "19:30, evening: around 7:30 p.m."),
        ("where", "Redfern depot, Valmora, Redfern district; near the town"),
        ("where", "also at Dunmore"),
        ("who says so", "denied, rival blame; speakers: police, Greyline Front"),
        ("actor", "Greyline Front, also the Front (Rebel groups); attacked"),
        ("actor", "wing, of Greyline Front (type not stated); doer, speaker"),
        ("target", "Redfern depot (building, energy, burned; of Greyline Front)"),
        ("target", "civilians are not the only target"),
        ("weapon", "rockets (rocket, Grad); how many: 2"),
        ("casualties", "killed: 4; injured: not stated (workers of Greyline Front), according to police (police)"),
        ("casualties", "killed: Oro Lund, foreman, aged 17, male, his nephew, a minor"),
        ("counted", "displaced: at least 300 households (families), according to police (police)"),
        ("computed", "killed: 4; injured: 1 (people singled out, no number given)"),
        ("computed", "tolls of different sources: differ"),
        ("protest", "called or led by Union"),
        ("protest", "against the closing"),
        ("response", "tear gas, by police"),
        ("response", "curfew"),
    ],
)
def test_each_value_of_schema_2_is_shown(row: tuple[str, str]) -> None:
    """In plain words, codes without underscores."""
    assert row in texts(whole())


def test_what_is_not_stated_takes_no_row() -> None:
    """No time, count, protest, or word on civilians where the record has none."""
    shown = texts(incident("0" * 64))
    labels = [label for label, _ in shown]
    assert not {"counted", "protest", "response"} & set(labels)
    assert labels.count("when") == 1
    assert not any("civilians are" in text for _, text in shown)


@pytest.mark.parametrize(("targeted", "words"), [(True, "civilians are the only target")])
def test_civilians_as_the_only_target_are_said(targeted: bool, words: str) -> None:
    one = incident("0" * 64).model_copy(update={"civilian_targeting": targeted})
    assert ("target", words) in texts(one)


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("site", "a place in the town is known"),
        ("town", "the town is known"),
        ("near_town", "near the town"),
        ("admin2", "the district is known"),
        ("admin1", "the region is known"),
        ("country", "the country only"),
        ("sea", "at sea"),
    ],
)
def test_the_precision_of_a_place_is_said_in_words(precision: PlacePrecision, words: str) -> None:
    one = whole()
    assert one.location
    changed = one.model_copy(update={"location": one.location.model_copy(update={"precision": precision})})
    assert any(label == "where" and text.endswith(f"; {words}") for label, text in texts(changed))


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(basis="singled_out", low=1, best=1, high=1), "1 (people singled out, no number given)"),
        (Estimate(basis="singled_out", low=2), "2 or more (people singled out, no number given)"),
        (Estimate(basis="counted", low=2, best=2, high=2), "2"),
        (Estimate(basis="counted", low=2, high=4), "2 to 4, not agreed"),
    ],
)
def test_a_toll_of_people_singled_out_is_never_shown_as_a_number_that_was_given(estimate: Estimate, words: str) -> None:
    one = whole().model_copy(update={"fatalities": estimate})
    assert any(text.startswith(f"killed: {words};") for label, text in texts(one) if label == "computed")


def test_nothing_held_is_said_to_be_none() -> None:
    """An older record has no roles, statuses or speakers."""
    one = whole().model_copy(update={"attribution_status": (), "origins": (), "protest": Protest()})
    assert ("who says so", "none; speakers: none") in texts(one)


def test_every_row_of_a_value_has_the_words_that_carry_it() -> None:
    """Only what is computed stands without a quote."""
    bare = {row.text for row in incident_rows(whole()) if not row.evidence}
    assert bare == {
        "On 4 January 2024: Air/drone strike.",
        "denied, rival blame; speakers: police, Greyline Front",
        "civilians are not the only target",
        "killed: 4; injured: 1 (people singled out, no number given)",
        "tolls of different sources: differ",
    }
    assert all(isinstance(each, Evidence) for row in incident_rows(whole()) for each in row.evidence)


def test_the_heading_says_what_it_is_without_a_verdict() -> None:
    assert heading("Incident", whole()) == "Incident: Explosions/Remote violence / Air/drone strike, accomplished"
    assert Row("note", "x").evidence == ()
