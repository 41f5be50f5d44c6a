"""Whether a saved record still follows from its article and its draft."""

from pydantic import Field, JsonValue

from schemas.base import ClientRef, Frozen


class Difference(Frozen):
    """One value that is another when it is derived again."""

    path: str = Field(description="Where, e.g. `incidents/0/fatalities/best`.")
    saved: JsonValue
    derived: JsonValue


class Verification(Frozen):
    """What deriving a saved record again came to. No model is asked."""

    client_ref: ClientRef | None = Field(default=None, description="The caller's own, from the request; null: none.")
    holds: bool = Field(
        description="True: the record derived again is the saved one, byte for byte; of an older schema: in all that "
        "is compared."
    )
    reasons: tuple[str, ...] = Field(description="What is not as it was: another article, draft, schema or pipeline.")
    differences: tuple[Difference, ...] = Field(description="Values that are others now; the first 200.")
    quotes: int = Field(description="Quotes of the record that were held against the article.")
    not_compared: tuple[str, ...] = Field(
        default=(),
        description="What the saved record's schema defined otherwise than today's, and why; empty for a record of "
        "today's schema.",
    )
    misplaced: tuple[str, ...] = Field(description="Paths of quotes that do not stand at their offsets.")
