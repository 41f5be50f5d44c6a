"""One article, summarised."""

from datetime import date, datetime
from typing import Final, Literal

from pydantic import Field, JsonValue, NonNegativeFloat, NonNegativeInt

from schemas.base import ClientRef, Frozen
from schemas.codes import QuestionCode, RefusalCode, Status
from schemas.evidence import Evidence, Grounded, Offsets
from schemas.incident import Incident

SCHEMA_VERSION: Final = "2.0"
Proposer = Literal["reader", "model", "compact", "encoder"]
"""Who proposes a record; `Provenance.proposer` says what each is."""


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
    characters: NonNegativeInt = Field(description="Length of the text in Unicode code points, always.")
    fingerprint: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9+/]{342}==$",
        description="MinHash of the words of the body, by which copies are known: 64 numbers of 32 bits, big-endian, "
        "Base64. Null in records before it came, and where names are withheld.",
    )


class SummarySentence(Grounded):
    """One sentence of the summary."""

    text: str


class Fact(Grounded):
    """A figure or a circumstance that is not itself an incident."""

    text: str


class UnsupportedValue(Frozen):
    """What the model said and the article does not carry: refused, shown with its reason, never used."""

    path: str = Field(description="Where it stood in the draft, e.g. `incidents/0/casualty_claims/1/killed`.")
    value: JsonValue
    code: RefusalCode = Field(description="Why, from a closed list (docs/codes.md).")
    reason: str = Field(description="The same in a sentence that names the words.")


class Question(Frozen):
    """A doubt about a value that stands: a person should look at it."""

    path: str = Field(description="Where the value stands in this record, e.g. `incidents/0/date`.")
    code: QuestionCode = Field(description="Why, from a closed list (docs/codes.md).")
    reason: str = Field(description="The same in a sentence that names the words.")
    evidence: tuple[Evidence, ...] = Field(description="The words that raise the doubt; may be empty.")


class Receipt(Frozen):
    """What the record was derived from, as SHA-256 digests in lower-case hex: `sitrep verify` derives it again."""

    article: str = Field(description="Of the text as submitted, UTF-8: the article's id.")
    draft: str = Field(description="Of the draft's canonical JSON.")
    prompt: str = Field(description="Of the constant part of the messages; of an encoder, which has none, of its file.")
    answer_schema: str = Field(description="Of the JSON Schema that the answer had to meet.")
    pipeline: str = Field(description="Of the code that derives the record from the draft.")


class AnsweringModel(Frozen):
    """A model by the name that the endpoint's answer gave it, which may say more than the name it was asked under."""

    model: str
    fingerprint: str | None = Field(description="Of the endpoint's configuration, where the answer named one.")


class Provenance(Frozen):
    """How this summary came to be."""

    model: str
    backend: Literal["embedded", "endpoint"]
    proposer: Proposer = Field(
        description="`model`: asked once for the whole record; `compact`: so, in the form that it was trained for; "
        "`reader`: a small model and rules, sentence by sentence; `encoder`: a net that marks values, which is asked "
        "nothing in words."
    )
    prompt_version: str = Field(description="Folder under `prompts/`; `none` of an encoder, which has no prompt.")
    schema_version: str
    pipeline_version: str
    created_at: datetime
    cached: bool = Field(description="True when no question had to be put to the model.")
    attempts: NonNegativeInt = Field(description="Calls made to the model for this answer, retries included.")
    input_tokens: NonNegativeInt = Field(description="Of all calls, those of questions that came to nothing too.")
    output_tokens: NonNegativeInt = Field(description="As `input_tokens`; reasoning is among them.")
    reasoning_tokens: NonNegativeInt = Field(default=0, description="Of the output, those spent on thinking.")
    cached_tokens: NonNegativeInt = Field(default=0, description="Of the input, those that the endpoint had cached.")
    unreported_calls: NonNegativeInt = Field(
        default=0,
        description="Calls that may have taken tokens and did not report any: the numbers are too low by them.",
    )
    cost_usd: NonNegativeFloat | None = Field(
        default=None, description="List price of all calls; null: not known, as no price is, or a call did not report."
    )
    price_table: str | None = Field(
        default=None, description="Where the price is from, with its version; null: there was nothing to pay."
    )
    answered_by: tuple[AnsweringModel, ...] = Field(
        default=(), description="Who answered, each once, by the answers' own words; empty where they name nobody."
    )
    answered_at: datetime | None = Field(
        default=None, description="When the oldest answer was given, which may be kept for long; null: not known."
    )
    duration_s: NonNegativeFloat
    dialect: tuple[str, ...] = Field(
        default=(),
        description="Parts of the usual request that the endpoint does not take and was asked without; [] as a rule.",
    )
    receipt: Receipt | None = Field(default=None, description="Null for records that were made by hand.")


class ArticleSummary(Frozen):
    """What one article reports, each value with the words it came from."""

    schema_version: str = SCHEMA_VERSION
    client_ref: ClientRef | None = Field(default=None, description="The caller's own, from the request; null: none.")
    offsets: Offsets = Field(default="codepoints", description="What `start` and `end` of all evidence count.")
    article: ArticleRef
    headline: str = Field(max_length=120, description="Who did what to whom where.")
    summary: tuple[SummarySentence, ...]
    incidents: tuple[Incident, ...] = Field(description="Newly reported, the main one first; [] is a valid answer.")
    background: tuple[Incident, ...] = Field(description="Other incidents that the article mentions.")
    context: tuple[Fact, ...]
    unsupported: tuple[UnsupportedValue, ...]
    questions: tuple[Question, ...] = ()
    status: Status = Field(description="`partial`: a step failed or ran out of budget; `notes` says which.")
    notes: tuple[str, ...] = ()
    withheld: tuple[str, ...] = Field(
        default=(),
        description="Where names or quotes of minors or of people subjected to sexual violence are masked, one "
        "character for one, e.g. `incidents/0/note`; empty: nowhere. Ask with the scope `sensitive` "
        "(docs/do-no-harm.md).",
    )
    provenance: Provenance
    draft: JsonValue = Field(
        default=None, description="What the model said, as it said it; null for records that were made by hand."
    )
