"""The model's days stand where the words allow them; where they do not, the computed days stand with a question."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resolve.dates import Dated, dated
from app.values.dates import resolve
from tests.app.resolve.made import THURSDAY, days

WORDS = ["on Thursday", "overnight", "last week", "last month", "in 2019", "Jan. 3", "two weeks ago", "since Monday"]


def shown(found: Dated) -> tuple[str, str]:
    return str(found.date.start), str(found.date.end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("on Thursday", "2024-01-04", None),
        ("on Thursday", "2023-12-28", None),
        ("on Thursday", "2024-01-11", None),
        ("October 7", "2022-10-07", None),
        ("overnight", "2024-01-04", None),
        ("early on Tuesday", "2024-01-01", "2024-01-02"),
        ("last month", "2023-12-09", None),
        ("after the raid", "2023-11-20", "2023-11-21"),
        ("recently", "2023-12-20", None),
    ],
)
def test_days_that_the_words_allow_stand(words: str, start: str, end: str | None) -> None:
    """The model reads the article; code only looks whether the words can mean it."""
    found = dated(days(words, start, end), THURSDAY)
    assert (shown(found), found.questions) == ((start, end or start), ())


@pytest.mark.parametrize(
    ("words", "start", "kept"),
    [
        ("on Thursday", "2024-01-03", "2024-01-04"),
        ("on Thursday", "2023-12-21", "2024-01-04"),
        ("October 7", "2023-10-08", "2023-10-07"),
        ("yesterday", "2024-01-04", "2024-01-03"),
    ],
)
def test_other_days_give_way_to_the_words_with_a_question(words: str, start: str, kept: str) -> None:
    """The question names both readings and quotes the words."""
    found = dated(days(words, start), THURSDAY)
    (question,) = found.questions
    assert shown(found) == (kept, kept)
    assert (question.code, question.path, question.evidence) == (
        "date_and_words_disagree",
        "incidents/0/date",
        found.date.evidence,
    )
    assert {start, kept} <= set(question.reason.replace(";", "").split())


def test_days_out_of_order_are_none() -> None:
    """An end before the start is no span: nothing of it stands, and a person is asked."""
    found = dated(days("after the raid", "2024-01-03", "2024-01-01"), THURSDAY)
    assert (found.date.start, found.date.precision) == (None, "unknown")
    assert [question.code for question in found.questions] == ["date_and_words_disagree"]


def test_words_without_the_models_days_are_computed() -> None:
    """Arithmetic is code's."""
    assert shown(dated(days("last week"), THURSDAY)) == ("2023-12-25", "2023-12-31")


def test_words_that_nobody_resolves_have_no_days() -> None:
    """Unknown is unknown, and the words are kept."""
    found = dated(days("recently"), THURSDAY).date
    assert (found.start, found.end, found.precision, found.time_precision) == (None, None, "unknown", 3)
    assert found.text == "recently"


def test_without_a_publication_date_the_models_days_stand() -> None:
    """A bare weekday tells no day of its own."""
    found = dated(days("on Thursday", "2019-05-05"), None)
    assert (shown(found)[0], found.questions) == ("2019-05-05", ())


@pytest.mark.parametrize(
    ("words", "start", "end", "precision", "time_precision"),
    [
        ("on Thursday", "2024-01-04", None, "day", 1),
        ("overnight", "2024-01-03", "2024-01-04", "day", 2),
        ("early on Tuesday", "2024-01-01", "2024-01-02", "day", 2),
        ("last week", "2023-12-25", "2023-12-31", "week", 2),
        ("last month", "2023-12-01", "2023-12-31", "month", 3),
        ("last month", "2023-12-05", None, "day", 1),
        ("in 2019", "2019-01-01", "2019-12-31", "year", 3),
        ("after the raid", "2023-12-01", "2023-12-06", "week", 2),
        ("after the raid", "2023-12-01", "2024-01-20", "year", 3),
    ],
)
def test_precision_is_the_words_unit_else_the_length(
    words: str, start: str, end: str | None, precision: str, time_precision: int
) -> None:
    """A night is one day in two; what the model narrows has the unit of its length."""
    found = dated(days(words, start, end), THURSDAY).date
    assert (found.precision, found.time_precision) == (precision, time_precision)


def test_a_night_is_a_day_without_a_publication_date() -> None:
    """The unit of the words needs no calendar."""
    assert dated(days("overnight", "2024-01-03", "2024-01-04"), None).date.precision == "day"


@given(st.sampled_from(WORDS), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.data())
def test_a_day_within_the_computed_span_always_stands(words: str, published_on: date, data: st.DataObject) -> None:
    """Whatever the calendar, what the words contain is not questioned."""
    span = resolve(words, published_on)
    assert span is not None
    assert span.start is not None
    assert span.end is not None
    day = span.start + timedelta(days=data.draw(st.integers(0, (span.end - span.start).days)))
    found = dated(days(words, day.isoformat()), published_on)
    assert (found.date.start, found.questions) == (day, ())


@given(
    st.one_of(st.sampled_from([*WORDS, "30 February", "31 or 32 May", "early Friday and 3 May"]), st.text(min_size=1)),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_no_words_and_days_raise(words: str, published_on: date | None, start: date | None, end: date | None) -> None:
    """Any words and days, at the ends of the calendar, too; the date's ends are in order."""
    first, last = start.isoformat() if start else None, end.isoformat() if end else None
    found = dated(days(words, first, last), published_on).date
    assert found.start is None or found.end is None or found.start <= found.end
