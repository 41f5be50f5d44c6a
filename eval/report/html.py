"""The report as one HTML file that asks nobody for anything: pictures, cases, each article beside what was read in it.

Articles are hostile text: everything is escaped, and a policy in the page lets no script run but its own.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import quote

from eval.cases import Case
from eval.gate import Bar, Baseline, Check
from eval.report import figures, svg
from eval.report.marks import marked, marks_of
from eval.results import CaseResult, FieldRow, Results, SuiteResult
from schemas import ArticleSummary

FOLDER: Final = Path(__file__).parent
Cases = Mapping[tuple[str, str], Case]
"""By suite and id: a run's results do not hold the articles."""


def render(results: Results, cases: Cases, baseline: Baseline | None = None, checks: Iterable[Check] = ()) -> str:
    """The page. A case whose article is not among `cases`, or is another text by now, is shown without it."""
    known = baseline or Baseline({})
    style, script = (FOLDER.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    return Template(FOLDER.joinpath("page.html").read_text("utf-8")).substitute(
        style=style,
        script=script,
        style_hash=_source(style),
        script_hash=_source(script),
        origin=escape(figures.origin(results)),
        nav=" ".join(f'<a href="{_link(suite.name)}">{escape(suite.name)}</a>' for suite in results.suites),
        gate=_gate(tuple(checks)),
        suites="\n".join(_suite(suite, cases, known.bars(suite.name)) for suite in results.suites),
    )


def _source(text: str) -> str:
    """How a Content-Security-Policy names an inline text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _id(*names: str) -> str:
    return escape("/".join(names))


def _link(*names: str) -> str:
    return "#" + quote("/".join(names))


def _gate(checks: tuple[Check, ...]) -> str:
    if not checks:
        return ""
    failed = [check for check in checks if not check.passed]
    items = "".join(f"<li>{escape(check.reason)}</li>" for check in failed)
    said = '<b class="bad">failed</b>' if failed else "passed"
    return f"<h2>Gate {said}</h2><p>{len(checks) - len(failed)} of {len(checks)} scores hold.</p><ul>{items}</ul>"


def _suite(suite: SuiteResult, cases: Cases, bars: Mapping[str, Bar]) -> str:
    head = f'<section id="{_id(suite.name)}"><h2>{escape(suite.name)}</h2>'
    if suite.absent is not None:
        return f"{head}<p>Absent, nothing is reported: {escape(suite.absent)}</p></section>"
    about = "; ".join(filter(None, (figures.counts(suite), figures.pace(suite))))
    shown = "".join(_case(case, cases.get((suite.name, case.id))) for case in suite.cases)
    parts = (_pictures(suite, bars), _scores(suite, bars), _list(suite), f"<h3>Case by case</h3>{shown}")
    return f'{head}<p class="dim">{escape(about)}</p>{"".join(parts)}</section>'


def _pictures(suite: SuiteResult, bars: Mapping[str, Bar]) -> str:
    plain = {name: score for name, score, _ in figures.beside_strict(suite.scores)}
    held = {name.removesuffix(".lenient"): bar for name, bar in bars.items() if not name.endswith(".strict")}
    beside = svg.changes(plain, held)
    mark = "; the red mark is the baseline" if beside else ""
    first = f"<figure>{svg.scores(plain, held)}<figcaption>Scores with 95 % intervals{mark}.</figcaption></figure>"
    caption = "This run minus its baseline; the grey band is the margin of the gate."
    second = f"<figure>{beside}<figcaption>{caption}</figcaption></figure>" if beside else ""
    return f'<div class="pictures">{first}{second}</div>'


def _scores(suite: SuiteResult, bars: Mapping[str, Bar]) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}</td>{''.join(_number(cell) for cell in _cells(suite, name, bars))}</tr>"
        for name in suite.scores
    )
    heads = _heads("metric", "score", "95 % interval", *figures.ERRORS, "cases scored", "baseline")
    return f"<details><summary>All scores as a table</summary><table>{heads}{rows}</table></details>"


def _cells(suite: SuiteResult, metric: str, bars: Mapping[str, Bar]) -> tuple[str, ...]:
    score, bar = suite.scores[metric], bars.get(metric)
    scored = (figures.number(score.value), figures.interval(score), *figures.errors(suite, metric))
    return (*scored, str(score.cases), figures.number(bar.value) if bar else "")


def _list(suite: SuiteResult) -> str:
    rows = "".join(
        f'<tr class="{_clean(case)}"><td><a href="{_link(suite.name, case.id)}">{escape(case.id)}</a></td>'
        f"<td>{_state(case)}</td>{_number(str(len(case.differences)))}{_number(f'{case.seconds:.1f}')}</tr>"
        for case in suite.cases
    )
    return f"<h3>Cases</h3><table>{_heads('case', 'state', 'differences', 'seconds')}{rows}</table>"


def _case(result: CaseResult, case: Case | None) -> str:
    differences = f'<span class="dim">{len(result.differences)} differences</span>'
    head = f"<summary>{escape(result.id)} &middot; {_state(result)} &middot; {differences}</summary>"
    shown = _article(result, case) + _fields(result)
    opening = f'<details class="case {_clean(result)}" id="{_id(result.suite, result.id)}">'
    return f'{opening}{head}<div class="sides">{shown}</div></details>'


def _article(result: CaseResult, case: Case | None) -> str:
    if case is None or hashlib.sha256(case.text.encode()).hexdigest() != result.article:
        return '<div class="article dim">The article that was read is not here.</div>'
    gold = case.gold if isinstance(case.gold, ArticleSummary) else None
    text = marked(case.text, (*marks_of(gold, "gold"), *marks_of(result.output, "output")))
    legend = '<mark class="gold">gold</mark> <mark class="output">output</mark> <mark class="both">both</mark>'
    headline = f"<p><b>{escape(result.output.headline)}</b></p>" if result.output else ""
    return (
        f'<div>{headline}<p class="dim">Words that carry a value: {legend}</p><div class="article">{text}</div></div>'
    )


def _fields(result: CaseResult) -> str:
    error = f'<p class="bad">{escape(result.error)}</p>' if result.error else ""
    notes = "".join(f"<p>{escape(note)}</p>" for note in (result.output.notes if result.output else ()))
    rows = "".join(_group(name, tuple(group)) for name, group in groupby(result.fields, key=_part))
    table = f"<table>{_heads('field', 'gold', 'output', '')}{rows}</table>" if rows else "<p>Nothing to compare.</p>"
    return f'<div class="fields">{error}{notes}{table}{_unsupported(result)}</div>'


def _part(row: FieldRow) -> str:
    """Where the row belongs: `incidents/1` of `incidents/1/date`."""
    return row.path.rpartition("/")[0]


def _group(name: str, rows: tuple[FieldRow, ...]) -> str:
    clean = "clean" if all(row.verdict == "same" for row in rows) else ""
    head = f'<tr class="group {clean}"><th colspan="4">{escape(name)}</th></tr>' if name else ""
    return head + "".join(_row(row) for row in rows)


def _row(row: FieldRow) -> str:
    field = row.path.rpartition("/")[2]
    cells = "".join(f"<td>{_value(text)}</td>" for text in (row.gold, row.output))
    return f'<tr class="{row.verdict}"><td>{escape(field)}</td>{cells}<td>{row.verdict}</td></tr>'


def _unsupported(result: CaseResult) -> str:
    values = result.output.unsupported if result.output else ()
    rows = "".join(
        f"<li>{escape(value.path)}: {escape(str(value.value))} ({escape(value.reason)})</li>" for value in values
    )
    return f"<details><summary>{len(values)} values set aside as unsupported</summary><ul>{rows}</ul></details>"


def _value(text: str | None) -> str:
    return '<span class="dim">&ndash;</span>' if text is None else escape(text)


def _state(case: CaseResult) -> str:
    if case.error is not None:
        return '<b class="bad">failed</b>'
    return "partial" if case.partial else "answered"


def _clean(case: CaseResult) -> str:
    """A class of its own for what the filter hides: nothing differs, nothing failed."""
    return "" if case.error is not None or case.differences else "clean"


def _heads(*names: str) -> str:
    return f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in names)}</tr>"


def _number(text: str) -> str:
    return f'<td class="number">{escape(text)}</td>'
