"""Issue 14, 10: a model directory that is many users': what another user puts there does not get the articles."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.engine.card import Card
from tests.app.engine.test_engine import WEIGHTS, running

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
