"""Clusters are those that people find, whatever the order; vetoes hold; people's links go before all."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dossier.accounts import Account, accounts
from app.dossier.clusters import Links, clusters
from app.dossier.copies import origins
from eval import gold
from eval.cases import ROOT
from schemas import Report
from tests.app.dossier.made import LIBYA, SABHA, SIDES, TAJURA, THURSDAY, TRIPOLI, aimed, day, hurt, told
from tests.eval.records import at

NEXT_DAY = THURSDAY + timedelta(1)


def two_of(one: Account, other: Account) -> Account:
    """The second incident in the article of the first."""
    return Account(one.article, other.incident.model_copy(update={"id": f"{one.incident.id}-2"}), news=False)


def together(*reported: Account, **how: Any) -> set[frozenset[Report]]:
    return sets(clusters(reported, **how))


def sets(found: Iterable[Sequence[Account]]) -> set[frozenset[Report]]:
    return {frozenset(account.report for account in cluster) for cluster in found}


def pair(one: Account, other: Account) -> frozenset[Report]:
    return frozenset({one.report, other.report})


A, B, C = told("a"), told("b"), told("c", location=SABHA)
VAGUE = told("v", location=LIBYA, actors=SIDES, news=False)
NAMED = told("n", actors=SIDES)


# What people find.


@cache
def folder(name: str) -> gold.Folder:
    home = ("gold/seeds", "articles") if name == "seeds" else (f"gold/stories/{name}", f"stories/{name}")
    return gold.load_folder(*(ROOT / Path(part) for part in home))


@pytest.mark.parametrize("name", ["seeds", "a02", "a04", "a06", "b02", "b04", "b06"])
def test_it_finds_the_clusters_that_people_found(name: str) -> None:
    labelled = folder(name)
    assert labelled.dossier is not None
    reported = accounts(one.summary for one in labelled.articles)
    origin = origins(one.article for one in reported)
    originals = [one for one in reported if origin[one.article.id] == one.article.id]
    right = {frozenset(one.reports) for one in (*labelled.dossier.incidents, *labelled.dossier.background)}
    assert together(*originals) == right


def test_nobody_gives_no_clusters() -> None:
    assert clusters(()) == ()


def test_clusters_and_their_accounts_are_in_order_of_rank() -> None:
    """By day of publication, then article: the first report leads."""
    late = told("late", published=NEXT_DAY)
    assert clusters((late, C, B, A)) == tuple(
        sorted((tuple(sorted((A, B, late), key=lambda one: one.rank)), (C,)), key=lambda one: one[0].rank)
    )


# What keeps apart.


def test_two_incidents_of_one_article_are_two() -> None:
    """However alike; a third report goes to the likelier of the two."""
    first = told("a", actors=SIDES)
    second = two_of(first, B)
    third = told("c", actors=SIDES)
    assert together(first, second, third) == {pair(first, third), frozenset({second.report})}


def test_a_chain_ends_where_its_days_exclude_each_other() -> None:
    """A week of which nobody knows the day goes with one of the days, not with both."""
    week = told("w", date=day(THURSDAY, THURSDAY + timedelta(6)), published=None, actors=SIDES, targets=aimed("depot"))
    first = told("a", actors=SIDES, targets=aimed("depot"))
    last = told("z", date=day(THURSDAY + timedelta(5)), published=None, actors=SIDES)
    assert together(first, week, last) == {pair(first, week), frozenset({last.report})}


def test_a_group_that_more_pairs_deny_than_hold_is_no_cluster() -> None:
    """A report without a town goes with one of two towns, and does not put them together."""
    nowhere = told("n", location=None, actors=SIDES, casualty_claims=hurt("Ali Omar"))
    here = [told(name, actors=SIDES, casualty_claims=hurt("Ali Omar")) for name in "ab"]
    there = [told(name, actors=SIDES, location=SABHA) for name in "xy"]
    found = together(nowhere, *here, *there)
    assert pair(*there) in found


# The grey band.


def test_grey_pairs_stay_apart() -> None:
    assert together(A, VAGUE) == {frozenset({A.report}), frozenset({VAGUE.report})}


def test_articles_that_report_one_incident_together_are_about_one_matter() -> None:
    """Their grey pairs are one."""
    shared = told("a", location=SABHA), told("v", location=SABHA)
    other, vague = two_of(shared[0], A), two_of(shared[1], VAGUE)
    assert together(*shared, other, vague) == {pair(*shared), pair(other, vague)}


@pytest.mark.parametrize(("says", "one"), [(True, True), (False, False), (None, False)])
def test_a_tie_decides_in_the_grey_band(says: bool | None, one: bool) -> None:
    assert (pair(A, VAGUE) in together(A, VAGUE, tie=lambda *_: says)) is one


def test_a_tie_is_asked_of_nothing_else() -> None:
    """Not of pairs that are the same or different, nor of one that may not be joined."""
    asked: list[frozenset[Report]] = []

    def tie(one: Account, other: Account) -> bool:
        asked.append(pair(one, other))
        return False

    together(A, B, C, tie=tie)
    together(A, VAGUE, links=Links(cannot=frozenset({pair(A, VAGUE)})), tie=tie)
    assert asked == []
    together(A, VAGUE, tie=tie)
    assert asked == [pair(A, VAGUE)]


# Links.


def test_what_a_person_joined_is_one() -> None:
    """Of other days, other towns and of one article, too."""
    later = two_of(A, told("x", location=SABHA, date=day(THURSDAY + timedelta(9)), published=None))
    must = frozenset({pair(A, later), pair(A, C)})
    assert together(A, C, later, links=Links(must=must)) == {frozenset({A.report, C.report, later.report})}


def test_what_a_person_parted_is_not_one() -> None:
    """Nor by way of a third."""
    third = told("third")
    found = together(A, B, third, links=Links(cannot=frozenset({pair(A, B)})))
    assert not [cluster for cluster in found if pair(A, B) <= cluster]
    assert max(map(len, found)) == 2


def test_a_pair_in_both_is_one() -> None:
    both = frozenset({pair(A, C)})
    assert together(A, C, links=Links(must=both, cannot=both)) == {pair(A, C)}


def test_links_of_reports_that_are_not_there_are_passed_over() -> None:
    links = Links(must=frozenset({pair(A, told("gone"))}), cannot=frozenset({pair(B, told("gone"))}))
    assert together(A, B, links=links) == {pair(A, B)}


# Laws.

REPORTED = st.builds(
    told,
    st.sampled_from("abcdefgh"),
    news=st.booleans(),
    published=st.sampled_from([THURSDAY, NEXT_DAY, THURSDAY + timedelta(8), None]),
    date=st.sampled_from([day(THURSDAY), day(NEXT_DAY), day(THURSDAY, THURSDAY + timedelta(6)), None]),
    location=st.sampled_from([TRIPOLI, TAJURA, SABHA, LIBYA, None, at("Tripoli", "LB", geonames_id=266826)]),
    actors=st.sampled_from([(), SIDES]),
    targets=st.sampled_from([(), aimed("depot"), aimed("house")]),
    casualty_claims=st.sampled_from([(), hurt("Ali Omar"), hurt(killed=4)]),
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Account]:
    """Accounts of up to eight articles, up to three incidents each; two may differ under one id."""
    made = draw(st.lists(REPORTED, max_size=12))
    numbers = [draw(st.integers(1, 3)) for _ in made]
    return [
        Account(one.article, one.incident.model_copy(update={"id": f"{one.article.id}-{number}"}), one.news)
        for one, number in zip(made, numbers, strict=True)
    ]


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_duplicates_change_nothing(world: list[Account], random: Any) -> None:
    shuffled = [*world, *random.choices(world, k=3)] if world else []
    random.shuffle(shuffled)
    assert clusters(shuffled) == clusters(world)


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_each_report_stands_in_one_cluster_and_no_article_twice(world: list[Account]) -> None:
    found = clusters(world)
    assert sorted(one.rank for one in chain.from_iterable(found)) == sorted(
        {one.report: min(each.rank for each in world if each.report == one.report) for one in world}.values()
    )
    assert all(one.article.id != other.article.id for cluster in found for one, other in combinations(cluster, 2))


@given(worlds(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_links_of_people_hold(world: list[Account], data: st.DataObject) -> None:
    """What must be one is one; what cannot be one is one only where what must be says so."""
    pairs = [frozenset({one.report, other.report}) for one, other in combinations(world, 2)]
    two = st.sampled_from(pairs).filter(lambda link: len(link) == 2) if any(len(p) == 2 for p in pairs) else None
    drawn = data.draw(st.lists(two, max_size=4)) if two is not None else []
    must, cannot = frozenset(drawn[:2]), frozenset(drawn[2:])
    found = together(*world, links=Links(must, cannot))
    assert all(any(link <= cluster for cluster in found) for link in must)
    if not must:
        assert not any(link <= cluster for link in cannot for cluster in found)


@given(st.lists(st.sampled_from(["seeds", "a02", "a04", "a06", "b02", "b04", "b06"]), unique=True), st.randoms())
@settings(max_examples=15, deadline=None)
def test_batches_change_nothing(names: list[str], random: Any) -> None:
    """Stories that have nothing in common cluster together as they cluster alone, in any order."""
    each = [accounts(one.summary for one in folder(name).articles) for name in names]
    everything = list(chain.from_iterable(each))
    random.shuffle(everything)
    assert together(*everything) == set().union(*(together(*one) for one in each))
