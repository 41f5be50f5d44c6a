"""Which stores the settings choose."""

import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.core.errors import NotSetUp
from app.core.settings import Settings
from app.store.opening import open_link, open_store
from app.store.redis_shelf import RedisShelf
from app.store.shelf import Alone

GONE = SecretStr("redis://127.0.0.1:9/0")


async def test_without_the_setting_all_is_in_the_folder(tmp_path: Path) -> None:
    """And works whatever befalls a Redis."""
    async with open_store(Settings(cache_dir=tmp_path)) as store:
        assert store.shelf == Alone(store.answers)
        assert await store.is_whole()


async def test_with_it_answers_are_shared(tmp_path: Path) -> None:
    """The folder is for what this machine learns of endpoints, and for its batches."""
    async with open_store(Settings(cache_dir=tmp_path, store_url=GONE)) as store:
        assert isinstance(store.shelf, RedisShelf)
        assert not await store.is_whole()


def test_where_the_client_is_not_installed_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the start, and not at the first article."""
    monkeypatch.setitem(sys.modules, "app.store.redis_link", None)
    with pytest.raises(NotSetUp) as raised:
        open_link(Settings(store_url=GONE))
    assert "sitrep[redis]" in raised.value.hint
