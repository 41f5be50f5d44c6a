"""Words stand for the codes of ACLED and PLOVER."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.normalise import codes
from schemas.codes import EVENT_TYPE_OF, SUB_EVENT_TYPES


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        ("A drone struck the depot.", "Air/drone strike"),
        ("Israeli strikes killed 12 in Rafah.", "Air/drone strike"),
        ("Warplanes bombed the village.", "Air/drone strike"),
        ("Rockets hit the airport.", "Shelling/artillery/missile attack"),
        ("The army shelled the town.", "Shelling/artillery/missile attack"),
        ("A car bomb went off near the bank.", "Remote explosive/landmine/IED"),
        ("A suicide bomber killed six.", "Suicide bomb"),
        ("Attackers threw a grenade at the bar.", "Grenade"),
        ("Troops used chlorine gas, doctors said.", "Chemical weapon"),
        ("Soldiers clashed with rebels in the hills.", "Armed clash"),
        ("The army recaptured the town of Bama.", "Government regains territory"),
        ("Rebels seized the town at dawn.", "Non-state actor overtakes territory"),
        ("Gunmen shot dead a judge.", "Attack"),
        ("Militants kidnapped nine women.", "Abduction/forced disappearance"),
        ("Fighters raped villagers.", "Sexual violence"),
        ("Thousands marched in Lima; the rally ended calmly.", "Peaceful protest"),
        ("Police fired tear gas at protesters.", "Protest with intervention"),
        ("Police shot dead three protesters at the march.", "Excessive force against protesters"),
        ("Rioters threw stones at shops.", "Violent demonstration"),
        ("A mob lynched two men.", "Mob violence"),
        ("Police arrested two men.", "Arrests"),
        ("Both sides signed a ceasefire.", "Agreement"),
        ("Sappers defused the device.", "Disrupted weapons use"),
        ("Looters ransacked the warehouse.", "Looting/property destruction"),
        ("Troops withdrew from the valley.", "Non-violent transfer of territory"),
        ("The harvest was good.", None),
        ("Nurses began a general strike.", None),
    ],
)
def test_sentences_have_sub_event_types(text: str, sub: str | None) -> None:
    assert codes.sub_event_type(text) == sub


def test_every_sub_event_type_has_one_event_type_and_a_plover_type_or_none() -> None:
    subs = [sub for group in SUB_EVENT_TYPES.values() for sub in group]
    assert len(subs) == len(set(subs)) == len(EVENT_TYPE_OF) == 25
    assert [sub for sub in subs if codes.plover(sub) is None] == ["Other"]


@pytest.mark.parametrize(
    ("name", "country", "inter"),
    [
        ("US military", "IQ", "External/Other forces"),
        ("US military", "US", "State forces"),
        ("Iraqi police", "IQ", "State forces"),
        ("the army", "CO", "State forces"),
        ("the United States", "IQ", "External/Other forces"),
        ("NATO", "AF", "External/Other forces"),
        ("Taliban", "AF", "Rebel groups"),
        ("militia commanders", "IQ", "Political militias"),
        ("al-Nujaba'a", "IQ", "Political militias"),
        ("Fulani herders", "NG", "Identity militias"),
        ("demonstrators", "KE", "Protesters"),
        ("villagers", "KE", "Civilians"),
        ("the Zorblax", None, None),
    ],
)
def test_actors_have_acled_types(name: str, country: str | None, inter: str | None) -> None:
    assert codes.inter(name, country) == inter


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (None, "media"),
        ("Police and militia sources", "police"),
        ("Health sources", "medical"),
        ("a US official", "government"),
        ("an army spokesman", "military"),
        ("a spokesman for the Liberation Front", "armed_group"),
        ("residents", "witness"),
        ("the United Nations", "international_organisation"),
        ("Iraq", "government"),
        ("a cousin", "unspecified"),
    ],
)
def test_sources_have_kinds(name: str | None, kind: str) -> None:
    assert codes.source_type(name) == kind


@pytest.mark.parametrize(
    ("name", "sentence", "category"),
    [
        ("a drone", "", "drone"),
        ("at least two rockets", "", "rocket"),
        ("a car bomb", "", "ied"),
        ("AK-47s", "", "firearm"),
        ("machetes", "", "other"),
        ("a truck", "A truck ploughed into the crowd.", "vehicle"),
        ("the vehicle", "The strike hit the vehicle.", None),
        ("the spokesman", "", None),
    ],
)
def test_weapons_have_categories(name: str, sentence: str, category: str | None) -> None:
    assert codes.weapon_category(name, sentence) == category


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a vehicle inside the Nujaba'a headquarters", "vehicle"),
        ("the logistical support headquarters of Hashed al-Shaabi", "building"),
        ("a militia leader", "person"),
        ("Iraqi troops", "group"),
        ("the Adra bridge", "infrastructure"),
        ("Baghdad", "territory"),
        ("the Zorblax", "other"),
    ],
)
def test_targets_have_kinds(name: str, kind: str) -> None:
    assert codes.target_kind(name) == kind


@pytest.mark.parametrize(
    ("noun", "whom"),
    [("soldiers", "security_forces"), ("people", "all"), ("schoolchildren", "children"), ("rebels", "combatants")],
)
def test_victims_have_classes(noun: str, whom: str) -> None:
    assert codes.victim_class(noun) == whom


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("A bomb killed two.", "accomplished"),
        ("Police foiled an attack on the port.", "attempted"),
        ("The bomb failed to explode.", "attempted"),
        ("The group threatened to bomb the port.", "threatened"),
    ],
)
def test_deeds_have_stages(text: str, stage: str) -> None:
    assert codes.stage(text) == stage


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("We will retaliate, the commander said.", "THREATEN"),
        ("The group denied any role in the bombing.", "REJECT"),
        ("The president condemned the attack.", "ACCUSE"),
        ("The UN called for an investigation.", "REQUEST"),
        ("The ministry expelled the ambassador.", "SANCTION"),
        ("Police said four people were killed.", None),
    ],
)
def test_words_are_acts(text: str, act: str | None) -> None:
    assert codes.speech_act(text) == act


@given(st.text())
def test_no_text_breaks_the_tables(text: str) -> None:
    codes.sub_event_type(text)
    codes.inter(text, "IQ")
    codes.source_type(text)
    codes.target_kind(text)
    assert codes.stage(text) in {"accomplished", "attempted", "threatened"}
