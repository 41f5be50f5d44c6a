"""One run as one value: what each case gave, what it scored, and what the run depends on. `results.json` is its JSON.

Results hold the texts' quotes, and some texts are other people's: they stay in an ignored folder. What is committed is
a baseline (`eval.gate`): metrics and counts alone.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt

from app.llm.asking import ExtractionSpec
from schemas import ArticleSummary, Frozen

RESULTS_VERSION: Final = "1"

Verdict = Literal["same", "different", "missing", "invented"]


class Tally(Frozen):
    """Items that were found (tp), invented (fp) and missed (fn) in one case; over cases it makes an F1."""

    tp: NonNegativeInt = 0
    fp: NonNegativeInt = 0
    fn: NonNegativeInt = 0


class Share(Frozen):
    """`hits` of `of` chances in one case; over cases it makes a share. `of` may be 0: nothing to score."""

    hits: NonNegativeInt
    of: NonNegativeInt


class Label(Frozen):
    """The one label of a case, in gold and in the output (None: no answer); over cases it makes a macro-F1."""

    gold: str
    got: str | None


Measure = Tally | Share | Label
"""What one case adds to one metric."""


class FieldRow(Frozen):
    """One field, gold beside output, as texts for people. None: nothing there."""

    path: str
    gold: str | None
    output: str | None
    verdict: Verdict


class Usage(Frozen):
    """What a case cost: calls made to the model, and tokens. All zero when every answer was in the store."""

    attempts: NonNegativeInt = 0
    input_tokens: NonNegativeInt = 0
    output_tokens: NonNegativeInt = 0


class CaseResult(Frozen):
    """What became of one case: an output, or an error that says why there is none; never both, never neither."""

    id: str
    suite: str
    article: str = Field(description="SHA-256 of the text that was read.")
    output: ArticleSummary | None = None
    error: str | None = Field(default=None, description="Class and message of the failure; None: it was answered.")
    usage: Usage = Usage()
    seconds: NonNegativeFloat = 0.0
    measures: dict[str, Measure] = Field(default={}, description="By metric; a failed case has them, and scores zero.")
    fields: tuple[FieldRow, ...] = ()

    @property
    def differences(self) -> tuple[FieldRow, ...]:
        """The fields where gold and output are not the same."""
        return tuple(row for row in self.fields if row.verdict != "same")

    @property
    def partial(self) -> bool:
        """Whether a part of the article could not be read."""
        return self.output is not None and self.output.status == "partial"


class DossierResult(Frozen):
    """What the dossier of some cases together scored. `id`: the folder that they are in, "" for all of a suite."""

    id: str
    measures: dict[str, Measure]


class Score(Frozen):
    """One metric over the cases of a suite, 0 to 1, higher is better.

    `low` and `high` are the ends of the 95 % interval (bootstrap over cases, both included); `cases` is how many had
    anything to score. value, low and high are None when none had: unscored is not zero.
    """

    value: float | None
    low: float | None
    high: float | None
    cases: NonNegativeInt


class SuiteResult(Frozen):
    """One suite: its cases in their order and its scores, or why it is absent.

    `dossiers`: of those of its folders that have a gold dossier and of which all cases were run.
    """

    name: str
    cases: tuple[CaseResult, ...] = ()
    dossiers: tuple[DossierResult, ...] = ()
    scores: dict[str, Score] = Field(default={}, description="By metric.")
    absent: str | None = Field(default=None, description="Why the suite could not be read; None: it could.")

    @property
    def scored(self) -> tuple[CaseResult | DossierResult, ...]:
        """All that has measures."""
        return (*self.cases, *self.dossiers)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases without an output."""
        return tuple(case for case in self.cases if case.error is not None)

    @property
    def partial(self) -> int:
        """How many outputs are partial."""
        return sum(case.partial for case in self.cases)

    @property
    def unsupported(self) -> int:
        """How many values were set aside because the articles do not carry them."""
        return sum(len(case.output.unsupported) for case in self.cases if case.output)


class Machine(Frozen):
    """The kind of machine, not which one."""

    platform: str = Field(description="System and architecture, e.g. `Linux x86_64`.")
    python: str
    cpus: NonNegativeInt = Field(description="CPUs that this process may use.")


class Stamp(Frozen):
    """All that a result depends on."""

    model: str = Field(description="The model's name as readers see it.")
    spec: ExtractionSpec | None = Field(description="None when a running service was asked: it does not tell.")
    url: str | None = Field(default=None, description="The running service that was asked; None: in this process.")
    replayed: bool = Field(default=False, description="Whether answers came from a recording.")
    pipeline_version: str
    schema_version: str
    code: str = Field(description="SHA-256 over the sources of app, schemas and prompts.")
    git_revision: str | None = Field(default=None, description="None outside a repository.")
    git_dirty: bool = Field(default=False, description="Whether tracked files differed from that revision.")
    machine: Machine
    started_at: datetime

    def same_run(self, other: "Stamp") -> bool:
        """Whether results under the other stamp would be the same, whatever the clock and the commit say."""
        mine, others = (stamp.model_dump(exclude=_INCIDENTAL) for stamp in (self, other))
        return mine == others


_INCIDENTAL: Final = {"started_at", "git_revision", "git_dirty", "machine"}


class Results(Frozen):
    """One run."""

    results_version: Literal["1"] = RESULTS_VERSION
    stamp: Stamp
    suites: tuple[SuiteResult, ...]


def read_results(path: Path) -> Results:
    """Read results. Raises OSError, or pydantic's ValidationError for a file of another version or none of ours."""
    return Results.model_validate_json(path.read_text("utf-8"))


def write_results(results: Results, path: Path) -> None:
    """Write results, whole or not at all."""
    write_whole(results, path)


def write_whole(record: Frozen, path: Path) -> None:
    """Write a record as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".new")
    aside.write_text(record.model_dump_json(indent=1) + "\n", "utf-8")
    os.replace(aside, path)  # noqa: PTH105 - the one call that says what it does
