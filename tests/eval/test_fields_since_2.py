"""Fields of schema 2.0 as items that can be counted: what is found, wrong, missed, invented."""

from typing import Any

import pytest

from eval import fields_since_2
from eval.fields import FIELDS, SINCE_2
from eval.items import same
from eval.results import Tally
from eval.tallies import compare
from schemas import Actor, NamedPlace, OtherCount, Person, Protest, Target, TimeOfDay, Weapon
from tests.eval.records import QUOTED, at, claim, exactly, incident

FOUND, WRONG, MISSED, INVENTED, NOTHING = Tally(tp=1), Tally(fp=1, fn=1), Tally(fn=1), Tally(fp=1), Tally()


def tally(field: str, gold: dict[str, Any], output: dict[str, Any]) -> Tally:
    read = FIELDS[field]
    return compare(
        tuple(read(incident(**gold))), tuple(read(incident(**output))), lambda one, other: same(one, other, "lenient")
    )


def at_time(part: Any = None, hour: str | None = None) -> dict[str, Any]:
    return {"time": TimeOfDay(text="x", part=part, hour=hour, evidence=QUOTED)}


def victim(**more: Any) -> dict[str, Any]:
    one = Person(**{"name": "Ali Omar", "outcome": "killed", "evidence": QUOTED, **more})
    return {"casualty_claims": (claim(None, victims=(one,)),)}


def hit(**more: Any) -> dict[str, Any]:
    return {"targets": (Target(**{"name": "market", "kind": "building", "evidence": QUOTED, **more}),)}


def party(**more: Any) -> dict[str, Any]:
    return {"actors": (Actor(**{"name": "wing", "type": None, "evidence": QUOTED, **more}),)}


def counted(what: Any = "arrested", number: int = 14, **more: Any) -> dict[str, Any]:
    given = {"what": what, "count": exactly(number), "asserted_by": None, "source_type": "media", "evidence": QUOTED}
    return {"other_counts": (OtherCount(**{**given, **more}),)}


def dead(number: int = 4, **more: Any) -> dict[str, Any]:
    return {"casualty_claims": (claim(number, **more),)}


def demanding(what: str, /, **more: Any) -> dict[str, Any]:
    return {"protest": Protest.model_validate({what: [{**more, "evidence": QUOTED}]})}


def at_places(*names: str) -> dict[str, Any]:
    return {"location": at("Kano", places=tuple(NamedPlace(name=each, evidence=QUOTED) for each in names))}


def armed(system: str | None) -> dict[str, Any]:
    return {"weapons": (Weapon(name="rockets", category="rocket", system=system, evidence=QUOTED),)}


@pytest.mark.parametrize(
    ("field", "gold", "output", "expected"),
    [
        ("time", at_time("night", "23:10"), at_time("night", "23:10"), Tally(tp=2)),
        ("time", at_time("night", "23:10"), at_time("night", "11:10"), Tally(tp=1, fp=1, fn=1)),
        ("time", at_time("night"), {}, MISSED),
        ("precision", {"location": at("Kano")}, {"location": at("Kano", precision="near_town")}, WRONG),
        ("precision", {}, {"location": at("Kano")}, INVENTED),
        ("places", at_places("Dikwa", "Bama"), at_places("Bama"), Tally(tp=1, fn=1)),
        ("places", at_places(), at_places("Dikwa"), INVENTED),
        ("memberships", party(member_of="Red Front"), party(member_of="Red Front"), FOUND),
        ("memberships", party(member_of="Red Front"), party(member_of="police"), WRONG),
        ("memberships", party(), party(member_of="police"), INVENTED),
        ("roles", party(roles=("doer", "speaker")), party(roles=("doer",)), Tally(tp=1, fn=1)),
        ("target_facts", hit(sector="market", damage="burned"), hit(sector="market"), Tally(tp=1, fn=1)),
        ("target_facts", hit(of="Union"), hit(of="police"), WRONG),
        ("target_facts", hit(), hit(), NOTHING),
        ("weapon_systems", armed("Grad"), armed("Grad"), FOUND),
        ("weapon_systems", armed("Grad"), armed(None), MISSED),
        ("victim_outcomes", victim(), victim(outcome="injured"), WRONG),
        ("victim_outcomes", victim(), victim(name="Musa Said"), WRONG),
        ("victim_facts", victim(age=41, sex="male"), victim(age=41, sex="female"), Tally(tp=1, fp=1, fn=1)),
        ("victim_facts", victim(age=0), victim(age=0), FOUND),
        ("victim_facts", victim(minor=True), victim(), MISSED),
        ("victim_facts", victim(), victim(), NOTHING),
        ("victim_facts", victim(relation="his uncle"), victim(relation="his uncle"), FOUND),
        ("claim_nouns", dead(noun="farmers"), dead(noun="farmers"), FOUND),
        ("claim_nouns", dead(noun="farmers"), dead(5, noun="farmers"), WRONG),
        ("claim_parties", dead(of="Red Front"), dead(of="police"), WRONG),
        ("claim_parties", dead(of="Red Front"), dead(), MISSED),
        ("other_counts", counted(), counted(), FOUND),
        ("other_counts", counted(), counted("abducted"), WRONG),
        ("other_counts", counted(), counted(number=15), WRONG),
        ("other_counts", counted(), counted(unit="families"), WRONG),
        ("other_counts", counted(), counted(asserted_by="police"), WRONG),
        ("protest", demanding("organisers", name="Union"), demanding("organisers", name="Union"), FOUND),
        (
            "protest",
            demanding("demands", text="safe schools", stance="for"),
            demanding("demands", text="safe schools", stance="against"),
            WRONG,
        ),
        ("protest", demanding("responses", kind="tear_gas"), demanding("responses", kind="arrest"), WRONG),
        ("protest", {}, demanding("responses", kind="arrest"), INVENTED),
    ],
)
def test_a_field_of_schema_2_by_hand(field: str, gold: dict[str, Any], output: dict[str, Any], expected: Tally) -> None:
    """Each fact by itself: one that is wrong is both invented and missed, one that nobody gives is nothing."""
    assert tally(field, gold, output) == expected


def test_a_party_goes_by_any_name_that_the_record_gives_it() -> None:
    """Whose target it is may be said by an alias."""
    known = Actor(name="Red Front", aliases=("the Front",), type=None, evidence=QUOTED)
    gold, output = hit(of="Red Front") | {"actors": (known,)}, hit(of="the Front") | {"actors": (known,)}
    assert tally("target_facts", gold, output) == FOUND


def test_whom_several_claims_single_out_is_counted_once() -> None:
    """A name in two claims is one person."""
    one = Person(name="Ali Omar", outcome="killed", evidence=QUOTED)
    twice = incident(casualty_claims=(claim(None, victims=(one,)), claim(None, by="police", victims=(one,))))
    assert len(tuple(fields_since_2.victim_outcomes(twice))) == 1


@pytest.mark.parametrize("field", sorted(SINCE_2))
def test_an_incident_without_it_has_no_item_of_a_field(field: str) -> None:
    """Nothing is scored where nothing is said."""
    assert tuple(FIELDS[field](incident())) == ()
