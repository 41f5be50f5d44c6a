"""The `sitrep-eval` command. Scores on standard output, everything else on standard error.

Exit codes: 0 ok; 1 the gate failed; 2 the command is wrong; 3 the model is not available.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from app.core.settings import Settings
from eval import compare as comparison
from eval import gate
from eval import reliability as shipped
from eval.agreement import LABELLINGS, in_both, labelled_twice, labelling
from eval.agreement import agreement as agreement_of
from eval.alpha import alphas
from eval.cases import SUITES, WHOLE, Absent, Suite, corpora_folder, load_suite
from eval.ending import USAGE, console, fail, reported
from eval.out_of_band import write_questions
from eval.plain import score_plain
from eval.report import html, junit, markdown, terminal
from eval.results import Results, read_results, write_results
from eval.session import Plan, carry_out
from eval.session import rescore as score_anew
from eval.subject import Choice, chosen_model
from eval.together import TOGETHER, told_together

GATE: Final = 1
RESULTS: Final = Path("eval/results/run.json")
PLAIN: Final = Path("eval/recordings/plain")
PLAIN_RESULTS: Final = Path("eval/results/plain.json")

Labels = Annotated[
    Path | None,
    typer.Argument(help="A folder of saved records, or of gold (docs/labelling.md).", exists=True, file_okay=False),
]
File = Annotated[Path, typer.Argument(help="A results.json of a run.", dir_okay=False)]
Corpora = Annotated[Path | None, typer.Option(help="Folder of other people's texts; default $SITREP_CORPORA.")]
GateFile = Annotated[Path | None, typer.Option("--gate", help="A baseline; exit 1 when a score falls below it.")]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


def main() -> None:
    """Run the command."""
    app()


@app.command()
def run(
    *,
    suite: Annotated[
        list[str] | None,
        typer.Option(help=f"Of {', '.join(SUITES)}, also muc4:60 for the first 60 cases; default: all, no half."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The first N cases of each suite.")] = None,
    url: Annotated[str | None, typer.Option(help="A running service; default: the service in this process.")] = None,
    key: Annotated[str | None, typer.Option(envvar="SITREP_API_KEY", help="For a service that wants one.")] = None,
    model: Annotated[str | None, typer.Option(help="Name at the endpoint, or a GGUF file, or its hub id.")] = None,
    out: Annotated[Path, typer.Option(help="Where the results go.")] = RESULTS,
    record: Annotated[Path | None, typer.Option(help="Keep what the model said in this file.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Take what the model said from this file.")] = None,
    answers: Annotated[
        Path | None, typer.Option(help="Take what a hosted model said from this folder: see `questions`.")
    ] = None,
    gate_file: GateFile = None,
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="Articles at once; default 1 embedded, else 4.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Do not go on with a run that was stopped.")] = False,
    corpora: Corpora = None,
) -> None:
    """Run suites; stopped and started again, it goes on."""
    with reported():
        if len([each for each in (url, record, replay, answers) if each]) > 1 or (model and (url or answers)):
            fail(USAGE, "--url, --record, --replay and --answers exclude one another; --url and --answers, --model.")
        baseline = gate.read_baseline(gate_file) if gate_file else None
        suites = _load(tuple(suite or WHOLE), corpora, limit)
        if all(isinstance(each, Absent) for each in suites):
            fail(USAGE, "; ".join(f"{each.name}: {each.reason}" for each in suites if isinstance(each, Absent)))
        choice = Choice(chosen_model(Settings(), model), url, record, replay, key, answers)
        results = asyncio.run(carry_out(Plan(suites, choice, out, concurrency, anew), Console(stderr=True)))
        write_results(results, out)
    typer.echo(f"results: {out}", err=True)
    _show(results, baseline)


@app.command()
def questions(
    *,
    suite: Annotated[list[str], typer.Option(help=f"Of {', '.join(SUITES)}, also muc4:60.")],
    out: Annotated[Path, typer.Option(help="The folder for questions/SUITE/CASE.json.", file_okay=False)],
    corpora: Corpora = None,
) -> None:
    """Write what a hosted model would be asked; `run --answers` scores what it says in answers/SUITE/CASE.json."""
    with reported():
        suites = _load(suite, corpora, None)
        cases = [case for each in suites if isinstance(each, Suite) for case in each.cases]
        names = asyncio.run(write_questions(cases, Settings(), out))
    typer.echo(f"{len(names)} questions about {len(cases)} cases: {out / 'questions'}", err=True)


@app.command()
def report(
    results: File,
    *,
    html_file: Annotated[Path | None, typer.Option("--html", help="Write one HTML file.")] = None,
    markdown_file: Annotated[
        Path | None, typer.Option("--markdown", help="Write Markdown; - is standard output.")
    ] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML.")] = None,
    gate_file: GateFile = None,
    corpora: Corpora = None,
) -> None:
    """Show a run, or write it in other forms."""
    with reported():
        ran = read_results(results)
        baseline = gate.read_baseline(gate_file) if gate_file else None
        checks = gate.judge(ran, baseline) if baseline else ()
        if html_file:
            cases = {(s.name, c.id): c for s in _load_of(ran, corpora) if isinstance(s, Suite) for c in s.cases}
            _write(html_file, html.render(ran, cases, baseline, checks))
        if markdown_file:
            _write(markdown_file, markdown.render(ran, baseline, checks))
        if junit_file:
            _write(junit_file, junit.render(ran, checks))
    if not (html_file or markdown_file or junit_file):
        terminal.show(ran, console())
    _end_by(checks)


@app.command()
def rescore(results: File, gate_file: GateFile = None, corpora: Corpora = None) -> None:
    """Score a run's outputs anew, without a model, and write them back."""
    with reported():
        ran = read_results(results)
        scored, dropped = score_anew(ran, _load_of(ran, corpora))
        baseline = gate.read_baseline(gate_file) if gate_file else None
        write_results(scored, results)
    for name in dropped:
        typer.echo(f"left out, its text is another by now: {name}", err=True)
    _show(scored, baseline)


