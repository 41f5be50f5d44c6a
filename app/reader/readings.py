"""What the model says, before anything is verified."""

from typing import Annotated

from pydantic import Field, NonNegativeInt

from schemas.base import Frozen

Words = Annotated[str, Field(max_length=120)] | None
"""Words that the model says it copied; None: the sentence does not say."""


class Reading(Frozen):
    """What one sentence says about one incident. The order is the order of asking: each field helps the next."""

    event: Words = Field(description="What was done.")
    attacker: Words = Field(description="Who did it or is accused of it; not the source who accuses.")
    target: Words = Field(description="What or who was hit.")
    place: Words = Field(description="Where.")
    weapon: Words = Field(description="What was used.")
    killed: Words = Field(description="The dead, with their number.")
    wounded: Words = Field(description="The hurt, with their number.")
    said_by: Words = Field(description="The source who says it.")


class Report(Reading):
    """A reading with its place in the article, as a capable model gives it for the whole article at once."""

    sentence: NonNegativeInt = Field(description="Number of the sentence that says so.")
    incident: NonNegativeInt = Field(description="Number of the incident, from 1 in order of importance.")
    background: bool = Field(description="True when the incident is an earlier one that is only mentioned.")


class Line(Frozen):
    """One sentence of a summary, with the numbers of the sentences that it rests on."""

    text: Annotated[str, Field(max_length=400)]
    sentences: Annotated[tuple[NonNegativeInt, ...], Field(min_length=1, max_length=6)]


class WholeAnswer(Frozen):
    """The wire format of the `whole` way: flat reports, each about one sentence and one incident."""

    headline: Annotated[str, Field(max_length=160)] = Field(description="Who did what to whom where.")
    summary: Annotated[tuple[Line, ...], Field(max_length=4)]
    reports: Annotated[tuple[Report, ...], Field(max_length=60)]


class Noted(Frozen):
    """A reading and the stretch [start, end) of the article that it was read from.

    `incident` and `background` are the model's grouping, None where it was not asked for one: then code groups.
    """

    sentence: NonNegativeInt
    start: NonNegativeInt
    end: NonNegativeInt
    reading: Reading
    incident: int | None = None
    background: bool | None = None


class IncidentDraft(Frozen):
    """All that was read of one article, in its order, by either way of asking."""

    readings: tuple[Noted, ...]
    headline: str | None = None
    summary: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be read and why; not empty makes the summary `partial`."""
