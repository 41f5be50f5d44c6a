"""The day of publication as callers write it: a date, or a timestamp whose date counts."""

import re
from datetime import date
from typing import Final

WANTED: Final = "written YYYY-MM-DD, or as a timestamp (RFC 3339)"
_WRITTEN: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\.[0-9]{1,9})?)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?)?"
)
"""Seconds and offset may be left out: of the timestamps that feeds and databases write, many do."""


def read_published(written: str) -> date:
    """The day of publication, from `2024-01-04` or a timestamp.

    Of a timestamp the date that it shows counts, at the place where it was written: an offset is not converted, so
    `2024-01-04T23:30:00-05:00` is 4 January, though it is the 5th in UTC by then.

    Raises:
        ValueError: It is neither, or no such day exists.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"a date is {WANTED}")
    return date.fromisoformat(found[1])
