"""Roles of actors, and whether civilians are the only target."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemble.derived import civilian_targeting, derived, roles
from schemas import Incident, Organiser, Protest, Response, Statement
from schemas.codes import Role, SubEventType, TargetSector, VictimClass
from tests.app.assemble.made import WORDS, actor, claim, exactly, incident, person, said, tally, target

FRONT = actor("Front", type="Rebel groups")


def demanding(*organisers: str, by: str | None = None) -> Protest:
    return Protest(
        organisers=tuple(Organiser(name=each, evidence=WORDS) for each in organisers),
        responses=(Response(kind="tear_gas", by=by, evidence=WORDS),),
    )


def speaking(name: str) -> Statement:
    return Statement(speaker=name, act="ACCUSE", text="x", evidence=WORDS)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"attribution": (said("Front", "accused", "army"),)}, ("doer",)),
        ({"attribution": (said("Front", "possible"),)}, ("doer",)),
        ({"attribution": (said("Front", "denied", "army"),)}, ("party",)),
        ({"attribution": (said("Front", "denied", "Front"),)}, ("speaker",)),
        ({"attribution": (said("Front", "claimed", "Front"),)}, ("doer", "speaker")),
        ({"targets": (target(of="Front"),)}, ("attacked",)),
        ({"targets": (target("Front", kind="group"),)}, ("attacked",)),
        ({"casualty_claims": (claim(4, "army", of="Front"),)}, ("attacked",)),
        ({"casualty_claims": (claim(4, "Front"),)}, ("speaker",)),
        ({"casualty_claims": (claim(4, "army", confirmed_by=("Front",)),)}, ("speaker",)),
        ({"other_counts": (tally("arrested", 4, "Front"),)}, ("speaker",)),
        ({"reactions": (speaking("Front"),)}, ("speaker",)),
        ({"protest": demanding("Front")}, ("organiser",)),
        ({"protest": demanding(by="Front")}, ("party",)),
        ({}, ("party",)),
        (
            {
                "attribution": (said("Front", "accused", "army"),),
                "targets": (target(of="Front"),),
                "protest": demanding("Front"),
                "reactions": (speaking("Front"),),
            },
            ("doer", "attacked", "organiser", "speaker"),
        ),
    ],
)
def test_roles_follow_from_where_a_party_is_named(more: dict[str, Any], expected: tuple[Role, ...]) -> None:
    """In the order of the code list; `party` where no other holds."""
    assert roles(FRONT, incident(**more)) == expected


def test_who_signs_an_agreement_is_a_party_and_no_doer() -> None:
    """Also where it speaks of it."""
    signed = incident("Agreement", attribution=(said("Front", "reported_as_fact"),), reactions=(speaking("Front"),))
    assert roles(FRONT, signed) == ("speaker", "party")


def test_a_spokesman_speaks_and_his_force_is_attacked() -> None:
    """Whose dead they are and who counts them are two actors."""
    one = incident(actors=(FRONT, actor("spokesman")), casualty_claims=(claim(4, "spokesman", of="Front"),))
    assert [each.roles for each in derived(one, {"spokesman": "Front"}).actors] == [("attacked",), ("speaker",)]


@given(st.sets(st.sampled_from(["a", "b", "c"])), st.sets(st.sampled_from(["a", "b", "c"])))
def test_every_actor_has_a_role_and_none_twice(doers: set[str], hit: set[str]) -> None:
    one = incident(
        actors=tuple(map(actor, "abc")),
        attribution=tuple(said(name, "reported_as_fact") for name in sorted(doers)),
        targets=tuple(target(of=name) for name in sorted(hit)),
    )
    for each in derived(one, {}).actors:
        assert len(set(each.roles)) == len(each.roles) > 0
        assert ("doer" in each.roles, "attacked" in each.roles) == (each.name in doers, each.name in hit)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Attack", True),
        ("Sexual violence", True),
        ("Abduction/forced disappearance", True),
        ("Excessive force against protesters", True),
        ("Armed clash", False),
        ("Peaceful protest", False),
        ("Protest with intervention", False),
        ("Agreement", False),
        ("Looting/property destruction", False),
        ("Air/drone strike", None),
        ("Mob violence", None),
    ],
)
def test_the_kind_of_event_says_whether_civilians_are_the_only_target(
    kind: SubEventType, expected: bool | None
) -> None:
    """After ACLED; None: the kind leaves it open, and nothing says who was hit."""
    assert civilian_targeting(incident(kind)) is expected


def hit(sectors: tuple[TargetSector | None, ...] = (), classes: tuple[VictimClass, ...] = (), **more: Any) -> Incident:
    return incident(
        targets=tuple(target(sector=each) for each in sectors),
        casualty_claims=tuple(claim(1, "a", victim_class=each) for each in classes),
        **more,
    )


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (hit(("health",)), True),
        (hit(("military",)), False),
        (hit(("health", "military")), False),
        (hit((None,)), None),
        (hit((), ("civilians",)), True),
        (hit((), ("children", "aid_workers")), True),
        (hit((), ("security_forces",)), False),
        (hit(("market",), ("civilians", "combatants")), False),
        (hit((), ("all",)), None),
        (hit(("military",), ("children",)), False),
    ],
)
def test_of_a_strike_sectors_and_victims_say_whether_civilians_are_the_only_target(
    one: Incident, expected: bool | None
) -> None:
    """One armed target or victim is enough for False; None where nothing says."""
    assert civilian_targeting(one) is expected


@pytest.mark.parametrize(
    ("kind", "expected"), [("Rebel groups", False), ("State forces", False), ("Civilians", True), (None, None)]
)
@pytest.mark.parametrize("by", ["owner", "target", "dead"])
def test_of_a_strike_the_type_of_who_was_hit_says_so(kind: str | None, expected: bool | None, by: str) -> None:
    """Whose place it is, the target itself, or whose dead they are."""
    parts: dict[str, Any] = {
        "owner": {"targets": (target(of="Front"),)},
        "target": {"targets": (target("Front", kind="group"),)},
        "dead": {"casualty_claims": (claim(2, "army", of="Front"),)},
    }
    assert civilian_targeting(incident(actors=(actor("Front", type=kind),), **parts[by])) is expected


def test_who_only_did_it_does_not_say_who_was_hit() -> None:
    """An armed doer makes no armed target."""
    one = incident(actors=(FRONT,), attribution=(said("Front", "reported_as_fact"),))
    assert civilian_targeting(one) is None


def test_all_that_is_computed_is_set_and_nothing_else_moves() -> None:
    """One writer per field: what the model read stands as it was."""
    one = incident(
        actors=(FRONT,),
        attribution=(said("Front", "accused", "army"),),
        casualty_claims=(claim(4, "army", person(), injured=exactly(2)),),
    )
    done = derived(one, {})
    changed = {name for name in Incident.model_fields if getattr(done, name) != getattr(one, name)}
    assert changed == {
        *("actors", "fatalities", "injured", "attribution_status", "toll_status", "origins", "note"),
    }
    assert (done.fatalities.best, done.injured.best, done.origins) == (4, 2, ("army",))


def test_computing_twice_changes_nothing() -> None:
    one = derived(incident(actors=(FRONT,), attribution=(said("Front", "accused", "army"),)), {})
    assert derived(one, {}) == one
