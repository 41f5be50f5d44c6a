"""People singled out among the dead and hurt: named or described, and not counted."""

import pytest

from app.reader.victims import singled_out
from schemas import Person
from tests.app.reader.build import checked


def people(text: str) -> tuple[Person, ...]:
    article, clause, _ = checked(text)
    return singled_out(clause, article)


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("Gunmen killed Judge Amina Yusuf near her home.", "Judge Amina Yusuf", None),
        ("Judge Amina Yusuf was killed near her home.", "Judge Amina Yusuf", None),
        ("Judge Amina Yusuf died in hospital.", "Judge Amina Yusuf", None),
        ("Ibrahim Sow, a local commander, was killed in the raid.", "Ibrahim Sow", "local commander"),
        ("The commander, Ibrahim Sow, was killed in the raid.", "Ibrahim Sow", "commander"),
        ("A judge was shot dead near her home.", None, "judge"),
        ("A bodyguard died in hospital.", None, "bodyguard"),
        ("One of his aides was wounded.", None, "One of his aides"),
        ("Another officer was wounded in the attack.", None, "Another officer"),
        ("A 12-year-old boy was killed by a shell.", None, "12-year-old boy"),
        ("The murder of a judge shocked the town.", None, "judge"),
        ("The assassination of Judge Amina Yusuf shocked the town.", "Judge Amina Yusuf", None),
    ],
)
def test_one_who_was_killed_or_hurt_is_singled_out(text: str, name: str | None, description: str | None) -> None:
    assert [(person.name, person.description) for person in people(text)] == [(name, description)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A prison guard was killed and a teacher was wounded.", ["prison guard", "teacher"]),
        ("Gunmen killed a farmer and his wife.", ["farmer", "wife"]),
        ("Gunmen killed Pedro Salas and Ana Mora.", ["Pedro Salas", "Ana Mora"]),
        ("Four soldiers and a captain were killed.", ["captain"]),
        ("A bomber struck the convoy, killing six soldiers and a passer-by.", ["passer-by"]),
        ("The blast killed four guards and a bystander.", ["bystander"]),
        ("Shells wounded nine fighters, a driver and a villager.", ["driver", "villager"]),
        ("The blast killed a soldier and a machine-gun.", ["soldier"]),
        ("A strike killed a nurse and wounded two doctors.", ["nurse"]),
    ],
)
def test_each_of_those_joined_is_judged_alone(text: str, told: list[str]) -> None:
    assert [person.name or person.description for person in people(text)] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Five people died, including a police officer and a baby.", ["police officer", "baby"]),
        ("Five people died, including a nurse, the governor said.", ["nurse"]),
        ("Five people died, including the mayor, Joseph Tanaka.", ["Joseph Tanaka"]),
        ("Five people died, including three children.", []),
        ("Five people died, among them a nurse.", ["nurse"]),
        ("Five people died, among them the mayor, Joseph Tanaka.", ["Joseph Tanaka"]),
    ],
)
def test_those_included_in_a_toll_are_singled_out(text: str, told: list[str]) -> None:
    assert [person.name or person.description for person in people(text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "Two farmers were killed in the raid.",
        "Farmers were killed in the raid.",
        "The blast killed one soldier.",
        "One person was killed.",
        "Somebody was killed.",
        "Several people were hurt.",
    ],
)
def test_those_who_are_counted_or_stand_in_the_plural_are_not(text: str) -> None:
    assert people(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The mayor was not hurt.",
        "The rebels would kill the mayor.",
        "The rebels will kill the mayor.",
        "Kill the mayor.",
        "The mayor visited the market.",
        "The soldier killed two farmers.",
        "Gunmen kidnapped a teacher.",
        "The toll, including damage to homes, is high.",
    ],
)
def test_those_to_whom_nothing_was_done_are_not(text: str) -> None:
    assert people(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The commander, Ibrahim Sow, was killed in the raid.",
        "One of his aides was wounded.",
        "Another officer was wounded in the attack.",
        "Five people died, including a police officer and a baby.",
    ],
)
def test_a_person_comes_with_the_words_of_the_article(text: str) -> None:
    for person in people(text):
        quotes = {words.quote for words in person.evidence}
        assert quotes == {words for words in (person.name, person.description) if words}
        assert all(text[words.start : words.end] == words.quote for words in person.evidence)
