import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.text import alike, likeness, names, normalise, token_f1

words = st.text(st.sampled_from("ab the.'s éÉ-U"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The U.S. Army", "us army"),
        ("Iran\u2019s forces", "iran forces"),
        ("Sana'a", "sanaa"),
        ("Concepción", "concepcion"),
        ("a car-bomb,", "car bomb"),
        ("3.5 tonnes", "3 5 tonnes"),
        ("The", "the"),
    ],
)
def test_spellings_of_one_name_become_equal(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [("drone", "us drone", 2 / 3), ("us drone", "us air strike", 2 / 5), ("a b", "b a", 1), ("a", "b", 0)],
)
def test_token_f1_counts_shared_words(one: str, other: str, f1: float) -> None:
    assert token_f1(one, other) == f1


def test_strict_needs_equal_names_and_lenient_half_of_the_words() -> None:
    assert not alike(names("a US drone"), names("the drone"), "strict")
    assert alike(names("a US drone"), names("the drone"), "lenient")
    assert not alike(names("a US drone"), names("US air strike"), "lenient")


def test_any_name_of_one_may_be_like_any_of_the_other() -> None:
    assert alike(names("Hashed al-Shaabi", "PMF"), names("P.M.F."), "strict")


def test_the_articles_own_voice_is_like_nothing_else() -> None:
    assert alike(None, None, "strict")
    assert not alike(None, names("police"), "lenient")


@given(words, words)
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert likeness(names(one), names(other)) == likeness(names(other), names(one))
    assert 0 <= likeness(names(one), names(other)) <= 1


@given(words.filter(str.strip))
def test_a_name_is_strictly_itself(text: str) -> None:
    assert alike(names(text), names(text), "strict")
    assert likeness(names(text), names(text)) == 1