@app.command()
def plain(
    *,
    suite: Annotated[list[str] | None, typer.Option(help="Suites with such answers; default: newswire-odd.")] = None,
    answers: Annotated[Path, typer.Option(help="Folder of the answers, SUITE/CASE.json.")] = PLAIN,
    out: Annotated[Path, typer.Option(help="Where the results go.")] = PLAIN_RESULTS,
    corpora: Corpora = None,
) -> None:
    """Score what a model answered to one plain call for the public record, without offsets."""
    with reported():
        results = score_plain(_load(suite or ["newswire-odd"], corpora, None), answers)
        write_results(results, out)
    typer.echo(f"results: {out}", err=True)
    terminal.show(results, console())


@app.command()
def compare(
    first: File,
    second: File,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Compare two runs on the cases that both have."""
    with reported():
        one, other = read_results(first), read_results(second)
    differences = comparison.compare(one, other)
    if as_markdown:
        typer.echo(markdown.render_comparison(differences), nl=False)
    else:
        terminal.show_comparison(differences, console())
    if alone := comparison.unpaired(one, other):
        typer.echo(f"not compared, as only one run has them: {', '.join(alone)}", err=True)


@app.command()
def agreement(
    first: Labels = None,
    second: Labels = None,
    texts: Annotated[
        Path | None, typer.Option(help="Where the articles of gold are, as NAME.txt; default: beside it.")
    ] = None,
) -> None:
    """Show how far two labellings of the same articles agree: F1, and Krippendorff's alpha (extra `agreement`).

    Without folders: the labellings of this project that are beside its gold.
    """
    if (first is None) != (second is None):
        fail(USAGE, "one folder agrees with nothing: name two.")
    with reported():
        if first and second:
            pairs, alone = in_both(labelling(first, texts), labelling(second, texts))
            twice = {f"{first} and {second}": pairs}
            if alone:
                typer.echo(f"not compared, as only one labelling has them: {alone} articles", err=True)
        else:
            twice = {f"{name} and gold": tuple(labelled_twice(name)) for name in LABELLINGS}
        for names, pairs in twice.items():
            terminal.show_agreement(names, agreement_of(pairs), console())
            terminal.show_alphas(names, alphas(pairs), console())


@app.command()
def dossiers(
    results: Annotated[
        Path | None, typer.Argument(help="A results.json of a run; default: gold's own records.", dir_okay=False)
    ] = None,
    *,
    suite: Annotated[list[str] | None, typer.Option(help="Of seeds and stories; default: both.")] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """Show what the dossiers made of a run's outputs, or of gold's own records, scored; odd and even stories apart."""
    with reported():
        found = told_together(suite or TOGETHER, read_results(results) if results else None)
    if as_markdown:
        typer.echo(markdown.render_dossiers(found), nl=False)
    else:
        terminal.show_dossiers(found, console())


@app.command()
def baseline(
    results: File,
    out: Annotated[Path, typer.Option(help="Where the baseline goes.")],
    margin: Annotated[float, typer.Option(min=0, max=1, help="How far a score may fall.")] = gate.MARGIN,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the suites of the file that this run lacks.")] = False,
) -> None:
    """Make a run the baseline of the gate: metrics and counts alone, without a word of any article."""
    with reported():
        made = gate.baseline_of(read_results(results), margin)
        gate.write_baseline(gate.Baseline(gate.read_baseline(out).root | made.root) if keep else made, out)


@app.command()
def reliability(
    *,
    baselines: Annotated[
        list[Path] | None, typer.Option("--baseline", help="Default: embedded and frontier of eval/baselines.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the figures go; default: where the service reads them.")] = (
        shipped.SHIPPED
    ),
) -> None:
    """Write how many values of each field are wrong or missed, model by model, for the service to show."""
    with reported():
        _write(out, shipped.text(shipped.measurements(baselines or shipped.BASELINES)))


def _load(chosen: Sequence[str], corpora: Path | None, limit: int | None) -> tuple[Suite | Absent, ...]:
    """Suites by name, or by name and how many cases (`muc4:60`), which goes before the limit of all."""
    wanted = {name: count for name, _, count in (each.partition(":") for each in chosen)}
    for name, count in wanted.items():
        if name not in SUITES:
            fail(USAGE, f"there is no suite {name!r}; there are {', '.join(SUITES)}.")
        if count and not (count.isdecimal() and int(count)):
            fail(USAGE, f"{name}:{count} is no number of cases; write {name}:60.")
    folder = corpora or corpora_folder()
    return tuple(load_suite(name, folder, int(count) if count else limit) for name, count in wanted.items())


def _load_of(results: Results, corpora: Path | None) -> tuple[Suite | Absent, ...]:
    return _load([suite.name for suite in results.suites], corpora, None)


def _show(results: Results, baseline: gate.Baseline | None) -> None:
    terminal.show(results, console())
    if baseline:
        _end_by(gate.judge(results, baseline))


def _end_by(checks: tuple[gate.Check, ...]) -> None:
    if checks:
        terminal.show_checks(checks, Console(stderr=True))
    if not all(check.passed for check in checks):
        raise typer.Exit(GATE)


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        typer.echo(text)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
