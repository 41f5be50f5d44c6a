from datetime import date
from typing import Any

import pytest

from eval.evidence import names_place, validity
from eval.results import Share
from schemas import (
    Actor,
    CasualtyClaim,
    Count,
    Demand,
    Evidence,
    Fact,
    Incident,
    NamedPlace,
    Organiser,
    OtherCount,
    Person,
    Protest,
    Response,
    SummarySentence,
    Target,
    TimeOfDay,
    Weapon,
)
from tests.eval.records import (
    STRIKE,
    TEXT,
    actor,
    at,
    blamed,
    claim,
    evidence,
    exactly,
    incident,
    on,
    person,
    summary,
    weapon,
)


def faults(one: Incident) -> tuple[str, ...]:
    return validity(summary(one), TEXT)[1]


def test_a_right_record_is_wholly_valid() -> None:
    share, wrong = validity(summary(STRIKE), TEXT)
    assert wrong == ()
    assert share.hits == share.of > 15


def test_a_quote_that_is_not_at_its_offsets_carries_nothing() -> None:
    moved = (Evidence(quote="A drone", start=1, end=8),)
    assert faults(incident(evidence=moved)) == ("incidents/0",)


def test_one_wrong_quote_among_right_ones_is_enough() -> None:
    moved = Evidence(quote="A drone", start=1, end=8)
    drone = weapon("drone").model_copy(update={"evidence": (*evidence("drone"), moved)})
    assert faults(incident(weapons=(drone,))) == ("incidents/0/weapons/0/name",)


@pytest.mark.parametrize(
    ("field", "item", "quote", "fault"),
    [
        ("casualty_claims", claim(4), "wounded six", "killed"),
        ("casualty_claims", claim(None, 6), "killed four fighters", "injured"),
        ("casualty_claims", claim(4, by="army"), "The strike killed four fighters", "asserted_by"),
        ("actors", actor("army"), "The Red Brigade", "name"),
        ("actors", actor("army", "troops"), "the army", "aliases/0"),
        ("weapons", weapon("drone", count=2), "A drone", "count"),
    ],
)
def test_a_quote_must_carry_its_value(field: str, item: Any, quote: str, fault: str) -> None:
    quoted = item.model_copy(update={"evidence": evidence(quote)})
    assert faults(incident(**{field: (quoted,)})) == (f"incidents/0/{field}/0/{fault}",)


def test_a_party_is_carried_by_another_of_its_names() -> None:
    blame = blamed("the army").model_copy(update={"evidence": evidence("The Red Brigade")})
    known = actor("army", "Red Brigade")
    assert faults(incident(attribution=(blame,))) == ("incidents/0/attribution/0/actor",)
    assert faults(incident(actors=(known,), attribution=(blame,))) == ()


def test_at_least_six_is_not_carried_by_six() -> None:
    at_least = claim().model_copy(update={"injured": Count(min=6, max=None, qualifier="at_least")})
    assert faults(incident(casualty_claims=(at_least,))) == ("incidents/0/casualty_claims/0/injured",)


def test_a_part_of_a_word_is_no_name() -> None:
    assert faults(incident(actors=(actor("rig"),))) == ("incidents/0/actors/0/name",)


def test_a_date_needs_its_words() -> None:
    when = on(date(2024, 1, 4)).model_copy(update={"evidence": evidence("Last month")})
    assert faults(incident(date=when)) == ("incidents/0/date/text",)


def test_victims_without_a_name_or_a_description_need_standing_quotes_only() -> None:
    nobody = claim(4, victims=(person(),))
    assert faults(incident(casualty_claims=(nobody,))) == ()


@pytest.mark.parametrize(
    ("quote", "place", "carried"),
    [
        ("in Baghdad", at("Baghdad", "IQ"), True),
        ("in Basra", at("Baghdad", "IQ"), False),
        ("in Kiev", at("Kyiv", "UA"), True),
        ("Iraqi police", at(None, "IQ", country="Iraq"), True),
        ("Iraqi police", at("Baghdad", "IQ"), False),
    ],
)
def test_a_place_is_carried_by_a_name_that_the_gazetteer_knows_for_it(quote: str, place: Any, carried: bool) -> None:
    assert names_place(quote, place) is carried


def test_a_sentence_may_hold_no_name_or_number_that_its_quotes_lack() -> None:
    lines = (
        SummarySentence(text="The strike killed four.", evidence=evidence("killed four fighters")),
        SummarySentence(text="The strike killed five.", evidence=evidence("killed four fighters")),
    )
    fact = Fact(text="It was in Basra.", evidence=evidence("in Baghdad"))
    share, wrong = validity(summary(summary=lines, context=(fact,)), TEXT)
    assert (share, wrong) == (Share(hits=1, of=3), ("summary/1/text", "context/0/text"))


NEWS = (
    "Grad rockets hit a market of the Union in Kano at 7:30 p.m., killing four farmers of the Red Front. "
    "Among them was Ali Omar, 41, and his uncle. Gunmen took 14 pupils near Dikwa, the governor said. "
    "Teachers marched for safe schools, the Union said, and police fired tear gas."
)


def quoted(words: str) -> tuple[Evidence, ...]:
    return evidence(words, NEWS)


def news_faults(**more: Any) -> tuple[str, ...]:
    """The faults of an incident of NEWS, below its path."""
    one = incident(**{"evidence": quoted("Grad rockets hit a market"), **more})
    return tuple(path.removeprefix("incidents/0/") for path in validity(summary(one, text=NEWS), NEWS)[1])


def victim(**more: Any) -> CasualtyClaim:
    one = Person.model_validate({"name": "Ali Omar", "outcome": "killed", **more})
    return claim(None, victims=(one,), evidence=quoted("Ali Omar"))


