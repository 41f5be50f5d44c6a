"""Issue 14, 10 and 11: what another user puts into a shared model directory gets no articles, and is no model."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.engine.card import Card
from app.engine.weights import stamps
from app.engine.weights.carriers import Aside
from app.engine.weights.gguf import Weights, locate
from app.store.disk import DiskAnswers
from tests.app.engine.test_engine import WEIGHTS, running, until

CARD: Final = Card(base_url="http://127.0.0.1:9/v1", api_key="k", pid=1, model=WEIGHTS.sha256, context_tokens=8192)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model_dir=tmp_path, engine_threads=1)


def folder_in(settings: Settings) -> Path:
    return settings.model_dir / f"engine-{platform.node()}-{os.getuid()}"


@asynccontextmanager
async def taking_any_key(status: bytes = b"200 OK") -> AsyncIterator[str]:
    """A server that answers the same whatever it is asked, as one that wants the articles would; gives its base URL."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: 2\r\n\r\n{}" % status)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def refusal(settings: Settings, wait_s: float = 5.0) -> str:
    """Why no engine is used."""
    async with running(settings) as engine:
        with pytest.raises(ModelUnavailable) as raised:
            async with asyncio.timeout(wait_s):
                await engine.endpoint()
        return str(raised.value)


async def test_a_folder_that_others_may_write_is_refused(settings: Settings) -> None:
    """Whoever may write there may exchange the card and the lock."""
    folder_in(settings).mkdir()
    folder_in(settings).chmod(0o777)
    assert "must belong to this user" in await refusal(settings)


async def test_a_folder_of_another_user_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is found there, of mode 0700, and its owner is somebody else."""
    mine, named = os.getuid(), folder_in(settings)
    named.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    named.rename(named.with_name(f"engine-{platform.node()}-{mine + 1}"))
    assert "must belong to this user" in await refusal(settings)


async def test_a_link_in_the_place_of_the_folder_is_refused(settings: Settings, tmp_path: Path) -> None:
    """A link may lead to a folder of this user's where something else lies."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder_in(settings).symlink_to(tmp_path / "elsewhere")
    assert "stopped" in await refusal(settings)


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_card_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    """The key on it would be no secret."""
    CARD.write(tmp_path / "own")
    (tmp_path / "own/card.json").chmod(mode)
    with pytest.raises(PermissionError):
        Card.read(tmp_path / "own")


@pytest.mark.parametrize(
    "base_url", ["http://192.0.2.1:80/v1", "https://example.org/v1", "http://127.0.0.1/v1", "http://localhost:80/v1"]
)
def test_a_card_that_names_anything_but_a_port_on_loopback_is_no_card(tmp_path: Path, base_url: str) -> None:
    """Names are resolved by whoever answers for them."""
    CARD.model_copy(update={"base_url": base_url}).write(tmp_path / "own")
    assert Card.read(tmp_path / "own") is None


@pytest.mark.parametrize("status", [b"200 OK", b"401 Unauthorized"])
async def test_a_server_that_does_not_know_the_key_is_not_used(settings: Settings, status: bytes) -> None:
    """A card that was left, and its port taken by another server: one that takes any key, or none."""
    folder = folder_in(settings)
    async with taking_any_key(status) as base_url:
        CARD.model_copy(update={"base_url": base_url}).write(folder)
        with FileLock(folder / "lock"):
            async with running(settings) as engine:
                await asyncio.sleep(0.5)
                assert engine.state == "starting"
                assert "does not answer" in engine.reason


# Item 11: the weights.

CONTENT: Final = b"GGUF" + bytes(range(256))


@pytest.fixture
def weights(tmp_path: Path) -> Weights:
    (tmp_path / "tiny.gguf").write_bytes(CONTENT)
    found = locate(Settings(model_dir=tmp_path, model_path=tmp_path / "tiny.gguf"))
    assert found is not None
    return found


def exchange(path: Path) -> None:
    """As whoever wants it unnoticed: the same size, and the time of change set back."""
    before = path.stat()
    path.write_bytes(CONTENT[::-1].replace(b"FUGG", b"GGUF"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_weights_that_were_exchanged_are_hashed_again_though_size_and_time_are_the_same(
    settings: Settings, weights: Weights
) -> None:
    """The stamp has the inode and the time at which the entry changed, which nobody can set back."""
    exchange(weights.path)
    assert stamps.digest(weights.path, settings.model_dir) != weights.sha256


def test_a_stamp_that_others_may_write_vouches_for_nothing(settings: Settings, weights: Weights) -> None:
    """It could say of any file that it is the model."""
    stamps.write_stamp(weights.path, settings.model_dir, "f" * 64)
    (stamp,) = (settings.model_dir / "digests").iterdir()
    assert stamps.digest(weights.path, settings.model_dir) == "f" * 64
    stamp.chmod(0o666)
    assert stamps.digest(weights.path, settings.model_dir) == weights.sha256


async def test_weights_that_are_not_what_was_verified_end_the_engine(settings: Settings, weights: Weights) -> None:
    """A stamp that fits what it does not vouch for: the bytes are read once more while the engine serves."""
    stamps.write_stamp(weights.path, settings.model_dir, "f" * 64)
    async with running(settings, weights=replace(weights, sha256="f" * 64)) as engine:
        await until(lambda: engine.state == "stopped")
        assert "not those that were verified" in engine.reason
    assert stamps.read_stamp(weights.path, settings.model_dir) is None


async def test_weights_that_are_what_was_verified_are_read_again_and_serve(
    settings: Settings, weights: Weights
) -> None:
    """The ordinary start."""
    async with running(settings, weights=weights) as engine:
        await engine.endpoint()
        await asyncio.sleep(0.3)
        assert engine.state == "ready"


# Links in the place of what is written.


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_link_in_the_place_of_the_file_that_comes_leads_nowhere(tmp_path: Path, link: str) -> None:
    """A pull would else overwrite the file of this user's to which another has made it lead."""
    precious = tmp_path / "precious"
    precious.write_text("mine")
    part = tmp_path / "tiny.gguf.part"
    part.symlink_to(precious) if link == "symbolic" else part.hardlink_to(precious)
    with pytest.raises(OSError, match="link"), Aside(tmp_path / "tiny.gguf", lambda *_: None) as aside:
        aside.begin(0, 4)
    assert precious.read_text() == "mine"


def test_a_link_in_the_place_of_the_stores_folder_is_not_followed(tmp_path: Path) -> None:
    """Answers, which quote articles, are not kept where another wants them; the service goes on without a store."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers/v1").symlink_to(tmp_path / "elsewhere")
    answers = DiskAnswers(tmp_path / "answers", 1 << 20)
    answers.put("key", "text")
    assert answers.get("key") is None
    assert not list((tmp_path / "elsewhere").iterdir())
