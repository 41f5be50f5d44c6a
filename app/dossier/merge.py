"""The accounts of one cluster to one incident: every claim is kept, nothing is summed or averaged. Pure.

    parties     actors under several names are one where the accounts say so; all values have them under one name
    values      what several articles report stands once, with the words of all of them
    one of a kind, as date and place: the finest that a report gives; of equally fine ones that of the lowest rank
    codes, as type and stage: what most of the articles that newly report it have; of equals the lowest rank's
    the rest    computed from these, as for one article; estimates over the claims of each article apart

Whatever differs, and is not what stands here, is in `conflicts`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, TypeVar

from app.assemble.derived import UNDERIVED, derived
from app.assemble.note import note
from app.dossier.accounts import Account
from app.dossier.conflicts import conflicts
from app.dossier.estimates import estimated
from app.dossier.parties import Parties, Party, fullest, parties, renamed
from schemas import FusedIncident, TollPolicy
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF, DatePrecision, PlacePrecision

T = TypeVar("T")
Dump = dict[str, Any]
"""A value as `model_dump` gives it, with the article's id in each quote."""

_LISTS: Final = ("attribution", "targets", "weapons", "casualty_claims", "other_counts", "reactions")
_PROTEST: Final = ("organisers", "demands", "responses")
_QUOTED: Final = "evidence"
_CONFIRMED: Final = "confirmed_by"
_DATES: Final[tuple[DatePrecision, ...]] = ("day", "week", "month", "year", "unknown")
_PLACES: Final[tuple[PlacePrecision, ...]] = ("site", "town", "near_town", "admin2", "admin1", "country", "sea")


def merged(cluster: Iterable[Account], policy: TollPolicy | None = None) -> FusedIncident:
    """The incident that the accounts of a cluster report, in whatever order they come.

    `policy`: by which convention `best` of the estimates is chosen where claims disagree; None: by none, it is null.
    Raises ValueError for a cluster without accounts.
    """
    ranked = sorted({account.report: account for account in cluster}.values(), key=lambda account: account.rank)
    if not ranked:
        raise ValueError("a cluster has one account at least")
    known = parties(ranked)
    actors = [_actor(party, known) for party in known.parties]
    fused = FusedIncident.model_validate(
        {
            **UNDERIVED,
            **_codes(ranked),
            **_values([_told(account, known) for account in ranked]),
            "id": ranked[0].incident.id,
            "actors": actors,
            "reports": [account.report for account in ranked],
            "conflicts": conflicts(ranked),
        }
    )
    whole = {actor["name"]: actor["member_of"] for actor in actors if actor["member_of"]}
    return _noted(estimated(derived(fused, whole), ranked, policy))


def _codes(ranked: Sequence[Account]) -> Dump:
    """Type and stage, each by itself."""
    kind = _best_supported(ranked, lambda account: account.incident.sub_event_type)
    return {
        "sub_event_type": kind,
        "event_type": EVENT_TYPE_OF[kind],
        "plover": PLOVER_OF[kind],
        "stage": _best_supported(ranked, lambda account: account.incident.stage),
    }


def _best_supported(ranked: Sequence[Account], code: Callable[[Account], T]) -> T:
    """What most of the articles that newly report it have, else most of all; of equals the one of the lowest rank."""
    voices = [account for account in ranked if account.news] or ranked
    said = Counter(code for _, code in dict.fromkeys((account.article.id, code(account)) for account in voices))
    return max(said, key=lambda each: said[each])  # the first of equals


# Values.


def _told(account: Account, known: Parties) -> Dump:
    """The values of an account under the names of the fused incident, with the article's id in each quote."""
    own = renamed(account.incident, lambda name: known.name(account.article.id, name))
    told: Dump = _cited(own.model_dump(exclude={*UNDERIVED, "actors"}), account.article.id)
    return told


def _cited(value: Any, article_id: str) -> Any:
    if isinstance(value, dict):
        told = {name: _cited(part, article_id) for name, part in value.items()}
        return {**told, "article_id": article_id} if "quote" in value else told
    return tuple(_cited(part, article_id) for part in value) if isinstance(value, tuple) else value


def _values(dumps: Sequence[Dump]) -> Dump:
    return {
        **{name: _joined(chain.from_iterable(dump[name] for dump in dumps)) for name in _LISTS},
        "date": _finest([dump["date"] for dump in dumps], _coarseness_of_date, "text"),
        "time": _finest([dump["time"] for dump in dumps], _coarseness_of_time, "text"),
        "location": _location([dump["location"] for dump in dumps if dump["location"]]),
        "protest": _protest([dump["protest"] for dump in dumps if dump["protest"]]),
        _QUOTED: _unique(quote for dump in dumps for quote in dump[_QUOTED]),
    }


