"""Accounts of one incident share a key, though the day, the country or the town is not known."""

from datetime import date, timedelta

import pytest

from app.dossier.accounts import Account
from app.dossier.blocks import blocks
from app.dossier.profiles import profile
from tests.app.dossier.made import LIBYA, SABHA, SIDES, THURSDAY, day, hurt, somewhere, told


def meet(one: Account, other: Account) -> bool:
    return not blocks(profile(one)).isdisjoint(blocks(profile(other)))


@pytest.mark.parametrize("days", [0, 1])
def test_the_same_country_and_family_within_a_day_meet(days: int) -> None:
    """Another kind of violence, another town, no town at all."""
    other = told(
        date=day(THURSDAY + timedelta(days)), location=LIBYA, event_type="Battles", sub_event_type="Armed clash"
    )
    assert meet(told(location=SABHA), other)


def test_days_that_are_further_apart_do_not_meet_by_country() -> None:
    assert not meet(told(location=LIBYA), told(location=LIBYA, date=day(THURSDAY + timedelta(2))))


def test_another_family_does_not_meet_by_country() -> None:
    assert not meet(
        told(location=LIBYA), told(location=SABHA, event_type="Protests", sub_event_type="Peaceful protest")
    )


@pytest.mark.parametrize("start", [date(2023, 12, 29), date(2024, 1, 1)])
def test_a_week_or_a_month_meets_each_of_its_days(start: date) -> None:
    assert meet(told(location=LIBYA), told(location=SABHA, published=None, date=day(start, start + timedelta(29))))


@pytest.mark.parametrize(
    "unknown", [{"date": None, "news": False}, {"location": None}, {"date": None, "location": None}]
)
def test_an_unknown_day_or_country_is_met_by_a_name(unknown: dict[str, None]) -> None:
    """A party, a victim, a site with a proper name."""
    for known in ({"actors": SIDES}, {"casualty_claims": hurt("Ali Omar")}):
        assert meet(told(**known), told(**(known | unknown)))
    assert meet(told(location=somewhere("Palm Street")), told(location=somewhere("Palm Street"), date=None, news=False))


def test_an_undated_deed_meets_others_by_its_town() -> None:
    assert meet(told(), told(date=None, news=False))
    assert not meet(told(location=SABHA), told(date=None, news=False))


def test_undated_news_meets_the_days_before_publication() -> None:
    assert meet(told(location=LIBYA), told(location=SABHA, date=None, published=THURSDAY + timedelta(3)))


def test_a_profile_of_nothing_has_no_key() -> None:
    assert blocks(profile(told(date=None, location=None, published=None))) == frozenset()


def test_a_year_has_no_key_of_days() -> None:
    """366 keys for what no comparison can take for one incident."""
    found = blocks(profile(told(date=day(date(2023, 1, 1), date(2023, 12, 31)))))
    assert not [key for key in found if key.startswith("day:")]
