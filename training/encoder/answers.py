"""What the heads should say of an article. Pure."""

from dataclasses import dataclass, field
from typing import Final

from app.encoder.shown import Span

NOBODY: Final = -1
"""The pointer of what the article says in its own voice, or of what is nobody's."""


@dataclass(slots=True)
class Deed:
    """An incident: the sentence that opens it, and those that report it, by position."""

    sentence: int
    type: int
    stage: int
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Saying:
    """What a sentence, by position, says of a party (`SAYINGS`): `who` is its number, `says` that of who attributes.

    `says` is `NOBODY` where the article does, and of what is no attribution.
    """

    sentence: int
    code: int
    deed: int
    who: int
    says: int


@dataclass(slots=True)
class Labels:
    """Of one article. Marks of a kind are numbered in the order of their spans.

    said      class of each attribute of each mark, `IGNORED` where the labels do not tell
    owners    party of each party mark, numbered over the article; `NOBODY`: a span that is no party
    links     (mark, deed) by kind: what hangs on which incident
    ties      (party mark, deed): parties that are part of an incident, whatever they do or say
    unsure    such pairs for which the labels do not tell
    sayings   what each sentence says of the parties
    points    by (pointer, kind): party of a mark, `NOBODY` for null; marks that are not there are not trained on
    lost      values of the labels that no span carries
    """

    roles: list[int]
    context: set[int]
    deeds: list[Deed]
    spans: dict[str, list[Span]] = field(default_factory=dict)
    said: dict[str, list[dict[str, int]]] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)
    links: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    ties: set[tuple[int, int]] = field(default_factory=set)
    unsure: set[tuple[int, int]] = field(default_factory=set)
    sayings: set[Saying] = field(default_factory=set)
    points: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
