"""Who did it according to whom, in whole records."""

from tests.app.reader.test_derive import derived

Report = list[tuple[str, str, str | None]]


def attributed(text: str, *readings: dict[str, str]) -> Report:
    (main,) = derived(text, *readings).incidents
    return [(said.actor, said.basis, said.asserted_by) for said in main.attribution]


def test_an_attack_claimed_in_passing_is_claimed() -> None:
    text = "A bomb killed two soldiers near Gao, Mali, police said, in an attack claimed by the Red Front."
    assert attributed(text, {"event": "bomb", "killed": "two soldiers", "said_by": "police"}) == [
        ("Red Front", "claimed", "Red Front")
    ]


def test_two_who_accuse_each_other_are_both_accused_and_nobody_else_says_so() -> None:
    text = (
        "Shelling killed two people in Gao, Mali, medics said, as the army and the Rapid Red Front blamed each other. "
        "The RRF said that army aircraft had bombed the town."
    )
    told = attributed(
        text,
        {"event": "Shelling", "killed": "two people", "said_by": "medics", "attacker": "army and the Rapid Red Front"},
        {"event": "bombed", "attacker": "army aircraft", "said_by": "The RRF"},
    )  # fmt: skip
    assert told == [
        ("Rapid Red Front", "accused_by_authorities", "army"),
        ("army", "accused", "Rapid Red Front"),
    ]


def test_the_attackers_are_those_told_before() -> None:
    text = "Gunmen shot two traders in Gao, Mali, police said. The attackers burned a shop and fled, residents said."
    told = attributed(
        text,
        {"event": "shot", "attacker": "Gunmen", "killed": "two traders", "said_by": "police"},
        {"event": "burned", "attacker": "The attackers", "target": "a shop", "said_by": "residents"},
    )
    assert {actor for actor, _, _ in told} == {"Gunmen"}


def test_attackers_of_whom_nobody_was_told_before_stand_as_they_are() -> None:
    text = "The attackers shot two traders in Gao, Mali, police said."
    told = attributed(
        text, {"event": "shot", "attacker": "The attackers", "killed": "two traders", "said_by": "police"}
    )
    assert [actor for actor, _, _ in told] == ["attackers"]


def test_whom_the_sentence_has_act_is_no_source_of_it() -> None:
    text = (
        "Utopia's military carried out an air strike on Gao, Mali, on Tuesday that killed two people, residents said."
    )
    record = derived(
        text,
        {
            "event": "air strike",
            "attacker": "Utopia's military",
            "said_by": "Utopia's military",
            "killed": "two people",
        },
    )
    assert [(said.actor, said.asserted_by) for said in record.incidents[0].attribution] == [
        ("Utopia's military", "residents")
    ]
    assert [one.reason for one in record.unsupported] == ["who acts, not who speaks"]


def test_a_closing_said_is_told_by_all_who_stand_before_it() -> None:
    text = (
        "Militants ambushed a convoy near Gao, Mali, killing 13 soldiers and two civilians, two security sources and a "
        "local official said on Wednesday, in the latest of a string of attacks on the army."
    )
    told = attributed(text, {"event": "ambushed", "attacker": "Militants", "killed": "13 soldiers and two civilians"})
    assert told == [("Militants", "accused_by_authorities", "security sources and a local official")]


def test_what_the_deed_was_done_to_did_not_do_it() -> None:
    told = attributed(
        "The convoy was hit near Gao, Mali, on Tuesday, killing two, police said.",
        {"event": "hit", "attacker": "The convoy", "killed": "two", "said_by": "police"},
    )
    assert told == []


def test_who_accuses_did_not_do_it() -> None:
    told = attributed(
        "The president suspended talks with the Red Front after the attack in Gao, Mali, and accused it of war crimes.",
        {"event": "attack", "attacker": "The president"},
    )
    assert "president" not in {actor for actor, _, _ in told}


