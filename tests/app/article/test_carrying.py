"""Whether words carry a sentence."""

import pytest

from app.article.carrying import objection

WORDS = "Rebels shelled the port of Aden on Monday, killing two dockers and wounding at least 30 others, police said."


@pytest.mark.parametrize(
    "text",
    ["Rebels killed 2 dockers in Aden.", "At least 30 people were wounded.", "Shelling hit a port.", ""],
)
def test_names_and_numbers_of_the_words_are_carried(text: str) -> None:
    """Digits and number words are the same number, and the first word is no name."""
    assert objection(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Rebels shelled Mocha.", "'Mocha'"),
        ("The UN condemned it.", "'UN'"),
        ("Rebels killed three dockers.", "the number 'three'"),
        ("Rebels wounded 30 people.", "the number '30'"),
    ],
)
def test_what_the_words_do_not_have_is_named(text: str, missing: str) -> None:
    """A name, a number, or a number that the words limit."""
    assert objection(text, WORDS) == f"{missing} is not in the sentences cited"
