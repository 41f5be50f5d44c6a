"""Gold beside output, as texts."""

from typing import Any

import pytest

from eval.items import Item
from eval.results import FieldRow
from eval.rows import class_rows, field_rows, role_rows, say
from schemas import Actor, ArticleSummary, Incident, Location
from tests.eval.build import summary


def changed(**fields: Any) -> ArticleSummary:
    """The right summary, with its incident changed."""
    right = summary()
    return right.model_copy(update={"incidents": (right.incidents[0].model_copy(update=fields),)})


def rows(field: str, **fields: Any) -> list[tuple[str | None, str | None, str]]:
    found = field_rows(summary(), changed(**fields))
    return [(row.gold, row.output, row.verdict) for row in found if row.path == f"incidents/1/{field}"]


def main() -> Incident:
    return summary().incidents[0]


def test_a_right_output_is_the_same_in_every_row() -> None:
    assert {row.verdict for row in field_rows(summary(), summary())} == {"same"}


def test_two_single_values_stand_beside_each_other_even_when_nothing_is_alike() -> None:
    there = main().location
    assert there is not None
    moved = Location(**there.model_dump() | {"city": "Kestrel Bay"})
    assert rows("city", location=moved) == [("valmora", "kestrel bay", "different")]


def test_what_gold_has_alone_is_missing_and_what_the_output_has_alone_is_invented() -> None:
    actor = main().actors[0]
    other = Actor(name="Harbour Union", type=None, evidence=actor.evidence)
    assert rows("actors", actors=()) == [("greyline front / front", None, "missing")]
    assert rows("actors", actors=(actor, other))[1] == (None, "harbour union", "invented")


def test_each_item_stands_beside_the_one_that_it_is_most_like() -> None:
    front, council = (Actor(name=name, type=None, evidence=main().evidence) for name in ("Red Front", "Red Council"))
    gold = changed(actors=(front, council))
    output = changed(actors=(council, front))
    found = [row for row in field_rows(gold, output) if row.path.endswith("/actors")]
    assert [(row.gold, row.output) for row in found] == [("red front", "red front"), ("red council", "red council")]


def test_a_failed_case_misses_all_that_gold_has() -> None:
    assert {row.verdict for row in field_rows(summary(), None)} == {"missing"}


@pytest.mark.parametrize(
    ("field", "item", "said"),
    [
        ("tolls", Item(codes=("killed", (4, 4))), "killed; 4"),
        (
            "casualty_claims",
            Item(codes=((2, None), None, "all"), names=(None,)),
            "killed at least 2; injured null; of all; the article itself",
        ),
        ("weapon_counts", Item(codes=("drone", (None, 5))), "drone; count at most 5"),
        ("fatalities", Item(codes=(2, None, 3)), "low 2, best null, high 3"),
        (
            "confirmed_by",
            Item(codes=((2, 3), None), names=(frozenset({"who", "world health"}),)),
            "killed 2-3; injured null; world health / who",
        ),
    ],
)
def test_items_are_said_in_words(field: str, item: Item, said: str) -> None:
    assert say(field, item) == said


def test_a_role_has_a_row_for_each_entity_and_for_each_invented_filler() -> None:
    entities = {"PerpInd": [["two men"]], "PerpOrg": [["Greyline Front", "the Front"]]}
    row = {"docid": "D", "keys": [], "entities": [entities | {"Target": [], "Victim": [], "Weapon": []}]}
    output = changed(attribution=(main().attribution[0].model_copy(update={"basis": "accused"}),))
    found = role_rows(row, output)
    assert FieldRow(path="PerpInd", gold="two men", output=None, verdict="missing") in found
    assert FieldRow(path="PerpOrg", gold="greyline front / front", output="greyline front", verdict="same") in found
    assert [row.verdict for row in found if row.path == "Weapon"] == ["invented"]


def test_a_class_is_right_or_not() -> None:
    assert class_rows({"sub_type": "AIR_STRIKE"}, summary())[0].verdict == "same"
    assert class_rows({"sub_type": "ATTACK"}, summary())[0].verdict == "different"
