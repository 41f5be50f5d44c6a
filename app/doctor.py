"""`sitrep doctor`: what works on this machine, what does not, and how to mend it."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from rich.console import Console

from app import article, keys
from app.backends import address_of
from app.core.errors import KeysUnreadable, NotSetUp, SitrepError
from app.core.logs import log_to_stderr
from app.core.metrics import Counts
from app.core.settings import Settings, unknown_names
from app.engine.child import usable_cpus
from app.llm.probe import probe
from app.proposers import weights_wanted
from app.service import open_service
from app.store.disk import DiskAnswers
from app.store.keyring import KeyRing
from app.store.opening import open_store
from app.terminal import reported

State = Literal["ok", "look", "broken"]
MARKS: Final[dict[State, str]] = {"ok": "ok     ", "look": "LOOK   ", "broken": "BROKEN "}
LEAST_FREE_BYTES: Final = 2 << 30
"""Of a disk: the weights take 1.1 GB, the answers up to 1 GB."""
LEAST_MEMORY_BYTES: Final = 3 << 30
"""For the embedded engine and its parser: 1.2 GB and 0.4 GB, and room for what they gain."""
MOST_SKEW: Final = timedelta(minutes=2)
SAMPLE: Final = "BAGHDAD, Jan 4 (Sitrep) - A bomb killed four people in Baghdad on Thursday, police said."
UNAUTHORISED: Final = (401, 403)
FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `mend`: what to do about it; empty where nothing is to be done."""

    state: State
    what: str
    says: str
    mend: str = ""


def doctor(
    ask: Annotated[
        bool, typer.Option("--ask", help="Put one sentence to the model, too: at an endpoint this costs a little.")
    ] = False,
) -> None:
    """Say what works here, what does not, and how to mend it; exit code 1 where something is broken."""
    log_to_stderr(logging.ERROR, ())
    with reported():
        settings = Settings()
        found = asyncio.run(_examined(settings, ask=ask))
    if any(each.state == "broken" for each in found):
        raise typer.Exit(FAILED)


async def _examined(settings: Settings, *, ask: bool) -> list[Finding]:
    found: list[Finding] = []
    with Console(stderr=True).status("Looking"):
        async for each in _findings(settings, ask=ask):
            found.append(each)
            typer.echo(f"{MARKS[each.state]} {each.what}: {each.says}")
            if each.mend:
                typer.echo(f"        {each.mend}")
    return found


async def _findings(settings: Settings, *, ask: bool) -> AsyncIterator[Finding]:
    for each in (*names(os.environ), *_processor(settings)):
        yield each
    for each in await asyncio.to_thread(lambda: [*weights(settings), *_folders(settings), *_answers(settings)]):
        yield each
    yield api_keys(settings)
    if settings.store_url:
        yield await shared_store(settings)
    if not settings.embedded:
        for each in await endpoint(settings):
            yield each
    if ask:
        yield await _asked(settings)
    else:
        yield Finding("ok", "model", "not asked; `sitrep doctor --ask` puts one sentence to it")


def names(given: Iterable[str]) -> Iterator[Finding]:
    """Variables that look like settings and are none."""
    unknown = unknown_names(given)
    if not unknown:
        yield Finding("ok", "settings", "every SITREP_ name is one")
    for name, nearest in unknown.items():
        mend = f"Did you mean {nearest}?" if nearest else "Unset it, or look at docs/settings.md."
        yield Finding("look", "settings", f"{name} is no setting: it changes nothing", mend)


def _processor(settings: Settings) -> Iterator[Finding]:
    if settings.has_engine:
        free = _memory_bytes()
        says = f"{usable_cpus()} CPUs usable, {free / (1 << 30):.1f} GiB of memory available"
        scarce = free < LEAST_MEMORY_BYTES
        mend = "The embedded model needs about 2 GiB. Close something, or set SITREP_LLM_BASE_URL." if scarce else ""
        yield Finding("look" if scarce else "ok", "machine", says, mend)


def weights(settings: Settings) -> Iterator[Finding]:
    """The weights that the settings need, as `/readyz` would want them."""
    for name, find in weights_wanted(settings).items():
        what = f"weights of {name}"
        try:
            path = find()
        except SitrepError as error:
            yield Finding("broken", what, str(error), error.hint)
        else:
            mend = "" if path else "Run `sitrep model pull`."
            yield Finding("ok" if path else "broken", what, str(path or "not on this machine"), mend)


def _folders(settings: Settings) -> Iterator[Finding]:
    for what, folder in (("answers", settings.cache_dir), ("models", settings.model_dir)):
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if not os.access(there, os.W_OK):
            yield Finding(
                "broken", f"folder of {what}", f"{there} cannot be written", "Give it to this user, or name another."
            )
            continue
        free = shutil.disk_usage(there).free
        scarce = free < LEAST_FREE_BYTES
        mend = "Make room, or lower SITREP_CACHE_SIZE_BYTES." if scarce else ""
        yield Finding(
            "look" if scarce else "ok", f"folder of {what}", f"{folder}, {free / (1 << 30):.1f} GiB free", mend
        )


