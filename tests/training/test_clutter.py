"""Clutter changes how an article looks, and none of its words."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.values.visible import visible
from training.clutter import KINDS, LINES, SOFT_HYPHEN, cluttered, page_lines, soft_hyphens

TEXT = (
    'GAO - Gunmen killed 12 villagers in northern Mali on Monday, "without warning", police said.\n\n'
    "Nobody's claimed responsibility. Investigators examined the settlement.\n\nThe army blamed the Blue Front."
)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_words_stay(seed: int) -> None:
    """All letters and digits stand in their order, but for lines that the page adds."""
    text, _ = cluttered(TEXT, str(seed))
    for line in LINES:
        text = text.replace(f"\n\n{line}\n\n", "\n\n")
    letters = ["".join(filter(str.isalnum, visible(each)[0])).casefold() for each in (text, TEXT)]
    assert letters[0] == letters[1]


def test_the_same_seed_gives_the_same_text() -> None:
    assert cluttered(TEXT, "a") == cluttered(TEXT, "a")
    assert len({cluttered(TEXT, str(seed)) for seed in range(20)}) > 10


def test_what_changed_nothing_is_not_named() -> None:
    assert cluttered("Yes.", "b") == ("Yes.", ())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_some_text(kind: str) -> None:
    changed = {KINDS[kind](TEXT, random.Random(seed)) for seed in range(20)}  # noqa: S311
    assert changed - {TEXT}


def test_soft_hyphens_stand_within_words() -> None:
    text = soft_hyphens("responsibility " * 50, random.Random(1))  # noqa: S311
    assert SOFT_HYPHEN in text
    assert f" {SOFT_HYPHEN}" not in text
    assert f"{SOFT_HYPHEN} " not in text


def test_lines_of_the_page_stand_by_themselves() -> None:
    text = page_lines(TEXT, random.Random(1))  # noqa: S311
    assert any(f"\n\n{line}\n\n" in text for line in LINES)
