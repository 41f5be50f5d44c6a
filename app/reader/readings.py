"""What the model says of one sentence, before anything is checked."""

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


class ReadClause(Frozen):
    """A reading and the stretch [start, end) of the article that it was read from."""

    sentence: NonNegativeInt
    start: NonNegativeInt
    end: NonNegativeInt
    reading: Reading
