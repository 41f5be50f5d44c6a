"""An incident is placed by its own words, and never in a town that only stands elsewhere."""

import pytest

from app.reader import grouping, siting
from schemas import Location
from tests.app.reader.build import read, told


def sited(text: str, *readings: dict[str, str]) -> list[Location | None]:
    """Where each incident is, those that name no place by the first one's or the dateline's."""
    article = read(text)
    groups = grouping.group(told(article, *readings), article)
    own = [siting.incident_location(group, article) for group in groups]
    main = own[0] or siting.dateline_location(article)
    return [one or siting.shared_location(group, main, article) for one, group in zip(own, groups, strict=True)]


def names(place: Location | None) -> tuple[str | None, ...]:
    return (place.site, place.city, place.country) if place else ()


DEED = {"event": "killed", "killed": "two"}


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("A bomb killed two in eastern Aleppo.", "eastern Aleppo"),
        ("A bomb killed two in southwestern Pakistan.", None),
        ("A bomb killed two in the northern Mexican state of Sinaloa.", None),
        ("A bomb killed two in central Helmand province in Afghanistan.", None),
    ],
)
def test_a_part_of_a_town_is_a_site_and_a_part_of_a_country_is_none(text: str, site: str | None) -> None:
    (place,) = sited(text, DEED)
    assert place is not None
    assert place.site == site


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Gunmen killed two near the town of Gamboru Ngala in Nigeria's Borno state.", "Gamboru Ngala"),
        ("Gunmen killed two in Qarasha, in Iraq's Nineveh province.", "Qarasha"),
        ("Soldiers killed two in the village of Bourassa in Mali.", "Bourassa"),
    ],
)
def test_a_town_that_the_gazetteer_lacks_is_the_site(text: str, where: str) -> None:
    (place,) = sited(text, DEED)
    assert place is not None
    assert (place.site, place.city) == (where, None)


@pytest.mark.parametrize(
    "text",
    [
        "A bomb killed two in Iraq, Omar Qarasha said.",
        "A bomb killed two in Iraq in Ramadan.",
        "A bomb killed two in Iraq, the mayor of Qarasha said.",
    ],
)
def test_other_names_are_no_towns(text: str) -> None:
    (place,) = sited(text, DEED)
    assert names(place) == (None, None, "Iraq")


def test_the_dateline_places_a_report_that_names_no_place() -> None:
    (place,) = sited("MOGADISHU, Somalia (SRW) - A bomb killed two near a checkpoint.", DEED)
    assert names(place) == (None, "Mogadishu", "Somalia")


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON, Jan 3 (SRW) - A strike killed two in the Pacific.",
        "KHARTOUM, Sudan (SRW) - Shelling killed two in El Fasher.",
        "QUETTA, Pakistan (IW) - A bomb killed two in southwestern Pakistan.",
    ],
)
def test_the_dateline_places_nothing_that_happened_elsewhere(text: str) -> None:
    (place,) = sited(text, DEED)
    assert place is None or place.city not in {"Washington", "Khartoum", "Quetta"}


def test_what_is_long_over_has_the_country_alone_unless_words_tie_it_to_the_town() -> None:
    text = "A bomb killed two in Kano on Thursday. A raid killed nine in 2019."
    _, earlier = sited(text, DEED, {"event": "raid", "killed": "nine"})
    assert names(earlier) == (None, None, "Nigeria")
    _, tied = sited(text.replace("A raid", "A raid there"), DEED, {"event": "raid", "killed": "nine"})
    assert names(tied) == (None, "Kano", "Nigeria")


def test_a_separate_incident_is_not_put_in_the_main_incidents_town() -> None:
    text = "A bomb hit a market in Kano and killed two. In a separate attack, nine died."
    _, other = sited(text, DEED, {"killed": "nine"})
    assert names(other) == (None, None, "Nigeria")
    assert other is not None
    assert [quote.quote for quote in other.evidence] == ["Kano"]


def test_a_town_of_its_own_is_never_replaced_by_the_main_incidents() -> None:
    _, other = sited(
        "A bomb killed two in Kano on Thursday. Gunmen killed nine in Qarasha on Monday.", DEED, {"killed": "nine"}
    )
    assert names(other) == ("Qarasha", None, "Nigeria")
