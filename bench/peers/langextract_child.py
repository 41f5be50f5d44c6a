"""langextract in its own environment, as a peer: `langextract_peer.py` runs there, and what it says is scored here."""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.llm.extractor import Endpoint
from bench.peers.outcomes import Outcome, Peer, of_roles
from eval.cases import Case
from eval.ceaf import ROLES

ROOT: Final = Path(__file__).parents[2]
COMMAND: Final = (
    str(ROOT / ".venv-peers" / "bin" / "python"),
    "-I",
    str(Path(__file__).with_name("langextract_peer.py")),
)
MAX_TOKENS: Final = 600
CHUNK_CHARACTERS: Final = 1000
"""langextract's own default of `max_char_buffer`."""
LINE_BYTES: Final = 1 << 22
PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL")  # no proxy, which cannot reach this loopback, and no key


class ChildGone(Exception):
    """The process ended, or does not speak the protocol."""


@dataclass(frozen=True, slots=True)
class Langextract:
    """The running peer and its version."""

    peer: Peer
    version: str


Scored = Callable[[Case, dict[str, Any]], Outcome]
"""What is made of the process' answer to a case."""


@asynccontextmanager
async def open_langextract(
    endpoint: Endpoint,
    max_tokens: int = MAX_TOKENS,
    chunk_characters: int = CHUNK_CHARACTERS,
    command: Sequence[str] = COMMAND,
    *,
    asked: Mapping[str, Any] | None = None,
    scored: Scored | None = None,
) -> AsyncIterator[Langextract]:
    """Start the process, and end it. Raises FileNotFoundError without the environment, ChildGone when it fails.

    `asked` is what it extracts, with an example; None: MUC-4's roles. `scored` None: as those.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    child = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=environment, limit=LINE_BYTES)
    try:
        order = {
            "base_url": endpoint.base_url,
            "api_key": endpoint.api_key.get_secret_value() if endpoint.api_key else "none",
            "model": endpoint.model,
            "max_output_tokens": max_tokens,
            "chunk_characters": chunk_characters,
            "asked": asked,
        }
        ready = await _exchange(child, order)

        async def answer(case: Case) -> Outcome:
            return (scored or outcome)(case, await _exchange(child, {"id": case.id, "text": case.text}))

        yield Langextract(answer, ready["version"])
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def outcome(case: Case, said: dict[str, Any]) -> Outcome:
    """Score what the process said. Without any extraction and with a chunk that could not be read, it failed."""
    seconds, unread = said["seconds"], said["unread"]
    if said["error"] or (unread and not said["extractions"]):
        return of_roles(case, None, said["error"] or f"{unread} answers could not be read", seconds=seconds)
    roles = {role: [text for kind, text in said["extractions"] if kind == role] for role in ROLES}
    return of_roles(case, roles, partial=bool(unread), seconds=seconds)


async def _exchange(child: Process, message: dict[str, Any]) -> dict[str, Any]:
    assert child.stdin
    assert child.stdout
    try:
        child.stdin.write(json.dumps(message).encode() + b"\n")
        await child.stdin.drain()
        said: dict[str, Any] = json.loads(await child.stdout.readline())
    except (ConnectionError, ValueError) as error:
        raise ChildGone("langextract's process ended, or said something else than JSON") from error
    return said
