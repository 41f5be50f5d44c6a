"""Words stand for the codes of ACLED and PLOVER."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader import codes
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


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        # Battles: both sides are armed, and an attack on a state's forces is one whatever it is called.
        ("Gunmen attacked an army outpost near Gao.", "Armed clash"),
        ("Gunmen attacked a wedding near Gao.", "Attack"),
        ("Militants killed four policemen on patrol.", "Armed clash"),
        ("The air force said that troops had killed nine insurgents.", "Armed clash"),
        ("Gunmen killed a farmer, the army said.", "Attack"),
        # Territory changes hands: who takes it decides, and whether anyone fought for it.
        ("Troops took full control of the port city on Monday.", "Government regains territory"),
        ("The army drove the rebels out of two villages.", "Government regains territory"),
        ("Insurgents overran the border town after the army pounded it.", "Non-state actor overtakes territory"),
        (
            "Insurgents hoisted their flag over the city after they took control of Mbana.",
            "Non-state actor overtakes territory",
        ),
        ("Police searched the house. Two clerks were seized by gunmen in a village.", "Abduction/forced disappearance"),
        ("The hill town fell to the rebels.", "Non-state actor overtakes territory"),
        ("The militia took over the town unopposed after the garrison withdrew.", "Non-violent transfer of territory"),
        ("The governor handed the island over to its neighbour.", "Non-violent transfer of territory"),
        ("The army failed to capture the town; its offensive was repelled.", "Armed clash"),
        # Protests: what the crowd does comes before what is done to it.
        ("Protesters hurled bottles at officers, who answered with tear gas.", "Violent demonstration"),
        ("Demonstrators clashed with police in Lima.", "Violent demonstration"),
        ("Soldiers opened fire on a sit-in.", "Excessive force against protesters"),
        ("Ten students were injured when police broke up the rally.", "Excessive force against protesters"),
        ("Police detained forty people at the rally.", "Protest with intervention"),
        ("Riot police watched as the teachers marched.", "Peaceful protest"),
        ("Miners marched through Oruro; nobody was hurt or arrested.", "Peaceful protest"),
        ("Youths battled riot police behind burning barricades.", "Violent demonstration"),
        ("Nurses marched to protest against the killing of a colleague.", "Peaceful protest"),
        ("Police arrested nine organisers ahead of a planned protest.", "Arrests"),
        ("Villagers beat a man whom they took for a thief.", "Mob violence"),
        # Strategic developments, among them weapons that harmed nobody.
        ("Police found 14 rifles and a box of ammunition in a barn.", "Disrupted weapons use"),
        ("Two pistols and a grenade were seized at the border.", "Disrupted weapons use"),
        ("Engineers cleared sixty landmines from the fields.", "Disrupted weapons use"),
        ("Air defences intercepted a missile over the gulf.", "Disrupted weapons use"),
        ("The army is building a military base on the hill.", "Headquarters or base established"),
        ("An observation post was set up above the valley.", "Headquarters or base established"),
        ("The two sides exchanged lists for a prisoner swap.", "Agreement"),
        ("The government freed eleven rebels in return for four soldiers.", "Agreement"),
        ("A colonel and thirty of his men defected.", "Change to group/activity"),
        ("A new border unit of the army was formed.", "Change to group/activity"),
        ("Police arrested a man over a shooting that killed two.", "Arrests"),
        ("Gunmen kidnapped and killed a mayor.", "Attack"),
        ("The two governments struck a deal over the river.", "Agreement"),
        ("The navy began drills in the strait.", "Change to group/activity"),
        # Weapons.
        ("A rocket-propelled grenade hit the mayor's car.", "Shelling/artillery/missile attack"),
        ("A drone flew over the port.", None),
        ("Air strikes hit a plant that made chemical weapons, in retaliation for a gas attack.", "Air/drone strike"),
        ("A man wearing an explosive vest killed five shoppers.", "Suicide bomb"),
        # No political violence.
        ("An earthquake killed 40 people.", None),
        ("Six died when a bus crashed into a lorry.", None),
        ("A gas leak at a factory killed three workers.", None),
        ("Militants attacked a convoy that took food to victims of the flood.", "Armed clash"),
        ("Police arrested two men over a bank robbery.", None),
        ("A cyber attack shut down the bank.", None),
    ],
)
def test_the_most_telling_words_decide(text: str, sub: str | None) -> None:
    """Precedence and definitions of the ACLED Codebook."""
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
        ("Rapid Support Forces", "armed_group"),
        ("Blue Line Fiji", "unspecified"),
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
        ("machetes", "", "blade"),
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


@pytest.mark.parametrize(
    "text",
    [
        "the toll had reached 184, including 127 elderly people",
        "The toll in Goma rose to 12 on Monday.",
        "The toll stands at nine.",
        "Officials put the toll at 30.",
        "Two more bodies were found, raising the toll to at least 31.",
        "The toll climbed past 200.",
    ],
)
def test_a_toll_with_a_number_is_a_word_of_killing(text: str) -> None:
    assert [hit for hit in codes.killing(text) if "toll" in hit[0]]


@pytest.mark.parametrize(
    "text",
    [
        "The road toll rose to 12 last year.",
        "The bridge toll rises to 5 euros.",
        "The toll rises to 5 euros for cars.",
        "Years of war took a toll on 12 families.",
        "Three shells hit the toll road.",
        "Gunmen robbed a toll booth and took 40 phones.",
        "The casualty toll rose to 12.",
        "The toll is expected to rise.",
    ],
)
def test_a_toll_of_something_else_is_not(text: str) -> None:
    assert not codes.killing(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("police and militia sources", None),
        ("police sources and witnesses", None),
        ("army and police", "State forces"),
        ("Ministry of Defence and Aviation", "State forces"),
    ],
)
def test_a_joint_name_of_two_kinds_has_no_type(name: str, kind: str | None) -> None:
    assert codes.inter_of_joint(name, name, None) == kind
