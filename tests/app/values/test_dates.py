"""Words for days mean what a reader of that day's paper understands, and nothing that they do not say."""

import dataclasses
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.values.dates import Span, find, resolve

THURSDAY = date(2024, 1, 4)  # the day of both seed articles


def day(text: str) -> date:
    return date.fromisoformat(text)


def found(text: str) -> list[str]:
    return [hit.text for hit in find(text)]


DAYS = [
    ("on Thursday", "2024-01-04"),
    ("Thursday's strike", "2024-01-04"),
    ("last Thursday", "2023-12-28"),
    ("Thursday last week", "2023-12-28"),
    ("late Wednesday", "2024-01-03"),
    ("Wednesday night", "2024-01-03"),
    ("overnight on Wednesday", "2024-01-03"),
    ("last Friday", "2023-12-29"),
    ("Friday", "2023-12-29"),
    ("next Thursday", "2024-01-11"),
    ("next Monday", "2024-01-08"),
    ("today", "2024-01-04"),
    ("tonight", "2024-01-04"),
    ("early this morning", "2024-01-04"),
    ("yesterday", "2024-01-03"),
    ("last night", "2024-01-03"),
    ("the day before yesterday", "2024-01-02"),
    ("tomorrow", "2024-01-05"),
    ("two days ago", "2024-01-02"),
    ("2 days ago", "2024-01-02"),
    ("three hours ago", "2024-01-04"),
    ("Oct. 7", "2023-10-07"),
    ("October 7", "2023-10-07"),
    ("the October 7th attack", "2023-10-07"),
    ("on the 7th of October", "2023-10-07"),
    ("Wednesday, Jan. 3", "2024-01-03"),
    ("January 5", "2024-01-05"),
    ("January 6", "2023-01-06"),
    ("February 29", "2020-02-29"),
    ("May 4", "2023-05-04"),
    ("7 October 2023", "2023-10-07"),
    ("January 4, 2024", "2024-01-04"),
    ("2024-01-04", "2024-01-04"),
    ("4 Jan 90", "1990-01-04"),
    ("23 Aug 88 (Radio)", "1988-08-23"),
    ("18 may 90 (Radio)", "1990-05-18"),
    ("4 Feb 68", "2068-02-04"),
    ("4 Feb '69", "1969-02-04"),
]


@pytest.mark.parametrize(("words", "expected"), DAYS)
def test_one_day(words: str, expected: str) -> None:
    assert resolve(words, THURSDAY) == Span(day(expected), day(expected), "day", 1)


PERIODS: list[tuple[str, str, str, str, int]] = [
    ("last week", "2023-12-25", "2023-12-31", "week", 2),
    ("this week", "2024-01-01", "2024-01-04", "week", 2),
    ("earlier this week", "2024-01-01", "2024-01-04", "week", 2),
    ("later this week", "2024-01-04", "2024-01-07", "week", 2),
    ("next week", "2024-01-08", "2024-01-14", "week", 2),
    ("over the weekend", "2023-12-30", "2023-12-31", "week", 2),
    ("the past week", "2023-12-28", "2024-01-04", "week", 2),
    ("the past two weeks", "2023-12-21", "2024-01-04", "week", 3),
    ("in the past 24 hours", "2024-01-03", "2024-01-04", "day", 2),
    ("overnight", "2024-01-03", "2024-01-04", "day", 2),
    ("two weeks ago", "2023-12-18", "2023-12-24", "week", 2),
    ("January 3-4", "2024-01-03", "2024-01-04", "day", 2),
    ("last month", "2023-12-01", "2023-12-31", "month", 3),
    ("Last month, the army", "2023-12-01", "2023-12-31", "month", 3),
    ("late last month", "2023-12-21", "2023-12-31", "month", 3),
    ("this month", "2024-01-01", "2024-01-04", "month", 3),
    ("two months ago", "2023-11-01", "2023-11-30", "month", 3),
    ("in October", "2023-10-01", "2023-10-31", "month", 3),
    ("October 2022", "2022-10-01", "2022-10-31", "month", 3),
    ("last January", "2023-01-01", "2023-01-31", "month", 3),
    ("next January", "2025-01-01", "2025-01-31", "month", 3),
    ("early January", "2024-01-01", "2024-01-04", "month", 3),
    ("mid-January", "2023-01-11", "2023-01-20", "month", 3),
    ("mid-October", "2023-10-11", "2023-10-20", "month", 3),
    ("late October", "2023-10-21", "2023-10-31", "month", 3),
    ("since October", "2023-10-01", "2024-01-04", "month", 3),
    ("since mid-October", "2023-10-11", "2024-01-04", "month", 3),
    ("since October 7", "2023-10-07", "2024-01-04", "day", 3),
    ("in May", "2023-05-01", "2023-05-31", "month", 3),
    ("this year", "2024-01-01", "2024-01-04", "year", 3),
    ("last year", "2023-01-01", "2023-12-31", "year", 3),
    ("a year ago", "2023-01-01", "2023-12-31", "year", 3),
    ("in 2014", "2014-01-01", "2014-12-31", "year", 3),
    ("late 2023", "2023-09-01", "2023-12-31", "year", 3),
    ("since 2003", "2003-01-01", "2024-01-04", "year", 3),
]


