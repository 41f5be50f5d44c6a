"""A thousand scenarios of clients and endpoints that misbehave, in virtual time."""

from collections import Counter

import pytest

from schemas import ArticleSummary
from tests.faults.simulation import FAULTS, broken, simulate

SEEDS = 1000
PART = 100


@pytest.mark.parametrize("first", range(0, SEEDS, PART))
def test_whatever_goes_wrong_the_promises_hold(first: int) -> None:
    """Cases 13 to 18: each answer validates and belongs to its article, and each quote stands in it; none comes later
    than its deadline + 100 ms; no endpoint is called in a pause or beyond its limit; all are answered afterwards."""
    found = {seed: told for seed in range(first, first + PART) if (told := list(broken(simulate(seed))))}
    assert not found


def test_a_seed_gives_the_same_run_again() -> None:
    one, other = simulate(7), simulate(7)
    assert one.calls == other.calls
    assert one.counts == other.counts


def test_the_scenarios_are_of_all_kinds() -> None:
    """The promises mean something only when everything does go wrong, and much goes well."""
    runs = [simulate(seed) for seed in range(PART)]
    calls = Counter(call.kind for run in runs for call in run.calls)
    results = Counter(type(ended.result).__name__ for run in runs for ended in run.ended)
    assert set(calls) >= {*FAULTS, "good", "cut off"} - {"hang"}
    assert results[ArticleSummary.__name__] > 100
    assert {"ModelUnavailable", "ModelRefused", "DraftInvalid", "ModelMisconfigured", "NoneType"} <= set(results)
    assert any(run.counts.get("model_fallbacks") for run in runs)
