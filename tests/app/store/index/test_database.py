"""The tables are what the migrations make; the file is its owner's alone; errors say nothing of articles."""

import stat
from contextlib import closing, suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.store.index.database import Database
from app.store.index.tables import METADATA, links


class Undone(Exception):
    """What ends a transaction."""


def test_the_migrations_make_the_tables_and_run_twice(database: Database, url: str) -> None:
    """In either database."""
    with closing(Database(url)) as again, again.writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_what_goes_wrong_is_undone_and_hides_its_values(database: Database) -> None:
    """SQLAlchemy's messages repeat them unless they are hidden."""
    row = {"owner": "", "one": "secret words", "other": "b", "same": True, "at": ""}
    with suppress(Undone), database.writing() as connection:
        connection.execute(insert(links).values(row))
        with pytest.raises(IntegrityError) as failure:
            connection.execute(insert(links).values(row | {"same": None}))
        raise Undone
    assert failure.value.hide_parameters
    with database.reading() as connection:
        assert connection.execute(links.select()).all() == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Its folder, too, where it is made here."""
    path = tmp_path / "index" / "index.db"
    with closing(Database(f"sqlite:///{path}")) as database, database.writing():
        modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
