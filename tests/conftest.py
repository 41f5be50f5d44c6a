"""What holds for all tests."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from tenacity.wait import wait_none

from app.reader import parsing
from tests.fakes.redis import NoRedis, RedisServer
from tests.fakes.redis import running as running_redis

# An example may take long on a busy machine; what a test may take in all has its bound in pyproject.toml.
settings.register_profile("sitrep", deadline=None)
settings.load_profile("sitrep")
# Before all fixtures: index and shared store of the person who runs the tests are not written; tests name their own.
os.environ["SITREP_INDEX_URL"] = "none"
os.environ.pop("SITREP_STORE_URL", None)


@pytest.fixture(autouse=True)
def no_keys_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """API keys of the person who runs the tests are out of sight; the folder where they are looked for instead."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder / "sitrep"


@pytest.fixture(scope="session", autouse=True)
def one_parser() -> Iterator[None]:
    """Services that one process opens share the parser, which takes a second to load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "open_parser", cache(parsing.open_parser))
        yield


@pytest.fixture
def one_redis(redis_of_the_session: RedisServer) -> RedisServer:
    """A real Redis, empty, which nobody kills."""
    redis_of_the_session.flush()
    return redis_of_the_session


@pytest.fixture(scope="session")
def redis_of_the_session() -> Iterator[RedisServer]:
    """That Redis; the tests that want one are skipped by name where there is none."""
    try:
        with running_redis() as server:
            yield server
    except NoRedis as error:
        pytest.skip(f"Redis is not tested: {error}")


@pytest.fixture
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that failed is repeated at once: for tests that are not about the time between two calls."""
    monkeypatch.setattr("app.llm.extractor._BACKOFF", wait_none())
