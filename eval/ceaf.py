"""CEAF-REE: role-filler entity extraction as GRIT scores it (Du, Rush and Cardie 2021, the strict variant).

Per document and role, each gold entity is the list of its mentions and each predicted entity is one string. A
prediction matches a gold entity when, both normalised, it equals one of its mentions. Predictions and entities are
paired one to one so that most match (Hungarian); what is paired is found, the other predictions are invented, the other
entities missed. Counts are summed over documents, and for the micro average over the five roles.

Like GRIT, a document has one set of entities for each role, however many templates: `merge` puts those of all its
templates together. Entities with the same normalised mentions are one; entities that share only some mentions stay two,
since MUC-4's keys do not say that they are one. Predictions are merged the same way, so that naming one party for two
incidents is neither rewarded nor punished.
"""

import re
import string
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from eval.results import Tally
from eval.tallies import compare

Role = Literal["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"]
Entities = tuple[frozenset[str], ...]
"""Entities of one role, each the set of its normalised mentions."""

ROLES: Final[tuple[Role, ...]] = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")

_ARTICLE: Final = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION: Final = str.maketrans("", "", string.punctuation)


def normalise(mention: str) -> str:
    """Lower case; ASCII punctuation deleted, so that "car-bomb" is "carbomb"; no article; single blanks."""
    return " ".join(_ARTICLE.sub(" ", mention.lower().translate(_PUNCTUATION)).split())


def merge(entities: Iterable[Iterable[str]]) -> Entities:
    """The entities of all templates of a document, each once, in order; one without a mention is none."""
    normalised = (frozenset(normalise(mention) for mention in mentions) for mentions in entities)
    return tuple(dict.fromkeys(entity for entity in normalised if entity))


def ceaf_ree(gold: Mapping[Role, Entities], predicted: Mapping[Role, Iterable[str]]) -> dict[Role, Tally]:
    """Score one document; a role that is missing in either has no entities."""
    return {role: ceaf_role(gold.get(role, ()), predicted.get(role, ())) for role in ROLES}


def ceaf_role(gold: Entities, predicted: Iterable[str]) -> Tally:
    """Score one role of one document."""
    return compare(gold, merge([name] for name in predicted), lambda one, other: bool(one & other))
