"""Names of a place become the gazetteer's; the model's country decides among namesakes; what is unknown is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resolve.places import Located, located
from schemas import Location
from tests.app.resolve.made import article, place, quote


def known(found: Located) -> Location:
    assert found.location is not None
    return found.location


def names(found: Located) -> tuple[str | None, str | None, str | None, str | None]:
    where = known(found)
    return where.site, where.city, where.admin1, where.country_code


@pytest.mark.parametrize(
    ("town", "country", "city", "code"),
    [
        ("Tripoli", "Lebanon", "Tripoli", "LB"),
        ("Tripoli", "Libya", "Tripoli", "LY"),
        ("Kiev", "Ukraine", "Kyiv", "UA"),
        ("Goma", "DR Congo", "Goma", "CD"),
        ("Gaza City", "Palestinian territories", "Gaza", "PS"),
        ("Mosul", "Iraqi", "Mosul", "IQ"),
        ("city of Mosul", "the Republic of Iraq", "Mosul", "IQ"),
        ("London", "UK", "London", "GB"),
        ("Birmingham", "US", "Birmingham", "US"),
    ],
)
def test_the_models_country_tells_namesakes_apart(town: str, country: str, city: str, code: str) -> None:
    """A country goes by its name, adjective or alias; the town's name is the gazetteer's."""
    found = located(place(town, country), article())
    assert (known(found).city, known(found).country_code) == (city, code)
    assert (found.refused, found.questions, known(found).geo_precision) == ((), (), 1)


@pytest.mark.parametrize(
    ("region", "country", "admin1"),
    [
        ("Idlib province", "Syria", "Idlib"),
        ("the Gaza Strip", "Palestinian territories", "Gaza Strip"),
        ("northern Gaza Strip", None, "Gaza Strip"),
        (None, "West Bank", "West Bank"),
        ("Darfur", "Sudan", "Darfur"),
        ("Donbas", "Ukraine", "Donbas"),
    ],
)
def test_a_region_is_found_by_its_bare_name(region: str | None, country: str | None, admin1: str) -> None:
    """Words for a kind of place are no part of the gazetteer's names; hand-written regions are regions."""
    found = located(place(country=country, region=region), article())
    assert (known(found).city, known(found).admin1, known(found).geo_precision) == (None, admin1, 3)
    assert found.refused == ()


@pytest.mark.parametrize(("region", "admin1"), [("Antioquia", "Antioquia"), ("Meta", "Meta Department")])
def test_a_region_tells_namesakes_of_one_country_apart(region: str, admin1: str) -> None:
    """Colombia has several towns called Granada."""
    assert known(located(place("Granada", "Colombia", region=region), article())).admin1 == admin1


def test_the_only_town_of_a_name_stands_in_another_region_and_the_region_is_refused() -> None:
    """The gazetteer's division is the record's; the model's is shown with the reason."""
    found = located(place("Mosul", "Iraq", region="Basra"), article())
    assert names(found)[1:] == ("Mosul", "Nineveh", "IQ")
    assert [(value.path, value.code) for value in found.refused] == [
        ("incidents/0/location/admin1", "place_not_carried")
    ]


def test_a_country_alone_has_the_coarsest_precision() -> None:
    """No town, no region: geo precision 3."""
    found = located(place(country="Syria"), article())
    assert (names(found), known(found).geo_precision) == ((None, None, None, "SY"), 3)


def test_a_village_that_the_gazetteer_lacks_is_the_site() -> None:
    """It is a village in the country, and no loss."""
    found = located(place("Qxvillage", "Iraq", region="Anbar"), article())
    assert (names(found), known(found).geo_precision) == (("Qxvillage", None, "Al Anbar", "IQ"), 3)
    assert (found.refused, found.questions) == ((), ())


def test_a_village_beside_a_site_is_refused_with_the_reason() -> None:
    """The site stays the model's; the reason names the country."""
    found = located(place("Qxvillage", "Iraq", site="market"), article("Police in Iraq said so."))
    (value,) = found.refused
    assert names(found) == ("market", None, None, "IQ")
    assert (value.path, value.value, value.code) == ("incidents/0/location/city", "Qxvillage", "place_not_carried")
    assert "no such town in Iraq" in value.reason


def test_a_country_of_a_village_needs_words_in_the_article() -> None:
    """No town of the gazetteer vouches for it: the country or a place in it must be named, else it is refused."""
    refused = located(place("Qxvillage", "Iraq"), article())
    assert names(refused) == ("Qxvillage", None, None, None)
    assert [(value.path, value.code) for value in refused.refused] == [
        ("incidents/0/location/country", "place_not_carried")
    ]
    carried = located(place("Qxvillage", "Iraq"), article("A bomb went off north of Mosul."))
    assert names(carried) == ("Qxvillage", None, None, "IQ")
    assert carried.location
    assert carried.location.evidence[-1].quote == "Mosul"


def test_a_town_of_another_country_only_raises_a_question() -> None:
    """It is taken for a village of the model's country; the question names where the gazetteer has one."""
    found = located(place("Vladivostok", "Peru"), article("A bomb went off in Peru."))
    (question,) = found.questions
    assert names(found) == ("Vladivostok", None, None, "PE")
    assert (question.code, question.path) == ("town_not_in_country", "incidents/0/location")
    assert "Russia" in question.reason
    assert "Peru" in question.reason


def test_a_region_of_another_country_only_raises_a_question() -> None:
    """The gazetteer's borders are not the model's: a person should look."""
    found = located(place("Golan Heights", "Israel"), article())
    assert [question.code for question in found.questions] == ["town_not_in_country"]


def test_without_a_country_the_articles_own_words_decide() -> None:
    """The text's Tripoli is Lebanon's, because the text says so."""
    text = "A bomb went off in Tripoli, Lebanon, on Monday, police said."
    assert known(located(place("Tripoli"), article(text))).country_code == "LB"


def test_without_any_word_for_it_the_most_populous_stands() -> None:
    """An article that does not tell means the one that everybody knows."""
    assert known(located(place("Tripoli"), article())).country_code == "LY"


def test_a_countrys_name_that_nobody_knows_is_refused() -> None:
    """It is shown, and the site is kept without a country."""
    found = located(place(country="Qxland", site="market"), article())
    assert (names(found), known(found).geo_precision) == (("market", None, None, None), 3)
    assert [value.path for value in found.refused] == ["incidents/0/location/country"]


def test_a_place_of_which_nothing_is_known_is_none() -> None:
    """No country, no town, no site: all is refused."""
    found = located(place(country="Qxland", region="Qxregion"), article())
    assert found.location is None
    assert [value.value for value in found.refused] == ["Qxland", "Qxregion"]


def test_the_quotes_of_the_place_come_first_and_the_sites_after() -> None:
    """Each once."""
    found = located(place("Mosul", "Iraq", site="market"), article())
    assert known(found).evidence == (quote("Mosul"), quote("market"))


NAMES = st.none() | st.text(min_size=1, max_size=12) | st.sampled_from(["Gaza", "the", "city", "Sector 5", "Georgia"])


@given(st.text(min_size=1, max_size=12), NAMES, NAMES, NAMES)
def test_no_names_raise_and_none_is_lost(site: str, town: str | None, region: str | None, country: str | None) -> None:
    """Each name given is in the record, is refused, or is one that the gazetteer knows by another spelling."""
    found = located(place(town, country, region=region, site=site), article())
    assert known(found).site == site
    lost = known(found).city is None and known(found).admin1 is None
    assert not (town and lost) or any(value.value == town for value in found.refused)
