"""Quotes in gold files become evidence with offsets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.quotes import GoldInvalid, QuoteAbsent, Spot, locate

TEXT = 'Iraqi police said two men died. "Two men died," police in Iraq said.'


@pytest.mark.parametrize(
    ("quote", "start", "found"),
    [
        ("two men died", 18, "two men died"),
        ("police##2", 48, "police"),
        ("Iraq", 58, "Iraq"),  # a whole word, not the start of "Iraqi"
        ('"Two', 32, '"Two'),
        ("said two [...] died.", 13, "said two men died."),
        ("died##2 [...] said.", 41, 'died," police in Iraq said.'),
    ],
)
def test_a_quote_is_found_where_its_words_stand(quote: str, start: int, found: str) -> None:
    evidence = locate(quote, TEXT)
    assert (evidence.start, evidence.quote) == (start, found)


@pytest.mark.parametrize(
    "quote", ["two women", "two men died##2", "TWO MEN", "poli", "died. [...] nobody", "", " ", "said. [...] two"]
)
def test_words_that_the_article_does_not_have_are_refused(quote: str) -> None:
    with pytest.raises(QuoteAbsent):
        locate(quote, TEXT)


@given(st.text(alphabet="ab \n\u00e9\U0001f600.[#2", min_size=1, max_size=30), st.data())
def test_evidence_is_always_the_article_at_its_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        evidence = locate(text[start:end], text)
    except QuoteAbsent:
        return
    assert text[evidence.start : evidence.end] == evidence.quote


@given(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=8), st.data())
def test_whole_words_of_an_article_are_always_found_in_it(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    assert locate(quote, " ".join(words)).quote == quote


def test_a_name_without_a_quote_stands_for_its_first_place_in_any_case() -> None:
    spot = Spot(Path("gold.json"), "Police said so. The police left; US police too.")
    assert [one.start for one in spot.quoted(None, "police", None, "Left")] == [20, 27]
    assert spot.quoted(None, "POLICE")[0].quote == "Police"


def test_a_missing_quote_is_named_with_file_and_path() -> None:
    spot = Spot(Path("x/gold.json"), "Nothing of it.").at("incidents", 0).at("date")
    with pytest.raises(GoldInvalid, match=r"x/gold\.json: /incidents/0/date/evidence: not in the article: 'on Monday'"):
        spot.quoted("on Monday")


def test_quotes_that_have_a_name_stay_as_they_are() -> None:
    """As a whole word, in any case."""
    spot = Spot(Path("gold.json"), "The farmers fled. Farmers said so. A farm burned.")
    quotes = spot.quoted("The farmers fled.")
    assert spot.carrying(quotes, "Farmers", None) == quotes


def test_a_name_that_no_quote_has_is_added_where_it_stands_first() -> None:
    """A part of a word does not carry it."""
    spot = Spot(Path("gold.json"), "Farmland burned. A farm was hit, and a second farm.")
    quotes = spot.carrying(spot.quoted("Farmland burned."), "farm", "second farm")
    assert [(one.quote, one.start) for one in quotes] == [("Farmland burned.", 0), ("farm", 19), ("second farm", 39)]


def test_a_name_that_stands_nowhere_carries_nothing() -> None:
    spot = Spot(Path("gold.json"), "Nothing of it.")
    with pytest.raises(GoldInvalid, match="'monks'"):
        spot.carrying(spot.quoted("Nothing"), "monks")
