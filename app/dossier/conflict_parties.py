"""Which names of a cluster are of one party: by the records' own aliases and memberships, countries, and form. Pure.

A party is wider here than an actor of a fused incident: a state with its forces and officials, a group with who speaks
for it, so that one who blames the army and one who blames the state do not differ. Names are joined step by step, the
surest first; no step joins what the records hold apart: a state and a group, or two countries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from app.dossier.accounts import Account
from app.dossier.conflict_names import Form, Wording, form
from schemas import Actor, Incident
from schemas.codes import Inter

_STATES: Final[frozenset[Inter | None]] = frozenset({"State forces", "External/Other forces"})
"""Which of the two a state is depends on where the deed was done."""
_ENOUGH: Final = 2  # words in common, where neither name holds the other
_COMMON: Final = 50
"""Parties that share a word: from here on it tells none of them apart, and is not looked up."""


@dataclass(slots=True)
class _Party:
    """Names that were joined, with what is known of them."""

    names: list[str]
    states: bool = False
    groups: set[Inter] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)

    @property
    def kind(self) -> Literal["state", "group"] | None:
        """What all records that type it say; None: none does, or they differ."""
        return None if self.states == bool(self.groups) else "state" if self.states else "group"

    def may_be(self, other: "_Party") -> bool:
        """Whether nothing that is known of the two excludes that they are one."""
        mixed = (self.states and other.groups) or (other.states and self.groups)
        return not mixed and not (self.countries and other.countries and self.countries.isdisjoint(other.countries))


class Parties:
    """The parties that a cluster's names belong to. A name is one of an actor, or any other that a value has."""

    def __init__(self, cluster: Sequence[Account]) -> None:
        """From the records of all accounts, in the order of rank."""
        self.wording = Wording.of(quote for account in cluster for quote in _quotes(account.incident))
        self._found: dict[str, str] = {}
        self._named: dict[str, bool] = {}
        self._parties: dict[str, _Party] = {}
        self._beside: dict[str, set[str]] = defaultdict(set)
        for account in cluster:
            for name in _names(account.incident):
                self._add(name, None)
            for actor in account.incident.actors:
                self._add_actor(actor)
            actors = {form(actor.name).plain for actor in account.incident.actors}
            for name in actors:
                self._beside[name] |= actors
        self._join_all(cluster)

    def party(self, name: str) -> str:
        """The party of a name: one of its names, which stands for all of them; the same for two names of one party."""
        key = form(name).plain
        while (above := self._found.get(key, key)) != key:
            key = above
        return key

    def is_named(self, name: str) -> bool:
        """Whether the name's party has a proper name; else it is only described ("gunmen")."""
        party = self.party(name)
        if party not in self._named:
            known = self._known(name)
            state = bool(known.states and known.countries)
            self._named[party] = state or any(map(self.wording.is_name, known.names))
        return self._named[party]

    def may_be_one(self, one: str, other: str) -> bool:
        """Whether two parties may be one: the same, a state and its coalition, or one that is only described."""
        left, right = self._known(one), self._known(other)
        if left is right or _leads(left, right) or _leads(right, left):
            return True
        return left.may_be(right) and not (self.is_named(one) and self.is_named(other))

    def exclude(self, one: str, other: str) -> bool:
        """Whether two names cannot be of one party: of different kinds, or of different countries."""
        left, right = self._known(one), self._known(other)
        return not left.may_be(right) and not (_leads(left, right) or _leads(right, left))

    def opposed(self, one: str, other: str) -> bool:
        """Whether one is a state, and the other a group that is none."""
        left, right = self._known(one), self._known(other)
        return {left.kind, right.kind} == {"state", "group"}

    def _known(self, name: str) -> "_Party":
        return self._parties.get(self.party(name)) or _Party([name])

    def _add_actor(self, actor: Actor) -> None:
        self._add(actor.name, actor.type)
        for alias in actor.aliases:
            self._add(alias, actor.type)

    def _add(self, name: str, kind: Inter | None) -> None:
        known = form(name)
        found = self._parties.setdefault(known.plain, _Party([]))
        found.names += [name] * (name not in found.names)
        found.countries |= known.countries
        found.beside |= known.beside
        found.states |= kind in _STATES
        found.groups |= {kind} if kind and kind not in _STATES else set()

    def _join_all(self, cluster: Sequence[Account]) -> None:
        actors = [actor for account in cluster for actor in account.incident.actors]
        for actor in actors:
            for alias in actor.aliases:
                self._join(actor.name, alias)
        for actor in actors:
            if actor.member_of:
                self._join(actor.member_of, actor.name)
        self._join_alike(self._by_form())
        self._join_alike(self._by_country())
        self._join_alike(self._by_acronym())
        self._join_longer()

    def _join_alike(self, groups: Iterable[Sequence[str]]) -> None:
        for group in groups:
            for one, other in pairwise(group):
                self._join(one, other)

    def _join(self, one: str, other: str) -> None:
        """Put two names under one party, unless what is known of them excludes it."""
        left, right = self.party(one), self.party(other)
        if left == right or not self._parties[left].may_be(self._parties[right]):
            return
        kept, gone = self._parties[left], self._parties.pop(right)
        kept.names += gone.names
        kept.states |= gone.states
        kept.groups |= gone.groups
        kept.countries |= gone.countries
        kept.beside |= gone.beside
        self._found[right] = left

    def _by_form(self) -> Iterator[list[str]]:
        """Names that are spelt alike."""
        found: dict[object, list[str]] = defaultdict(list)
        for key, party in self._parties.items():
            for known in dict.fromkeys(form(name).key for name in party.names):
                found[known].append(key)
        return iter(found.values())

    def _by_country(self) -> Iterator[list[str]]:
        """States and their forces: the parties of one country that are of no group."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, party in self._parties.items():
            if party.states and not party.groups and len(party.countries) == 1:
                found[min(party.countries)].append(key)
        return iter(found.values())

    def _by_acronym(self) -> Iterator[list[str]]:
        """Names in capitals with names whose words begin with these letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, party in self._parties.items():
            for letters in dict.fromkeys(letters for name in party.names for letters in _initials(name)):
                found[letters].append(key)
        return iter(found.values())

    def _join_longer(self) -> None:
        """Names of which one is the other with further words, where it is so of one party only.

        Two actors of one article are left apart: it would not call one party by both names without saying so.
        """
        forms = {key: [form(name) for name in party.names] for key, party in self._parties.items()}
        by_word: dict[str, set[str]] = defaultdict(set)
        for key, known in forms.items():
            for word in {word for each in known for word in each.words}:
                by_word[word].add(key)
        for key, ours in forms.items():
            shared = [by_word[word] for each in ours for word in each.words if len(by_word[word]) < _COMMON]
            near = sorted(set[str]().union(*shared) - {key} - self._beside.get(key, set()))
            fits = {self.party(other) for other in near if self._shorter(key, ours, other, forms[other])}
            if len(fits - {self.party(key)}) == 1:
                self._join(min(fits - {self.party(key)}), key)

    def _shorter(self, key: str, ours: Sequence[Form], other: str, theirs: Sequence[Form]) -> bool:
        """Whether a name of one party is part of one of the other's, or they differ in common words alone."""
        one, two = self._parties[self.party(key)], self._parties[self.party(other)]
        return one.may_be(two) and any(_within(left, right) for left in ours for right in theirs)


