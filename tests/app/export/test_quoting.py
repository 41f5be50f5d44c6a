"""Quotes beside the values."""

from app.export.quoting import LONGEST, MOST, quoted
from schemas import Evidence
from tests.app.export.examples import incident, seeds_dossier


def words(quote: str) -> Evidence:
    return Evidence(quote=quote, start=0, end=len(quote))


def test_short_quotes_are_few_and_cut_and_full_ones_whole() -> None:
    long = "x" * (LONGEST + 10)
    one = incident(evidence=tuple(map(words, ("a\n b", long, "c", "d"))))
    assert quoted(one, "full")["type"] == ("“a b”", f"“{long}”", "“c”", "“d”")
    short = quoted(one, "short")["type"]
    assert len(short) == MOST
    assert short[1] == f"“{'x' * (LONGEST - 1)}…”"


def test_no_quotes_are_none() -> None:
    assert quoted(incident(), "none") == {}


def test_short_quotes_of_several_articles_are_of_each_and_name_it() -> None:
    found = quoted(seeds_dossier().incidents[0], "short", articles=2)
    assert [each[-10:] for each in found["killed"]] == ["[3c531188]", "[fd784c11]", "[3c531188]"]


def test_what_has_no_words_has_no_quotes() -> None:
    assert "weapons" not in quoted(incident(weapons=()), "full")
