"""Names of parties and people as keys, told apart by their form: a proper name, a country's, or a common noun."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.values.gazetteer import country_keys
from app.values.names import key, party_key, split
from schemas import Actor, Incident

_SHORT: Final = 2
"""Letters: words as short as these ("of", "in") tell no site or target from another."""
_ACRONYM: Final = 3
"""Capitals that make an acronym: two letters stand for too much."""


@dataclass(frozen=True, slots=True)
class Names:
    """The keys of an incident's names; see `app.dossier.profiles.Profile`."""

    parties: frozenset[str]
    nations: frozenset[str]
    speakers: frozenset[str]
    victims: frozenset[str]


def names_of(incident: Incident) -> Names:
    """The names of an incident's parties, the countries among them, its speakers and its victims."""
    parties = [actor for actor in incident.actors if set(actor.roles) != {"speaker"}]
    speakers = [actor for actor in incident.actors if set(actor.roles) == {"speaker"}]
    written = [name for actor in parties for name in _written(actor)]
    victims = (person.name for claim in incident.casualty_claims for person in claim.victims)
    return Names(
        parties=frozenset(form for name in written for form in proper_forms(name)),
        nations=frozenset(code for name in written for code in nations(name)),
        speakers=frozenset(form for actor in speakers for form in proper_forms(actor.name)),
        victims=frozenset(party_key(name) for name in victims if name),
    )


def _written(actor: Actor) -> Iterator[str]:
    yield actor.name
    yield from actor.aliases
    if actor.member_of:
        yield actor.member_of


@lru_cache(maxsize=8192)
def proper_forms(name: str) -> frozenset[str]:
    """The key of a proper name, and of its acronym; empty for a country's name and for common nouns ("police sources").

    A proper name has a capital or a digit after its first character, besides words for a country. Of one word with a
    capital ("Hamas", "Police") nothing shows that it is no noun at the start of a sentence: its key begins with "?".

    >>> sorted(proper_forms("Lord's Resistance Army"))
    ['lord resistance army', 'lra']
    """
    written = party_key(name)
    rest = [word for word in name.split() if not _country(word)]
    if not rest or _country(name):
        return frozenset()
    if " " not in written and rest[-1][0].isupper() and not _marked(rest[-1][1:]):
        return frozenset({f"?{written}"})
    if not _marked(" ".join(rest)[1:]):
        return frozenset()
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).casefold()
    return frozenset({written, initials} if len(initials) >= _ACRONYM else {written})


def _marked(letters: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in letters)


@lru_cache(maxsize=8192)
def nations(name: str) -> frozenset[str]:
    """The countries that a party's name has, by name or adjective.

    >>> nations("Russian forces")
    frozenset({'RU'})
    """
    found = {_country(name), *(_country(word) for word in name.split())}
    return frozenset(code for code in found if code)


@lru_cache(maxsize=8192)
def phrase(name: str | None) -> str:
    """A site or a target by its words, folded, each once and in order; without those of one or two letters.

    >>> phrase("the gate of the courthouse")
    'courthouse gate the'
    """
    return " ".join(sorted({word for word in split(name or "").keys if len(word) > _SHORT}))


def _country(name: str) -> str | None:
    word = country_keys().get(key(name))
    return word.code if word and (not word.upper or name.replace(".", "").isupper()) else None
