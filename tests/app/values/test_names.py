"""Spellings of one party's name are equal for comparison, and different names are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.names import party_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("The U.S. Army's", "US army"), ("Sana'a", "Sanaa"), ("a  gunman", "gunman"), ("Al‑Shabaab", "al Shabaab")],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    """Case, white space, article, possessive, accents and punctuation."""
    assert party_key(one) == party_key(other)


@pytest.mark.parametrize(("one", "other"), [("M23", "M"), ("Unit 8200", "Unit 8100"), ("A", "The"), ("army", "armies")])
def test_different_names_are_not(one: str, other: str) -> None:
    """Digits count, and an article alone is a name."""
    assert party_key(one) != party_key(other)


@given(st.text(min_size=1))
def test_a_key_is_its_own_key_but_for_an_article_in_it(name: str) -> None:
    """Folding is over after a few times."""
    folded = party_key(name)
    for _ in name:
        folded = party_key(folded)
    assert party_key(folded) == folded
