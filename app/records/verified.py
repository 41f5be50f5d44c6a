"""What was verified of a draft: each value with the words that carry it; from verify to resolve to assemble.

`origin` is the path of a value in the draft, by the names of the public record: `incidents/0/casualty_claims/1`.
Questions and refusals of every stage name it, and assemble turns it into the place where the value stands.
"""

from dataclasses import dataclass
from datetime import date

import schemas
from schemas import Count, Evidence, Fact, IncidentDate, Location, Question, SummarySentence, UnsupportedValue
from schemas.codes import (
    Basis,
    Inter,
    Plover,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
    VictimClass,
    WeaponCategory,
)

Quotes = tuple[Evidence, ...]
"""The words that carry a value, the most telling first; never empty."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party whose name stands in the article. `source_type` None: it gives no toll, as far as the draft says."""

    origin: str
    name: str
    aliases: tuple[str, ...]
    type: Inter | None
    source_type: SourceType | None
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in the article, and where: of a party, a street, a town."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words for the time of a deed, and the days [start, end] that the model takes them for; None: none given."""

    origin: str
    words: Named
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names of a place, the finest first. `country` is the model's word for it; None: it names none.

    `quotes` are the words that name the place where its own name does not stand in the article: "Iraqi" for Iraq.
    """

    origin: str
    site: Named | None
    town: str | None
    region: str | None
    country: str | None
    quotes: Quotes


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to have done it; `asserted_by` None: the article in its own voice."""

    origin: str
    actor: Named
    basis: Basis
    asserted_by: Named | None
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Target:
    """What or who was aimed at."""

    origin: str
    name: str
    kind: TargetKind
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Weapon:
    """What was used; `count` None: not stated."""

    origin: str
    name: str
    category: WeaponCategory
    count: Count | None
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Person:
    """A victim singled out, by name or description or both."""

    origin: str
    name: str | None
    description: str | None
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A party that confirms a claim's numbers."""

    origin: str
    party: Named
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of the dead and the injured; None: no number stated."""

    origin: str
    killed: Count | None
    injured: Count | None
    victim_class: VictimClass
    additional: bool
    asserted_by: Named | None
    confirmed_by: tuple[Confirmation, ...]
    victims: tuple[Person, ...]
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Statement:
    """What a speaker does with words; the first quote is what is shown."""

    origin: str
    speaker: Named
    act: Plover
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident of the draft, in its order; `parties` are further ones that no other value names."""

    origin: str
    newly_reported: bool
    sub_event_type: SubEventType
    stage: Stage
    date: DateWords | None
    place: PlaceNames | None
    attribution: tuple[Attribution, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    claims: tuple[Claim, ...]
    reactions: tuple[Statement, ...]
    parties: tuple[Named, ...]
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Verified:
    """All that the article carries of a draft; `refused` is the rest. `headline` None: it was refused or is empty."""

    headline: str | None
    parties: tuple[Party, ...]
    incidents: tuple[Incident, ...]
    summary: tuple[SummarySentence, ...]
    context: tuple[Fact, ...]
    refused: tuple[UnsupportedValue, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class ResolvedIncident:
    """An incident with its days and its place; None: the draft gives none, or it was refused."""

    verified: Incident
    date: IncidentDate | None
    location: Location | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """`verified` with each party under one name throughout, and with what resolving refused or questions."""

    verified: Verified
    incidents: tuple[ResolvedIncident, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What is vouched for: paths of `questions` are places in this record, those of `unsupported` in the draft.

    `headline` None: the model's was refused, or it gave none.
    """

    headline: str | None
    summary: tuple[SummarySentence, ...]
    incidents: tuple[schemas.Incident, ...]
    background: tuple[schemas.Incident, ...]
    context: tuple[Fact, ...]
    unsupported: tuple[UnsupportedValue, ...]
    questions: tuple[Question, ...]