def _joined(values: Iterable[Dump]) -> tuple[Dump, ...]:
    """One of each, in the order in which they come, with the quotes and the confirmations of all that are equal."""
    kept: dict[str, Dump] = {}
    for value in values:
        key = repr(_bare(value))
        kept[key] = _both(kept[key], value) if key in kept else value
    return tuple(kept.values())


def _bare(value: Any, *ignored: str) -> Any:
    """What a value says, without the words that carry it and without who confirms it."""
    if isinstance(value, dict):
        left_out = {_QUOTED, _CONFIRMED, *ignored}
        return {name: _bare(part) for name, part in value.items() if name not in left_out}
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value


def _both(one: Dump, other: Dump) -> Dump:
    """The first of two values that say the same, with the quotes of both, in what it holds, too."""
    both = {**one, _QUOTED: _unique((*one[_QUOTED], *other[_QUOTED]))}
    if _CONFIRMED in one:
        both[_CONFIRMED] = _joined((*one[_CONFIRMED], *other[_CONFIRMED]))
        both["victims"] = tuple(_both(*pair) for pair in zip(one["victims"], other["victims"], strict=True))
    return both


def _unique(quotes: Iterable[Dump]) -> tuple[Dump, ...]:
    return tuple({(quote["article_id"], quote["start"], quote["end"]): quote for quote in quotes}.values())


# One of a kind.


def _finest(given: Iterable[Dump | None], coarseness: Callable[[Dump], Any], *ignored: str) -> Dump | None:
    """The finest value, the first of equals, with the quotes of all that say the same; None where none is given."""
    told = [value for value in given if value]
    if not told:
        return None
    finest = min(told, key=coarseness)
    same = (value for value in told if _bare(value, *ignored) == _bare(finest, *ignored))
    return {**finest, _QUOTED: _unique(quote for value in same for quote in value[_QUOTED])}


def _coarseness_of_date(date: Dump) -> tuple[bool, int, int]:
    """A date that could be resolved is finer than one that could not; then the unit, then how many days it may be."""
    known = date["start"] is not None and date["end"] is not None
    days = (date["end"] - date["start"]).days if known else 0
    return not known, _DATES.index(date["precision"]), days


def _coarseness_of_time(time: Dump) -> bool:
    return time["hour"] is None


def _location(given: Sequence[Dump]) -> Dump | None:
    """The finest place, with every place of several at which a report says that it was done."""
    finest = _finest(given, lambda place: _PLACES.index(place["precision"]), "places")
    return finest and {**finest, "places": _joined(chain.from_iterable(place["places"] for place in given))}


def _protest(given: Sequence[Dump]) -> Dump | None:
    return {name: _joined(chain.from_iterable(each[name] for each in given)) for name in _PROTEST} if given else None


# Who.


def _actor(party: Party, known: Parties) -> Dump:
    """A party with all its names; its type as `_best_supported` would have it."""
    name = fullest(party)
    called = dict.fromkeys(each for _, actor in party for each in (actor.name, *actor.aliases))
    wholes = (known.name(article, actor.member_of) for article, actor in party if actor.member_of)
    types = Counter(actor.type for _, actor in party if actor.type)
    return {
        "name": name,
        "aliases": tuple(each for each in called if each != name),
        "type": max(types, key=lambda each: types[each], default=None),
        "member_of": next((whole for whole in wholes if whole != name), None),
        _QUOTED: _unique(_cited(quote.model_dump(), article) for article, actor in party for quote in actor.evidence),
    }


# The note.


def _noted(incident: FusedIncident) -> FusedIncident:
    """The incident with its note, in which an article's own voice is "article 2": the second of its reports."""
    if len({report.article_id for report in incident.reports}) == 1:
        return incident.model_copy(update={"note": note(incident)})
    places = {article: number for number, article in enumerate(dict.fromkeys(_articles(incident)), start=1)}

    def voiced(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            each if each.asserted_by else each.model_copy(update={"asserted_by": _voice(each, places)})
            for each in values
        )

    lists = ("attribution", "casualty_claims", "other_counts")
    return incident.model_copy(
        update={"note": note(incident.model_copy(update={name: voiced(getattr(incident, name)) for name in lists}))}
    )


def _articles(incident: FusedIncident) -> Iterator[str]:
    return (report.article_id for report in incident.reports)


def _voice(value: Any, places: dict[str, int]) -> str:
    numbers = sorted({places[quote.article_id] for quote in value.evidence})
    return f"article{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
