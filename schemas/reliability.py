"""How far the values of a field can be relied on: what was measured against hand-labelled gold, model by model."""

from datetime import date
from typing import Literal

from pydantic import Field, NonNegativeInt

from schemas.article import Proposer
from schemas.base import Frozen


class Counted(Frozen):
    """Values held against gold, counted. Null is not scored: it says nothing, neither good nor bad."""

    shown: NonNegativeInt | None = Field(description="Values that the records give; null: the field was not measured.")
    wrong: NonNegativeInt | None = Field(description="Of those, not in gold; null where none was shown.")
    gold: NonNegativeInt | None = Field(description="Values that gold gives; null: the field was not measured.")
    missed: NonNegativeInt | None = Field(description="Of those, not in the records; null where gold has none.")


class FieldReliability(Counted):
    """One field. A value that differs from gold's counts twice: shown and wrong, and missed."""

    measure: str = Field(description="Its name in the reports of `sitrep-eval`.")
    paths: tuple[str, ...] = Field(description="Where it stands in an incident, e.g. `location.city`.")
    derived: bool = Field(description="True: it follows from other fields, or repeats a part of them.")


class MeasuredSuite(Counted):
    """One collection of labelled articles; the counts are of all fields together that are not derived."""

    name: str
    articles: NonNegativeInt
    measured_on: date
    revision: str | None = Field(description="Of the program, in Git; null where it is not known.")
    schema_version: str | None = Field(description="Of the records; null where it is not known.")


class AskedModel(Frozen):
    """Which model reads, and how it is asked; as on the provenance of each record."""

    model: str
    backend: Literal["embedded", "endpoint"]
    proposer: Proposer
    prompt_version: str


class ModelReliability(AskedModel):
    """What was measured of one model, all suites together unless said otherwise. Names are compared by word overlap."""

    name: str = Field(description="Of this entry, e.g. `embedded`.")
    articles: NonNegativeInt
    suites: tuple[MeasuredSuite, ...]
    incidents: Counted = Field(description="Whole incidents, newly reported: wrong is one that gold does not have.")
    background: Counted = Field(description="Whole incidents of the background.")
    pooled: Counted = Field(description="All fields together that are not derived.")
    fields: tuple[FieldReliability, ...] = Field(description="Of the incidents that are newly reported.")


class Measurements(Frozen):
    """What was measured, model by model."""

    models: tuple[ModelReliability, ...]


class Reliability(Measurements):
    """What was measured, and which of it is about the model that this service asks now."""

    running: AskedModel = Field(description="The model that this service asks first.")
    applies: str | None = Field(description="The name of the entry about it; null: it was never measured.")
    reason: str = Field(description="Why that entry applies, or why none does.")
