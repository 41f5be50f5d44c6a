"""A profile has what is compared of an account, and survives being kept as JSON."""

from datetime import date, timedelta

import pytest

from app.dossier.accounts import accounts
from app.dossier.profiles import Profile, last_day, profile
from eval import gold
from eval.cases import ROOT
from schemas import NamedPlace
from tests.app.dossier.made import SABHA, SIDES, THURSDAY, TRIPOLI, aimed, day, hurt, somewhere, told
from tests.eval.records import QUOTED


def test_it_has_the_keys_of_an_account() -> None:
    found = profile(
        told(
            location=somewhere("Palm Street"),
            actors=SIDES,
            targets=aimed("the depot"),
            casualty_claims=hurt("Ali Omar", killed=4),
        )
    )
    assert (found.start, found.end, found.published) == (THURSDAY, THURSDAY, THURSDAY)
    assert (found.countries, found.towns, found.regions) == (("LY",), ("2210247",), ("LY/tripoli",))
    assert (found.sites, found.landmarks, found.targets) == (("palm street",), ("palm street",), ("depot the",))
    assert (found.parties, found.victims, found.counts) == (("red brigade",), ("ali omar",), ("killed 4",))


def test_each_of_several_places_is_one_of_its_towns() -> None:
    place = NamedPlace(
        name="Sabha", country_code="LY", geonames_id=2212775, latitude=27.04, longitude=14.43, evidence=QUOTED
    )
    found = profile(told(location=TRIPOLI.model_copy(update={"places": (place,)})))
    assert found.towns == ("2210247", "2212775")
    assert len(found.points) == 2


def test_a_town_without_an_id_goes_by_country_and_name() -> None:
    assert profile(told(location=SABHA.model_copy(update={"geonames_id": None}))).towns == ("LY/sabha",)


def test_a_deed_is_over_a_day_after_publication() -> None:
    """ "This month", written on the 4th, ends on the 5th: east of the newsroom it may be tomorrow."""
    month = day(date(2024, 1, 1), date(2024, 1, 31))
    assert profile(told(date=month)).end == THURSDAY + timedelta(1)
    assert profile(told(date=month, published=None)).end == date(2024, 1, 31)
    assert profile(told(date=month, stage="threatened")).end == date(2024, 1, 31)


def test_without_a_day_publication_is_the_last_one() -> None:
    assert last_day(profile(told(date=None))) == THURSDAY + timedelta(1)
    assert last_day(profile(told(date=None, published=None))) is None
    assert last_day(profile(told(date=None, stage="threatened"))) is None


@pytest.mark.parametrize("story", ["a02", "a04", "b06"])
def test_it_is_the_same_from_json(story: str) -> None:
    """So that an index can keep it beside the record."""
    folder = gold.load_folder(ROOT / "gold" / "stories" / story, ROOT / "stories" / story)
    for account in accounts(one.summary for one in folder.articles):
        found = profile(account)
        assert Profile.model_validate_json(found.model_dump_json(), strict=True) == found
        assert len(found.model_dump_json()) < 2_000
