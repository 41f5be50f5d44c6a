from hypothesis import given
from hypothesis import strategies as st

from app.llm.allowance import Allowance, RetryBudget, lend, lent
from app.llm.asking import Usage


def test_each_endpoint_behind_is_left_a_call_and_its_share_of_the_time() -> None:
    allowance = Allowance(ends_at=90.0, calls=3, tokens=100, later=1)
    assert (allowance.calls_here, allowance.ends_here_at(30.0)) == (2, 60.0)
    allowance.note_call()
    allowance.note_call()
    allowance.later = 0
    assert (allowance.calls_here, allowance.ends_here_at(30.0)) == (1, 90.0)


def test_what_was_used_adds_up() -> None:
    allowance = Allowance(ends_at=0, calls=3, tokens=100)
    allowance.note_call()
    allowance.note_tokens(Usage(input_tokens=30, output_tokens=10))
    assert (allowance.calls, allowance.tokens, allowance.usage) == (2, 60, Usage(1, 30, 10))


def test_an_allowance_is_lent_for_a_block_only() -> None:
    allowance = Allowance(0, 1, 1)
    with lend(allowance):
        assert lent() is allowance
    assert lent() is None


@given(st.lists(st.tuples(st.floats(0, 20), st.booleans()), max_size=300))
def test_over_any_window_repetitions_are_a_tenth_of_the_calls_or_the_reserve(steps: list[tuple[float, bool]]) -> None:
    now = 0.0
    budget = RetryBudget(lambda: now)
    calls: list[float] = []
    repeats: list[float] = []
    for wait_s, wants_to_repeat in steps:
        now += wait_s
        if wants_to_repeat and budget.take():
            repeats.append(now)
        budget.note_call()
        calls.append(now)
        recent = [sum(time > now - RetryBudget.WINDOW_S for time in times) for times in (repeats, calls)]
        assert recent[0] <= max(RetryBudget.RESERVE, RetryBudget.SHARE * recent[1]) or not wants_to_repeat


def test_a_quiet_service_may_repeat_and_the_reserve_comes_back() -> None:
    now = 0.0
    budget = RetryBudget(lambda: now)
    assert [budget.take() for _ in range(11)] == [True] * 10 + [False]
    now = RetryBudget.WINDOW_S
    assert budget.take()
