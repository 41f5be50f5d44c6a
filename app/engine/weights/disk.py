"""What bringing weights asks of the disk: room, a scratch folder, and errors that a person understands."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import ModelFileError

HEADROOM_BYTES = 128 << 20  # a part and its wheel lie on the disk beside what comes


def require_room(folder: Path, size_bytes: int) -> None:
    """See that `size_bytes` more fit on the disk of `folder`, with some headroom. Raises ModelFileError."""
    free = shutil.disk_usage(folder).free
    need = size_bytes + HEADROOM_BYTES
    if free < need:
        raise ModelFileError(
            f"{folder} has {free >> 20} MiB free and the model needs {need >> 20} MiB. "
            "Free that much and pull again, or name another disk in SITREP_MODEL_DIR."
        )


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """An empty folder beside `path`, always of the same name: the next pull clears what a killed one left."""
    folder = path.with_name(f"{path.name}.wheels")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the disk refuses into a ModelFileError."""
    try:
        yield
    except OSError as error:
        raise ModelFileError(f"{error.filename or 'The model directory'}: {error.strerror}.") from error
