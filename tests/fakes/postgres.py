"""A real PostgreSQL from Debian's packages for as long as the tests run, on a free port of loopback."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PACKAGES: Final = Path("/usr/lib/postgresql")
UNPRIVILEGED: Final = "nobody"
"""As whom it runs where the tests are the superuser's, whom PostgreSQL refuses."""


class NoPostgres(Exception):
    """It is not on this machine, or cannot be started; the message says which."""


@contextmanager
def running() -> Iterator[str]:
    """Serve an empty database; gives the URL. Raises NoPostgres."""
    programs = sorted(PACKAGES.glob("*/bin/pg_ctl"), key=lambda path: int(path.parents[1].name))
    if not programs:
        raise NoPostgres("there is none: install Debian's package postgresql")
    # Not in pytest's folder, which it closes to the user that the server runs as.
    with TemporaryDirectory(prefix="sitrep-postgres-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        yield from _served(programs[-1], Path(folder))


def _served(pg_ctl: Path, folder: Path) -> Iterator[str]:
    data, port = str(folder / "data"), free_port()
    # Nothing of it outlives the tests, so it need not wait for the disk: -N, -F.
    _run(str(pg_ctl.with_name("initdb")), "-D", data, "-U", "sitrep", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-F -h 127.0.0.1 -p {port} -k ''"
    _run(str(pg_ctl), "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgresql://sitrep@127.0.0.1:{port}/postgres"
    finally:
        _run(str(pg_ctl), "-D", data, "-m", "immediate", "stop")


def _run(*command: str) -> None:
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    done = subprocess.run(command, check=False, user=user, cwd="/", capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise NoPostgres(f"it cannot be started: {done.stderr.strip()[-300:]}")


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
