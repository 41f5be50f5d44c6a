"""The main job on the embedded model, article by article in turn: Sitrep, one naive call, and langextract.

    python -m bench.main_job --limit 20             # 40 minutes, alone on the machine
    python -m bench.main_job --limit 20 --go-on     # what is in bench/results/main_job.jsonl is not read again

All three ask one engine, with its threads: Sitrep's, begun with an empty store. The naive peer is one instructor call
with the public schema (`bench.peers.naive`), langextract is asked for the fields of a plain record (`bench.extracted`).
What is compared are the pooled fields that a plain record has (`eval.plain`). Exit codes as of `bench.peers`.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Final

import openai
import typer
from pydantic import NonNegativeFloat, NonNegativeInt

from app.core.errors import SitrepError
from app.core.settings import Settings
from app.service import Sitrep, open_service
from bench import extracted, rows, table
from bench.command import UNAVAILABLE, USAGE, fail
from bench.counting import Tokens, counting
from bench.peers import naive
from bench.peers.langextract_child import COMMAND, ChildGone, open_langextract
from bench.peers.outcomes import Outcome, Peer, of_summary
from bench.peers.results import scores_of
from bench.plots import draw
from bench.processes import below, resident_mib
from eval.cases import SUITES, Absent, Case, corpora_folder, load_suite
from eval.results import Measure
from eval.run import in_process
from schemas import Frozen

SITREP: Final = "Sitrep"
FIELDS: Final = "plain_fields.lenient"
SUITE: Final = "newswire-even"
"""Articles that nobody read while Sitrep's rules and prompts were written."""
ARTICLES: Final = 20
PEERS: Final = {"naive": "one instructor call, public schema", "langextract": "langextract"}


class Read(Frozen):
    """What one of them made of one article. `peak_mib`: the engine, and what asked it, after the article."""

    who: str
    case: str
    seconds: NonNegativeFloat
    tokens_in: NonNegativeInt
    tokens_out: NonNegativeInt
    calls: NonNegativeInt
    peak_mib: NonNegativeFloat
    measures: dict[str, Measure]
    error: str | None = None


def main(
    *,
    suite: Annotated[str, typer.Option(help=f"Of {', '.join(SUITES)}, with records as gold.")] = SUITE,
    limit: Annotated[int, typer.Option(min=1, help="Articles, spread over the suite so that kinds differ.")] = ARTICLES,
    go_on: Annotated[bool, typer.Option("--go-on", help="Go on with the run that is there.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the outcome is.")] = rows.RESULTS,
) -> None:
    """Read the articles, and print the table."""
    if not Path(COMMAND[0]).exists():
        fail(UNAVAILABLE, "there is no .venv-peers: make .venv-peers/peers.stamp")
    journal = folder / "main_job.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    if not go_on:
        journal.unlink(missing_ok=True)
    try:
        cases = _cases(suite, limit)
        outcome = rows.carried_out("main_job", lambda: asyncio.run(_measure(cases, journal)))
    except (KeyError, ValueError) as error:
        fail(USAGE, str(error))
    except SitrepError as error:
        fail(UNAVAILABLE, f"{error}. {error.hint}")
    except (openai.APIConnectionError, ChildGone) as error:
        fail(UNAVAILABLE, f"{type(error).__name__}: {error}")
    rows.write(outcome, folder)
    draw(outcome, folder)
    typer.echo(table.render((outcome,)))
    typer.echo("\n".join(table.details((outcome,))), err=True)


