"""What deriving a saved record again came to, as text for people. Pure."""

import json
from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from schemas import Verification

LONGEST: Final = 60  # characters of a value in a line


def render(found: Verification) -> str:
    """Say in a line whether the record holds, then why not, value by value."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Verification) -> Iterator[str]:
    same = "all that is compared is the same" if found.not_compared else "it is the same, byte for byte"
    held = f"holds: derived again, {same}" if found.holds else "does not hold"
    quotes = f"{found.quotes} quotes stand or fall by the article, {len(found.misplaced)} are misplaced"
    yield f"The record {held}; {quotes}."
    yield from (f"  {reason}" for reason in found.reasons)
    yield from (f"  not compared: {field}" for field in found.not_compared)
    yield from (f"  misplaced quote: {path}" for path in found.misplaced)
    for each in found.differences:
        yield f"  {each.path}: saved {_short(each.saved)}, derived {_short(each.derived)}"


def _short(value: JsonValue) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= LONGEST else f"{written[: LONGEST - 1]}…"
