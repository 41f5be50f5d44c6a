"""A service of articles that it knows, on a real server, with an index of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.core.settings import Settings
from tests.fakes.service import FakeService
from tests.fakes.web import served


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    url = SecretStr(f"sqlite:///{tmp_path / 'index' / 'index.db'}")
    return Settings(keys_file=tmp_path / "keys.json", index_url=url)


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def url(service: FakeService, settings: Settings) -> Iterator[str]:
    with served(service, settings) as url:
        yield url
