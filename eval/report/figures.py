"""The few ways in which numbers are written in every report."""

from collections.abc import Iterator, Mapping
from typing import Final

from eval.compare import Difference
from eval.results import Results, Score, SuiteResult

COMPARED: Final = ("suite", "metric", "cases", "first", "second", "change", "95 % interval", "verdict")
"""What stands in the columns of a comparison."""


def number(value: float | None) -> str:
    """A share of 1, to three places; `-` for None."""
    return "-" if value is None else f"{value:.3f}"


def interval(score: Score) -> str:
    """The ends of the 95 % interval; empty when there is none."""
    return "" if score.low is None or score.high is None else f"{score.low:.3f} to {score.high:.3f}"


def beside_strict(scores: Mapping[str, Score]) -> Iterator[tuple[str, Score, Score | None]]:
    """Each metric with its strict score, which is None for a metric that has only one way to count."""
    for name, score in scores.items():
        if not name.endswith(".strict"):
            plain = name.removesuffix(".lenient")
            yield plain, score, scores.get(f"{plain}.strict")


def compared(row: Difference) -> tuple[str, ...]:
    """One metric in two runs, column by column."""
    found = row.found
    change = "" if found.difference is None else f"{found.difference:+.3f}"
    span = "" if found.low is None or found.high is None else f"{found.low:+.3f} to {found.high:+.3f}"
    scores = (number(found.before), number(found.after))
    return (row.suite, row.metric, str(found.cases), *scores, change, span, row.verdict)


def counts(suite: SuiteResult) -> str:
    """How many cases there are and what became of them: every score stands beside this."""
    answered = len(suite.cases) - len(suite.failed)
    parts = [f"{answered} of {len(suite.cases)} cases answered", f"{len(suite.failed)} failed"]
    return ", ".join([*parts, f"{suite.partial} partial", f"{suite.unsupported} values set aside as unsupported"])


def pace(suite: SuiteResult) -> str:
    """Seconds a case, median, over the cases that asked the model; empty when all answers were in the store."""
    asked = sorted(case.seconds for case in suite.cases if case.usage.attempts)
    return f"{asked[len(asked) // 2]:.1f} s a case (median of {len(asked)} that asked the model)" if asked else ""


def origin(results: Results) -> str:
    """What was measured, in a line."""
    stamp = results.stamp
    revision = f"{(stamp.git_revision or 'no revision')[:12]}{' with changes' if stamp.git_dirty else ''}"
    way = f"{stamp.spec.proposer}, {stamp.spec.prompt_version}" if stamp.spec else stamp.url or "a service"
    where = f"{stamp.machine.platform}, {stamp.machine.cpus} CPUs"
    replayed = ", from a recording" if stamp.replayed else ""
    return f"{stamp.model} ({way}{replayed}), {revision}, {stamp.started_at:%Y-%m-%d}, {where}"
