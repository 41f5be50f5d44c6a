"""What a run depends on, read off this machine and this checkout."""

import hashlib
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.llm.asking import ExtractionSpec
from app.receipt import pipeline_digest
from app.service import Service, Sitrep
from eval.results import Machine, Stamp
from schemas import SCHEMA_VERSION

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = ("app", "schemas", "prompts")
"""What an answer depends on; `eval` only judges it."""


def stamp_of(*, model: str, spec: ExtractionSpec | None, url: str | None = None, replayed: bool = False) -> Stamp:
    """The stamp of a run that begins now."""
    revision = _git("rev-parse", "HEAD")
    return Stamp(
        model=model,
        spec=spec,
        url=url,
        replayed=replayed,
        pipeline_version=pipeline_digest()[:12],
        schema_version=SCHEMA_VERSION,
        code=code_digest(ROOT),
        git_revision=revision,
        git_dirty=bool(revision and _git("status", "--porcelain", "--untracked-files=no")),
        machine=_machine(),
        started_at=datetime.now(UTC),
    )


def spec_of(service: Service) -> ExtractionSpec | None:
    """The spec of a service that is wired for real; None for any other."""
    return service.backend.spec if isinstance(service, Sitrep) else None


def code_digest(root: Path) -> str:
    """SHA-256, in lower-case hex, over paths and contents of the sources, in the order of their paths."""
    digest = hashlib.sha256()
    files = (path for folder in SOURCES for path in (root / folder).rglob("*") if path.is_file())
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(
            f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return digest.hexdigest()


def _machine() -> Machine:
    return Machine(
        platform=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        cpus=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
    )


def _git(*arguments: str) -> str | None:
    """What git says; None where there is no git or no repository."""
    command = ["git", "-C", str(ROOT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - fixed
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
