"""The rules on small articles: codes, places, dates, claims, summary, context."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reader.derive import derive
from app.reader.readings import ReadClause, Reading
from app.records.verified import Record
from schemas import Count, Incident
from tests.app.reader.build import read, reading
from tests.seeds import evidence_in


def derived(text: str, *readings: dict[str, str], published_on: date | None = date(2024, 1, 4)) -> Record:
    """What the rules make of an article and readings of its body sentences, one each."""
    article = read(text, published_on)
    body = [sentence for sentence in article.sentences if sentence.kind == "body"]
    asked = tuple(
        ReadClause(sentence=s.index, start=s.start, end=s.end, reading=reading(**words))
        for s, words in zip(body, readings, strict=False)
    )
    record = derive(asked, article)
    for part in (*record.incidents, *record.background, *record.summary, *record.context):
        assert all(text[quote.start : quote.end] == quote.quote for quote in evidence_in(part))
    return record


def test_a_small_incident_is_told_in_full() -> None:
    record = derived(
        "Gunmen killed three soldiers near Gao, Mali, on Tuesday, the army said.",
        {"event": "killed", "attacker": "Gunmen", "killed": "three soldiers", "said_by": "the army"},
    )
    (main,) = record.incidents
    assert (main.event_type, main.sub_event_type) == ("Battles", "Armed clash")
    assert main.location is not None
    assert (main.location.city, main.location.country_code, main.location.geo_precision) == ("Gao", "ML", 1)
    assert main.date is not None
    assert (main.date.start, main.date.precision, main.date.text) == (date(2024, 1, 2), "day", "on Tuesday")
    assert [(said.actor, said.basis, said.asserted_by) for said in main.attribution] == [
        ("Gunmen", "accused_by_authorities", "army")
    ]
    assert [claim.killed for claim in main.casualty_claims] == [Count(min=3, max=3)]


def test_what_is_done_after_a_clash_does_not_say_who_fought_it() -> None:
    record = derived(
        "Gunmen killed three soldiers near Gao, Mali, on Tuesday, the army said. The soldiers seized 12 rifles.",
        {"event": "killed", "attacker": "Gunmen", "killed": "three soldiers", "said_by": "the army"},
        {"event": "seized 12 rifles", "attacker": "The soldiers", "target": "rifles"},
    )
    (main,) = record.incidents
    assert [said.actor for said in main.attribution] == ["Gunmen"]


def test_the_dead_of_both_sides_are_one_toll() -> None:
    record = derived(
        "Seven rebels and two soldiers were killed near Gao, Mali, on Tuesday, the army said.",
        {"event": "killed", "killed": "Seven rebels and two soldiers", "said_by": "the army"},
    )
    (main,) = record.incidents
    assert [(claim.victim_class, claim.killed) for claim in main.casualty_claims] == [
        ("combatants", Count(min=7, max=7)),
        ("security_forces", Count(min=2, max=2)),
    ]


def test_two_tolls_stand_side_by_side() -> None:
    record = derived(
        "A bomb killed four people in Kano, police said. Medics said the blast killed two.",
        {"event": "bomb", "killed": "four people", "said_by": "police"},
        {"event": "blast", "killed": "two", "said_by": "Medics"},
    )
    (main,) = record.incidents
    assert [(claim.asserted_by, claim.killed) for claim in main.casualty_claims] == [
        ("police", Count(min=4, max=4)),
        ("Medics", Count(min=2, max=2)),
    ]


def test_no_reading_is_no_incident() -> None:
    record = derived("The harvest of 300 tons was good.")
    assert (record.incidents, record.background, record.summary) == ((), (), ())
    assert [fact.text for fact in record.context] == ["The harvest of 300 tons was good."]


def test_a_stated_number_of_weapons_is_counted() -> None:
    record = derived("At least two rockets hit the port of Basra.", {"event": "hit", "weapon": "rockets"})
    (weapon,) = record.incidents[0].weapons
    assert (weapon.name, weapon.category) == ("rockets", "rocket")
    assert weapon.count is not None
    assert (weapon.count.min, weapon.count.qualifier) == (2, "at_least")


def test_a_site_is_told_in_the_article_s_words() -> None:
    record = derived("A bomb went off in a market in Gao.", {"event": "bomb", "place": "in a market in Gao"})
    location = record.incidents[0].location
    assert location is not None
    assert (location.site, location.city) == ("market", "Gao")


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("A bomb killed two in eastern Baghdad.", "eastern Baghdad"),
        ("A bomb killed two in Baghdad east of the river.", None),
        ("A bomb killed two in a market in eastern Baghdad.", "eastern Baghdad"),
    ],
)
def test_a_part_of_a_town_is_a_site(text: str, site: str | None) -> None:
    location = derived(text, {"event": "bomb", "killed": "two"}).incidents[0].location
    assert location is not None
    assert (location.site, location.city) == (site, "Baghdad")


def test_a_country_alone_is_told_as_such() -> None:
    location = derived("A bomb killed two in Mali.", {"event": "bomb", "killed": "two"}).incidents[0].location
    assert location is not None
    assert (location.city, location.country_code, location.geo_precision) == (None, "ML", 3)


def test_a_foiled_attack_was_attempted() -> None:
    record = derived("Police foiled an attack on the port of Basra.", {"event": "attack"})
    assert record.incidents[0].stage == "attempted"


def test_statements_stand_with_the_main_incident() -> None:
    record = derived(
        "A bomb killed two in Kano. Rebels threatened to attack again, a rebel spokesman said.",
        {"event": "bomb", "killed": "two"},
        {"event": "attack", "said_by": "a rebel spokesman"},
    )
    assert [(said.speaker, said.act) for said in record.incidents[0].reactions] == [("Rebels", "THREATEN")]


WORDS = """A bomb killed wounded two four people soldiers in Kano Gao on Thursday Monday police said the army accused
rebels of attack drone rockets at least dozens , . including and last month US military"""
words = st.sampled_from(WORDS.split())
phrases = st.none() | st.lists(words, min_size=1, max_size=4).map(" ".join)


@settings(deadline=None)
@given(
    st.lists(st.lists(words, min_size=3, max_size=14).map(" ".join), min_size=1, max_size=4),
    st.lists(st.fixed_dictionaries(dict.fromkeys(Reading.model_fields, phrases)), min_size=4, max_size=4),
)
def test_whatever_a_model_says_every_value_stands_on_words_of_the_article(
    sentences: list[str], said: list[dict[str, str | None]]
) -> None:
    """For any text and any readings, each quote is the slice at its offsets, and each incident is valid."""
    readings = [{field: value for field, value in one.items() if value} for one in said]
    record = derived(". ".join(sentences) + ".", *readings)
    for incident in (*record.incidents, *record.background):
        assert Incident.model_validate_json(incident.model_dump_json()) == incident


def test_the_day_of_a_statement_dates_a_deed_only_where_nothing_else_does() -> None:
    dated = derived(
        "Police said on Thursday that a bomb killed two in Kano on Tuesday.", {"event": "bomb", "killed": "two"}
    )
    undated = derived("Police said on Thursday that a bomb killed two in Kano.", {"event": "bomb", "killed": "two"})
    assert dated.incidents[0].date is not None
    assert dated.incidents[0].date.text == "on Tuesday"
    assert undated.incidents[0].date is not None
    assert undated.incidents[0].date.text == "on Thursday"


def test_a_party_that_disowns_the_deed_is_told_as_denying_it() -> None:
    record = derived(
        "A bomb killed two in Kano. The Red Front said it was not involved in the blast.",
        {"event": "bomb", "killed": "two"},
        {"event": "blast", "said_by": "The Red Front"},
    )
    main = record.incidents[0]
    assert [(said.actor, said.basis, said.asserted_by) for said in main.attribution] == [
        ("Red Front", "denied", "Red Front")
    ]


def test_who_denies_a_toll_does_not_deny_the_deed() -> None:
    record = derived(
        "A bomb killed two in Kano. The Red Front denied that seven of its fighters had died in the blast.",
        {"event": "bomb", "killed": "two"},
        {"event": "blast", "killed": "seven of its fighters", "said_by": "The Red Front"},
    )
    main = record.incidents[0]
    assert [said.basis for said in main.attribution] == []
    assert [claim.killed and claim.killed.min for claim in main.casualty_claims] == [2]


def test_what_came_before_another_deed_has_not_that_one_s_day_and_place() -> None:
    """The words tell when and where the strikes were; of the attack, only that it came before."""
    record = derived(
        "Gunmen killed two men in Gao, Mali, on Tuesday. Last month, the army carried out air strikes in Niger after a "
        "drone attack by rebels that wounded two farmers.",
        {"event": "killed", "attacker": "Gunmen", "killed": "two men"},
        {"event": "air strikes", "attacker": "rebels", "wounded": "two farmers"},
    )
    (before,) = record.background
    assert [said.actor for said in before.attribution] == ["rebels"]
    assert (before.date, before.location) == (None, None)


def test_a_war_s_place_is_no_place_of_the_attack_before_it() -> None:
    record = derived(
        "Gunmen killed two men in Gao, Mali, on Tuesday. It came amid tensions since the war on Gaza, following the "
        "Red Front's October 7 attack.",
        {"event": "killed", "attacker": "Gunmen", "killed": "two men"},
        {"event": "attack", "attacker": "Red Front"},
    )
    (before,) = record.background
    assert before.date is not None
    assert (before.date.text, before.location) == ("October 7", None)


def test_a_nameless_source_of_nothing_that_the_record_holds_is_no_actor() -> None:
    record = derived(
        "Witnesses said a drone fired rockets at a depot in Gao, Mali. The strike killed two men, police said.",
        {"event": "drone fired rockets", "target": "depot", "weapon": "drone", "said_by": "Witnesses"},
        {"event": "strike", "killed": "two men", "said_by": "police"},
    )
    assert [actor.name for actor in record.incidents[0].actors] == ["police"]


def test_the_dead_of_a_deed_that_somebody_is_accused_of_are_the_article_s_own() -> None:
    record = derived(
        "Mali has accused the Red Front of a strike that killed two men in Gao on Tuesday.",
        {"event": "strike", "attacker": "the Red Front", "killed": "two men", "said_by": "Mali"},
    )
    (main,) = record.incidents
    assert [(said.actor, said.asserted_by) for said in main.attribution] == [("Red Front", "Mali")]
    assert [claim.asserted_by for claim in main.casualty_claims] == [None]