def _within(one: Form, other: Form) -> bool:
    if not one.words or (one.countries | one.beside) - (other.countries | other.beside):
        return False
    if one.words <= other.words:
        return True
    left, right = one.words - other.words, other.words - one.words
    shared = len(one.words & other.words)
    return shared >= _ENOUGH and shared > len(left) and not (left & one.proper or right & other.proper)


def _leads(state: _Party, coalition: _Party) -> bool:
    """Whether the one is a state, and the other forces that carry its name: "US-led coalition"."""
    return bool(state.countries & coalition.beside) and not state.groups and not coalition.groups


def _initials(name: str) -> Iterator[str]:
    """A name that is an acronym itself, or the first letters of its words with a capital."""
    words = [word for word in name.replace("-", " ").split() if word[0].isupper()]
    if len(words) == 1 and len(name) > _ENOUGH and name.isupper() and name.isalpha():
        yield name.casefold()
    if len(words) > _ENOUGH:
        yield "".join(word[0] for word in words).casefold()


def _names(incident: Incident) -> Iterator[str]:
    """The names of parties that values have."""
    yield from (each.actor for each in incident.attribution)
    yield from (each.of for each in incident.targets if each.of)
    yield from (each.of for each in incident.casualty_claims if each.of)
    yield from (each.member_of for each in incident.actors if each.member_of)


def _quotes(incident: Incident) -> Iterator[str]:
    grounded = (incident, *incident.attribution, *incident.casualty_claims, *incident.actors, *incident.targets)
    yield from (each.quote for value in grounded for each in value.evidence)
