"""What a peer scored: metrics and counts alone, without a word of any article or answer."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt

from eval import stats
from eval.results import Measure, Score, Stamp, write_whole
from schemas import Frozen

PeerName = Literal["naive", "lists", "langextract"]
PEER_RESULTS_VERSION: Final = "1"


class PeerCase(Frozen):
    """One document. A failed one has its measures, too: it scores zero in each."""

    id: str
    article: str = Field(description="SHA-256 of the text that was read.")
    seconds: NonNegativeFloat
    measures: dict[str, Measure]
    error: str | None = Field(default=None, description="Why there is no usable answer; None: there is one.")
    partial: bool = Field(default=False, description="Whether a part of the document gave no usable answer.")


class PeerSuite(Frozen):
    """One suite, or why it is absent. `seconds_per_document` is the mean; None without a document."""

    name: str
    cases: tuple[PeerCase, ...] = ()
    scored: NonNegativeInt = 0
    failed: NonNegativeInt = 0
    partial: NonNegativeInt = 0
    seconds_per_document: NonNegativeFloat | None = None
    scores: dict[str, Score] = Field(default={}, description="By metric, over all cases, failed ones included.")
    absent: str | None = None


class PeerRun(Frozen):
    """One run of one peer. `options` are what its answers depend on besides the stamp."""

    peer_results_version: Literal["1"] = PEER_RESULTS_VERSION
    peer: PeerName
    options: dict[str, str | int]
    stamp: Stamp
    suites: tuple[PeerSuite, ...]


def suite_of(name: str, cases: Iterable[PeerCase]) -> PeerSuite:
    """The cases with their counts and scores."""
    kept = tuple(cases)
    failed = sum(case.error is not None for case in kept)
    return PeerSuite(
        name=name,
        cases=kept,
        scored=len(kept) - failed,
        failed=failed,
        partial=sum(case.partial for case in kept),
        seconds_per_document=round(sum(case.seconds for case in kept) / len(kept), 3) if kept else None,
        scores=scores_of([case.measures for case in kept]),
    )


def scores_of(measures: list[dict[str, Measure]]) -> dict[str, Score]:
    """The score of each metric that any case has, over the cases that have it."""
    metrics = dict.fromkeys(metric for case in measures for metric in case)
    return {metric: stats.summarise([case[metric] for case in measures if metric in case]) for metric in metrics}


def read_run(path: Path) -> PeerRun:
    """Read a run. Raises OSError, or pydantic's ValidationError for a file that is none of ours."""
    return PeerRun.model_validate_json(path.read_text("utf-8"))


def write_run(run: PeerRun, path: Path) -> None:
    """Write a run, whole or not at all."""
    write_whole(run, path)
