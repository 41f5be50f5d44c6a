"""The few ways in which numbers are written in every report."""

from collections.abc import Iterator, Mapping
from typing import Final

from eval.compare import Difference
from eval.results import Results, Score, SuiteResult
from eval.tallies import tally_of

COMPARED: Final = ("suite", "metric", "cases", "first", "second", "change", "95 % interval", "verdict")
"""What stands in the columns of a comparison."""


NOT_SCORED: Final = "not scored"
ERRORS: Final = ("wrong values shown", "values missed")
"""What stands over the two columns of `errors`."""


def number(value: float | None) -> str:
    """A share of 1, to three places; `not scored` for None, which is not zero."""
    return NOT_SCORED if value is None else f"{value:.3f}"


def errors(suite: SuiteResult, metric: str) -> tuple[str, str]:
    """How many of the values shown are wrong, and how many of gold's are missed, with their shares.

    `metric` is by the name of `beside_strict`: names are compared leniently where there are both ways. Empty for a
    metric that counts no items; `not scored` where nothing was shown, or where gold has nothing.

    Example: `("3 of 84 (3.6 %)", "6 of 87 (6.9 %)")`.
    """
    tally = tally_of(suite.scored, f"{metric}.lenient") or tally_of(suite.scored, metric)
    if tally is None:
        return "", ""
    return _part(tally.fp, tally.tp + tally.fp), _part(tally.fn, tally.tp + tally.fn)


def _part(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})".replace("%", " %") if whole else NOT_SCORED


def interval(score: Score) -> str:
    """The ends of the 95 % interval; empty when there is none."""
    return "" if score.low is None or score.high is None else f"{score.low:.3f} to {score.high:.3f}"


def beside_strict(scores: Mapping[str, Score]) -> Iterator[tuple[str, Score, Score | None]]:
    """Each metric with its strict score, which is None for a metric that has only one way to count."""
    for name, score in scores.items():
        if not name.endswith(".strict"):
            plain = name.removesuffix(".lenient")
            yield plain, score, scores.get(f"{plain}.strict")


def together(found: Mapping[str, Mapping[str, Score]]) -> Iterator[tuple[str, ...]]:
    """Each metric of dossiers, with its score and interval in every group; empty where a group has nothing of it."""
    for metric in dict.fromkeys(metric for scores in found.values() for metric in scores):
        cells = (scores.get(metric) for scores in found.values())
        name = metric.removeprefix("dossier.").replace(".lenient", "").replace(".strict", ", strict")
        yield (
            name,
            *(
                f"{number(each.value)} {interval(each) and f'({interval(each)})'}".strip() if each else ""
                for each in cells
            ),
        )


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
