"""The conventions of ACLED, UCDP GED and Airwars as data: `conventions/*.yaml`, each rule with the document it is from.

Nothing of this ever reaches a record: records keep what the words say, and an export names the convention that it used.
"""

from functools import cache
from importlib import resources
from typing import Final, Generic, Literal, Self, TypeVar, get_args

import yaml
from pydantic import Field, NonNegativeInt, model_validator

from app.values.count_notation import write_count
from app.values.count_words import PLURALS
from schemas import Count, Frozen
from schemas.codes import Stage

Name = Literal["acled", "ucdp", "airwars"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
ASSUMPTION: Final = "assumption, see docs/conventions.md"
T = TypeVar("T")


class Citation(Frozen):
    """Where a rule is written."""

    document: str
    edition: str
    section: str
    url: str = Field(pattern="^https://")


class Rule(Frozen, Generic[T]):
    """One decision. `source` is the words `assumption, see docs/conventions.md` where no published rule was found."""

    value: T
    source: Citation | Literal["assumption, see docs/conventions.md"]
    note: str | None = None


class Figures(Frozen):
    """What one count comes to: low <= best <= high; high None: open above."""

    low: NonNegativeInt
    best: NonNegativeInt
    high: NonNegativeInt | None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.best or (self.high is not None and self.best > self.high):
            raise ValueError("figures must be in order: low, best, high")
        return self


class Convention(Frozen):
    """How one data set turns what reports say into numbers.

    `plurals` are keyed as `app.values.count_notation` writes them; each is a number, or the ends [low, high] that the
    word allows, high null being open. `words_beside_numbers`: whether such a word counts where a source gives a number:
    `never`, or `when_they_disagree`. `at_least` 4: `lower_end` 4 to 4, `open` 4 to no end. `at_most` 10: `upper_end` 10
    to 10, `zero` 0 to 10. `no_number` is the toll where nobody gives a number of the dead; None: blank.
    `when_reports_differ`: `lowest` gives one number, `range` a low and a high, `low_best_high` all three, the best
    being the lowest that a source gives. `stages`: which incidents are exported.
    """

    name: str
    edition: str
    plurals: dict[str, Rule[NonNegativeInt | tuple[NonNegativeInt, NonNegativeInt | None]]]
    words_beside_numbers: Rule[Literal["never", "when_they_disagree"]]
    when_reports_differ: Rule[Literal["lowest", "range", "low_best_high"]]
    at_least: Rule[Literal["lower_end", "open"]]
    at_most: Rule[Literal["upper_end", "zero"]]
    no_number: Rule[NonNegativeInt | None]
    singled_out_people: Rule[Literal["counted", "not_counted"]]
    attackers_own_dead: Rule[Literal["included", "not_stated"]]
    civilians_presumed: Rule[bool]
    stages: Rule[tuple[Stage, ...]]
    geo_precision: Rule[str]
    time_precision: Rule[str]

    def figures(self, count: Count) -> Figures:
        """What a count of a record comes to by this convention.

        Example:
            >>> load("acled").figures(Count(min=24, max=None, qualifier="plural"))
            Figures(low=12, best=12, high=12)
        """
        low, high = self._ends(count)
        if high is None and self.at_least.value == "lower_end":
            high = low
        if count.min is None and high is not None:
            return Figures(low=0 if self.at_most.value == "zero" else high, best=high, high=high)
        return Figures(low=low, best=low, high=high)

    def _ends(self, count: Count) -> tuple[int, int | None]:
        word = word_of(count)
        if word is None:
            return count.min or 0, count.max
        value = self.plurals[word].value
        return value if isinstance(value, tuple) else (value, value)

    @model_validator(mode="after")
    def _has_each_word(self) -> Self:
        if missing := WORDS - self.plurals.keys():
            raise ValueError(f"plurals lacks {', '.join(sorted(missing))}")
        return self


def word_of(count: Count) -> str | None:
    """The word that a count without a number stands for, such as "dozens"; None where it states a number."""
    if count.qualifier != "plural":
        return None
    try:
        return write_count(count)
    except ValueError:  # a plural that no word of ours has: its lower end is all that is known
        return None


WORDS: Final = frozenset(
    word for least in PLURALS.values() if (word := word_of(Count(min=least, max=None, qualifier="plural")))
)
"""The words without a number that a record can hold, one for each lower end: `several` stands for "a few", too."""


@cache
def load(name: Name) -> Convention:
    """A shipped convention.

    Raises:
        ValidationError: its file is not of this model.
    """
    file = resources.files("conventions").joinpath(f"{name}.yaml")
    return Convention.model_validate(yaml.safe_load(file.read_text("utf-8")))
