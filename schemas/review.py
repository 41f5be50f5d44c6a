"""Corrections: what a person says of a value of a record, kept beside it; and the list of what to look at first."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue, NonNegativeInt, PositiveInt

from schemas.article import ArticleRef, ArticleSummary, Question
from schemas.base import ClientRef, Frozen
from schemas.codes import QuestionCode
from schemas.evidence import Evidence

CorrectionBasis = Literal["article", "outside_knowledge", "desk_rule"]
"""What a correction rests on: the article's own words, what is known from elsewhere, or a rule of the desk."""


class Correction(Frozen):
    """One value of a record as a person says that it is. It is never changed; a later one of the same path follows."""

    id: PositiveInt
    article_id: str
    path: str = Field(
        description="Where the value stood in the machine's record, e.g. `incidents/0/date`, `summary/1/text`."
    )
    value: JsonValue = Field(description="Null: the article does not have it. Counts as in records.")
    was: JsonValue = Field(description="What the machine's record had there, without its quotes.")
    basis: CorrectionBasis
    quote: str | None = Field(description="The words of the article that were given for it; null: none.")
    evidence: Evidence | None = Field(
        description="Where the quote stands in the article; null: there is none, or nothing to hold it against."
    )
    doubts: tuple[QuestionCode, ...] = Field(description="Why a machine would question it; it stands all the same.")
    note: str | None
    client_ref: ClientRef | None
    key: str = Field(description="The id of the API key that gave it; empty: no key was needed.")
    at: datetime


class CorrectionPage(Frozen):
    """Corrections in the order in which they came."""

    corrections: tuple[Correction, ...]
    next: str | None = Field(description="The `cursor` of the next page; null: there is none.")


class CorrectedValue(Frozen):
    """A correction that is in a reviewed record."""

    path: str | None = Field(description="Where in the reviewed record; null: it took the value out.")
    correction: Correction


class ReviewedSummary(Frozen):
    """A record with the corrections of its values in it. Computed anew each time; the machine's record stands as it is.

    The draft is the machine's.
    """

    summary: ArticleSummary = Field(
        description="With what is computed (estimates, statuses, notes) computed anew. Questions about what was "
        "corrected are left out."
    )
    corrected: tuple[CorrectedValue, ...]
    detached: tuple[Correction, ...] = Field(
        description="Made for an earlier reading of the article, of which this record has not the value any more."
    )
    withheld: bool = Field(
        description="Whether values, quotes and notes of corrections are null, since names in the record are masked."
    )


class RivalValues(Frozen):
    """Where several sources of one article cannot all be right."""

    path: str = Field(description="Of the incident, e.g. `incidents/0`.")
    kind: Literal["attribution", "toll"]


class ReviewItem(Frozen):
    """One record of which something is open."""

    article: ArticleRef
    received_at: datetime
    open: PositiveInt = Field(description="Questions and rival values together, of the record with its corrections.")
    questions: tuple[Question, ...]
    rivals: tuple[RivalValues, ...]
    corrections: NonNegativeInt = Field(description="How many were given for it.")


class ReviewPage(Frozen):
    """Records, those with the most that is open first; of equals, the one that came last."""

    records: tuple[ReviewItem, ...]
    next: str | None = Field(description="The `cursor` of the next page; null: there is none.")
