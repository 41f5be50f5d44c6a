import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.ceaf import ROLES, Role, ceaf_ree, ceaf_role, merge, normalise
from eval.results import Tally
from eval.tallies import add, f1

names = st.sampled_from(["rebels", "the rebels", "front", "red front", "bus"])
entities = st.lists(st.lists(names, min_size=1, max_size=3), max_size=4).map(merge)


@pytest.mark.parametrize(
    ("mention", "normal"),
    [
        ("The Front", "front"),
        ("car-bomb", "carbomb"),
        ("U.S. embassy", "us embassy"),
        ('"The  Volcano" group', "volcano group"),
        ("an anthem", "anthem"),
    ],
)
def test_mentions_are_normalised_as_grit_does(mention: str, normal: str) -> None:
    assert normalise(mention) == normal


def test_a_prediction_is_right_when_it_equals_any_mention() -> None:
    gold = merge([["Red Front", "RF"], ["rebels"]])
    assert ceaf_role(gold, ["the RF", "Rebels"]) == Tally(tp=2)


def test_a_part_of_a_mention_is_wrong() -> None:
    assert ceaf_role(merge([["Red Front"]]), ["Front"]) == Tally(fp=1, fn=1)


def test_two_names_of_one_entity_are_one_found_and_one_invented() -> None:
    assert ceaf_role(merge([["Red Front", "RF"]]), ["RF", "Red Front"]) == Tally(tp=1, fp=1)


def test_the_pairing_is_the_best_and_not_the_first() -> None:
    """ "Truck" fits both, "bus" the first only: taking the first fit would find one."""
    gold = merge([["truck", "bus"], ["truck", "lorry"]])
    assert ceaf_role(gold, ["truck", "bus"]) == Tally(tp=2)


def test_entities_of_several_templates_are_merged_when_they_are_the_same() -> None:
    gold = merge([["guerrillas"], ["the Guerrillas"], ["guerrillas", "column"]])
    assert len(gold) == 2
    assert ceaf_role(gold, ["guerrillas", "Guerrillas"]) == Tally(tp=1, fn=1), "a prediction counts once, too"


def test_a_document_by_hand() -> None:
    """Five roles; micro: 2 found, 2 invented, 1 missed, F1 = 4 / 7."""
    gold: dict[Role, object] = {
        "PerpOrg": merge([["Red Front"]]),
        "Weapon": merge([["bomb"]]),
        "Victim": merge([["Ana"]]),
    }
    predicted = {"PerpOrg": ["red front"], "PerpInd": ["men"], "Weapon": ["bomb", "car"]}
    scores = ceaf_ree(gold, predicted)  # type: ignore[arg-type]
    assert scores == {
        "PerpInd": Tally(fp=1),
        "PerpOrg": Tally(tp=1),
        "Target": Tally(),
        "Victim": Tally(fn=1),
        "Weapon": Tally(tp=1, fp=1),
    }
    assert f1(add(scores.values())) == 4 / 7


@given(entities)
def test_gold_named_by_a_mention_of_its_own_each_is_exactly_1(gold: tuple[frozenset[str], ...]) -> None:
    alone = [next(iter(one)) for one in gold]
    if len(set(alone)) == len(alone):
        assert f1(ceaf_role(gold, alone)) in {None, 1.0}


@given(entities)
def test_an_empty_prediction_is_exactly_0(gold: tuple[frozenset[str], ...]) -> None:
    scores = ceaf_ree(dict.fromkeys(ROLES, gold), {})
    assert f1(add(scores.values())) in {None, 0.0}


@given(entities, st.lists(names), st.randoms(use_true_random=False))
def test_order_changes_nothing(gold: tuple[frozenset[str], ...], predicted: list[str], random: object) -> None:
    shuffled = predicted[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ceaf_role(gold[::-1], shuffled) == ceaf_role(gold, predicted)
