from datetime import date

from app.dossier.accounts import Account
from schemas import Location, NamedPlace, TimeOfDay
from schemas.codes import DayPart
from tests.eval.records import QUOTED, at, on
from tests.fakes.accounts import account, listed, listed_as, said

TOWN, SITE, DAY = ("place", "location/city"), ("place", "location/site"), ("time", "date/start")


def placed(name: str, location: Location | None) -> Account:
    return account(name, location=location)


def dated(name: str, start: date, end: date | None = None, part: DayPart | None = None) -> Account:
    time = TimeOfDay(text="at night", part=part, evidence=QUOTED) if part else None
    return account(name, date=on(start, end), time=time)


def test_two_towns() -> None:
    found = listed_as(*TOWN, placed("a", at("Mosul", "IQ", "market")), placed("b", at("Basra", "IQ", "port")))
    assert said(found) == [("Mosul", None, "a"), ("Basra", None, "b")]
    assert found is not None
    assert not found.compatible


def test_sites_of_two_towns_follow_from_the_towns() -> None:
    assert listed(placed("a", at("Mosul", "IQ", "market")), placed("b", at("Basra", "IQ", "port"))) == {TOWN}


def test_a_coarser_place_that_holds_the_finer_is_no_difference() -> None:
    town = placed("a", at("Mosul", "IQ", admin1="Nineveh", country="Iraq"))
    region = placed("b", at(None, "IQ", admin1="Nineveh", country="Iraq"))
    country = placed("c", at(None, "IQ", country="Iraq"))
    assert listed(town, region, country, placed("d", None)) == set()


def test_a_region_that_does_not_hold_the_town_differs() -> None:
    town = placed("a", at("Mosul", "IQ", admin1="Nineveh"))
    assert listed(town, placed("b", at(None, "IQ", admin1="Anbar"))) == {TOWN}


def test_another_country_is_another_place() -> None:
    assert listed(placed("a", at(None, "SY", country="Syria")), placed("b", at("Mosul", "IQ"))) == {TOWN}


def test_one_name_is_one_town_whatever_the_gazetteer_took_it_for() -> None:
    assert listed(placed("a", at("Tripoli", "LY")), placed("b", at("Tripoli", "LB"))) == set()


def test_one_town_in_two_spellings_is_no_difference() -> None:
    assert listed(placed("a", at("Kharkiv", "UA")), placed("b", at("Kharkov", "UA"))) == set()


def test_near_a_town_may_be_near_two() -> None:
    found = listed_as(*TOWN, placed("a", at("Mosul", "IQ", precision="near_town")), placed("b", at("Erbil", "IQ")))
    assert found is not None
    assert found.compatible


def test_one_of_several_places_is_no_other_place() -> None:
    several = at(None, "IQ", country="Iraq", places=(NamedPlace(name="Mosul", evidence=QUOTED),))
    assert listed(placed("a", several), placed("b", at("Mosul", "IQ"))) == set()


def test_two_sites_of_one_town_can_both_be_right() -> None:
    """A part of the city and a street: nothing says that they exclude each other."""
    one, other = (
        placed("a", at("Baghdad", "IQ", "eastern Baghdad")),
        placed("b", at("Baghdad", "IQ", "Palestine street")),
    )
    found = listed_as(*SITE, one, other)
    assert said(found) == [("eastern Baghdad", None, "a"), ("Palestine street", None, "b")]
    assert found is not None
    assert found.compatible


def test_two_streets_exclude_each_other() -> None:
    one, other = placed("a", at("Baghdad", "IQ", "Rashid street")), placed("b", at("Baghdad", "IQ", "Palestine street"))
    found = listed_as(*SITE, one, other)
    assert found is not None
    assert not found.compatible


def test_a_site_and_a_part_of_it_are_no_difference() -> None:
    assert listed(placed("a", at("Lae", "PG", "courthouse")), placed("b", at("Lae", "PG", "courthouse gate"))) == set()


def test_two_days() -> None:
    found = listed_as(*DAY, dated("a", date(2024, 1, 4)), dated("b", date(2024, 1, 6)))
    assert said(found) == [("2024-01-04", None, "a"), ("2024-01-06", None, "b")]
    assert found is not None
    assert (found.compatible, found.note) == (False, "2 days apart.")


def test_a_coarser_date_that_holds_the_finer_is_no_difference() -> None:
    """ "Overnight" is two days, "last month" all of it."""
    night, month = dated("b", date(2024, 1, 3), date(2024, 1, 4)), dated("c", date(2024, 1, 1), date(2024, 1, 31))
    assert listed(dated("a", date(2024, 1, 4)), night, month) == set()


def test_spans_that_overlap_can_both_be_right() -> None:
    found = listed_as(
        *DAY, dated("a", date(2024, 1, 3), date(2024, 1, 4)), dated("b", date(2024, 1, 4), date(2024, 1, 5))
    )
    assert found is not None
    assert found.compatible


def test_one_night_has_two_dates() -> None:
    found = listed_as(*DAY, dated("a", date(2024, 1, 3), part="night"), dated("b", date(2024, 1, 4), part="dawn"))
    assert found is not None
    assert found.compatible
