"""A part is no toll, and what comes on top of a number is no rival of it."""

import pytest

from app.assemble.estimates import tolls
from app.reader import casualties
from app.reader.claims import merge
from schemas import CasualtyClaim, Count
from tests.app.reader.build import read, told

Row = tuple[int | None, int | None, str, bool]


def claims(text: str) -> tuple[CasualtyClaim, ...]:
    """The claims of an article's sentences, read in order with nothing said by a model."""
    article = read(text)
    body = [sentence for sentence in article.sentences if sentence.kind == "body"]
    found: tuple[CasualtyClaim, ...] = ()
    for one in told(article, *({} for _ in body)):
        found = merge((*found, *casualties.read(one.clause, one.asserted, article, found)[0]))
    return found


def rows(text: str) -> list[Row]:
    """Dead, hurt, class and whether they come on top, of each claim."""
    return [(least(claim.killed), least(claim.injured), claim.victim_class, claim.additional) for claim in claims(text)]


def least(count: Count | None) -> int | None:
    return count.min if count else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six people were hurt, two of them seriously.", [(None, 6, "all", False)]),
        ("Nine people were wounded, three of whom remain in hospital.", [(None, 9, "all", False)]),
        ("Twelve people were injured, four critically, a doctor said.", [(None, 12, "all", False)]),
        (
            "Seventeen people were injured, a police officer said, adding that four were in critical condition.",
            [(None, 17, "all", False)],
        ),
        ("The blast injured eight people. Two were in a serious condition.", [(None, 8, "all", False)]),
        ("The toll rose to 45 after six more people died of their wounds.", [(45, None, "all", False)]),
        ("Six more bodies were found, bringing the death toll to 45.", [(45, None, "all", False)]),
        ("Two gunmen killed five people and wounded three.", [(5, 3, "all", False)]),
        ("Ten people were killed. Three of those killed were shot in the head.", [(10, None, "all", False)]),
    ],
)
def test_a_part_is_no_toll(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seven people were killed, three of them children.", [(7, None, "all", False), (3, None, "children", False)]),
        ("Of the 12 people killed, four were children.", [(12, None, "all", False), (4, None, "children", False)]),
        (
            "The strike wounded nine people, including two women and four children.",
            [(None, 9, "all", False), (None, 2, "women", False), (None, 4, "children", False)],
        ),
    ],
)
def test_a_part_of_a_kind_is_a_toll_of_that_kind(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two people were killed and four were in critical condition.", [(2, 4, "all", False)]),
        ("Two soldiers were seriously wounded.", [(None, 2, "security_forces", False)]),
        ("Three men were critically injured in the blast.", [(None, 3, "all", False)]),
        ("Police stopped 150 marchers. Two of them were treated for cuts.", [(None, 2, "all", False)]),
        ("All seven of the dead rebels carried rifles.", [(7, None, "combatants", False)]),
        ("Four bodies and 26 wounded people had been brought in.", [(4, 26, "all", False)]),
        ("Six people were wounded. Two of them died in hospital.", [(2, 6, "all", False)]),
    ],
)
def test_what_looks_like_a_part_and_counts_others_is_a_toll(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The blast killed 19 people. Four more people died overnight.",
            [(19, None, "all", False), (4, None, "all", True)],
        ),
        (
            "Two workers died in Nikopol, and two more people were killed in Odesa.",
            [(2, None, "all", False), (2, None, "all", True)],
        ),
        ("A mine killed three people. Another five died in a raid.", [(3, None, "all", False), (5, None, "all", True)]),
        (
            "Shells killed six people. A further two were killed later.",
            [(6, None, "all", False), (2, None, "all", True)],
        ),
        (
            "Gangs killed at least 60 people on Friday and 50 on Saturday.",
            [(60, None, "all", False), (50, None, "all", True)],
        ),
    ],
)
def test_more_of_the_same_harm_comes_on_top(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected
    fatalities, _ = tolls(claims(text))
    assert fatalities.low == sum(dead or 0 for dead, *_ in expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The blast killed five people. Six more people were hurt.", [(5, 6, "all", False)]),
        ("Four more people died overnight.", [(4, None, "all", False)]),
        ("The raid killed a mayor and four others.", [(4, None, "all", False)]),
        ("The strike killed two guards and wounded seven others.", [(2, 7, "security_forces", False)]),
        ("The raid killed 12 people, three more than on Monday.", [(12, None, "all", False)]),
        ("The blast killed more than 20 people.", [(21, None, "all", False)]),
    ],
)
def test_more_than_nothing_of_that_harm_is_a_first_number(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


def test_people_of_two_kinds_are_two_claims() -> None:
    assert rows("Two women were killed and six people wounded in the attack.") == [
        (2, None, "women", False),
        (None, 6, "all", False),
    ]
