"""What is said of an article, by labels or by heads: parties, and incidents with what hangs on each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.encoder.shown import Span


@dataclass(frozen=True, slots=True)
class Party:
    """A party by all its mentions; `member_of` is another one's position. Empty codes are null."""

    spans: tuple[Span, ...]
    type: str
    voice: str
    member_of: int | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """A mark on an incident with what is said of it; `by` and `of` are positions of parties, None: nobody."""

    span: Span
    said: Mapping[str, str]
    by: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a party to an incident (one of `SAYINGS`, or `OTHER`), in the sentence at this position."""

    party: int
    tie: str
    sentence: int
    by: int | None = None


@dataclass(slots=True)
class Deed:
    """An incident. `day` and `spot` are positions in what code found; `things` by kind of mark."""

    sentence: int
    newly_reported: bool
    type: str
    stage: str
    members: tuple[int, ...] = ()
    day: int | None = None
    spot: int | None = None
    position: str = "in"
    things: dict[str, list[Thing]] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marked:
    """All that is said of an article; `context` are positions of sentences."""

    parties: tuple[Party, ...]
    deeds: tuple[Deed, ...]
    context: tuple[int, ...]
