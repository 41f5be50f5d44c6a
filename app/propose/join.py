"""Drafts of an article's parts to one draft: incidents known for the same are one, by what they share, never by place.

Two drafts of overlapping parts name the same sentences. Incidents of two drafts are the same where they agree in type
and either rest on a common sentence, with no two towns given, or town (or site) and day are given and equal. Those of
one draft are never joined: who read them together kept them apart. Pure.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

from app.records.draft import Draft, DraftIncident, DraftParty, Part

P = TypeVar("P", bound=Part)

_LISTS: Final = ("attribution", "targets", "weapons", "claims", "reactions")


def join(drafts: Sequence[Draft]) -> Draft:
    """One draft of all; a single one is given back as it is. Order of first mention; nothing is dropped."""
    if len(drafts) == 1:
        return drafts[0]
    incidents: list[DraftIncident] = []
    for draft in drafts:
        incidents = _with_incidents(incidents, draft.incidents)
    return Draft(
        headline=next((draft.headline for draft in drafts if draft.incidents), drafts[0].headline),
        parties=_parties(party for draft in drafts for party in draft.parties),
        incidents=tuple(incidents),
        summary=_once(line for draft in drafts for line in draft.summary),
        context=tuple(number for draft in drafts for number in draft.context),
    )


def _with_incidents(known: Sequence[DraftIncident], more: Sequence[DraftIncident]) -> list[DraftIncident]:
    """Known incidents with those of one more draft; each known one is that of at most one of them."""
    joined, free = list(known), set(range(len(known)))
    for incident in more:
        alike = [index for index in sorted(free) if is_same(known[index], incident)]
        if alike:
            same = max(alike, key=lambda index: _agreement(known[index], incident))
            free.remove(same)
            joined[same] = _united(known[same], incident)
        else:
            joined.append(incident)
    return joined


def is_same(one: DraftIncident, other: DraftIncident) -> bool:
    """Whether two drafts of one article mean the same incident."""
    if one.sub_event_type != other.sub_event_type:
        return False
    towns = {each.place.town.casefold() for each in (one, other) if each.place and each.place.town}
    common = bool({*one.sentences} & {*other.sentences}) and len(towns) < 2  # noqa: PLR2004  one town, or another
    return common or (_setting(one) is not None and _setting(one) == _setting(other))


def _agreement(one: DraftIncident, other: DraftIncident) -> int:
    """How many values two incidents have in common: of several that could be the same, the one that shares most is."""
    lists = sum(item in getattr(other, name) for name in _LISTS for item in getattr(one, name))
    return lists + (one.date == other.date) + (one.place == other.place) + (one.newly_reported == other.newly_reported)


def _setting(one: DraftIncident) -> tuple[str, str] | None:
    """Where and when, by town or site and first day; None: one of them is not given."""
    where = one.place and (one.place.town or one.place.site)
    when = one.date and one.date.start
    return (where.casefold(), when) if where and when else None


def _united(first: DraftIncident, *more: DraftIncident) -> DraftIncident:
    """An incident with what another draft adds to it; what both have is the first one's."""
    for other in more:
        lists: dict[str, Any] = {name: _once((*getattr(first, name), *getattr(other, name))) for name in _LISTS}
        first = first.model_copy(
            update={
                **lists,
                "newly_reported": first.newly_reported or other.newly_reported,
                "sentences": tuple(sorted({*first.sentences, *other.sentences})),
                "date": first.date or other.date,
                "place": first.place or other.place,
                "parties": tuple(dict.fromkeys((*first.parties, *other.parties))),
            }
        )
    return first


def _once(items: Iterable[P]) -> tuple[P, ...]:
    """Items that differ in more than the sentences they name; of equals the sentences are joined."""
    kept: dict[str, P] = {}
    for item in items:
        same = item.model_copy(update={"sentences": ()}).model_dump_json()
        before = kept.get(same)
        numbers = {*getattr(before, "sentences", ()), *getattr(item, "sentences", ())}
        kept[same] = item.model_copy(update={"sentences": tuple(sorted(numbers))})
    return tuple(kept.values())


def _parties(parties: Iterable[DraftParty]) -> tuple[DraftParty, ...]:
    """Parties once each by name; what one draft leaves open, another may give."""
    kept: dict[str, DraftParty] = {}
    for party in parties:
        before = kept.setdefault(party.name.casefold(), party)
        kept[party.name.casefold()] = before.model_copy(
            update={
                "aliases": tuple(dict.fromkeys((*before.aliases, *party.aliases))),
                "type": before.type or party.type,
                "source_type": before.source_type or party.source_type,
                "sentences": tuple(sorted({*before.sentences, *party.sentences})),
            }
        )
    return tuple(kept.values())
