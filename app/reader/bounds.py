"""What the rules derived, within the bounds of a draft: what is too much or too long for one is refused. Pure.

No report of an article comes near them; a text that is no prose may.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

from pydantic import BaseModel, JsonValue

from app.records.draft import MOST_INCIDENTS, MOST_ITEMS, MOST_PARTIES
from app.records.verified import Record
from app.values.count_notation import write_count
from schemas import Count, Evidence, Incident, Statement, UnsupportedValue

LONGEST_NAME: Final = 200
MOST_SENTENCES: Final = 40
MOST_OF: Final = {"evidence": MOST_SENTENCES, "aliases": 12, "confirmed_by": 8}
"""Most items of a list, by its field; of others MOST_ITEMS."""

P = TypeVar("P", bound=BaseModel)


def within_bounds(record: Record) -> Record:
    """The same, with what a draft cannot hold among the refused values; words beyond the bound of a value go unsaid."""
    refused: list[UnsupportedValue] = []
    whole = _numbered((*record.incidents, *record.background), MOST_INCIDENTS, "incidents", refused)
    bounded = tuple(_bounded(one, path, refused) for path, one in whole)
    few = tuple(_with_few_parties(bounded, refused))
    new = len(record.incidents)
    return replace(record, incidents=few[:new], background=few[new:], unsupported=(*record.unsupported, *refused))


def _numbered(items: Iterable[P], most: int, path: str, refused: list[UnsupportedValue]) -> Iterator[tuple[str, P]]:
    """Each item with its path; one beyond the bound, or that no draft can hold, is refused."""
    for number, item in enumerate(items):
        where = f"{path}/{number}"
        reason = f"a draft holds at most {most} of them" if number >= most else _misfit(item)
        if reason:
            refused.append(_refusal(where, item, reason))
        else:
            yield where, item


def _bounded(part: P, path: str, refused: list[UnsupportedValue]) -> P:
    changed = {name: _field(name, getattr(part, name), f"{path}/{name}", refused) for name in type(part).model_fields}
    return part.model_copy(update=changed)


def _field(name: str, value: Any, path: str, refused: list[UnsupportedValue]) -> Any:
    """A field's value within the bounds; None in the place of a part that no draft can hold."""
    most = MOST_OF.get(name, MOST_ITEMS)
    if isinstance(value, tuple):
        parts = all(isinstance(item, BaseModel) and not isinstance(item, Evidence) for item in value)
        held = _numbered(value, most, path, refused) if parts else ()
        return tuple(_bounded(item, where, refused) for where, item in held) if parts else value[:most]
    if isinstance(value, BaseModel) and (reason := _misfit(value)):
        refused.append(_refusal(path, value, reason))
        return None
    return _bounded(value, path, refused) if isinstance(value, BaseModel) and not isinstance(value, Count) else value


def _misfit(part: BaseModel) -> str | None:
    """Why no draft can hold a part; None when it can. What a speaker said is held by the number of its sentence."""
    fields = [(name, getattr(part, name)) for name in type(part).model_fields]
    own = [value for name, value in fields if not (name == "text" and isinstance(part, Statement))]
    names = (words for value in own for words in (value if isinstance(value, tuple) else (value,)))
    if any(isinstance(words, str) and len(words) > LONGEST_NAME for words in names):
        return f"a name of more than {LONGEST_NAME} characters"
    if any(isinstance(value, Count) and not _is_writable(value) for value in own):
        return "no draft can write this count"
    return None


def _is_writable(count: Count) -> bool:
    try:
        return bool(write_count(count))
    except ValueError:
        return False


def _with_few_parties(incidents: tuple[Incident, ...], refused: list[UnsupportedValue]) -> Iterator[Incident]:
    names = dict.fromkeys(actor.name for incident in incidents for actor in incident.actors)
    left = dict.fromkeys(list(names)[:MOST_PARTIES])
    for number, incident in enumerate(incidents):
        for position, actor in enumerate(incident.actors):
            if actor.name not in left:
                path = f"incidents/{number}/actors/{position}"
                refused.append(_refusal(path, actor, f"a draft holds at most {MOST_PARTIES} parties"))
        actors = tuple(actor for actor in incident.actors if actor.name in left)
        yield incident.model_copy(update={"actors": actors})


def _refusal(path: str, part: BaseModel, reason: str) -> UnsupportedValue:
    value: JsonValue = part.model_dump(mode="json", exclude={"evidence"}, exclude_none=True)
    return UnsupportedValue(path=path, value=value, code="reader_rule", reason=reason)
