"""Runs side by side on the documents that all of them have, as Markdown. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.peers.results import PeerCase, PeerRun, scores_of
from eval.results import CaseResult, Measure, Results, Score, Stamp

SITREP: Final = "Sitrep"
SHOWN: Final = 9  # characters of a revision; `+` after it: with changes of its own
Key = tuple[str, str]
"""A document: its id, and the SHA-256 of its text."""


@dataclass(frozen=True, slots=True)
class Document:
    """What one run made of one document."""

    measures: dict[str, Measure]
    seconds: float
    failed: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One run of one suite. `stood`: on what model, kind of machine and revision."""

    name: str
    stood: tuple[str, str, str]
    documents: Mapping[Key, Document]


def of_peer(run: PeerRun, suite: str) -> Column:
    """A peer's column."""
    return Column(
        run.peer, _stood(run.stamp), _documents(case for s in run.suites if s.name == suite for case in s.cases)
    )


def of_sitrep(results: Results, suite: str) -> Column:
    """Sitrep's column."""
    cases = (case for s in results.suites if s.name == suite for case in s.cases)
    return Column(SITREP, _stood(results.stamp), _documents(cases))


def _documents(cases: Iterable[PeerCase | CaseResult]) -> dict[Key, Document]:
    return {(c.id, c.article): Document(c.measures, c.seconds, c.error is not None) for c in cases}


def _stood(stamp: Stamp) -> tuple[str, str, str]:
    revision = (stamp.git_revision or "none")[:SHOWN] + ("+" if stamp.git_dirty else "")
    return stamp.model, f"{stamp.machine.platform}, {stamp.machine.cpus} CPUs", revision


def render(runs: Sequence[PeerRun], sitrep: Sequence[Results]) -> str:
    """A table for each suite that every run has documents of.

    Raises ValueError when there is no document that all have.
    """
    names = dict.fromkeys(suite.name for run in runs for suite in run.suites)
    tables = []
    for name in names:
        peers = [of_peer(run, name) for run in runs]
        columns = [column for column in (*peers, *(of_sitrep(one, name) for one in sitrep)) if column.documents]
        if shared := _shared(columns):
            tables.append("\n".join(_table(name, columns, shared)))
    if not tables:
        raise ValueError("these runs have no document in common")
    return "\n\n".join(tables) + "\n"


def _shared(columns: Sequence[Column]) -> tuple[Key, ...]:
    """In the order of the first."""
    if not columns:
        return ()
    return tuple(key for key in columns[0].documents if all(key in column.documents for column in columns))


def _table(suite: str, columns: Sequence[Column], shared: Sequence[Key]) -> Iterator[str]:
    kept = [[column.documents[key] for key in shared] for column in columns]
    scores = [scores_of([document.measures for document in documents]) for documents in kept]
    peers = [got for column, got in zip(columns, scores, strict=True) if column.name != SITREP]
    yield _line(f"{suite}, {len(shared)} documents", *(column.name for column in columns))
    yield "|---" * (len(columns) + 1) + "|"
    for metric in dict.fromkeys(metric for got in peers for metric in got):
        yield _line(metric, *(_score(got.get(metric)) for got in scores))
    yield _line("failed", *(str(sum(one.failed for one in documents)) for documents in kept))
    yield _line("seconds a document", *(f"{sum(one.seconds for one in d) / len(d):.1f}" for d in kept))
    for name, stood in zip(
        ("model", "machine", "revision"), zip(*(c.stood for c in columns), strict=True), strict=True
    ):
        yield _line(name, *stood)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _score(score: Score | None) -> str:
    """In percent, with the 95 % interval and the cases that had anything to score."""
    if score is None or score.value is None:
        return "-"
    interval = (
        f" ({100 * score.low:.1f}-{100 * score.high:.1f})" if score.low is not None and score.high is not None else ""
    )
    return f"{100 * score.value:.1f}{interval}, of {score.cases}"
