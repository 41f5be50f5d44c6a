from typing import Any

import pytest

from eval.muc4_roles import Scope, in_scope, is_organisation, personal_name, roles
from schemas import Incident
from tests.eval.records import actor, blamed, claim, incident, person, summary, target, weapon


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("Red Front", True),
        ("Land Workers' Party", True),
        ("RFA", True),
        ("the army", True),
        ("Army of the Poor", True),
        ("The Invisibles", True),
        ("rebels", False),
        ("RFA guerrillas", False),
        ("members of the Red Front", False),
        ("Ana Solis", False),
        ("three hooded men", False),
        ("the attackers", False),
    ],
)
def test_organisations_and_people(name: str, *, organisation: bool) -> None:
    assert is_organisation(name) is organisation


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("President Solis", "Solis"),
        ("peasant leader Ana Solis", "Ana Solis"),
        ("Dr. Ana Solis", "Ana Solis"),
        ("the mayor", None),
    ],
)
def test_titles_are_no_part_of_a_name(name: str, personal: str | None) -> None:
    assert personal_name(name) == personal


def test_roles_by_hand() -> None:
    one = incident(
        attribution=(blamed("Red Front"), blamed("rebels"), blamed("the army", "denied")),
        targets=(
            target("mill"),
            target("Mayor Solis", "person"),
            target("a peasant", "person"),
            target("pylon", "other"),
        ),
        weapons=(weapon("bomb", "bomb"),),
        casualty_claims=(claim(1, victims=(person("Ana Paz", "a nurse"), person(None, "a boy"))),),
    )
    assert roles((one, one)) == {
        "PerpInd": ("rebels",),
        "PerpOrg": ("Red Front",),
        "Target": ("mill", "pylon"),
        "Victim": ("Solis", "Ana Paz"),
        "Weapon": ("bomb",),
    }


def test_people_of_kind_other_are_no_target() -> None:
    assert roles((incident(targets=(target("peasants", "other"),)),))["Target"] == ()


BARRACKS = incident(targets=(target("army barracks"),))
STATE = incident(actors=(actor("the army", kind="State forces"),), attribution=(blamed("army"),))


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (incident(event_type="Battles", sub_event_type="Armed clash"), "battles"),
        (incident(event_type="Protests", sub_event_type="Peaceful protest"), "peaceful"),
        (BARRACKS, "military_targets"),
        (STATE, "by_states"),
    ],
)
def test_each_rule_of_the_scope_can_be_switched(one: Incident, rule: str) -> None:
    off: dict[str, Any] = dict.fromkeys(("battles", "peaceful", "military_targets", "by_states"), False)
    assert in_scope(summary(one), Scope(**off)) == (one,)
    assert in_scope(summary(one), Scope(**{**off, rule: True})) == ()


def test_a_military_target_among_others_or_with_a_named_victim_stays() -> None:
    mixed = incident(targets=(target("barracks"), target("a school")))
    named = incident(targets=(target("barracks"),), casualty_claims=(claim(1, victims=(person("Ana Paz"),)),))
    assert in_scope(summary(mixed, named)) == (mixed, named)


def test_robbery_and_found_bombs_are_in_the_task_and_arrests_are_not() -> None:
    strategic = [
        incident(event_type="Strategic developments", sub_event_type=sub)
        for sub in ("Looting/property destruction", "Disrupted weapons use", "Arrests")
    ]
    assert in_scope(summary(*strategic)) == tuple(strategic[:2])


def test_violence_by_states_stays_by_default_background_counts_and_failures_give_nothing() -> None:
    assert in_scope(summary(STATE)) == in_scope(summary(background=(STATE,))) == (STATE,)
    assert in_scope(None) == ()
