"""Which stretches are worth a question, and where a second speaker begins."""

from datetime import date

import pytest

from app import article
from app.reader import clauses
from app.reader.syntax import with_tree
from tests.app.reader import build

TODAY = date(2024, 6, 1)


def asked(text: str) -> list[str]:
    return [clause.text for clause in clauses.worth_asking(with_tree(article.read(text, today=TODAY)))]


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen shot dead a judge in Cali.",
        "Police fired tear gas at demonstrators.",
        "The two sides signed a ceasefire in Doha.",
        "The group denied any involvement.",
        "A little-known group, the Red Front, claimed responsibility in a message.",
        "We will retaliate, the commander said.",
        "Two men were arrested at the border.",
        "Four people were wounded, a hospital said.",
    ],
)
def test_incidents_and_stances_are_asked_about(text: str) -> None:
    assert asked(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "The harvest was good this year.",
        "No group has claimed responsibility.",
        "The minister opened a school in Pune.",
        "US bases have been attacked at least 100 times since October.",
        "Washington has counted more than 100 attacks since mid-October.",
        "The region has seen a surge in attacks.",
    ],
)
def test_circumstances_and_tallies_are_not_asked_about(text: str) -> None:
    assert asked(text) == []


def test_a_second_speaker_gets_a_question_of_its_own() -> None:
    text = 'A "raid" killed a chief, the force said, with a city official reporting two deaths in a blast.'
    assert asked(text) == [
        'A "raid" killed a chief, the force said',
        "a city official reporting two deaths in a blast.",
    ]


def test_a_clause_with_one_speaker_stays_whole() -> None:
    text = "Shells hit the port, with fires burning for hours, the mayor said."
    assert asked(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "The Red Front denied that its men had shot the judge and said that soldiers had killed him.",
            ["The Red Front denied that its men had shot the judge", "said that soldiers had killed him."],
        ),
        (
            "The army said that rebels had shelled the camp and denied that its guns had fired on it.",
            ["The army said that rebels had shelled the camp", "denied that its guns had fired on it."],
        ),
        (
            "Russia denied that its guns had fired on the town, and said that rebels had shelled it.",
            ["Russia denied that its guns had fired on the town", "said that rebels had shelled it."],
        ),
        ("The army denied that it had shot the judge and said so in a letter.", None),
        ("The army said that rebels had shot the judge and added that soldiers had killed two.", None),
    ],
)
def test_what_is_denied_and_what_is_told_are_two_questions(text: str, parts: list[str] | None) -> None:
    parsed = build.read(text)
    assert [clause.text for clause in clauses.worth_asking(parsed)] == (parts or [text])


def test_clauses_stand_where_they_say() -> None:
    text = "Rain fell.\n\nA bomb killed two, the army said, while rebels said five died in the blast."
    read = with_tree(article.read(text, today=TODAY))
    for clause in clauses.worth_asking(read):
        assert read.text[clause.start : clause.end] == clause.text
