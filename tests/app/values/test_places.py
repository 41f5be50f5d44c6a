"""A name becomes a place only where the words around it speak of one, and then the right one of its namesakes."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.values import gazetteer
from app.values.places import Mention, Place, country_of, find

SENTENCES = [
    # the Middle East
    ("A car bomb exploded near a checkpoint in eastern Baghdad on Tuesday.", ["Baghdad/IQ/city"]),
    (
        "Israeli jets hit Gaza City and Khan Younis, officials in Gaza said.",
        ["Gaza City/PS/city", "Khan Younis/PS/city", "Gaza/PS/region"],
    ),
    ("Abu Aqeel al-Moussawi, a commander, was killed in Basra.", ["Basra/IQ/city"]),
    ("Prime Minister Mohammed Shia al-Sudani condemned the strike.", []),
    ("Iraqi police said two people died.", []),
    ("Fighters entered al-Fallujah and al-Qaim.", ["al-Fallujah/IQ/city", "al-Qaim/IQ/city"]),
    (
        "The army retook Tal Abyad, Ras al-Ain and Kobani.",
        ["Tal Abyad/SY/city", "Ras al-Ain/SY/city", "Kobani/SY/city"],
    ),
    (
        "The coalition said it struck targets in Syria's Deir al-Zour province.",
        ["Syria/SY/country", "Deir al-Zour/SY/region"],
    ),
    ("Protesters gathered in Tripoli, Lebanon, after prayers.", ["Tripoli/LB/city", "Lebanon/LB/country"]),
    ("Lebanese soldiers deployed in Tripoli.", ["Tripoli/LB/city"]),
    ("Rival militias clashed in Tripoli.", ["Tripoli/LY/city"]),
    ("Israel Katz, the defence minister, warned Hezbollah.", []),
    ("Iran-backed militias fired at pro-Russia forces.", []),
    ("SANA reported the raid; a SWAT team reached Damascus.", ["Damascus/SY/city"]),
    ("Yemen's Houthis fired a missile at Eilat from Sana'a.", ["Yemen/YE/country", "Eilat/IL/city", "Sana'a/YE/city"]),
    # Africa
    ("Fighting resumed in North Kivu, where rebels advanced towards Goma.", ["North Kivu/CD/region", "Goma/CD/city"]),
    ("In El Fasher, North Darfur, the RSF shelled a market.", ["El Fasher/SD/city", "North Darfur/SD/region"]),
    (
        "Gunmen killed nine farmers near Kukawa in Nigeria's Borno state.",
        ["Kukawa/NG/city", "Nigeria/NG/country", "Borno/NG/region"],
    ),
    ("Rebels in Tigray captured Mekelle.", ["Tigray/ET/region", "Mekelle/ET/city"]),
    ("Niger and Nigeria closed the border.", ["Niger/NE/country", "Nigeria/NG/country"]),
    (
        "He flew from Addis Ababa to N'Djamena via Khartoum.",
        ["Addis Ababa/ET/city", "N'Djamena/TD/city", "Khartoum/SD/city"],
    ),
    (
        "Al-Shabaab attacked a base in Lower Shabelle, Somalia, on Sunday.",
        ["Lower Shabelle/SO/region", "Somalia/SO/country"],
    ),
    ("Jihadists from the Sahel crossed into Benin.", ["Sahel/BF/region", "Benin/BJ/country"]),
    ("Malian troops withdrew from the Sahel.", ["Sahel/ML/region"]),
    # Asia
    ("Taliban fighters captured Lashkar Gah in Helmand province.", ["Lashkar Gah/AF/city", "Helmand/AF/region"]),
    ("Clashes in Kashmir killed three militants, Indian officials said.", ["Kashmir/IN/region"]),
    ("Pakistan said 12 died in North Waziristan.", ["Pakistan/PK/country", "North Waziristan/PK/region"]),
    (
        "Soldiers clashed with rebels in Northern Samar and Surigao del Sur.",
        ["Northern Samar/PH/region", "Surigao del Sur/PH/region"],
    ),
    (
        "Villagers fled from Maungdaw, in Myanmar's Rakhine state.",
        ["Maungdaw/MM/city", "Myanmar/MM/country", "Rakhine/MM/region"],
    ),
    # Europe
    ("Russian missiles hit Odesa and Kryvyi Rih overnight.", ["Odesa/UA/city", "Kryvyi Rih/UA/city"]),
    ("KYIV, Ukraine (AP) — A drone hit Kharkiv.", ["KYIV/UA/city", "Ukraine/UA/country", "Kharkiv/UA/city"]),
    ("Shells fell on Kiev and on Lvov, the agency said.", ["Kiev/UA/city", "Lvov/UA/city"]),
    (
        "Georgia and Russia fought over South Ossetia.",
        ["Georgia/GE/country", "Russia/RU/country", "South Ossetia/GE/region"],
    ),
    ("The attack in Nice killed 86 people.", ["Nice/FR/city"]),
    ("Nice weather, a split vote: Nice and Split, said March.", []),
    ("A blast in Split injured two, Croatian police said.", ["Split/HR/city"]),
    ("Of the dead, Most were Police.", []),
    # the Americas
    ("Police in Santiago, Chile, fired tear gas.", ["Santiago/CL/city", "Chile/CL/country"]),
    ("President Santiago Perez said the army would respond.", []),
    ("Santiago Martinez was killed in Medellín.", ["Medellín/CO/city"]),
    ("At least 20 were killed in Concepción, Paraguay.", ["Concepción/PY/city", "Paraguay/PY/country"]),
    ("At least 20 were killed in Concepcion, Paraguay.", ["Concepcion/PY/city", "Paraguay/PY/country"]),
    (
        "SAN SALVADOR, 12 JAN -- GUERRILLAS ATTACKED THE BARRACKS IN SAN MIGUEL, POLICE SAID.",
        ["SAN SALVADOR/SV/city", "SAN MIGUEL/SV/city"],
    ),
    ("George Washington crossed the river.", []),
    ("Washington said it would send troops to Iraq.", ["Washington/US/city", "Iraq/IQ/country"]),
    ("The Washington Post and the New York Times reported the raid.", []),
    ("Three people died in Paris, Texas, the sheriff said.", ["Paris/US/city", "Texas/US/region"]),
    ("The US secretary of state met his French counterpart in Paris.", ["Paris/FR/city"]),
    ("US troops left; the envoy was in the U.S. on Monday.", ["U.S/US/country"]),
    ("Mobile phones went silent across Mobile, Alabama.", ["Mobile/US/city", "Alabama/US/region"]),
    ("Atlanta, Georgia, woke to sirens.", ["Atlanta/US/city", "Georgia/US/region"]),
    ("Springfield, Ill., and Portland, OR, were quiet.", ["Springfield/US/city", "Portland/US/city"]),
    ("The mayor of London, Ontario, resigned.", ["London/CA/city", "Ontario/CA/region"]),
    ("Mayor London Breed resigned; Gov. Lincoln and Jackson did not.", []),
    ("Jordan Peterson and Michael Jordan spoke in Toronto.", ["Toronto/CA/city"]),
    ("Jordan said on Sunday it had shot down drones.", ["Jordan/JO/country"]),
    ("The boat sank in the Gulf of Mexico.", []),
]


def brief(mention: Mention) -> str:
    return f"{mention.text}/{mention.place.country_code}/{mention.place.kind}"


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:40] for text, _ in SENTENCES])
def test_a_newswire_sentence_has_these_places(text: str, expected: list[str]) -> None:
    assert [brief(mention) for mention in find(text)] == expected


def test_a_place_carries_its_gazetteer_values() -> None:
    (mention,) = find("Explosions were heard in Mosul.")
    assert mention == Mention(
        25,
        30,
        "Mosul",
        Place("Mosul", "city", "Nineveh", "Iraq", "IQ", 36.335, 43.1189, 1_683_000, 99072),
    )


@pytest.mark.parametrize(("name", "kind"), [("Homs", "city"), ("Darfur", "region"), ("Sudan", "country")])
def test_towns_regions_and_countries_are_told_apart(name: str, kind: str) -> None:
    assert find(f"They fled from {name}.")[0].place.kind == kind


def test_a_town_before_province_stands_for_the_region() -> None:
    assert [find(f"Troops entered {text}.")[0].place.kind for text in ("Idlib", "Idlib province")] == ["city", "region"]


def test_a_small_town_needs_a_preposition_or_its_country() -> None:
    assert find("Ljubuski said no.") == ()
    assert [brief(mention) for mention in find("A Bosnian court in Ljubuski said no.")] == ["Ljubuski/BA/city"]


def test_a_village_of_a_country_that_the_text_does_not_name_is_left_out() -> None:
    assert find("Kenyan police stopped a truck in Ljubuski.") == ()


def test_hints_of_the_caller_go_before_the_countries_in_the_text() -> None:
    text = "Soldiers deployed in Tripoli."
    assert [find(text, hints=hints)[0].place.country_code for hints in ({"LB"}, {"LY"}, set[str]())] == [
        "LB",
        "LY",
        "LY",
    ]


def test_the_country_named_most_decides_before_others_named() -> None:
    text = "In San Salvador and Soyapango the army fired. Washington was silent. A bomb went off in Santa Ana."
    assert find(text)[-1].place.country_code == "SV"


def test_a_name_across_a_line_break_keeps_its_characters() -> None:
    (mention,) = find("The march began in San\nSalvador.")
    assert mention.text == "San\nSalvador"


@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                ["Baghdad", "in ", "San Salvador", " ", ", ", "Iraq", "Kraków", "N’Djamena", "al-", "Ł", "'s", "U.S."]
            ),
        ),
        max_size=30,
    ).map("".join)
)
@settings(max_examples=200, deadline=None)
def test_offsets_give_the_text_of_each_mention_in_order(text: str) -> None:
    mentions = find(text)
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    edges = [edge for mention in mentions for edge in (mention.start, mention.end)]
    assert edges == sorted(edges)
    assert find(text) == mentions


COUNTRIES = [
    ("Iraqi police", "IQ"),
    ("US military", "US"),
    ("the Americans", "US"),
    ("The U.S. Central Command", "US"),
    ("Salvadoran guerrillas", "SV"),
    ("the North Korean army", "KP"),
    ("South Sudanese troops", "SS"),
    ("Nigerien soldiers", "NE"),
    ("Nigerian soldiers", "NG"),
    ("Israel's Defense Minister", "IL"),
    ("the Democratic Republic of Congo", "CD"),
    ("Congo-Brazzaville", "CG"),
    ("the Kremlin", "RU"),
    ("a Pentagon spokesman", "US"),
    ("the People's Republic of China", "CN"),
    ("the Republic of China", "TW"),
    ("Côte d'Ivoire", "CI"),
    ("THE US ARMY", "US"),
    ("police in Tripoli, Lebanon", "LB"),
    ("Papua New Guinean police", "PG"),
    ("Guinean police", "GN"),
    ("the Turks", "TR"),
    ("al-Shabab", None),
    ("tell us, they said", None),
    ("THEY TOLD US TO LEAVE", None),
    ("Michael Jordan", None),
    ("New Mexico state police", None),
    ("polish the turkey", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_an_actor_has_the_country_that_its_first_country_word_stands_for(text: str, code: str | None) -> None:
    assert country_of(text) == code


def test_every_country_has_a_name_a_place_and_almost_all_an_adjective() -> None:
    rows = list(gazetteer.read_table("countries.tsv"))
    without = {code for code, _, _, _, adjectives, *_ in rows if not adjectives}
    assert len(rows) == 250
    assert all(country_of(name) == code for code, name, *_ in rows)
    assert without == {"BV", "DM", "GS", "HM", "SJ", "TF", "UM", "VA"}  # "Dominican" is left to DO


def test_hand_written_places_are_well_formed_and_many() -> None:
    table = gazetteer.gazetteer()
    known = {tuple(row.split("\t")[4:6]) for row in table.rows}
    ids = {row.split("\t")[1] for row in table.rows}
    rows = list(gazetteer.read_table("aliases.tsv"))
    places = [row for row in rows if row[1] in {"region", "city"}]
    assert len(places) >= 120
    assert all(-90 <= float(row[4]) <= 90 and -180 <= float(row[5]) <= 180 for row in places)
    assert [row for row in places if row[3] and (row[0], row[3]) not in known] == []
    assert [row for row in rows if row[1] == "alias" and row[6] not in ids] == []


def test_two_hundred_thousand_characters_take_seconds_at_most() -> None:
    text = ("Gunmen killed Omar Santos near Homs, Hama and Idlib, Syrian police said. " * 3000)[:200_000]
    find("")
    start = time.thread_time()
    assert find(text)
    assert time.thread_time() - start < 5  # 0.6 s measured; a quadratic step would take minutes


def test_the_gazetteer_is_small_and_names_its_source() -> None:
    attribution = Path(gazetteer.DATA, "README.md").read_text("utf-8")
    assert Path(gazetteer.DATA, "places.tsv.xz").stat().st_size <= 2 << 20
    assert "GeoNames" in attribution
    assert "CC BY 4.0" in attribution
