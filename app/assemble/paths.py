"""Where the draft's values stand in the record, and questions with their paths turned into those. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from app.records.verified import Quotes, Record
from schemas import Evidence, Grounded, Question, UnsupportedValue

T_co = TypeVar("T_co", covariant=True)
G = TypeVar("G", bound=Grounded)

Moves = Mapping[str, str]
"""Origin of a value in the draft -> its path in the record, or below the value that is being built."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[T_co]):
    """A value of the record, and what of the draft stands in it: "" is the value itself, `victims/0` a part of it."""

    value: T_co
    moves: Moves


def under(path: str, moves: Moves) -> dict[str, str]:
    """The same values, seen from one level further out, where what they are in stands at `path`."""
    return {origin: f"{path}/{below}" if below else path for origin, below in moves.items()}


def listed(name: str, items: Iterable[Placed[T_co]]) -> Placed[tuple[T_co, ...]]:
    """Items as the list `name` of the value that holds them; what stands in several of them is found in the first."""
    items = tuple(items)
    moves: dict[str, str] = {}
    for index, item in enumerate(items):
        moves = under(f"{name}/{index}", item.moves) | moves
    return Placed(tuple(item.value for item in items), moves)


def joined(items: Iterable[tuple[Hashable, Placed[G]]]) -> tuple[Placed[G], ...]:
    """Items of one key become one item, at the place of the first, which carries the words of all of them."""
    by_key: dict[Hashable, Placed[G]] = {}
    for key, item in items:
        by_key[key] = together(by_key[key], item) if key in by_key else item
    return tuple(by_key.values())


def together(one: Placed[G], other: Placed[G]) -> Placed[G]:
    """The first with the words of both; what the other was in the draft, it is now too."""
    value = one.value.model_copy(update={"evidence": quotes_of(one.value.evidence, other.value.evidence)})
    return Placed(value, {**other.moves, **one.moves})


def quotes_of(*several: Quotes) -> Quotes:
    """The quotes of several values, in their order, each stretch once.

    >>> one = Evidence(quote="four", start=0, end=4)
    >>> quotes_of((one,), (one,)) == (one,)
    True
    """
    by_stretch: dict[tuple[int, int], Evidence] = {}
    for quote in (quote for quotes in several for quote in quotes):
        by_stretch.setdefault((quote.start, quote.end), quote)
    return tuple(by_stretch.values())


def with_questions(record: Record, questions: Iterable[Question], moves: Moves) -> Record:
    """The record with questions whose paths are places in it.

    A question about a value that was refused is left out where the value stands in `unsupported`, which says more;
    where it does not, the question stays under its path in the draft.
    """
    settled = (_settled(question, record, moves) for question in questions)
    return replace(record, questions=(*record.questions, *(question for question in settled if question)))


def _settled(question: Question, record: Record, moves: Moves) -> Question | None:
    path = place_of(question.path, moves)
    refused = is_refused(question.path, record.unsupported)
    if path is not None and not (refused and value_at(record, path) is None):
        return question.model_copy(update={"path": path})
    return None if refused else question


def place_of(path: str, moves: Moves) -> str | None:
    """Where the value at a path of the draft stands in the record; None where it does not.

    What is known of is the longest part of the path at which an item begins. A number in the rest names an item that
    is not in the record; the aliases of a party are no items, and stand for themselves as a whole.

    >>> place_of("incidents/1/attribution/0/basis", {"incidents/1": "background/0",
    ...                                              "incidents/1/attribution/0": "background/0/attribution/0"})
    'background/0/attribution/0/basis'
    """
    known, rest = path, list[str]()
    while known not in moves:
        known, slash, last = known.rpartition("/")
        if not slash:
            return None
        rest.insert(0, last)
    if rest[:1] == ["aliases"]:
        rest = rest[:1]
    return None if any(step.isdecimal() for step in rest) else "/".join([moves[known], *rest])


def is_refused(path: str, refused: Iterable[UnsupportedValue]) -> bool:
    """Whether the value at a path of the draft, or one that it is a part of, was refused."""
    return any(f"{path}/".startswith(f"{each.path}/") for each in refused)


def value_at(record: Record, path: str) -> Any:
    """What stands at a path of the record; None where nothing does."""
    value: Any = record
    for step in path.split("/"):
        if isinstance(value, tuple):
            value = value[int(step)] if step.isdecimal() and int(step) < len(value) else None
        else:
            value = getattr(value, step, None)
    return value
