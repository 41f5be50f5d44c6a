"""The day of publication."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.article.published import read_published


@pytest.mark.parametrize(
    "written",
    [
        "2024-01-04",
        "2024-01-04T23:30:00Z",
        "2024-01-04T23:30:00-05:00",
        "2024-01-04T00:10:00.123456+14:00",
        "2024-01-04t23:59:60z",
        "2024-01-04 08:00:00+00:00",
        "2024-01-04T08:00:00+0100",
        "2024-01-04T08:00:00",
        "2024-01-04T08:00",
    ],
)
def test_the_date_that_is_written_counts_whatever_the_offset(written: str) -> None:
    """An offset is not converted."""
    assert read_published(written) == date(2024, 1, 4)


@given(st.datetimes(), st.integers(-23 * 60, 23 * 60))
def test_every_timestamp_that_python_writes_has_its_own_date(moment: datetime, minutes: int) -> None:
    """With an offset and without one."""
    here = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert {read_published(each.isoformat()) for each in (moment, here, moment.replace(tzinfo=UTC))} == {moment.date()}


@pytest.mark.parametrize(
    "written",
    [
        "",
        "today",
        "04/01/2024",
        "1704326400",
        "20240104",
        "2024-1-4",
        "2024-02-30",
        "2024-02-30T00:00:00Z",
        "2024-01-04T",
        "2024-01-04T24:00:00Z",
        "2024-01-04T08:60:00Z",
        "2024-01-04T08:00:00+25:00",
        "2024-01-04T08:00:00 CET",
        "2024-01-04\n",
        "\u0662\u0660\u0662\u0664-01-04",
    ],
)
def test_what_is_neither_a_date_nor_a_timestamp_is_refused(written: str) -> None:
    """Nor a day that there is not."""
    with pytest.raises(ValueError, match=r"date|day"):
        read_published(written)
