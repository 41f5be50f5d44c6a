"""What turns to another incident is told from what goes on with the one before."""

import pytest

from app.reader import scenes
from tests.app.reader.build import read


@pytest.mark.parametrize(
    "text",
    [
        "In a separate incident on Sunday, the bodies of two men were found.",
        "In another drone attack, two men died.",
        "Two men were shot in an unrelated clash near the border.",
        "Five people were killed in two separate strikes.",
        "In a separate development, police seized 40 rifles.",
        "Separately, gunmen killed a teacher.",
        "Elsewhere in the province, a mine killed three herders.",
        "Strikes elsewhere killed nine.",
        "Gunmen in a different part of the city shot a guard.",
        "Meanwhile, in Kandara, a bomb killed two.",
        "In Kandara, meanwhile, a bomb killed two.",
        "In a separate incident, the attack on a patrol killed two.",
    ],
)
def test_words_open_another_incident(text: str) -> None:
    assert scenes.opens_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "In a separate statement, the army said that two soldiers died.",
        "In another sign of tension, two men were shot.",
        "The two were kept in separate cells.",
        "Another strike hit the school minutes later.",
        "A second bomb killed three rescuers.",
        "Separately, the ministry put the toll at nine.",
        "The attack came a day after nine died in another bombing.",
        "Meanwhile, the dead were buried.",
        "Meanwhile, in a statement, the army said two died.",
        "Families fled elsewhere.",
        "In the same incident, two were hurt.",
    ],
)
def test_words_that_only_resemble_them_do_not(text: str) -> None:
    assert not scenes.opens_another(text)


@pytest.mark.parametrize(
    "text", ["Nine died there in May.", "A bomb in the same city killed two.", "He was then shot."]
)
def test_words_tie_a_deed_to_the_place_before(text: str) -> None:
    assert scenes.is_tied(text)


@pytest.mark.parametrize("text", ["There was a raid in May.", "The same group killed two.", "Their city fell."])
def test_other_words_tie_it_to_no_place(text: str) -> None:
    assert not scenes.is_tied(text)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("The attackers came from the West Bank city of Hebron.", True),
        ("The gunman hails from Gao.", True),
        ("The two had come from Gao, police said.", True),
        ("Shells fired from Gao hit the camp.", False),
        ("The men were shot in Gao.", False),
        ("The bodies were taken from Gao to the coast.", False),
    ],
)
def test_where_somebody_comes_from_is_told_from_where_it_happened(text: str, origin: bool) -> None:
    article = read(text)
    name = next(word for word in article.tree.words if word.text in ("Hebron", "Gao"))
    assert scenes.is_origin(name, article.tree) is origin
