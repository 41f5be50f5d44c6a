"""What a person writes in a gold file: the record without all that can be derived. docs/labelling.md, section 12."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from eval.gold_claim_notation import ClaimNote, CountNote, OtherCountNote, ProtestNote
from eval.quotes import Quotes
from schemas import Frozen
from schemas.codes import (
    Basis,
    Damage,
    DatePrecision,
    DayPart,
    Inter,
    Plover,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
    TargetSector,
    WeaponCategory,
)


class SentenceNote(Frozen):
    """A sentence of the summary."""

    text: str
    evidence: Quotes


class ActorNote(Frozen):
    """An actor of the article; `source_type` only where it asserts or confirms a number; `of`: another actor."""

    name: str
    aliases: tuple[str, ...] = ()
    type: Inter | None
    source_type: SourceType | None = None
    of: str | None = None
    evidence: Quotes | None = None


class DateNote(Frozen):
    """The days [start, end], both included; end None: the day of start."""

    text: str
    start: date | None = None
    end: date | None = None
    precision: DatePrecision = "day"
    evidence: Quotes | None = None

    @model_validator(mode="after")
    def _ends_fit(self) -> Self:
        if (self.start is None) != (self.precision == "unknown"):
            raise ValueError("a date has a start, or the precision `unknown`, and never both")
        if self.end is not None and (self.start is None or self.end < self.start):
            raise ValueError("end must not be before start")
        return self


class TimeNote(Frozen):
    """The time of day: a part of it, an hour (HH:MM), or both."""

    text: str
    part: DayPart | None = None
    hour: str | None = None
    evidence: Quotes | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.part is None and self.hour is None:
            raise ValueError("a time has a part of the day or an hour")
        return self


class LocationNote(Frozen):
    """A place of the gazetteer, with ", Country" where namesakes must be told apart.

    `site`, `district` and `places` are in the article's words.
    """

    place: str
    site: str | None = None
    district: str | None = None
    near: bool = False
    sea: bool = False
    places: tuple[str, ...] = ()
    evidence: Quotes | None = None


class AttributionNote(Frozen):
    """Who is said to have done it; `asserted_by` None: the article itself."""

    actor: str
    basis: Basis
    asserted_by: str | None = None
    evidence: Quotes

    @model_validator(mode="after")
    def _asserter_fits(self) -> Self:
        by_someone = self.basis in {"claimed", "accused_by_authorities", "accused"}
        if by_someone and self.asserted_by is None:
            raise ValueError(f"`{self.basis}` needs asserted_by")
        if self.basis == "reported_as_fact" and self.asserted_by is not None:
            raise ValueError("`reported_as_fact` is the article's own voice: no asserted_by")
        return self


class TargetNote(Frozen):
    """What or who was aimed at."""

    name: str
    kind: TargetKind
    of: str | None = None
    sector: TargetSector | None = None
    damage: Damage | None = None
    evidence: Quotes | None = None

    @model_validator(mode="after")
    def _damage_is_quoted(self) -> Self:
        if self.damage is not None and self.evidence is None:
            raise ValueError("a target with damage needs the words that say so as evidence")
        return self


class WeaponNote(Frozen):
    """What was used; with a count, the evidence must be given, for the name alone does not carry it."""

    name: str
    category: WeaponCategory
    system: str | None = None
    count: CountNote | None = None
    evidence: Quotes | None = None

    @model_validator(mode="after")
    def _count_is_quoted(self) -> Self:
        if self.count is not None and self.evidence is None:
            raise ValueError("a weapon with a count needs the words that carry it as evidence")
        return self


class StatementNote(Frozen):
    """What a speaker does with words."""

    speaker: str
    act: Plover
    evidence: Quotes


class IncidentNote(Frozen):
    """One incident; `parties` are further actors that no other value names."""

    sub_event_type: SubEventType
    stage: Stage = "accomplished"
    date: DateNote | None = None
    time: TimeNote | None = None
    location: LocationNote | None = None
    attribution: tuple[AttributionNote, ...] = ()
    targets: tuple[TargetNote, ...] = ()
    weapons: tuple[WeaponNote, ...] = ()
    casualty_claims: tuple[ClaimNote, ...] = ()
    counts: tuple[OtherCountNote, ...] = ()
    protest: ProtestNote | None = None
    reactions: tuple[StatementNote, ...] = ()
    parties: tuple[str, ...] = ()
    evidence: Quotes

    def named(self) -> frozenset[str]:
        """All actors that the incident names."""
        return frozenset(
            name
            for name in (
                *(name for entry in self.attribution for name in (entry.actor, entry.asserted_by)),
                *(name for claim in self.casualty_claims for name in (claim.asserted_by, claim.of)),
                *(target.of for target in self.targets),
                *(count.asserted_by for count in self.counts),
                *self._of_protest(),
                *(by.name for claim in self.casualty_claims for by in claim.confirmed_by),
                *(statement.speaker for statement in self.reactions),
                *self.parties,
            )
            if name is not None
        )

    def _of_protest(self) -> tuple[str | None, ...]:
        if self.protest is None:
            return ()
        return (*(one.name for one in self.protest.organisers), *(one.by for one in self.protest.responses))


class ArticleNote(Frozen):
    """The label of one article; `published_on` only where its text does not tell."""

    published_on: date | None = None
    title: str | None = None
    source: str | None = None
    headline: str = Field(max_length=120)
    summary: tuple[SentenceNote, ...]
    actors: tuple[ActorNote, ...] = ()
    incidents: tuple[IncidentNote, ...] = ()
    background: tuple[IncidentNote, ...] = ()
    context: tuple[str, ...] = ()
