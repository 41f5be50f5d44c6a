"""A sentence ends where a reader ends it; nothing but white space falls between two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.article.sentences import LONGEST, spans
from tests.app.clusters import TEXTS, edges


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in spans(text, 0, len(text), language)]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["en", "ar", "am", "zh", "xx"]))
def test_each_visible_character_is_in_exactly_one_sentence(text: str, language: str) -> None:
    assert "".join("".join(sentences(text, language)).split()) == "".join(text.removeprefix("\ufeff").split())


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["en", "ar", "th", "hi"]))
def test_no_sentence_cuts_a_grapheme_cluster_and_none_overlaps_another(text: str, language: str) -> None:
    found = list(spans(text, 0, len(text), language))
    places = [offset for span in found for offset in span]
    assert places == sorted(places)
    assert set(places) <= edges(text)


@pytest.mark.parametrize(
    "text",
    [
        "He met Col. Smith and Gen. Doe of the U.S. Army on Jan. 4.",
        "Lt. Col. J. R. Smith, Sgt. Maj. Doe and Ms. Roe were hurt.",
        "The blast hit Ft. Hood at 5 p.m. Thursday, Spc. Doe said.",
        "It began at 6 a.m. on approx. Line 5 near St. John.",
        "“We will not go,” he said.",
        'He said: "We will go."',
        'They called it a "dangerous escalation".',
        "It left 4.5 tonnes of rubble.",
    ],
)
def test_neither_abbreviations_nor_quotation_marks_end_a_sentence(text: str) -> None:
    assert sentences(f"{text} Then they left.") == [text, "Then they left."]


@pytest.mark.parametrize(
    "parts",
    [
        ["It struck in the U.S.", "The army left."],
        ["It was 5 p.m.", "The army left."],
        ["“Never.”", "He left."],
        ["Two died, he said.’”", "Then they left."],
        ["Two died.", '"It was bad," he said.'],
        ["😀 Two died.", "𝔸 man fled.", "Others stayed."],
    ],
)
def test_sentences_end_where_they_do(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_an_opening_quotation_mark_goes_with_what_it_opens() -> None:
    assert sentences('Two were killed. "It was bad," he said.')[1].startswith('"')


@pytest.mark.parametrize("space", ["\u00a0", "\u2028", "\u3000"])
def test_survives_wide_white_space_before_a_full_stop(space: str) -> None:
    """sentencex panics on this."""
    assert sentences(f"\nA{space}. He left.")


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = "The army struck the base again. " * 2_000
    assert set(sentences(text)) == {"The army struck the base again."}


@pytest.mark.timeout(10)
def test_a_paragraph_of_nothing_but_quotation_marks_is_read_in_bounded_time() -> None:
    """sentencex takes time quadratic in the marks that nothing closes."""
    assert "".join(sentences("“ a" * 60_000)).count("a") == 60_000


@pytest.mark.parametrize("unit", ["a-", "the guards and ", "a, ", "\u6f22", "e\u0301", "\U0001f468\u200d\U0001f469 "])
def test_no_sentence_is_longer_than_the_longest(unit: str) -> None:
    """Case 9: a text without full stops comes in stretches that lose nothing and cut no grapheme cluster."""
    text = unit * (50_000 // len(unit))
    found = list(spans(text, 0, len(text), "en"))
    assert max(end - start for start, end in found) <= LONGEST
    assert len(found) < 2 * len(text) / LONGEST
    assert "".join("".join(text[start:end] for start, end in found).split()) == "".join(text.split())
    assert {offset for span in found for offset in span} <= edges(text)


def test_a_stretch_ends_between_words() -> None:
    assert set(" ".join(sentences("the guards " * 5_000)).split()) == {"the", "guards"}


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
def test_no_sentence_holds_a_wide_gap(blank: str) -> None:
    """Case 34: over a run of blanks many a pattern takes time with its square, or worse."""
    assert sentences(f"Two{blank * 24}died{blank * 25}in Kano.") == [f"Two{blank * 24}died", "in Kano."]
