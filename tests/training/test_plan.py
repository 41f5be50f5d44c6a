"""The order in which examples are learnt."""

from hypothesis import given, settings
from hypothesis import strategies as st

from training.plan import plan, rate_at
from training.recipe import Recipe

RECIPE = Recipe(passes=3, examples_per_step=4, tokens_at_once=1000)
LENGTHS = st.lists(st.integers(1, 1500), min_size=1, max_size=40)


@given(LENGTHS)
@settings(max_examples=30, deadline=None)
def test_each_pass_has_every_example_once(lengths: list[int]) -> None:
    steps = plan(lengths, RECIPE)
    each = -(-len(lengths) // RECIPE.examples_per_step)
    assert len(steps) == 3 * each
    for number in range(3):
        learnt = [one for step in steps[number * each : (number + 1) * each] for batch in step for one in batch]
        assert sorted(learnt) == list(range(len(lengths)))


@given(LENGTHS)
@settings(max_examples=30, deadline=None)
def test_a_batch_fits_unless_it_is_one_example(lengths: list[int]) -> None:
    batches = [batch for step in plan(lengths, RECIPE) for batch in step]
    assert all(len(each) == 1 or max(lengths[one] for one in each) * len(each) <= 1000 for each in batches)


def test_the_order_follows_from_the_seed() -> None:
    lengths = list(range(1, 30))
    assert plan(lengths, RECIPE) == plan(lengths, RECIPE)
    assert plan(lengths, RECIPE) != plan(lengths, Recipe(passes=3, examples_per_step=4, tokens_at_once=1000, seed=1))


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(step, 100, RECIPE) for step in range(100)]
    top = rates.index(max(rates))
    assert top < 10
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert max(rates) == RECIPE.rate
    assert RECIPE.rate * RECIPE.last <= rates[-1] < RECIPE.rate * 0.2


def test_a_recipe_is_what_its_card_says() -> None:
    assert Recipe(**RECIPE.to_json()) == RECIPE