def _cases(name: str, limit: int) -> tuple[Case, ...]:
    suite = load_suite(name, corpora_folder())
    if isinstance(suite, Absent):
        raise ValueError(f"{suite.name}: {suite.reason}")  # noqa: TRY004 - the choice is at fault
    step = max(1, len(suite.cases) // limit)
    return suite.cases[::step][:limit]


async def _measure(cases: Sequence[Case], journal: Path) -> tuple[rows.Row, ...]:
    known = {(read.who, read.case): read for read in _known(journal)}
    async with _peers() as (peers, tokens):
        for case in cases:
            for who, peer in peers.items():
                if (who, case.id) not in known:
                    known[who, case.id] = read = await _read(who, case, peer, tokens)
                    with journal.open("a", encoding="utf-8") as file:
                        file.write(read.model_dump_json() + "\n")
                    typer.echo(f"{case.id} {who}: {read.seconds:.1f} s {read.error or ''}", err=True)
    ids = [case.id for case in cases]
    return tuple(_rows({who: [known[who, name] for name in ids] for who in (SITREP, *PEERS)}))


def _known(journal: Path) -> Iterator[Read]:
    if journal.exists():
        yield from map(Read.model_validate_json, journal.read_text("utf-8").splitlines())


async def _read(who: str, case: Case, peer: Peer, tokens: Tokens) -> Read:
    tokens.taken()
    began = time.monotonic()
    outcome = await peer(case)
    lasted = time.monotonic() - began
    into, out, calls = tokens.taken()
    resident = sum(map(resident_mib, (os.getpid(), *below(os.getpid()))))
    return Read(
        who=who, case=case.id, seconds=round(lasted, 3), tokens_in=into, tokens_out=out, calls=calls,
        peak_mib=round(resident, 1), measures=outcome.measures, error=outcome.error,
    )  # fmt: skip


@asynccontextmanager
async def _peers() -> AsyncIterator[tuple[Mapping[str, Peer], Tokens]]:
    """Each by name, in the order in which they read an article, and the tokens of all.

    The engine is asked through one door; of Sitrep's calls, which go to it directly, the record says what they took.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        service = await stack.enter_async_context(open_service(Settings(cache_dir=Path(folder))))
        if not isinstance(service, Sitrep) or service.backend.engine is None:
            raise ValueError("SITREP_LLM_BASE_URL is set: this is about the embedded engine")
        door, tokens = await stack.enter_async_context(counting(service.backend.endpoint))
        endpoint = await door()
        peers: dict[str, Peer] = {SITREP: _sitrep(service, tokens), "naive": naive.records(door)}
        opened = open_langextract(endpoint, asked=extracted.ASKED, scored=extracted.scored)
        peers["langextract"] = (await stack.enter_async_context(opened)).peer
        yield peers, tokens


def _sitrep(service: Sitrep, tokens: Tokens) -> Peer:
    summarize = in_process(service)

    async def answer(case: Case) -> Outcome:
        try:
            summary = await summarize(case)
        except SitrepError as error:
            return of_summary(case, None, error.code)
        took = summary.provenance
        tokens.into, tokens.out, tokens.calls = took.input_tokens, took.output_tokens, took.attempts
        return of_summary(case, summary)

    return answer


def _rows(reads: Mapping[str, Sequence[Read]]) -> Iterator[rows.Row]:
    ours = reads[SITREP]
    for who, peer in PEERS.items():
        theirs = reads[who]
        yield rows.Row(
            what="an article on the embedded model",
            unit="s",
            ours=tuple(read.seconds for read in ours),
            peer=peer,
            theirs=tuple(read.seconds for read in theirs),
            figures=_figures(SITREP, ours) | _figures(who, theirs),
        )
        scored = ((100 * _score(each),) for each in (ours, theirs))
        yield rows.Row(what="its fields, F1 pooled", unit="%", ours=next(scored), peer=peer, theirs=next(scored))


def _figures(who: str, reads: Sequence[Read]) -> dict[str, float]:
    found = {
        "tokens in, mean": statistics.fmean(read.tokens_in for read in reads),
        "tokens out, mean": statistics.fmean(read.tokens_out for read in reads),
        "calls, mean": statistics.fmean(read.calls for read in reads),
        "MiB, most": max(read.peak_mib for read in reads),
        "failed": sum(read.error is not None for read in reads),
    }
    return {f"{who}: {name}": value for name, value in found.items()}


def _score(reads: Sequence[Read]) -> float:
    """F1 of the pooled fields, 0 to 1; 0 where nothing was right."""
    scores = scores_of([read.measures for read in reads])
    return (scores[FIELDS].value or 0.0) if FIELDS in scores else 0.0


if __name__ == "__main__":
    typer.run(main)
