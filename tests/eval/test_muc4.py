from typing import Any, Final

import pytest

from eval.muc4 import entities, measures, templates
from eval.muc4_roles import Scope
from eval.results import Share, Tally
from tests.eval.records import blamed, incident, summary, target, weapon
from tests.eval.test_muc4_keys import KEY

ROW: Final[dict[str, Any]] = {
    "docid": "made-up",
    "entities": [
        {"PerpInd": [["rebels"]], "PerpOrg": [["Red Front", "RF"]], "Target": [["mill"]], "Victim": [], "Weapon": []},
        {"PerpInd": [["rebels"]], "PerpOrg": [], "Target": [["bus"]], "Victim": [], "Weapon": [["bomb"]]},
    ],
    "keys": [KEY],
}
EMPTY: Final[dict[str, Any]] = {"entities": [], "keys": []}
TOLD = incident(
    attribution=(blamed("the RF"), blamed("rebels")), targets=(target("bus"),), weapons=(weapon("bomb", "bomb"),)
)


def test_roles_of_all_templates_are_one_set() -> None:
    assert entities(ROW)["PerpInd"] == (frozenset({"rebels"}),)
    assert len(entities(ROW)["Target"]) == 2
    assert len(templates(ROW)) == 1


def test_a_document_by_hand() -> None:
    """Named are RF, rebels, bus and bomb, all right; the mill is missed."""
    scores = measures(ROW, summary(TOLD))
    assert scores["ceaf_ree"] == Tally(tp=4, fn=1)
    assert scores["ceaf_ree.Target"] == Tally(tp=1, fn=1)
    assert scores["type"] == Tally(tp=1)


def test_a_failed_document_misses_everything() -> None:
    assert measures(ROW, None)["ceaf_ree"] == Tally(fn=5)
    assert measures(EMPTY, None)["nothing_reported"] == Share(hits=0, of=1)


def test_a_document_without_incidents_is_right_when_none_is_told() -> None:
    assert measures(EMPTY, summary())["nothing_reported"] == Share(hits=1, of=1)
    assert measures(EMPTY, summary(TOLD))["nothing_reported"] == Share(hits=0, of=1)
    assert measures(EMPTY, summary(TOLD))["ceaf_ree"] == Tally(fp=4)


def test_what_is_out_of_the_task_is_not_told() -> None:
    fought = {"event_type": "Battles", "sub_event_type": "Armed clash", "targets": (), "casualty_claims": ()}
    battle = TOLD.model_copy(update=fought)
    assert measures(EMPTY, summary(battle))["ceaf_ree"] == Tally()
    assert measures(EMPTY, summary(battle), Scope(battles=False))["ceaf_ree"] != Tally()


def test_every_document_has_the_same_metrics() -> None:
    assert set(measures(ROW, summary(TOLD))) == set(measures(EMPTY, None))


def test_a_row_of_another_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        measures({"text": "x"}, None)
