"""Each number has the harm of the word that it hangs on, and where the tree does not tell, of the nearest."""

import pytest

from app.article.ground import slice_of
from app.reader.harms import harm_of
from app.values import counts
from tests.app.reader.build import checked


def harms(text: str) -> list[str | None]:
    article, clause, _ = checked(text)
    numbers = (slice_of(article.text, hit.start, hit.end) for hit in counts.find(text))
    return [harm_of(words, clause, article.tree) for words in numbers]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Two women were killed and six people wounded in a drone attack.", ["killed", "wounded"]),
        (
            "Two women were killed and six people, including two children, wounded in a drone attack.",
            ["killed", "wounded", "wounded"],
        ),
        (
            "Four soldiers were killed and nine, three of them officers, injured in the raid.",
            ["killed", "wounded", "wounded"],
        ),
        ("A shell killed three men and wounded seven others.", ["killed", "wounded"]),
        ("The blast left four people dead and 12 injured.", ["killed", "wounded"]),
        ("Eleven people were injured and one killed when a bomb went off.", ["wounded", "killed"]),
        ("Three people died and nine were hurt.", ["killed", "wounded"]),
        ("Two wounded policemen died on Sunday.", ["killed"]),
        ("The bodies of two men were found.", ["killed"]),
        ("Gunmen killed five guards and three drivers.", ["killed", "killed"]),
    ],
)
def test_each_number_has_the_harm_that_its_verb_tells(text: str, told: list[str]) -> None:
    assert harms(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Three dead, eight wounded.", ["killed", "wounded"]),
        ("Toll: 4 killed, 9 hurt.", ["killed", "wounded"]),
        ("The number of wounded rose to 14.", ["wounded"]),
        ("Six lorries crossed the border.", [None]),
    ],
)
def test_where_no_verb_tells_the_nearest_word_does(text: str, told: list[str | None]) -> None:
    assert harms(text) == told
