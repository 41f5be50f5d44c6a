"""A name in a field of a record is looked up as what the field says it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.place_lookup import country_code, is_country, regions, same_division, spellings, towns


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US", "US"),
        ("the United States", "US"),
        ("UK", "GB"),
        ("DR Congo", "CD"),
        ("Palestinian territories", "PS"),
        ("Gaza Strip, Palestinian territories", "PS"),
        ("West Bank", "PS"),
        ("Israeli-occupied West Bank", "PS"),
        ("Iraq and Syria", "IQ"),
        ("northern Iraq", "IQ"),
        ("Afghan", "AF"),
        ("Qxland", None),
        ("", None),
    ],
)
def test_a_country_goes_by_many_names(name: str, code: str | None) -> None:
    """Its alias, its adjective, a region of it, the first of several."""
    assert country_code(name) == code


def test_a_town_goes_before_the_region_of_its_name() -> None:
    """In a field for towns, "Gaza" is the city."""
    assert [place.kind for place in towns("Gaza", "PS")] == ["city"]


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("State of Mexico", "MX", "México"),
        ("Ill.", "US", "Illinois"),
        ("Red Sea", "SD", "Red Sea"),
        ("Red Sea", None, ""),
    ],
)
def test_a_region_goes_by_its_very_name(name: str, code: str | None, found: str) -> None:
    """Not by the capital's; a sea is a region only where the country is given."""
    assert next((place.name for place in regions(name, code)), "") == found


def test_a_region_is_no_country() -> None:
    """ "West Bank" lies in one."""
    assert not is_country("West Bank")
    assert is_country("the Iraqi")


def test_a_division_named_after_a_town_is_a_region() -> None:
    """ "Fallujah district" is none of the gazetteer's, but a region all the same."""
    assert [place.kind for place in regions("Fallujah district", "IQ")] == ["region"]
    assert regions("Fallujah", "IQ") == ()


def test_kinds_of_places_alone_are_no_spelling() -> None:
    """ "Northern Province" and "Southern Province" share no name."""
    assert not same_division("Northern Province", "Southern Province")
    assert same_division("Anbar province", "the Anbar")
    assert same_division("North-West region", "North-West")


def test_a_name_with_digits_has_no_spelling() -> None:
    """ "Sector 5" is not "Sector 17"."""
    assert list(spellings("Sector 5")) == []


@given(st.text(max_size=20))
def test_any_name_has_an_answer(name: str) -> None:
    """No name raises, and what is found is of the kind asked for."""
    assert all(place.kind == "city" for place in towns(name, None))
    assert all(place.kind == "region" for place in regions(name, None))
    assert country_code(name) is None or len(country_code(name) or "") == 2
