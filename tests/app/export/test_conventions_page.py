"""docs/conventions.md shows what the shipped conventions do."""

import re
from pathlib import Path

import pytest

from app.export.conventions import ASSUMPTION, NAMES, load
from app.export.tolls import toll
from app.values.count_notation import read_count
from schemas import CasualtyClaim
from tests.app.export.examples import claim, incident

PAGE = (Path(__file__).parents[3] / "docs" / "conventions.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("word", ["several", "tens", "dozens", "scores", "hundreds", "thousands"])
def test_a_word_is_worth_what_the_page_says_and_assumptions_are_starred(word: str) -> None:
    (shown,) = (row[1:] for row in ROWS if row[0].startswith(f'"{word}"'))
    for name, cell in zip(NAMES, shown, strict=True):
        rule = load(name).plurals[word]
        assert cell.split()[0] == f"{rule.value:,}"
        assert (cell.split()[1] == "*") == (rule.source == ASSUMPTION)


def claims_of(written: str) -> list[CasualtyClaim]:
    """The claims of an example: "19 killed (police), 4 more (police)"."""
    found = re.findall(r"(\w+) (killed|more) \(([^)]+)\)", written)
    return [claim(read_count(number), by, additional=harm == "more") for number, harm, by in found]


@pytest.mark.parametrize("row", [row for row in ROWS if " killed (" in row[0]], ids=lambda row: row[0])
def test_each_example_is_what_the_conventions_make_of_it(row: list[str]) -> None:
    acled, ucdp, airwars = (toll(incident(*claims_of(row[0])), load(name)) for name in NAMES)
    assert row[1:] == [
        str(acled.best),
        f"{ucdp.low}, {ucdp.best}, {ucdp.high}",
        f"{airwars.low} to {airwars.high}",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_the_address_of_each_document(name: str) -> None:
    addresses = re.findall(
        r"https://[^\s\"}]+", (Path(__file__).parents[3] / "conventions" / f"{name}.yaml").read_text()
    )
    assert addresses
    assert all(address in PAGE for address in addresses)
