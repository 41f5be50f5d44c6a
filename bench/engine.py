"""What the embedded engine's settings are worth: one slot, reuse of prompts, compact answers.

    python -m bench.engine --articles 6       # 7 minutes, alone on the machine

Five engines are loaded, of which one works at a time. Each reads the same short articles of our own, in turn, with
nothing stored; a row holds Sitrep's way against another. Exit codes: 0 ok; 3 the model is not here.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

import typer
from pydantic import SecretStr

from app.core.errors import ModelFileError, SitrepError
from app.core.settings import Settings, StructuredOutput
from app.engine.child import Order, usable_cpus
from app.engine.process import ChildError, Pace, run_child
from app.engine.weights.gguf import Weights, locate
from app.service import open_service
from bench import rows, table
from bench.command import UNAVAILABLE, fail
from bench.plots import draw
from bench.rows import Row
from eval.cases import Case, Suite, corpora_folder, load_suite
from eval.run import Summarize, in_process

SUITE: Final = "newswire-odd"
ARTICLES: Final = 6
WARM_UP: Final = "{city}, Jan 4 (Sitrep) - A bomb killed four people in {city} on Thursday, police said."
CITIES: Final = ("BAGHDAD", "KABUL", "MOSUL", "BASRA")
PATIENT: Final = 600.0
"""Seconds: no time-out may end what is measured."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an engine is run and asked; `every`: it reads each so many-th article."""

    slots: int = 1
    reuse: bool = True
    output: StructuredOutput = "llguidance"
    every: int = 1


OURS: Final = "as it comes"
WAYS: Final[Mapping[str, Way]] = {
    OURS: Way(),
    "2 slots": Way(slots=2),
    "4 slots": Way(slots=4),
    "no reuse of prompts": Way(reuse=False, every=2),  # seconds more for each question
    "answers in pretty-printed JSON": Way(output="json_schema"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """One article by one way."""

    articles_per_minute: float
    calls: int
    output_tokens: int


def measure(articles: int = ARTICLES) -> tuple[Row, ...]:
    """Articles a minute, Sitrep's way beside each other one. Raises SitrepError where the model is not here."""
    suite = load_suite(SUITE, corpora_folder())
    assert isinstance(suite, Suite)  # our own: it is in the repository
    shortest = sorted(suite.cases, key=lambda case: len(case.text))[:articles]
    return tuple(_rows(asyncio.run(_read_all(shortest))))


async def _read_all(cases: Sequence[Case]) -> dict[str, list[Read]]:
    """What each way made of the articles, in turn."""
    weights = locate(Settings())
    if weights is None:
        raise ModelFileError("The embedded model is not on this machine: `sitrep model pull` brings it.")
    reads: dict[str, list[Read]] = {name: [] for name in WAYS}
    async with AsyncExitStack() as stack:
        readers = {name: await stack.enter_async_context(_opened(way, weights)) for name, way in WAYS.items()}
        for number, case in enumerate(cases):
            for name, way in WAYS.items():
                if number % way.every == 0:
                    reads[name].append(await _read(readers[name], case))
                    typer.echo(f"{name}: {case.id}: {reads[name][-1]}", err=True)
    return reads


async def _read(summarize: Summarize, case: Case) -> Read:
    began = time.monotonic()
    made = (await summarize(case)).provenance
    return Read(60 / (time.monotonic() - began), made.attempts, made.output_tokens or 0)


async def _warm_up(summarize: Summarize, slots: int) -> None:
    """A question for each slot, which has the instructions from then on."""
    texts = (WARM_UP.format(city=city) for city in CITIES[:slots])
    await asyncio.gather(*(summarize(Case(text[:5], SUITE, text, {})) for text in texts))


@asynccontextmanager
async def _opened(way: Way, weights: Weights) -> AsyncIterator[Summarize]:
    """An engine, and Sitrep's reader before it with nothing stored: as an endpoint, which may have several slots."""
    key = secrets.token_urlsafe(32)
    given = Settings()
    order = Order(
        model_path=str(weights.path.resolve()),
        model_name=weights.name,
        context_tokens=given.context_tokens,
        answer_tokens=given.max_output_tokens,
        threads=usable_cpus(),
        api_key=key,
    )
    command = (sys.executable, "-m", "bench.engine_child", str(way.slots), str(way.reuse))
    with TemporaryDirectory() as folder:
        async with run_child(command, order, Pace()) as child:
            settings = Settings(
                llm_base_url=f"{await child.address()}/v1",
                llm_model=weights.name,
                llm_api_key=SecretStr(key),
                llm_proposer="reader",
                llm_structured_output=way.output,
                llm_concurrency=way.slots,
                llm_context_tokens=given.context_tokens,
                llm_timeout_s=PATIENT,
                deadline_s=PATIENT,
                cache_dir=Path(folder),
            )
            async with open_service(settings) as service:
                summarize = in_process(service)
                await _warm_up(summarize, way.slots)
                yield summarize


def _rows(reads: Mapping[str, Sequence[Read]]) -> Iterator[Row]:
    for name, theirs in reads.items():
        if name == OURS:
            continue
        ours = reads[OURS][:: WAYS[name].every]
        yield Row(
            what="embedded engine: one slot, prompts reused, compact answers",
            unit="articles a minute",
            ours=tuple(each.articles_per_minute for each in ours),
            peer=name,
            theirs=tuple(each.articles_per_minute for each in theirs),
            figures={
                "questions": sum(each.calls for each in theirs),
                "output tokens": sum(each.output_tokens for each in ours),
                f"output tokens, {name}": sum(each.output_tokens for each in theirs),
            },
        )


def main(
    articles: Annotated[int, typer.Option(min=1, max=50, help="So many of the shortest, one a round.")] = ARTICLES,
) -> None:
    """Measure, and keep and print what was found."""
    try:
        outcome = rows.carried_out("engine", partial(measure, articles))
    except (SitrepError, ChildError) as error:
        fail(UNAVAILABLE, str(error))
    rows.write(outcome)
    draw(outcome, rows.RESULTS)
    typer.echo(table.render((outcome,)))
    for line in table.details((outcome,)):
        typer.echo(line)


if __name__ == "__main__":
    typer.run(main)
