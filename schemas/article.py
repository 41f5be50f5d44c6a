"""One article, summarised."""

from datetime import date, datetime
from typing import Final, Literal

from pydantic import Field, JsonValue, NonNegativeFloat, NonNegativeInt

from schemas.base import Frozen
from schemas.codes import Status
from schemas.evidence import Grounded
from schemas.incident import Incident

SCHEMA_VERSION: Final = "1.0"


class ArticleRef(Frozen):
    """Which article this is about."""

    id: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the text as submitted, UTF-8, lower-case hex.")
    title: str | None = None
    source: str | None = None
    url: str | None = Field(default=None, description="As given; never fetched.")
    published_on: date | None = Field(
        description="From the request, a leading `date YYYY-MM-DD`, or the dateline; null when none of them tells."
    )
    language: str = Field(description="ISO 639-1, detected.")
    characters: NonNegativeInt = Field(description="Length of the text in Unicode code points.")


class SummarySentence(Grounded):
    """One sentence of the summary."""

    text: str


class Fact(Grounded):
    """A figure or a circumstance that is not itself an incident."""

    text: str


class UnsupportedValue(Frozen):
    """What the model said and the article does not carry: shown with its reason, never used."""

    path: str = Field(description="Where it would have stood, e.g. `sentences/3/killed`.")
    value: JsonValue
    reason: str


class Provenance(Frozen):
    """How this summary came to be."""

    model: str
    backend: Literal["embedded", "endpoint"]
    way: Literal["sentences", "whole"] = Field(description="One question per sentence, or one for the whole record.")
    prompt_version: str
    schema_version: str
    pipeline_version: str
    created_at: datetime
    cached: bool = Field(description="True when no question had to be put to the model.")
    attempts: NonNegativeInt = Field(description="Calls made to the model for this answer, retries included.")
    input_tokens: NonNegativeInt
    output_tokens: NonNegativeInt
    duration_s: NonNegativeFloat


class ArticleSummary(Frozen):
    """What one article reports, each value with the words it came from."""

    schema_version: str = SCHEMA_VERSION
    article: ArticleRef
    headline: str = Field(max_length=120, description="Who did what to whom where.")
    summary: tuple[SummarySentence, ...]
    incidents: tuple[Incident, ...] = Field(description="Newly reported, the main one first; [] is a valid answer.")
    background: tuple[Incident, ...] = Field(description="Other incidents that the article mentions.")
    context: tuple[Fact, ...]
    unsupported: tuple[UnsupportedValue, ...]
    status: Status = Field(description="`partial`: a step failed or ran out of budget; `notes` says which.")
    notes: tuple[str, ...] = ()
    provenance: Provenance
