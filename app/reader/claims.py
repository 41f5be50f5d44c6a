"""The casualty claims of one incident: joined where one source says the same twice, and confirmed by others. Pure."""

import re
from collections.abc import Iterable

from schemas import CasualtyClaim, Person, Source


def merge(claims: Iterable[CasualtyClaim]) -> tuple[CasualtyClaim, ...]:
    """One claim for what one source says alike in several places; one without a number joins its source's number."""
    merged: list[CasualtyClaim] = []
    for claim in claims:
        index = next((i for i, other in enumerate(merged) if _same(other, claim)), None)
        if index is None:
            merged.append(claim)
        else:
            merged[index] = _joined(merged[index], claim)
    return tuple(merged)


def with_confirmation(claims: tuple[CasualtyClaim, ...], source: Source) -> tuple[CasualtyClaim, ...]:
    """Add the source to the latest claim that gives a number of dead; unchanged when none does."""
    last = max((index for index, claim in enumerate(claims) if claim.killed), default=None)
    if last is None or source.name.casefold() == (claims[last].asserted_by or "").casefold():
        return claims
    confirmed = claims[last].model_copy(update={"confirmed_by": (*claims[last].confirmed_by, source)})
    return (*claims[:last], confirmed, *claims[last + 1 :])


def grounded(claims: tuple[CasualtyClaim, ...]) -> tuple[CasualtyClaim, ...]:
    """The claims; a number on top of one that no claim before it gives stands by itself."""
    return tuple(
        claim.model_copy(update={"additional": claim.additional and _has_base(claim, claims[:index])})
        for index, claim in enumerate(claims)
    )


def _has_base(claim: CasualtyClaim, before: tuple[CasualtyClaim, ...]) -> bool:
    return any((claim.killed and other.killed) or (claim.injured and other.injured) for other in before)


def _same(one: CasualtyClaim, other: CasualtyClaim) -> bool:
    """Whether one source says the same in both, as far as both say it."""
    numbers = ((one.killed, other.killed), (one.injured, other.injured))
    agree = all(a == b or a is None or b is None for a, b in numbers)
    same_whom = one.victim_class == other.victim_class or not (_numbered(one) and _numbered(other))
    return one.asserted_by == other.asserted_by and agree and same_whom and one.additional == other.additional


def _numbered(claim: CasualtyClaim) -> bool:
    return claim.killed is not None or claim.injured is not None


def _joined(one: CasualtyClaim, other: CasualtyClaim) -> CasualtyClaim:
    numbered = one if _numbered(one) else other
    known = {_person_key(person) for person in one.victims}
    return numbered.model_copy(
        update={
            "killed": one.killed or other.killed,
            "injured": one.injured or other.injured,
            "victims": (*one.victims, *(p for p in other.victims if _person_key(p) not in known)),
            "evidence": tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        }
    )


def _person_key(person: Person) -> str:
    return re.sub(r"^(?:an?|the)\s+", "", (person.description or person.name or "").casefold())
