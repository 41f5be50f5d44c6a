"""The report as Markdown, for the summary of a CI job."""

import re
from collections.abc import Iterable, Iterator, Mapping

from eval.compare import Difference
from eval.gate import Bar, Baseline, Check
from eval.report import figures
from eval.results import Results, Score, SuiteResult


def render(results: Results, baseline: Baseline | None = None, checks: Iterable[Check] = ()) -> str:
    """The run: the gate first, then each suite's scores beside the baseline's."""
    lines = [f"Measured: {_plain(figures.origin(results))}", "", *_gate(tuple(checks))]
    for suite in results.suites:
        lines += [f"### {suite.name}", "", *_suite(suite, baseline), ""]
    return "\n".join(lines)


def render_comparison(differences: Iterable[Difference]) -> str:
    """Two runs side by side."""
    return "\n".join(_table(figures.COMPARED, map(figures.compared, differences))) + "\n"


def render_dossiers(found: Mapping[str, Mapping[str, Score]]) -> str:
    """What dossiers scored: a line for each metric, a column for each group of them."""
    return "\n".join(_table(("metric", *found), figures.together(found))) + "\n"


def _gate(checks: tuple[Check, ...]) -> Iterator[str]:
    failed = [check for check in checks if not check.passed]
    if checks:
        yield f"**Gate {'failed' if failed else 'passed'}**: {len(checks) - len(failed)} of {len(checks)} scores hold."
        yield from (f"- {_plain(check.reason)}" for check in failed)
        yield ""


def _suite(suite: SuiteResult, baseline: Baseline | None) -> Iterator[str]:
    if suite.absent is not None:
        yield f"Absent, nothing is reported: {_plain(suite.absent)}"
        return
    bars = baseline.bars(suite.name) if baseline else {}
    heads = ("metric", "score", "95 % interval", "strict", *figures.ERRORS, "cases", "baseline")
    yield from _table(heads, _scores(suite, bars))
    yield ""
    yield "; ".join(filter(None, (figures.counts(suite), figures.pace(suite)))) + "."
    yield from (f"- failed: {_plain(case.id)}: {_plain(case.error or '')}" for case in suite.failed)


def _scores(suite: SuiteResult, bars: Mapping[str, Bar]) -> Iterator[tuple[object, ...]]:
    for name, score, strict in figures.beside_strict(suite.scores):
        bar = bars.get(f"{name}.lenient") or bars.get(name)
        ways = (figures.number(score.value), figures.interval(score), figures.number(strict.value) if strict else "")
        yield name, *ways, *figures.errors(suite, name), score.cases, figures.number(bar.value) if bar else ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(_plain(str(cell)) for cell in row)} |" for row in rows)


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave alone, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~&@])", r"\\\1", " ".join(text.split()))