def test_a_claim_that_tells_of_no_deed_in_words_belongs_to_the_incident() -> None:
    told = attributed(
        "Gunmen killed two traders in Gao, Mali. The Red Front claimed responsibility in a message.",
        {"event": "killed", "attacker": "Gunmen", "killed": "two traders"},
        {"attacker": "The Red Front", "said_by": "The Red Front"},
    )
    assert ("Red Front", "claimed", "Red Front") in told


def test_a_standing_denial_and_a_quarrel_of_old_say_nothing_of_the_deed() -> None:
    text = (
        "Utopia shelled Gao, Mali, on Tuesday, killing two people, residents said. Utopia denies targeting civilians. "
        "Mali accuses Utopia of backing the rebels."
    )
    told = attributed(
        text,
        {"event": "shelled", "attacker": "Utopia", "killed": "two people", "said_by": "residents"},
        {"event": "targeting civilians", "said_by": "Utopia"},
        {"event": "backing the rebels", "attacker": "Mali", "target": "Utopia", "said_by": "Mali"},
    )
    assert told == [("Utopia", "accused", "residents")]


def test_people_threatened_by_others_threaten_nobody() -> None:
    record = derived(
        "A bomb killed two people in Gao, Mali, said a doctor, who gave no name because staff have been threatened.",
        {"event": "bomb", "killed": "two people", "said_by": "a doctor"},
    )
    assert record.incidents[0].reactions == ()


def test_an_office_beside_a_name_tells_what_its_bearer_is() -> None:
    record = derived(
        "Gunmen shot two traders in Gao, Mali, state security secretary Ana Mora said.",
        {"event": "shot", "attacker": "Gunmen", "killed": "two traders", "said_by": "Ana Mora"},
    )
    assert {actor.name: actor.type for actor in record.incidents[0].actors}["Ana Mora"] == "State forces"


def test_sources_that_are_counted_are_no_victims() -> None:
    (main,) = derived(
        "Militants ambushed a convoy near Gao, Mali, killing 13 soldiers and two civilians, two security sources and a "
        "local official said on Wednesday.",
        {"event": "ambushed", "attacker": "Militants", "killed": "13 soldiers and two civilians"},
    ).incidents
    assert [(claim.victim_class, claim.killed and claim.killed.min) for claim in main.casualty_claims] == [
        ("security_forces", 13),
        ("civilians", 2),
    ]


def test_those_who_were_hurt_are_counted_though_others_speak() -> None:
    (main,) = derived(
        "Two police officers were killed near Gao, Mali, three residents said, and two of the wounded said so, too.",
        {"event": "killed", "killed": "Two police officers", "said_by": "three residents"},
    ).incidents
    assert [claim.killed and claim.killed.min for claim in main.casualty_claims] == [2]


def test_who_is_told_to_have_killed_is_the_attacker_and_not_who_answered() -> None:
    told = attributed(
        "Utopia launched an offensive after gunmen killed 12 people near Gao, Mali.",
        {"event": "offensive", "attacker": "Utopia", "killed": "12 people"},
    )
    assert [actor for actor, _, _ in told] == ["gunmen"]


def test_shells_from_somewhere_name_nobody() -> None:
    told = attributed(
        "Mortar shells fired from Niger struck a market in Gao, Mali, killing four people.",
        {"event": "struck", "weapon": "Mortar shells", "killed": "four people"},
    )
    assert told == []


def test_those_who_are_missing_are_not_told_to_be_hurt() -> None:
    (main,) = derived(
        "Gunmen ambushed a convoy near Gao, Mali. Three vehicles were burned and several soldiers are missing.",
        {"event": "ambushed", "attacker": "Gunmen"},
        {"event": "burned", "wounded": "several soldiers"},
    ).incidents
    assert main.casualty_claims == ()


def test_who_acts_and_is_meant_by_it_said_is_the_source() -> None:
    told = attributed(
        "The Red Front killed two soldiers near Gao, Mali, it said.",
        {"event": "killed", "attacker": "The Red Front", "killed": "two soldiers", "said_by": "The Red Front"},
    )
    assert told == [("Red Front", "claimed", "Red Front")]