EXPRESSIONS = [*(words for words, _ in DAYS), *(words for words, *_ in PERIODS)]


@pytest.mark.parametrize(("words", "start", "end", "precision", "time_precision"), PERIODS)
def test_a_period_has_both_its_ends(words: str, start: str, end: str, precision: str, time_precision: int) -> None:
    span = resolve(words, THURSDAY)
    assert span is not None
    assert dataclasses.astuple(span) == (day(start), day(end), precision, time_precision)


@pytest.mark.parametrize("words", ["in recent weeks", "several days ago", "the last few months"])
def test_vague_words_give_no_days(words: str) -> None:
    assert resolve(words, THURSDAY) == Span(None, None, "unknown", 3)


@pytest.mark.parametrize("published_on", [date(2024, 1, 4) + timedelta(days=days) for days in range(7)])
def test_a_weekday_is_one_of_the_last_seven_days(published_on: date) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    spans = [resolve(f"on {name}", published_on) for name in names]
    starts = {span.start for span in spans if span is not None}
    assert starts == {published_on - timedelta(days=days) for days in range(7)}


def test_the_last_weekend_of_a_saturday_is_the_one_that_is_over() -> None:
    saturday = date(2024, 1, 6)
    assert resolve("last weekend", saturday) == Span(day("2023-12-30"), day("2023-12-31"), "week", 2)
    assert resolve("this weekend", saturday) == Span(saturday, saturday, "week", 2)


@pytest.mark.parametrize("words", EXPRESSIONS)
def test_the_expression_is_found_whole(words: str) -> None:
    tails = {
        "Thursday's strike": "Thursday's",
        "Last month, the army": "Last month",
        "the October 7th attack": "the October 7th",
    }
    assert found(f"It was {words}.") == [tails.get(words, words).removesuffix(" (Radio)")]


@pytest.mark.parametrize(
    "text",
    [
        "a 17-year-old boy, aged 12",
        "It lasted for two hours.",
        "He may go, and they march on.",
        "May God help us. March on!",
        "The Women's March met.",
        "Mar Elias camp",
        "It starts every Friday; each Monday is worse.",
        "Good Friday and Fridays, the Sunday Times said",
        "the 2003 invasion and the 1990s",
        "2,014 people and 2014-style raids",
        "2023-13-45",
        "31 people at 10:30",
    ],
)
def test_what_names_no_time_is_not_found(text: str) -> None:
    assert found(text) == []
    assert resolve(text, THURSDAY) is None


def test_numbers_beside_a_date_are_not_taken_for_its_year() -> None:
    assert found("On October 7, 1,200 people died; on 4 January 12 people fled.") == ["On October 7", "on 4 January"]


def test_finds_the_expressions_of_a_seed_article() -> None:
    text = Path("eval/articles/000_dc83507485d0bb55.txt").read_text()
    assert found(text) == ["2024-01-04", "on Thursday", "in October", "Thursday's", "a year ago", "Last month"]


def test_without_a_day_of_publication_only_absolute_dates_have_days() -> None:
    unknown = Span(None, None, "unknown", 3)
    assert resolve("7 October 2023", None) == Span(day("2023-10-07"), day("2023-10-07"), "day", 1)
    assert resolve("in October 2023", None) == Span(day("2023-10-01"), day("2023-10-31"), "month", 3)
    assert resolve("since 2003", None) == Span(day("2003-01-01"), None, "year", 3)
    for words in ("on Thursday", "October 7", "in October", "last month", "a year ago", "the weekend", "tomorrow"):
        assert resolve(words, None) == unknown


FUTURE = ("next", "tomorrow", "later")
RELATIVE = [words for words in EXPRESSIONS if resolve(words, None) == Span(None, None, "unknown", 3)]


@given(st.sampled_from([words for words in RELATIVE if not words.startswith(FUTURE)]), st.dates())
def test_a_past_expression_never_lies_after_the_publication(words: str, published_on: date) -> None:
    span = resolve(words, published_on)
    if span is not None and span.start is not None and span.end is not None:
        assert span.start <= span.end
        assert (span.end - published_on).days <= 1


PIECES = st.sampled_from(
    [
        *EXPRESSIONS,
        " ",
        "\n",
        ", ",
        "-",
        "since ",
        "late ",
        "the ",
        "12",
        "'",
        "Feb. 30",
        "٣ May",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join)), st.none() | st.dates())
def test_any_text_is_read_and_each_hit_stands_where_it_says(text: str, published_on: date | None) -> None:
    end = 0
    for hit in find(text):
        assert end <= hit.start < hit.end
        assert text[hit.start : hit.end] == hit.text
        end = hit.end
    span = resolve(text, published_on)
    if span is not None and span.start is not None and span.end is not None:
        assert span.start <= span.end
    if published_on is None:
        assert (span is None) == (find(text) == ())


def test_soft_hyphens_cut_no_date() -> None:
    """The hit is the text's own wording, and means the same day."""
    text = "It happened on Wednes\u00adday in Kano."
    (hit,) = find(text)
    assert hit.text == text[hit.start : hit.end] == "on Wednes\u00adday"
    assert resolve(hit.text, date(2025, 7, 3)) == resolve("on Wednesday", date(2025, 7, 3))
