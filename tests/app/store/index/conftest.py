"""The index in SQLite and in a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.store.index.database import Database
from app.store.index.reading import Reading
from app.store.index.rules import STANDARD
from app.store.index.tables import METADATA
from app.store.index.writing import Writing
from tests.fakes.postgres import NoPostgres, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real server; the tests that want one are skipped by name where there is none."""
    try:
        with running() as url:
            yield url
    except NoPostgres as error:
        pytest.skip(f"PostgreSQL is not tested: {error}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty index is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'index' / 'index.db'}"
    found: str = request.getfixturevalue("postgres")
    with closing(Database(found)) as database, database.writing() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(text(f"TRUNCATE {table.name} CASCADE"))
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(Database(url)) as database:
        yield database


@pytest.fixture
def writing(database: Database) -> Writing:
    return Writing(database, STANDARD)


@pytest.fixture
def reading(database: Database) -> Reading:
    return Reading(database)
