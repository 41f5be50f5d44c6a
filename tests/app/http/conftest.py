from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.core.settings import Settings
from app.main import create_app
from tests.fakes.service import FakeService
from tests.fakes.web import local_client

MAX_CHARACTERS = 1000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With an index and keys of its own."""
    url = SecretStr(f"sqlite:///{tmp_path / 'index' / 'index.db'}")
    return Settings(keys_file=tmp_path / "keys.json", index_url=url)


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> Iterator[TestClient]:
    """A client of the application with the fake service, for articles of at most 1,000 characters."""
    app = create_app(Settings(max_article_characters=MAX_CHARACTERS), open_service=service.opener())
    with local_client(app) as client:
        yield client
