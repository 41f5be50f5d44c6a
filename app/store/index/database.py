"""Connections to the index: SQLite's settings, the writer's transactions, migrations, erasure from the file."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool

from app.store.private import make_private

MIGRATIONS: Final = Path(__file__).parent / "migrations"
BUSY_MS: Final = 5_000
"""Longest wait for another process's write."""
READERS: Final = 4
"""Connections that only read."""
SQLITE: Final = "sqlite"
_PRAGMAS: Final = (
    "journal_mode = WAL",
    f"busy_timeout = {BUSY_MS}",
    "secure_delete = ON",  # what is deleted is overwritten with zeros
    "foreign_keys = ON",
    "synchronous = NORMAL",  # in WAL mode a power failure may take the last writes, and nothing else
    "temp_store = MEMORY",
    "trusted_schema = OFF",
)
_log = logging.getLogger(__name__)
logging.getLogger("alembic").setLevel(logging.WARNING)


class Database:
    """One database with the tables of today. Nothing is opened before the first use.

    Args:
        url: SQLAlchemy's: `sqlite:////folder/index.db`, `postgresql://user:password@host/name`.
    """

    def __init__(self, url: str) -> None:
        self._url = _with_driver(make_url(url))
        self._writer = self._engine(1, "BEGIN IMMEDIATE")  # two writers that read first would end in a deadlock
        self._readers = self._engine(READERS, "BEGIN")
        self._is_ready = False

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine's."""
        return self._url.get_backend_name() == SQLITE

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that alone writes; kept when the block ends, undone when it raises."""
        self._prepare()
        with self._writer.begin() as connection:
            self._lock(connection)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the whole."""
        self._prepare()
        with self._readers.begin() as connection:
            yield connection

    def scrub(self) -> bool:
        """Leave nothing of what was deleted in SQLite's log of writes; False: readers are in the way, try again."""
        if not self.is_sqlite:
            return True
        self._prepare()
        with closing(self._writer.raw_connection()) as connection:  # outside of any transaction
            cursor = connection.cursor()
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        return not busy

    def close(self) -> None:
        """End all connections."""
        self._writer.dispose()
        self._readers.dispose()

    def _engine(self, connections: int, begin: str) -> Engine:
        engine = create_engine(
            self._url,
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=0,
            pool_pre_ping=not self.is_sqlite,  # a server may have closed it meanwhile
            hide_parameters=True,  # errors would tell what articles say
        )
        if self.is_sqlite:
            event.listen(engine, "connect", _set_up)
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _prepare(self) -> None:
        """Make the file and bring the tables up to date, once."""
        if self._is_ready:
            return
        if self.is_sqlite and self._url.database:
            _begin_file(Path(self._url.database))
        with self._writer.begin() as connection:
            if not self.is_sqlite:  # one service at a time; the number is any that nobody else takes
                connection.execute(text("SELECT pg_advisory_xact_lock(7302114)"))
            _migrate(connection)
        self._is_ready = True

    def _lock(self, connection: Connection) -> None:
        """PostgreSQL: one writer at a time, so that no two of them cluster what they do not see of each other."""
        if not self.is_sqlite:
            connection.execute(text("LOCK TABLE incidents IN SHARE ROW EXCLUSIVE MODE"))


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_file(path: Path) -> None:
    """Make the file and its folder for this user alone; what SQLite puts beside a file is as closed as that."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
        make_private(path.parent)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
