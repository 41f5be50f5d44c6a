"""One run from its suites to its results: journal, progress, scores; and the same outputs scored anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.core.errors import ModelUnavailable
from eval.cases import Absent, Suite
from eval.journal import Journal, beside
from eval.results import CaseResult, Results
from eval.run import digest, model_was_unavailable, run_cases
from eval.scoring import score_suite
from eval.subject import Choice, open_subject

Finished = Callable[[CaseResult], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: `out` is where its results go, with the journal beside it; `anew` disregards an earlier journal."""

    suites: tuple[Suite | Absent, ...]
    choice: Choice
    out: Path
    concurrency: int | None = None
    anew: bool = False


async def carry_out(plan: Plan, console: Console) -> Results:
    """Run the cases that no earlier run under the same stamp has finished, and score all.

    Raises ModelUnavailable when the model answered none, RecordingMissing when a replay was asked something new, and
    what `open_subject` raises.
    """
    cases = [case for suite in plan.suites if isinstance(suite, Suite) for case in suite.cases]
    async with open_subject(plan.choice) as subject:
        # A recording must hold every answer, so that nothing may be left out; kept answers may have changed.
        anew = plan.anew or plan.choice.record is not None or plan.choice.answers is not None
        with Journal(beside(plan.out), subject.stamp, anew=anew) as journal, _progress(len(cases), console) as advance:

            def finished(result: CaseResult) -> None:
                journal.add(result)
                advance(result)

            outcomes = await run_cases(
                cases,
                subject.summarize,
                concurrency=plan.concurrency or plan.choice.concurrency,
                finished=finished,
                known=journal.known,
                reused=advance,
            )
        if model_was_unavailable(tuple(outcomes.values())):
            raise ModelUnavailable(f"no case was answered: {next(iter(outcomes.values())).error}")
    return Results(stamp=subject.stamp, suites=tuple(score_suite(suite, outcomes) for suite in plan.suites))


def rescore(results: Results, suites: Sequence[Suite | Absent]) -> tuple[Results, tuple[str, ...]]:
    """The same outputs held against gold as it is now, and the cases (`suite/id`) that are gone or have another text.

    A suite that is absent here keeps the scores that it has.
    """
    here = {suite.name: suite for suite in suites if isinstance(suite, Suite)}
    texts = {(suite.name, case.id): digest(case.text) for suite in here.values() for case in suite.cases}
    kept = {(c.suite, c.id): c for s in results.suites for c in s.cases if texts.get((c.suite, c.id)) == c.article}
    scored = (score_suite(here[suite.name], kept) if suite.name in here else suite for suite in results.suites)
    dropped = (
        f"{c.suite}/{c.id}" for s in results.suites if s.name in here for c in s.cases if (s.name, c.id) not in kept
    )
    return results.model_copy(update={"suites": tuple(scored)}), tuple(dropped)


@contextmanager
def _progress(total: int, console: Console) -> Iterator[Finished]:
    """A bar with the time left; it says which case was the last and how many failed."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    text = TextColumn("{task.description}", markup=False)
    with Progress(*columns, text, console=console) as progress:
        task, failed = progress.add_task("", total=total), [0]

        def advance(result: CaseResult) -> None:
            failed[0] += result.error is not None
            said = f"{result.suite}/{result.id}" + (f", {failed[0]} failed" if failed[0] else "")
            progress.update(task, advance=1, description=said)

        yield advance
