"""The report in a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table

from eval.agreement import Agreement
from eval.alpha import Alpha
from eval.compare import Difference
from eval.gate import Check
from eval.report import figures
from eval.results import Results, Score, SuiteResult

COLOURS: Final = {"better": "green", "worse": "red", "no clear difference": "default"}


def show(results: Results, console: Console) -> None:
    """Print a run: each suite's scores, what it is made of, and which cases failed."""
    console.print(escape(figures.origin(results)), style="dim")
    for suite in results.suites:
        console.print(Group(*_suite(suite)))


def show_checks(checks: Iterable[Check], console: Console) -> None:
    """Print the gate: each check that failed, and how many passed."""
    judged = tuple(checks)
    for check in judged:
        if not check.passed:
            console.print(f"[red]gate:[/red] {escape(check.reason)}", soft_wrap=True)
    console.print(f"gate: {sum(check.passed for check in judged)} of {len(judged)} scores hold")


def show_comparison(differences: Iterable[Difference], console: Console) -> None:
    """Print two runs side by side."""
    table = Table(*figures.COMPARED, box=None)
    for row in differences:
        table.add_row(*figures.compared(row), style=COLOURS[row.verdict])
    console.print(table)


def show_agreement(names: str, agreed: Agreement, console: Console) -> None:
    """Print how far two labellings agree: F1 of incidents, of all fields pooled, and of each field."""
    title = f"\n{names}: {agreed.articles} articles"
    table = Table("field", "strict", "lenient", "values", title=title, title_justify="left", box=None)
    table.add_row("incidents", figures.number(agreed.incidents))
    for name, field in {"pooled": agreed.pooled, **agreed.fields}.items():
        table.add_row(name, figures.number(field.strict), figures.number(field.lenient), str(field.values))
    console.print(table)


def show_alphas(names: str, found: Mapping[str, Alpha], console: Console) -> None:
    """Print Krippendorff's alpha of each field, of how many units, and how many have a value of one labelling alone."""
    title = f"\n{names}: Krippendorff's alpha"
    table = Table("field", "level", "alpha", "units", "alone", title=title, title_justify="left", box=None)
    for name, field in found.items():
        table.add_row(name, field.level, figures.number(field.alpha), str(field.units), str(field.alone))
    console.print(table)


def show_dossiers(found: Mapping[str, Mapping[str, Score]], console: Console) -> None:
    """Print what dossiers scored: a line for each metric, a column for each group of them."""
    table = Table("metric", *found, box=None)
    for row in figures.together(found):
        table.add_row(*row)
    console.print(table)


def _suite(suite: SuiteResult) -> Iterator[RenderableType]:
    if suite.absent is not None:
        yield f"\n[bold]{suite.name}[/bold]: absent, nothing is reported: {escape(suite.absent)}"
        return
    heads = ("metric", "score", "95 % interval", "strict", *figures.ERRORS, "cases")
    table = Table(*heads, title=f"\n{suite.name}", title_justify="left", title_style="bold", box=None)
    for metric, score, strict in figures.beside_strict(suite.scores):
        shown = (figures.number(score.value), figures.interval(score), figures.number(strict.value) if strict else "")
        table.add_row(metric, *shown, *figures.errors(suite, metric), str(score.cases))
    yield table
    yield f"[dim]{'; '.join(filter(None, (figures.counts(suite), figures.pace(suite))))}[/dim]"
    yield from (f"[red]failed[/red] {escape(case.id)}: {escape(case.error or '')}" for case in suite.failed)
