"""Which actors of one cluster's accounts are the same party, by what the accounts themselves say of them. Pure.

Two names are of one party where they are spelt alike, where one record gives one of them as another name of the other,
or where one is the initials of the other ("RSF", "Rapid Support Forces"). No name is guessed to be another: where a
name could be that of two parties, or an article tells two of them apart, they stay as many as they are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeVar

from pydantic import BaseModel

from app.dossier.accounts import Account
from app.values.names import party_key, split
from app.values.place_lookup import is_country
from schemas import Actor, Incident

V = TypeVar("V", bound=BaseModel)

Mention = tuple[str, Actor]
"""An actor and the id of the article that has it."""
Party = tuple[Mention, ...]
"""The mentions of one party, in order of rank."""
_ARTICLES: Final = ("the", "a", "an")
_INITIALS: Final = range(3, 8)
"""Letters of an acronym; two are those of too many names."""
_TWO: Final = 2  # holders of a name


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a cluster, and under which name a fused incident has each of them."""

    parties: tuple[Party, ...]
    names: Mapping[tuple[str, str], str]

    def name(self, article_id: str, given: str) -> str:
        """The name in the fused incident of whom an article calls so; as given where it is no actor of the article."""
        return self.names.get((article_id, given), given)


def parties(cluster: Sequence[Account]) -> Parties:
    """The parties of accounts that are in order of rank, in the order in which they come up."""
    found = list(_by_name(cluster))
    for alike in (_named_by_alias, _named_by_initials, _sharing_an_alias):
        found = _joined(found, alike)
    names = {(article, actor.name): fullest(party) for party in found for article, actor in party}
    return Parties(tuple(found), names)


def fullest(party: Party) -> str:
    """The name with the most words, the first of equals: "Rapid Support Forces" of "RSF" and that."""
    return max((actor.name for _, actor in party), key=lambda name: len(party_key(name).split()))


def renamed(incident: Incident, name: Callable[[str], str]) -> Incident:
    """The incident with each reference to an actor replaced; its actors themselves are left as they are."""

    def put(values: tuple[V, ...], *fields: str) -> tuple[V, ...]:
        return tuple(
            value.model_copy(
                update={field: known and name(known) for field in fields for known in [getattr(value, field)]}
            )
            for value in values
        )

    claims = (
        claim.model_copy(update={"confirmed_by": put(claim.confirmed_by, "name")}) for claim in incident.casualty_claims
    )
    protest = incident.protest and incident.protest.model_copy(
        update={
            "organisers": put(incident.protest.organisers, "name"),
            "responses": put(incident.protest.responses, "by"),
        }
    )
    return incident.model_copy(
        update={
            "attribution": put(incident.attribution, "actor", "asserted_by"),
            "targets": put(incident.targets, "name", "of"),
            "casualty_claims": put(tuple(claims), "asserted_by", "of"),
            "other_counts": put(incident.other_counts, "asserted_by"),
            "reactions": put(incident.reactions, "speaker"),
            "protest": protest,
        }
    )


def _by_name(cluster: Iterable[Account]) -> Iterator[Party]:
    """Actors of one name are one party: the values of a record refer to it by that."""
    found: dict[str, list[Mention]] = {}
    for account in cluster:
        for actor in account.incident.actors:
            found.setdefault(party_key(actor.name), []).append((account.article.id, actor))
    return map(tuple, found.values())


Links = Iterable[tuple[int, int]]


def _joined(found: Sequence[Party], alike: Callable[[Sequence[Party]], Links]) -> list[Party]:
    """The parties with those put together that are linked, but for groups of which an article tells two apart."""
    of = list(range(len(found)))
    for one, other in alike(found):
        of = [of[one] if each == of[other] else each for each in of]
    groups = [[found[index] for index, first in enumerate(of) if first == each] for each in dict.fromkeys(of)]
    ranked = {id(mention): place for place, mention in enumerate(mention for party in found for mention in party)}
    return [party for group in groups for party in (group if _told_apart(group) else [_in_order(group, ranked)])]


def _in_order(group: Iterable[Party], ranked: Mapping[int, int]) -> Party:
    return tuple(sorted((mention for party in group for mention in party), key=lambda each: ranked[id(each)]))


def _told_apart(group: Sequence[Party]) -> bool:
    """Whether an article has two of the group as actors of its own."""
    articles = [article for party in group for article in {article for article, _ in party}]
    return len(set(articles)) < len(articles)


def _named_by_alias(found: Sequence[Party]) -> Links:
    """Pairs of which one has the other's name among its aliases.

    A country's name, which stands for its army and its ministries alike, only where no third party has it.
    """
    named, also = _holders(found, _names), _holders(found, _aliases)
    for key, holders in named.items():
        others = also.get(key, set()) - holders
        if not is_country(key) or len(holders | others) == _TWO:
            yield from ((one, other) for one in sorted(holders) for other in sorted(others))


def _sharing_an_alias(found: Sequence[Party]) -> Links:
    """Pairs that have an alias in common; a country's name is one of each of its bodies."""
    for key, holders in _holders(found, _aliases).items():
        if not is_country(key):
            yield from combinations(sorted(holders), 2)


def _named_by_initials(found: Sequence[Party]) -> Links:
    """Pairs of which one has a name that is the initials of a name of the other, and of nobody else."""
    whole = _holders(found, lambda party: filter(None, map(_initials, _called(party))))
    for index, party in enumerate(found):
        for name in _called(party):
            letters = name.replace(".", "")
            others = whole.get(party_key(letters), set()) - {index}
            if letters.isupper() and len(letters) in _INITIALS and len(others) == 1:
                yield index, others.pop()


def _holders(found: Sequence[Party], names: Callable[[Party], Iterable[str]]) -> dict[str, set[int]]:
    """Which parties have a name, by its key; names without a capital, as "officials", are left out."""
    holders: dict[str, set[int]] = {}
    for index, party in enumerate(found):
        for name in names(party):
            if _is_proper(name):
                holders.setdefault(party_key(name), set()).add(index)
    return holders


def _names(party: Party) -> Iterator[str]:
    return (actor.name for _, actor in party)


def _aliases(party: Party) -> Iterator[str]:
    return (alias for _, actor in party for alias in actor.aliases)


def _called(party: Party) -> Collection[str]:
    return dict.fromkeys((*_names(party), *_aliases(party)))


def _is_proper(name: str) -> bool:
    """Whether a name has a capital, or is of a script without any; that of a leading article is none."""
    words = name.split()
    rest = " ".join(words[1:] if len(words) > 1 and words[0].casefold() in _ARTICLES else words)
    return rest != rest.lower() or rest == rest.upper()


def _initials(name: str) -> str:
    """The capitals of a name that begins and ends with one: "RSF" of "Rapid Support Forces"; "" of any other."""
    words = split(name)
    firsts = [words.word(index)[0] for index in range(len(words))]
    if not firsts or not (firsts[0].isupper() and firsts[-1].isupper()):
        return ""
    letters = "".join(first for first in firsts if first.isupper())
    return letters if len(letters) in _INITIALS else ""
