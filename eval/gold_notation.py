"""What a person writes in a gold file: the record without all that can be derived. docs/labelling.md, section 12."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from app.values.count_notation import read_count
from eval.quotes import Quotes
from schemas import Count, Frozen
from schemas.codes import (
    Basis,
    DatePrecision,
    Inter,
    Plover,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
    VictimClass,
    WeaponCategory,
)
from schemas.dossier import ConflictKind, ConflictPath


def _counted(written: object) -> object:
    if isinstance(written, bool):
        raise ValueError("true and false are no counts")  # noqa: TRY004 (pydantic turns a ValueError into its own)
    return read_count(written) if isinstance(written, int | str) else written


def _described(written: object) -> object:
    return {"description": written} if isinstance(written, str) else written


CountNote = Annotated[Count, BeforeValidator(_counted)]


class SentenceNote(Frozen):
    """A sentence of the summary."""

    text: str
    evidence: Quotes


class ActorNote(Frozen):
    """An actor of the article; `source_type` only where it asserts or confirms a toll."""

    name: str
    aliases: tuple[str, ...] = ()
    type: Inter | None
    source_type: SourceType | None = None
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


class LocationNote(Frozen):
    """A place of the gazetteer, with ", Country" where namesakes must be told apart; `site` in the article's words."""

    place: str
    site: str | None = None
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
    evidence: Quotes | None = None


class WeaponNote(Frozen):
    """What was used; with a count, the evidence must be given, for the name alone does not carry it."""

    name: str
    category: WeaponCategory
    count: CountNote | None = None
    evidence: Quotes | None = None

    @model_validator(mode="after")
    def _count_is_quoted(self) -> Self:
        if self.count is not None and self.evidence is None:
            raise ValueError("a weapon with a count needs the words that carry it as evidence")
        return self


class PersonNote(Frozen):
    """A victim singled out, by name or description or both."""

    name: str | None = None
    description: str | None = None
    evidence: Quotes | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.name is None and self.description is None:
            raise ValueError("a victim has a name or a description")
        return self


class ConfirmationNote(Frozen):
    """An actor who confirms the numbers of a claim."""

    name: str
    evidence: Quotes


class ClaimNote(Frozen):
    """What one actor says of the dead and the injured; `asserted_by` None: the article itself."""

    killed: CountNote | None = None
    injured: CountNote | None = None
    victim_class: VictimClass = "all"
    additional: bool = False
    victims: tuple[Annotated[PersonNote, BeforeValidator(_described)], ...] = ()
    asserted_by: str | None = None
    confirmed_by: tuple[ConfirmationNote, ...] = ()
    evidence: Quotes

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.killed is None and self.injured is None and not self.victims:
            raise ValueError("a claim has a count or a victim")
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
    location: LocationNote | None = None
    attribution: tuple[AttributionNote, ...] = ()
    targets: tuple[TargetNote, ...] = ()
    weapons: tuple[WeaponNote, ...] = ()
    casualty_claims: tuple[ClaimNote, ...] = ()
    reactions: tuple[StatementNote, ...] = ()
    parties: tuple[str, ...] = ()
    evidence: Quotes

    def named(self) -> frozenset[str]:
        """All actors that the incident names."""
        return frozenset(
            name
            for name in (
                *(name for entry in self.attribution for name in (entry.actor, entry.asserted_by)),
                *(claim.asserted_by for claim in self.casualty_claims),
                *(by.name for claim in self.casualty_claims for by in claim.confirmed_by),
                *(statement.speaker for statement in self.reactions),
                *self.parties,
            )
            if name is not None
        )


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


class PositionNote(Frozen):
    """What one side of a conflict has; a null value is a silent article, and needs no quote."""

    value: int | str | None
    asserted_by: str | None = None
    article: str
    evidence: Quotes = ()

    @model_validator(mode="after")
    def _value_is_quoted(self) -> Self:
        if self.value is not None and not self.evidence:
            raise ValueError("a value needs evidence")
        return self


class ConflictNote(Frozen):
    """A difference between reports of one incident."""

    kind: ConflictKind
    path: ConflictPath
    compatible: bool
    note: str | None = None
    positions: tuple[PositionNote, ...] = Field(min_length=2)


class ClusterNote(Frozen):
    """The reports of one incident, each `article/position`, and their conflicts."""

    reports: tuple[Annotated[str, Field(pattern=r"^[^/]+/[1-9][0-9]*$")], ...] = Field(min_length=1)
    conflicts: tuple[ConflictNote, ...] = ()


class DossierNote(Frozen):
    """The label of several articles together; `copies` maps a syndicated copy to its origin."""

    articles: tuple[str, ...] = Field(min_length=1)
    copies: Mapping[str, str] = {}
    incidents: tuple[ClusterNote, ...] = ()
