"""What differs between two versions of an incident's record, without the quotes. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.store.index.packing import unpacked

Json = Any
Difference = tuple[str, Json, Json]
"""Path, value before, value after."""
Told = dict[str, Any]
"""What the feed of changes has of one difference: the columns `path`, `shown`, `full`, `erased`."""
QUOTES: Final = "evidence"


@dataclass(frozen=True, slots=True)
class Versions:
    """One version of a record as JSON, with names withheld and in full; None: there was none."""

    shown: Json
    full: Json


def versions(record: bytes | None, masked: bytes | None) -> Versions:
    """A version as it is kept."""
    full = unpacked(record) if record else None
    return Versions(unpacked(masked) if masked else full, full)


def told(path: str, before: Json, after: Json) -> Told:
    """A difference that names nobody."""
    values = None if before is None and after is None else json.dumps([before, after])
    return {"path": path, "shown": values, "full": None, "erased": False}


def of_versions(old: Versions, new: Versions, *, erasing: bool) -> Iterator[Told]:
    """What the feed has of two versions; `erasing`: what was before is not told.

    A difference between names that are withheld alone has nothing to show; one between quotes alone is told as such.
    """
    shown = {path: values for path, *values in differences(facts(old.shown), facts(new.shown))}
    full = {path: values for path, *values in differences(facts(old.full), facts(new.full))}
    for path in [*(shown | full)] or [QUOTES]:
        both = [_written(each.get(path), erasing=erasing) for each in (shown, full)]
        yield {"path": path, "shown": both[0], "full": None if both[0] == both[1] else both[1], "erased": erasing}


def _written(values: list[Json] | None, *, erasing: bool) -> str | None:
    if values is None:
        return None
    return json.dumps([None if erasing else values[0], values[1]], ensure_ascii=False)


def facts(record: Json) -> Json:
    """A record without the words of the articles that carry its values."""
    if isinstance(record, dict):
        return {name: facts(part) for name, part in record.items() if name != QUOTES}
    return [facts(part) for part in record] if isinstance(record, list) else record


def differences(before: Json, after: Json, path: str = "") -> Iterator[Difference]:
    """Where two versions differ, down to single values; of a list, what went and what came.

    Example:
        `{"date": {"start": "2024-01-04"}}` and `{"date": {"start": "2024-01-03"}}` give
        `("date/start", "2024-01-04", "2024-01-03")`.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before | after:
            yield from differences(before.get(name), after.get(name), f"{path}/{name}" if path else name)
    elif isinstance(before, list) and isinstance(after, list):
        went = [each for each in before if each not in after]
        came = [each for each in after if each not in before]
        if went or came:
            yield path, went, came
    elif before != after:
        yield path, before, after
