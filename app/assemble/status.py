"""Facts about who says what, computed from attribution and claims: no verdict on what is true. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from app.assemble.estimates import HARMS, Harm, agree, by_source, class_totals, source_total, totals
from schemas import Attribution, CasualtyClaim, Count
from schemas.codes import AttributionStatus, Basis, EventType, TollStatus

Wholes = Mapping[str, str]
"""A party's name -> the name of the party that it belongs to or speaks for."""

_ACCUSING: Final[frozenset[Basis]] = frozenset({"accused_by_authorities", "accused", "possible", "reported_as_fact"})
_TWO_SIDED: Final[frozenset[EventType]] = frozenset({"Battles", "Strategic developments"})
"""Events with a doer on either side: two sides that each claim their own part are no rivals."""
_MOST_CHOICES: Final = 8
"""Numbers of one source that are tried against the others': more than an article gives."""


def root(name: str, wholes: Wholes) -> str:
    """The party that a name belongs to in the end, itself if to none; of names that belong to each other, the first.

    >>> root("spokesman", {"spokesman": "Brigade", "Brigade": "Front"})
    'Front'
    """
    seen = [name]
    while (whole := wholes.get(seen[-1])) and whole not in seen:
        seen.append(whole)
    return min(seen[seen.index(whole) :]) if whole else seen[-1]


def attribution_status(
    attribution: Iterable[Attribution], event_type: EventType, wholes: Wholes
) -> tuple[AttributionStatus, ...]:
    """All that hold of who is said to have done it, in the order of the code list (`Incident.attribution_status`)."""
    said = tuple(attribution)
    bases = {each.basis for each in said}
    own = any(each.asserted_by is None and each.basis != "denied" for each in said)
    rival = _has_rivals(said, event_type, wholes)
    accused = any(each.basis in _ACCUSING and each.asserted_by for each in said)
    holding: dict[AttributionStatus, bool] = {
        "admitted": "claimed" in bases,
        "denied": "denied" in bases,
        "rival_blame": rival,
        "one_side_says": accused and not (rival or own or "claimed" in bases),
        "own_voice": own,
        "nobody_named": not said,
    }
    return tuple(status for status, holds in holding.items() if holds)


def _has_rivals(said: tuple[Attribution, ...], event_type: EventType, wholes: Wholes) -> bool:
    """Whether two speakers of different parties name parties of which none is the same."""
    named: dict[str, set[str]] = {}
    claiming: set[str] = set()
    for each in said:
        if each.asserted_by is None or each.basis == "denied":
            continue
        speaker = root(each.asserted_by, wholes)
        named.setdefault(speaker, set()).add(root(each.actor, wholes))
        claiming |= {speaker} if each.basis == "claimed" else set()
    aside = claiming if event_type in _TWO_SIDED else set()
    speakers = list(named)
    pairs = ((one, other) for index, one in enumerate(speakers) for other in speakers[index + 1 :])
    return any(named[one].isdisjoint(named[other]) and not {one, other} <= aside for one, other in pairs)


def toll_status(claims: tuple[CasualtyClaim, ...], wholes: Wholes) -> TollStatus:
    """Whether several sources give numbers of the dead and the injured, and whether all of these can be true.

    What one speaker gives at several times (nine at midnight, fourteen by morning) is no difference by itself: one of
    the numbers must go with what the others say. Numbers of one group go with each other, and with a number of all
    victims where that can hold them: "twelve, three of them children".
    """
    counting = tuple(claim for claim in claims if claim.killed or claim.injured)
    if not counting:
        hurt = any(person.outcome in HARMS for claim in claims for person in claim.victims)
        counting = claims if hurt else ()
    if not counting:
        return "none"
    if not all(_go_together(counting, harm) for harm in HARMS):
        return "differ"
    return "agree" if len(tuple(_speakers_of(counting, wholes))) > 1 else "one_source"


def _go_together(claims: tuple[CasualtyClaim, ...], harm: Harm) -> bool:
    sources = by_source(claims, harm)
    classes = dict.fromkeys(claim.victim_class for of_one in sources for claim, _ in of_one)
    return all(
        _can_agree([numbers for of_one in sources if (numbers := class_totals(of_one, whom))])
        for whom in classes
        if whom != "all"
    ) and _can_agree([totals(of_one) or [_at_least(source_total(of_one))] for of_one in sources])


def _can_agree(choices: list[list[Count]]) -> bool:
    """Whether one number of each source goes with one of every other."""
    return not choices or any(agree(choice) for choice in product(*(each[:_MOST_CHOICES] for each in choices)))


def _at_least(part: Count) -> Count:
    """What a source counts of some groups alone: all victims are as many or more."""
    return Count(min=part.min or 0, max=None, qualifier="at_least")


def origins(claims: Iterable[CasualtyClaim], attribution: Iterable[Attribution], wholes: Wholes) -> tuple[str, ...]:
    """The speakers who say who did it or how many were hurt, the first of each party; the article's voice is none."""
    speakers = (*(each.asserted_by for each in attribution), *(name for each in claims for name in _asserting(each)))
    return tuple(_first_of_each(speakers, wholes))


def _speakers_of(claims: Iterable[CasualtyClaim], wholes: Wholes) -> Iterator[str]:
    return _first_of_each((name for claim in claims for name in _asserting(claim)), wholes)


def _asserting(claim: CasualtyClaim) -> Iterator[str | None]:
    yield claim.asserted_by
    yield from (source.name for source in claim.confirmed_by)


def _first_of_each(names: Iterable[str | None], wholes: Wholes) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name is not None and (whole := root(name, wholes)) not in seen:
            seen.add(whole)
            yield name
