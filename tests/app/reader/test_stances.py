"""What speakers do with words, and whether it is their own deed that they deny."""

import pytest

from app.reader.speakers import speakers
from app.reader.stances import Stance, stances
from tests.app.reader.build import read


def taken(text: str) -> tuple[Stance, ...]:
    return stances(speakers(read(text)))


@pytest.mark.parametrize(
    ("text", "speaker", "act"),
    [
        ("The mayor accused the army of shelling the clinic.", "mayor", "ACCUSE"),
        ("Residents blamed the rebels for the attack.", "Residents", "ACCUSE"),
        ("The embassy condemned the attack.", "embassy", "ACCUSE"),
        ("The attack was condemned by the embassy.", "embassy", "ACCUSE"),
        ("Prosecutors charged two men with murder.", "Prosecutors", "ACCUSE"),
        ("The ministry rejected the report as false.", "ministry", "REJECT"),
        ("The rebels threatened to attack the capital.", "rebels", "THREATEN"),
        ("The president vowed to punish the attackers.", "president", "THREATEN"),
        ("The United Nations demanded an end to the shelling.", "United Nations", "REQUEST"),
        ("The mayor urged residents to stay at home.", "mayor", "REQUEST"),
        ("The president praised the soldiers.", "president", "SUPPORT"),
    ],
)
def test_the_verb_tells_the_act_and_its_subject_the_speaker(text: str, speaker: str, act: str) -> None:
    (stance,) = taken(text)
    assert (stance.speaker.name, stance.act) == (speaker, act)


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("The army and the Red Front blamed each other for the attack.", {"army": "Red Front", "Red Front": "army"}),
        ("India and Pakistan accused each other of firing first.", {"India": "Pakistan", "Pakistan": "India"}),
        ("Residents and police blamed one another for the fire.", {"Residents": "police", "police": "Residents"}),
    ],
)
def test_of_two_who_accuse_each_other_each_accuses_the_other(text: str, accused: dict[str, str]) -> None:
    assert {one.speaker.name: one.against.name for one in taken(text) if one.against} == accused


@pytest.mark.parametrize(
    "text",
    ["The two sides blamed each other for the attack.", "The army and the Red Front blamed the police for the attack."],
)
def test_where_they_are_not_told_apart_or_accuse_another_nobody_accuses_the_other(text: str) -> None:
    assert [one.against for one in taken(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "The Red Front claimed responsibility for the attack.",
        "Two soldiers died in an attack claimed by the Red Front.",
        "The attack was claimed by the Red Front.",
        "Responsibility for the bombing was claimed by the Red Front.",
    ],
)
def test_who_claims_a_deed_owns_it(text: str) -> None:
    assert [one.speaker.name for one in taken(text) if one.owns] == ["Red Front"]


@pytest.mark.parametrize(
    "text",
    [
        "No group claimed responsibility for the attack.",
        "The Red Front has not claimed responsibility for the attack.",
        "The Red Front claimed that soldiers had attacked the village.",
        "The island claimed by the kingdom was attacked.",
    ],
)
def test_what_is_not_claimed_or_no_deed_is_owned_by_nobody(text: str) -> None:
    assert [one for one in taken(text) if one.owns] == []


@pytest.mark.parametrize(
    "text",
    ["Moscow denies targeting civilians.", "The army has denied shelling the camps in the past."],
)
def test_a_denial_of_no_deed_in_particular_is_no_act(text: str) -> None:
    assert taken(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The army said two soldiers died.",
        "The police said nobody was hurt.",
        "The governor said there was no fire in the building.",
        "A leader accused of illegal logging was shot.",
        "Rebels who reject the peace deal attacked the post.",
        "The attack was condemned.",
        "Gunmen shot two traders.",
    ],
)
def test_a_plain_report_and_a_description_are_no_act(text: str) -> None:
    assert taken(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that its guns had fired on the village.",
        "The Red Front denied involvement in the attack.",
        "The Red Front denied responsibility for the bombing.",
        "The militia denied firing the rockets.",
        "The Red Front said it had nothing to do with the bombing.",
        "The group said it was not involved in the attack.",
        "The group said it played no part in the attack.",
        "A spokesman said our troops did not fire on the village.",
        '"Our troops did not fire on the village," the army spokesman said.',
        "The army said it did not shell the hospital.",
        "The army said it did not bomb the hospital.",
        pytest.param(
            "The ministry dismissed claims that its soldiers killed the farmers.",
            marks=pytest.mark.xfail(strict=True, reason="a claim that is denied stands below a noun, not the verb"),
        ),
    ],
)
def test_who_denies_a_deed_of_its_own_disowns_it(text: str) -> None:
    assert [(stance.act, stance.disowns) for stance in taken(text)] == [("REJECT", True)]


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that rebels held the town.",
        "The mayor denied that four people had died.",
        "The ministry rejected the report as false.",
        "The army denied that its soldiers were shot by the rebels.",
    ],
)
def test_who_denies_what_others_did_or_a_toll_disowns_nothing(text: str) -> None:
    assert [(stance.act, stance.disowns) for stance in taken(text)] == [("REJECT", False)]


@pytest.mark.parametrize(
    "text",
    [
        "The group did not deny the attack.",
        "The group did not deny that its fighters had attacked the village.",
        "The minister never denied that his troops fired.",
    ],
)
def test_a_denial_that_is_itself_denied_is_none(text: str) -> None:
    assert taken(text) == ()


def test_what_others_did_not_do_is_no_denial_of_one_s_own() -> None:
    assert taken("The ministry said the rebels did not attack the town.") == ()


def test_the_acts_of_an_article_come_in_its_order() -> None:
    told = taken("Residents blamed the army for the attack. The army denied involvement. The mayor urged calm.")
    assert [(stance.speaker.name, stance.act) for stance in told] == [
        ("Residents", "ACCUSE"),
        ("army", "REJECT"),
        ("mayor", "REQUEST"),
    ]


def test_he_who_denies_is_the_one_who_spoke_before() -> None:
    *_, last = taken("Colonel Marta Ruiz blamed the rebels. She denied that her troops had fired.")
    assert (last.speaker.name, last.act, last.disowns) == ("Colonel Marta Ruiz", "REJECT", True)