def protest(**more: Any) -> Protest:
    return Protest.model_validate(more)


ALI = {"evidence": quoted("Ali Omar, 41, and his uncle")}
ALONE = {"evidence": quoted("Ali Omar")}
MARKET = {"name": "market", "kind": "building"}
ROCKETS = {"name": "rockets", "category": "rocket"}
TAKEN = {"what": "abducted", "count": exactly(14), "source_type": "government", "asserted_by": "governor"}
WHOLE = {"evidence": quoted("Gunmen took 14 pupils near Dikwa, the governor said.")}
SEVEN = {"text": "at 7:30 p.m.", "evidence": quoted("at 7:30 p.m.")}
NEW: list[tuple[str, Any, Any, str]] = [
    ("time", TimeOfDay(**SEVEN, hour="19:30"), TimeOfDay(**SEVEN, hour="07:30"), "time/hour"),
    (
        "time",
        TimeOfDay(**SEVEN, part="evening"),
        TimeOfDay(text="at dawn", part="dawn", evidence=quoted("at 7:30 p.m.")),
        "time/text",
    ),
    ("casualty_claims", (victim(age=41, **ALI),), (victim(age=14, **ALI),), "casualty_claims/0/victims/0/age"),
    ("casualty_claims", (victim(age=41, **ALI),), (victim(age=41, **ALONE),), "casualty_claims/0/victims/0/age"),
    (
        "casualty_claims",
        (victim(sex="male", **ALI),),
        (victim(sex="male", **ALONE),),
        "casualty_claims/0/victims/0/sex",
    ),
    (
        "casualty_claims",
        (victim(relation="his uncle", **ALI),),
        (victim(relation="her uncle", **ALI),),
        "casualty_claims/0/victims/0/relation",
    ),
    (
        "casualty_claims",
        (claim(4, noun="farmers", evidence=quoted("killing four farmers")),),
        (claim(4, noun="monks", evidence=quoted("killing four farmers")),),
        "casualty_claims/0/noun",
    ),
    (
        "casualty_claims",
        (claim(4, of="Red Front", evidence=quoted("four farmers of the Red Front")),),
        (claim(4, of="Red Front", evidence=quoted("killing four farmers")),),
        "casualty_claims/0/of",
    ),
    (
        "targets",
        (Target(**MARKET, of="Union", evidence=quoted("market of the Union")),),
        (Target(**MARKET, of="Union", evidence=quoted("a market")),),
        "targets/0/of",
    ),
    (
        "weapons",
        (Weapon(**ROCKETS, system="Grad", evidence=quoted("Grad rockets")),),
        (Weapon(**ROCKETS, system="Grad", evidence=quoted("rockets hit")),),
        "weapons/0/system",
    ),
    (
        "actors",
        (Actor(name="governor", type=None, member_of="Union", evidence=quoted(NEWS)),),
        (Actor(name="governor", type=None, member_of="Union", evidence=quoted("the governor")),),
        "actors/0/member_of",
    ),
    (
        "other_counts",
        (OtherCount(**TAKEN, noun="pupils", **WHOLE),),
        (OtherCount(**{**TAKEN, "count": exactly(15)}, noun="pupils", **WHOLE),),
        "other_counts/0/count",
    ),
    (
        "other_counts",
        (OtherCount(**TAKEN, noun="pupils", **WHOLE),),
        (OtherCount(**TAKEN, noun="monks", **WHOLE),),
        "other_counts/0/noun",
    ),
    (
        "other_counts",
        (OtherCount(**TAKEN, **WHOLE),),
        (OtherCount(**TAKEN, evidence=quoted("Gunmen took 14 pupils")),),
        "other_counts/0/asserted_by",
    ),
    (
        "protest",
        protest(organisers=[Organiser(name="Union", evidence=quoted("the Union said"))]),
        protest(organisers=[Organiser(name="Union", evidence=quoted("Teachers marched"))]),
        "protest/organisers/0",
    ),
    (
        "protest",
        protest(demands=[Demand(text="safe schools", stance="for", evidence=quoted("for safe schools"))]),
        protest(demands=[Demand(text="higher wages", stance="for", evidence=quoted("for safe schools"))]),
        "protest/demands/0",
    ),
    (
        "protest",
        protest(responses=[Response(kind="tear_gas", by="police", evidence=quoted("police fired tear gas"))]),
        protest(responses=[Response(kind="tear_gas", by="police", evidence=quoted("fired tear gas"))]),
        "protest/responses/0/by",
    ),
    (
        "location",
        at("Kano", "NG", places=(NamedPlace(name="Dikwa", evidence=quoted("near Dikwa")),), evidence=quoted("in Kano")),
        at("Kano", "NG", places=(NamedPlace(name="Dikwa", evidence=quoted("in Kano")),), evidence=quoted("in Kano")),
        "location/places/0/name",
    ),
    (
        "location",
        at(None, "NG", admin2="Dikwa", country="Nigeria", evidence=(*quoted("near Dikwa"), *quoted("in Kano"))),
        at(None, "NG", admin2="Dikwa", country="Nigeria", evidence=quoted("in Kano")),
        "location/admin2",
    ),
]


@pytest.mark.parametrize(("field", "right", "wrong", "fault"), NEW, ids=[each[3] for each in NEW])
def test_a_quote_that_does_not_carry_a_value_of_schema_2_is_a_fault(
    field: str, right: Any, wrong: Any, fault: str
) -> None:
    """And one that does is none: each new value is held against its words."""
    assert news_faults(**{field: right}) == ()
    assert news_faults(**{field: wrong}) == (fault,)
