"""Words, counts and ranges: the small values that every claim is made of."""

from typing import Literal, Self

from pydantic import Field, NonNegativeInt, model_validator

from schemas.base import Frozen
from schemas.codes import EstimateBasis

Match = Literal["exact", "normalised"]
Offsets = Literal["codepoints", "utf16"]
"""What offsets count: Unicode code points, as in Python, or UTF-16 code units, as in JavaScript, Java and C#."""
Qualifier = Literal["exact", "at_least", "at_most", "about", "plural"]


class Evidence(Frozen):
    """A stretch of the article: `article.text[start:end] == quote`, always.

    Offsets count Unicode code points of the text exactly as it was submitted, half-open: [start, end); in a record
    whose `offsets` is `utf16`, UTF-16 code units. No quote begins or ends within a grapheme cluster.
    """

    quote: str = Field(min_length=1, description="The words, copied from the article as submitted.")
    start: NonNegativeInt = Field(description="Offset of the first character of the quote, from 0.")
    end: NonNegativeInt = Field(description="Offset one past the last character of the quote.")
    match: Match = Field(
        default="exact",
        description="`normalised` when the model's words were found only after white space, quotation marks "
        "and dashes were made alike; the quote is the article's wording in either case.",
    )

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        wide = sum(character > "\uffff" for character in self.quote)  # two code units each in UTF-16
        if self.end - self.start not in {len(self.quote), len(self.quote) + wide}:
            raise ValueError("end - start must be the length of the quote")
        return self


class Count(Frozen):
    """How many, as far as the words say: min and max are both included; None is open on that side.

    `exact` min == max; `at_least` max is None; `at_most` min is None; `about` an approximate figure or a stated
    range ("two or three" is 2 to 3); `plural` an unnumbered plural ("dozens": min 24, max None).
    Zero is a stated zero ("no one was hurt"). A count that is not stated is no Count at all: None, never 0.
    """

    min: NonNegativeInt | None = Field(description="Smallest number the words allow; null when open.")
    max: NonNegativeInt | None = Field(description="Largest number the words allow; null when open.")
    qualifier: Qualifier = Field(default="exact", description="How the words limit the number.")

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("a count must be bounded on one side at least")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min must not exceed max")
        return self


class Estimate(Frozen):
    """What all claims about one incident allow, computed and never asked of a model.

    low and high are the ends over all claims (high is None when any claim is open above). best is the number that
    the claims agree on, None when they disagree or when none is stated. basis: `counted` from numbers that sources
    give; `singled_out` where nobody gives a number and people are singled out: one person alone is 1 to 1, two or more
    are "at least as many"; None when there is neither.
    """

    basis: EstimateBasis | None = None
    low: NonNegativeInt | None = None
    best: NonNegativeInt | None = None
    high: NonNegativeInt | None = None


class Grounded(Frozen):
    """A value that carries the words of the article it came from."""

    evidence: tuple[Evidence, ...] = Field(
        min_length=1, description="The words of the article that carry this value; never empty."
    )
