"""What a person writes of victims, tolls, other counts and protests. docs/labelling.md, sections 8 and 12."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from app.values.count_notation import read_count
from eval.quotes import Quotes
from schemas import Count, Frozen
from schemas.codes import CountedHarm, Outcome, ProtestResponse, Sex, Stance, Unit, VictimClass


def _counted(written: object) -> object:
    if isinstance(written, bool):
        raise ValueError("true and false are no counts")  # noqa: TRY004 (pydantic turns a ValueError into its own)
    return read_count(written) if isinstance(written, int | str) else written


def _described(written: object) -> object:
    return {"description": written} if isinstance(written, str) else written


CountNote = Annotated[Count, BeforeValidator(_counted)]


class PersonNote(Frozen):
    """A victim singled out, by name or description or both; `outcome` left out: what the claim counts."""

    name: str | None = None
    description: str | None = None
    outcome: Outcome | None = None
    age: int | None = Field(default=None, ge=0, le=130)
    sex: Sex | None = None
    relation: str | None = None
    minor: bool = False
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
    noun: str | None = None
    of: str | None = None
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

    def outcome(self, person: PersonNote) -> Outcome:
        """What happened to a victim: as written, else killed, or injured where the claim counts only the injured."""
        if person.outcome is not None:
            return person.outcome
        if self.killed is not None and self.injured is not None:
            raise ValueError(
                f"the claim counts dead and injured: {person.name or person.description!r} needs an outcome"
            )
        return "injured" if self.injured is not None else "killed"


class OtherCountNote(Frozen):
    """How many were abducted, arrested, displaced, are missing or took part."""

    what: CountedHarm
    number: CountNote
    unit: Unit = "people"
    noun: str | None = None
    asserted_by: str | None = None
    evidence: Quotes


class OrganiserNote(Frozen):
    """An actor who called or led a protest."""

    name: str
    evidence: Quotes | None = None


class DemandNote(Frozen):
    """What a protest is for or against."""

    text: str
    stance: Stance
    evidence: Quotes | None = None


class ResponseNote(Frozen):
    """What was done against a protest."""

    kind: ProtestResponse
    by: str | None = None
    evidence: Quotes


class ProtestNote(Frozen):
    """What is written of a demonstration alone."""

    organisers: tuple[OrganiserNote, ...] = ()
    demands: tuple[DemandNote, ...] = ()
    responses: tuple[ResponseNote, ...] = ()
