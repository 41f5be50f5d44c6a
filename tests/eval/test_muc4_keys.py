from datetime import date
from typing import Final

import pytest

from eval.muc4_keys import Suspect, dates, mentions, slots, suspects, template, tolls

# A made-up key in the notation of the corpus: the last value runs on over the slots after it.
KEY: Final = {
    "MESSAGE: TEMPLATE": "2 (OPTIONAL)",
    "INCIDENT: DATE": "01 MAR 85 - 02 MAR 85",
    "INCIDENT: LOCATION": "PERU: LORETO (DEPARTMENT): NAUTA (TOWN)",
    "INCIDENT: TYPE": "BOMBING / ATTACK",
    "INCIDENT: STAGE OF EXECUTION": "ACCOMPLISHED",
    "PERP: ORGANIZATION CONFIDENCE": 'POSSIBLE / CLAIMED OR ADMITTED: "RED FRONT" / "RF"\n'
    '12. PHYS TGT: ID                    "THE \\"BLUE\\" MILL"\n'
    "13. PHYS TGT: TYPE                  -\n"
    "17. PHYS TGT: TOTAL NUMBER          -\n"
    '21. HUM TGT: NUMBER                 3: "MILLERS" / "WORKERS"\n'
    '1: "ANA SOLIS"\n'
    'PLURAL: "GUARDS"\n'
    "22. HUM TGT: FOREIGN NATION         -\n"
    '23. HUM TGT: EFFECT OF INCIDENT     DEATH: "MILLERS" / "WORKERS"\n'
    'INJURY: "GUARDS"\n'
    "24. HUM TGT: TOTAL NUMBER           -",
}


def test_a_value_that_runs_on_is_split_into_its_slots() -> None:
    split = slots(KEY)
    assert split["PERP: ORGANIZATION CONFIDENCE"] == 'POSSIBLE / CLAIMED OR ADMITTED: "RED FRONT" / "RF"'
    assert split["PHYS TGT: TYPE"] == "-"
    assert split["HUM TGT: NUMBER"].splitlines()[1] == '1: "ANA SOLIS"'
    assert split["HUM TGT: TOTAL NUMBER"] == "-"
    assert mentions(split["PHYS TGT: ID"]) == ('THE "BLUE" MILL',)


def test_a_whole_template_by_hand() -> None:
    read = template(KEY)
    assert read.types == {"BOMBING", "ATTACK"}
    assert read.dates == ((date(1985, 3, 1), date(1985, 3, 2)),)
    assert read.countries == ("PERU",)
    assert read.places == {"loreto", "nauta"}
    assert (read.killed, read.injured) == (3, None), "PLURAL is no number"
    assert read.suspects == (Suspect(frozenset({"red front", "rf"}), frozenset({"possible", "claimed"})),)
    assert read.optional


@pytest.mark.parametrize(
    ("slot", "days"),
    [
        ("05 APR 90", ((date(1990, 4, 5), date(1990, 4, 5)),)),
        ("- 05 APR 90", ((None, date(1990, 4, 5)),)),
        ("(05 APR 90) / (- 05 APR 90)", ((date(1990, 4, 5), date(1990, 4, 5)), (None, date(1990, 4, 5)))),
        ("-", ()),
    ],
)
def test_dates_and_bounds(slot: str, days: object) -> None:
    assert dates(slot) == days


@pytest.mark.parametrize(
    ("location", "countries", "places"),
    [
        ("PERU", ("PERU",), set()),
        ("PERU / CHILE", ("PERU", "CHILE"), set()),
        ("(PERU: NAUTA (TOWN)) / (PERU)", ("PERU",), {"nauta"}),
        ("PERU: NAUTA (TOWN) - IQUITOS (CITY / PORT)", ("PERU",), {"nauta", "iquitos"}),
    ],
)
def test_locations(location: str, countries: tuple[str, ...], places: set[str]) -> None:
    read = template({**KEY, "INCIDENT: LOCATION": location})
    assert (read.countries, set(read.places)) == (countries, places)


def _tolls(number: str, effect: str, total: str = "-") -> tuple[int | None, int | None]:
    named = ("HUM TGT: NUMBER", "HUM TGT: EFFECT OF INCIDENT", "HUM TGT: TOTAL NUMBER")
    return tolls(dict(zip(named, (number, effect, total), strict=True)))


@pytest.mark.parametrize(
    ("number", "effect", "total", "killed"),
    [
        ('2: "A"', 'DEATH: "A"', "-", 2),
        ('~100: "A"', 'DEATH: "A"', "-", None),
        ('2: "A"\n1: "B"', 'DEATH: "A"\nDEATH: "B"', "-", None),
        ('2: "A"\n1: "B"', 'DEATH: "A"\nDEATH: "B"', "3", 3),
        ('2: "A"\n1: "B"', 'DEATH: "A"\nNO INJURY: "B"', "3", 2),
        ('2: "A"\n1: "B"', 'DEATH: "A"\n? DEATH: "B"', "-", None),
        ('2: "A"', 'NO INJURY OR DEATH: "A"', "-", None),
    ],
)
def test_tolls_are_told_and_never_added_up(number: str, effect: str, total: str, killed: int | None) -> None:
    assert _tolls(number, effect, total)[0] == killed


def test_confidence_words_are_not_found_inside_longer_ones() -> None:
    slot = {"PERP: ORGANIZATION CONFIDENCE": 'SUSPECTED OR ACCUSED BY AUTHORITIES: "RED FRONT"'}
    assert suspects(slot)[0].bases == {"accused_by_authorities"}
    assert suspects({"PERP: ORGANIZATION CONFIDENCE": "-"}) == ()


def test_a_key_that_misses_a_slot_is_an_error() -> None:
    with pytest.raises(KeyError):
        template({"MESSAGE: TEMPLATE": "1"})
