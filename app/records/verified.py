"""What was verified of a draft: each value with the words that carry it; from verify to resolve to assemble.

`origin` is the path of a value in the draft, by the names of the public record: `incidents/0/casualty_claims/1`.
Questions and refusals of every stage name it, and assemble turns it into the place where the value stands.
"""

from dataclasses import dataclass
from datetime import date

import schemas
from app.values.locations import Position
from schemas import Count, Evidence, Fact, Question, SummarySentence, UnsupportedValue
from schemas.codes import (
    Basis,
    CountedHarm,
    Damage,
    DayPart,
    Inter,
    Outcome,
    Plover,
    ProtestResponse,
    Sex,
    SourceType,
    Stage,
    Stance,
    SubEventType,
    TargetKind,
    TargetSector,
    Unit,
    VictimClass,
    WeaponCategory,
)

Quotes = tuple[Evidence, ...]
"""The words that carry a value, the most telling first; never empty."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in the article, and where: of a party, a street, a town."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Party:
    """A party whose name stands in the article. `source_type` None: it gives no number, as far as the draft says.

    `member_of` is the party that it belongs to or speaks for; None: the draft names none.
    """

    origin: str
    name: str
    aliases: tuple[str, ...]
    type: Inter | None
    source_type: SourceType | None
    evidence: Quotes
    member_of: Named | None = None


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words for the time of a deed, and the days [start, end] that the model takes them for; None: none given."""

    origin: str
    words: Named
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The words for the time of day, the part of the day and the hour (HH:MM) that they give; not both None."""

    origin: str
    words: Named
    part: DayPart | None
    hour: str | None


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names of a place, the finest first. `country` is the model's word for it; None: it names none.

    `position`: in the town or region, near the town, or at sea; `places` are the several ones that are named for the
    deed. `quotes` are the words that name the place where its own name does not stand in the article: "Iraqi" for Iraq.
    """

    origin: str
    site: Named | None
    town: str | None
    region: str | None
    country: str | None
    quotes: Quotes
    district: Named | None = None
    position: Position = "in"
    places: tuple[Named, ...] = ()


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
    """What or who was aimed at; `of` is the party whose it is. None: not stated."""

    origin: str
    name: str
    kind: TargetKind
    evidence: Quotes
    of: Named | None = None
    sector: TargetSector | None = None
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class Weapon:
    """What was used; `count` and `system` (make or model) None: not stated."""

    origin: str
    name: str
    category: WeaponCategory
    count: Count | None
    evidence: Quotes
    system: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A victim singled out, by name or description or both; None: not stated. `age` in whole years."""

    origin: str
    name: str | None
    description: str | None
    evidence: Quotes
    outcome: Outcome | None = None
    age: int | None = None
    sex: Sex | None = None
    relation: str | None = None
    minor: bool = False


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
    noun: str | None = None
    of: Named | None = None


@dataclass(frozen=True, slots=True)
class OtherCount:
    """How many were abducted, arrested, displaced, are missing or took part; `asserted_by` None: the article."""

    origin: str
    what: CountedHarm
    count: Count
    unit: Unit
    noun: str | None
    asserted_by: Named | None
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Organiser:
    """A party that called or leads a protest."""

    origin: str
    party: Named
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Demand:
    """What a protest is for or against."""

    origin: str
    text: str
    stance: Stance
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Response:
    """What was done against a protest; `by` None: not stated."""

    origin: str
    kind: ProtestResponse
    by: Named | None
    evidence: Quotes


@dataclass(frozen=True, slots=True)
class Protest:
    """What is asked of a demonstration alone."""

    organisers: tuple[Organiser, ...]
    demands: tuple[Demand, ...]
    responses: tuple[Response, ...]


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
    time: TimeWords | None = None
    counts: tuple[OtherCount, ...] = ()
    protest: Protest | None = None


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
