from typing import get_args

import pytest

from eval.case2021 import BEYOND_ACLED, OTHER, SUB_TYPES, class_tallies, gold_class, measures, predicted_class
from eval.results import Label, Share, Tally
from schemas.codes import SubEventType
from tests.eval.records import incident, summary

STRIKE = summary(incident(), incident(sub_event_type="Grenade"))


def test_every_sub_type_of_acled_has_one_label() -> None:
    assert sorted(SUB_TYPES.values()) == sorted(get_args(SubEventType))
    assert not BEYOND_ACLED & set(SUB_TYPES)


@pytest.mark.parametrize("label", ["OTHER", *sorted(BEYOND_ACLED)])
def test_what_acled_has_no_type_for_is_other(label: str) -> None:
    assert gold_class(label) == OTHER


def test_the_main_incident_is_the_prediction_and_none_is_other() -> None:
    assert predicted_class(STRIKE) == "Air/drone strike"
    assert predicted_class(summary()) == OTHER
    assert predicted_class(summary(incident(event_type="Strategic developments", sub_event_type="Other"))) == OTHER


def test_a_right_and_a_wrong_snippet_by_hand() -> None:
    assert measures({"sub_type": "AIR_STRIKE"}, STRIKE) == {
        "accuracy": Share(hits=1, of=1),
        "macro_f1": Label(gold="Air/drone strike", got="Air/drone strike"),
        "class.Air/drone strike": Tally(tp=1),
    }
    assert class_tallies("Grenade", "Attack") == {"Grenade": Tally(fn=1), "Attack": Tally(fp=1)}


def test_a_failed_snippet_is_wrong_also_where_nothing_was_to_be_told() -> None:
    assert measures({"sub_type": "DIPLO"}, None) == {
        "accuracy": Share(hits=0, of=1),
        "macro_f1": Label(gold=OTHER, got=None),
        "class.OTHER": Tally(fn=1),
    }


def test_an_unknown_label_is_an_error() -> None:
    with pytest.raises(KeyError):
        measures({"sub_type": "NEW"}, STRIKE)
