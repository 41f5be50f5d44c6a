"""The toll of a war or of a time that runs on is a circumstance; a toll of the news is not."""

from datetime import date

import pytest

from app import article
from app.reader import casualties, clauses
from app.reader.syntax import with_tree
from tests.app.reader.build import checked, read, told

NEWS = date(2024, 11, 12)


def asked(text: str) -> list[str]:
    whole = with_tree(article.read(text, today=date(2025, 1, 1), published_on=NEWS))
    return [clause.text for clause in clauses.worth_asking(whole)]


@pytest.mark.parametrize(
    "text",
    [
        "Sudan's war, which broke out in April 2023, has killed tens of thousands of people.",
        "The insurgency has killed more than 40,000 people and uprooted two million.",
        "Israel's offensive in the Gaza Strip has killed at least 43,000 people, its health ministry says.",
        "The bombing campaign against the rebels had left 900 civilians dead.",
        "It is a conflict that has cost 30,000 lives.",
        "More than 400 people have been killed in the district since January.",
        "At least 2,000 people have been killed so far this year.",
        "Some 9,000 villagers have died in the past decade.",
        "The death toll from the war has passed 100,000.",
        "The number of people killed in the conflict has risen to 900.",
        "Since 2009, at least 40,000 people have been killed in the northeast.",
    ],
)
def test_a_standing_toll_is_not_asked_about(text: str) -> None:
    assert asked(text) == []


def test_since_alone_counts_from_what_was_told_before_it() -> None:
    war = "The offensive was launched on October 7, 2023. More than 38,000 people have been killed since, medics say."
    assert not any("38,000" in text for text in asked(war))
    news = "A bomb went off on Monday. Three people have died since, medics say."
    assert asked(news)[-1] == "Three people have died since, medics say."


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen have killed at least 12 people since Friday.",
        "The strike, the deadliest since 2014, has killed 12 people.",
        "A bomb killed 12 people, the worst attack in the city this year.",
        "A war veteran has killed two people in Kharkiv.",
        "A war monitor said that strikes have killed 12 people.",
        "The army's offensive killed 30 rebels on Monday.",
        "Two of the wounded have since died.",
        "The offensive has killed 30 people since Sunday.",
        "More than 60 people have been killed since the offensive began on Monday.",
        "Gunmen killed three people in Borno, where an insurgency has killed thousands.",
    ],
)
def test_a_toll_of_the_news_is_asked_about(text: str) -> None:
    assert asked(text) == [text]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Gunmen killed three people in Borno, where an insurgency has killed 40,000 people.", [3]),
        ("A strike killed 12 people in a war that has killed 30,000 people.", [12]),
        ("A mine killed two boys in a valley where mines have killed 90 people since 2014.", [2]),
        ("Gunmen have killed 12 people since Monday.", [12]),
        ("A strike killed nine people, bringing the death toll in Gaza to 43,603 since the war began.", [9]),
    ],
)
def test_a_standing_toll_is_no_claim_beside_one_of_the_news(text: str, killed: list[int]) -> None:
    whole = read(text)
    (one,) = told(whole, {})
    found, _ = casualties.read(one.clause, one.asserted, whole)
    assert [claim.killed and claim.killed.min for claim in found] == killed


def test_a_standing_toll_that_a_model_gives_is_refused_with_the_reason() -> None:
    text = "Gunmen raided a village in Borno, where the insurgency has killed 40,000 people."
    whole, clause, _ = checked(text, killed="40,000 people")
    (one,) = told(whole, {})
    _, (refused,) = casualties.read(clause, one.asserted, whole)
    assert "time that runs on" in refused.reason