def _answers(settings: Settings) -> Iterator[Finding]:
    """Write, read: what a busy, full or damaged store would not do."""
    counts = Counts()
    with closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes, counts)) as store:
        stamp = str(time.time_ns())
        store.put("doctor", stamp)
        is_well = store.get("doctor") == stamp and not counts.read()
    mend = "" if is_well else f"See the log; the answers can be thrown away: remove {settings.cache_dir / 'v1'}."
    yield Finding("ok" if is_well else "broken", "answers", "kept and found" if is_well else "not kept", mend)


async def shared_store(settings: Settings) -> Finding:
    """Whether what replicas share takes a write."""
    try:
        async with open_store(settings) as store:
            if await store.is_whole():
                return Finding("ok", "shared store", "it is reached, and takes what is written")
    except NotSetUp as error:
        return Finding("broken", "shared store", str(error), error.hint)
    mend = "Is SITREP_STORE_URL right, its password too, and what it names running? Until then each is alone."
    return Finding("broken", "shared store", "it is not reached, or takes no writes", mend)


def api_keys(settings: Settings) -> Finding:
    """Who would be answered."""
    ring = KeyRing(settings.keys_file)
    try:
        good, had = len(keys.good(ring.keys())), ring.had_keys()
    except KeysUnreadable as error:
        return Finding("broken", "API keys", str(error), error.hint)
    if good:
        return Finding("ok", "API keys", f"{good} good, in {settings.keys_file}")
    if had:
        return Finding(
            "broken", "API keys", "all revoked: nobody is answered", "Make one with `sitrep keys create NAME`."
        )
    return Finding("ok", "API keys", "none was made: this machine alone is answered")


async def endpoint(settings: Settings) -> list[Finding]:
    """Whether it is reached, takes the key, has the model, and what time it is there."""
    address = address_of(settings.llm_base_url or "")
    found = await probe(settings)
    if not found.status:
        mend = "Is SITREP_LLM_BASE_URL right, is the endpoint running, is a proxy needed?"
        return [Finding("broken", "endpoint", f"{address} is not reached ({found.fault})", mend)]
    if found.status in UNAUTHORISED:
        return [Finding("broken", "endpoint", f"{address} refuses the key ({found.status})", "Set SITREP_LLM_API_KEY.")]
    return [_listed(settings, address, found.status, found.models), *_clock(found.date)]


def _listed(settings: Settings, address: str, status: int, models: tuple[str, ...] | None) -> Finding:
    if models is None:
        says = f"{address} answers {status}, and lists no models: whether it has {settings.llm_model} is not known"
        return Finding(
            "look", "endpoint", says, "Does the URL end before /chat/completions, as .../v1? Then try --ask."
        )
    if settings.llm_model in models:
        return Finding("ok", "endpoint", f"{address} has {settings.llm_model}")
    some = ", ".join(models[:5]) + (f" and {len(models) - 5} more" if len(models) > 5 else "")  # noqa: PLR2004
    return Finding(
        "look",
        "endpoint",
        f"{address} does not list {settings.llm_model}; it lists {some or 'none'}",
        "Set SITREP_LLM_MODEL.",
    )


def _clock(there: datetime | None) -> Iterator[Finding]:
    if there is not None:
        skew = abs(datetime.now(UTC) - there)
        mend = (
            "Set this machine's clock: dates of publication and of budgets are taken from it."
            if skew > MOST_SKEW
            else ""
        )
        yield Finding("look" if mend else "ok", "clock", f"{skew.total_seconds():.0f} s from the endpoint's", mend)


async def _asked(settings: Settings) -> Finding:
    """One sentence through everything, asked anew."""
    fresh = settings.model_copy(update={"cache_max_age_days": 0.0})
    read = article.read(SAMPLE, today=datetime.now(UTC).date(), max_characters=settings.max_article_characters)
    began_s = time.monotonic()
    try:
        async with open_service(fresh) as service:
            summary = await service.summarize(read)
    except SitrepError as error:
        return Finding("broken", "model", str(error), error.hint)
    says = f"{summary.provenance.model} read one sentence in {time.monotonic() - began_s:.1f} s, its start included"
    tolls = [claim.killed for each in summary.incidents for claim in each.casualty_claims if claim.killed]
    if any(toll.min == toll.max == 4 for toll in tolls):  # noqa: PLR2004 - as the sentence says
        return Finding("ok", "model", f"{says}, and found the toll in it")
    return Finding("look", "model", f"{says}, and did not find the toll in it", "Try another model: docs/models.md.")


def _memory_bytes() -> int:
    """What may still be had without swapping."""
    lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    found = {name: int(rest.split()[0]) << 10 for name, _, rest in (line.partition(":") for line in lines)}
    return found["MemAvailable"]
