"""Items of a field, which can be counted: codes that must be equal, and names that must be alike. Pure."""

from collections.abc import Hashable
from dataclasses import dataclass

from eval.text import Mode, Names, alike, names
from schemas import CasualtyClaim, Count, Incident


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a field. A name that is None is the article's own voice, and is alike None only."""

    codes: tuple[Hashable, ...] = ()
    names: tuple[Names | None, ...] = ()


def same(one: Item, other: Item, mode: Mode) -> bool:
    """Whether two items of one field say the same: codes, numbers and dates exactly, names by mode. Symmetric."""
    return one.codes == other.codes and all(
        alike(left, right, mode) for left, right in zip(one.names, other.names, strict=True)
    )


def ends(count: Count | None) -> tuple[int | None, int | None] | None:
    """A count as it is compared: its two ends. "About 40" and "40" are equal, "at least 2" and "2" are not."""
    return (count.min, count.max) if count else None


def known_as(incident: Incident, name: str | None) -> Names | None:
    """A name with all others that the incident's actors give the same party; None stays None."""
    if name is None:
        return None
    own = names(name)
    groups = (names(actor.name, *actor.aliases) for actor in incident.actors)
    return own.union(*(group for group in groups if own & group))


def numbered(incident: Incident) -> tuple[CasualtyClaim, ...]:
    """The claims that give a number; the others only single out victims, who are a field of their own."""
    return tuple(claim for claim in incident.casualty_claims if claim.killed or claim.injured)
