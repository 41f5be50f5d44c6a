"""Summaries in shards: what they link is what the whole dossier joins, but for the pairs that are named."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from app.backfill.dossiers import groups
from app.dossier.build import build
from app.dossier.shards import Pair, Told, linked, shards
from schemas import ArticleSummary, Dossier
from tests.app.dossier.gold import FOLDERS, folder
from tests.app.dossier.made import LIBYA, SIDES, THURSDAY, TRIPOLI
from tests.eval.records import incident, on, summary
from tests.fakes.accounts import article_id


def pairs(summaries: Iterable[ArticleSummary]) -> set[Pair]:
    """What all shards find."""
    held: dict[str, list[Told]] = {}
    for each in summaries:
        for name, told in shards(each):
            held.setdefault(name, []).append(told)
    return set().union(*map(linked, held.values())) if held else set()


def of_groups(summaries: Iterable[ArticleSummary]) -> list[Dossier]:
    """A dossier for each group of linked articles."""
    given = list(summaries)
    group_of, held = groups(pairs(given)), dict[str, list[ArticleSummary]]()
    for each in given:
        held.setdefault(group_of.get(each.article.id, each.article.id), []).append(each)
    return [build(each) for each in held.values()]


def incidents(dossiers: Iterable[Dossier]) -> list[str]:
    return sorted(one.model_dump_json() for made in dossiers for one in (*made.incidents, *made.background))


@pytest.mark.parametrize("name", FOLDERS)
def test_the_groups_have_the_incidents_of_the_whole_dossier(name: str) -> None:
    """With their claims and conflicts, each once."""
    given = [each.summary for each in folder(name).articles]
    assert incidents(of_groups(given)) == incidents([build(given)])


def attack(name: str, published: date | None = THURSDAY, **values: Any) -> ArticleSummary:
    """A summary by the article of this name that reports an attack in Tripoli."""
    known: dict[str, Any] = {"date": on(THURSDAY), "location": TRIPOLI, "actors": SIDES}
    made = summary(incident(**{"id": f"{name}-1"} | known | values))
    article = made.article.model_copy(update={"id": article_id(name), "published_on": published, "url": None})
    return made.model_copy(update={"article": article})


def test_an_incident_is_in_the_months_of_its_day_and_of_those_beside() -> None:
    assert [name for name, _ in shards(attack("a"))] == ["LY 2024-01"]
    month_s_end = attack("a", date(2024, 1, 31), date=on(date(2024, 1, 31)))
    assert [name for name, _ in shards(month_s_end)] == ["LY 2024-01", "LY 2024-02"]


def test_neighbouring_days_of_two_months_meet() -> None:
    one = attack("a", date(2024, 1, 31), date=on(date(2024, 1, 31)))
    other = attack("b", date(2024, 2, 1), date=on(date(2024, 1, 31), date(2024, 2, 1)))
    assert {name for name, _ in shards(one)} & {name for name, _ in shards(other)}


def test_a_deed_without_a_day_is_in_the_month_before_publication() -> None:
    assert [name for name, _ in shards(attack("a", date(2024, 3, 20), date=None))] == ["LY 2024-02", "LY 2024-03"]
    assert [name for name, _ in shards(attack("a", None, date=None))] == ["LY undated"]


def test_a_deed_without_a_country_meets_others_without() -> None:
    assert [name for name, _ in shards(attack("a", location=None))] == ["-- 2024-01"]


def test_long_times_are_in_so_many_months_at_most() -> None:
    long = attack("a", date(2024, 1, 5), date=on(date(1990, 1, 1), date(2023, 12, 1)))
    assert len(list(shards(long))) == 36


def test_a_summary_without_incidents_is_in_no_shard() -> None:
    assert list(shards(summary())) == []


def test_two_reports_of_one_attack_are_linked_and_of_two_countries_are_not() -> None:
    assert len(pairs([attack("a"), attack("b")])) == 1
    elsewhere = LIBYA.model_copy(update={"country_code": "TN"})
    assert pairs([attack("a"), attack("b", location=elsewhere)]) == set()


def test_groups_are_linked_over_others() -> None:
    found = groups([("a", "b"), ("c", "b"), ("d", "e")])
    assert len({found[each] for each in "abc"}) == 1
    assert found["d"] == found["e"] != found["a"]
