"""The index off the event loop: one thread writes, a few read.

What the service has summarised is noted without waiting, in order, and read when what was noted before is written. A
database that cannot be reached now is tried again with each use.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from app.core.errors import IndexUnavailable
from app.core.metrics import Counts
from app.core.settings import Settings
from app.store.index.database import READERS, Database
from app.store.index.reading import Reading
from app.store.index.rules import STANDARD, Rules
from app.store.index.writing import Writing
from schemas import ArticleSummary

T = TypeVar("T")

MOST_NOTED: Final = 256
"""Records that wait to be written; more are dropped, and counted."""
SETTLING_S: Final = 2.0
"""Longest wait of a reader for what was noted before."""
DAY_S: Final = 86_400.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Index:
    """What was summarised, and the incidents of it.

    keep_days   after which an article is erased; None: never
    keep_text   whether texts are kept, too
    counts      of what went wrong
    """

    database: Database
    rules: Rules = STANDARD
    keep_days: float | None = None
    keep_text: bool = False
    counts: Counts = field(default_factory=Counts)
    _writer: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "index-writer"))
    _readers: Executor = field(default_factory=lambda: ThreadPoolExecutor(READERS, "index-reader"))
    _noted: set[asyncio.Future[None]] = field(default_factory=set)

    def note(self, owner: str, summary: ArticleSummary, text: str, begun: datetime | None = None) -> None:
        """Put a record in, soon. Never raises and never waits: what fails is logged and counted.

        `begun`: when the article began to be read, now if that is not said; one that was erased since is not put in.
        """
        if len(self._noted) >= MOST_NOTED:
            self.counts.add("index_records_dropped")
            _log.warning("a record is not put into the index: %s wait already", MOST_NOTED)
            return
        kept = text if self.keep_text else None
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._writer, self._put, owner, summary, kept, begun)
        self._noted.add(future)
        future.add_done_callback(self._noted.discard)

    async def read(self, work: Callable[[Reading], T]) -> T:
        """Read, after what was noted before. Raises IndexUnavailable."""
        if self._noted:
            await asyncio.wait(self._noted, timeout=SETTLING_S)
        return await self._run(self._readers, lambda: work(Reading(self.database)))

    async def write(self, work: Callable[[Writing], T]) -> T:
        """Write, after what was noted before. Raises IndexUnavailable, and what `work` raises."""
        return await self._run(self._writer, lambda: work(self._writing))

    async def expire(self) -> None:
        """Erase what is older than `keep_days`, now and each day."""
        if self.keep_days is None:
            return
        age = timedelta(days=self.keep_days)
        while True:
            with suppress(IndexUnavailable):  # it is logged
                erased = await self.write(lambda writing: writing.expire(datetime.now(UTC) - age, datetime.now(UTC)))
                _log.info("%s articles are older than %g days, and erased from the index", erased, self.keep_days)
            await asyncio.sleep(DAY_S)

    async def close(self) -> None:
        """Write what was noted, and end."""
        for executor in (self._writer, self._readers):
            await asyncio.to_thread(executor.shutdown)
        self.database.close()

    @property
    def _writing(self) -> Writing:
        return Writing(self.database, self.rules)

    def _put(self, owner: str, summary: ArticleSummary, text: str | None, begun: datetime | None) -> None:
        try:
            self._writing.put(owner, summary, text, datetime.now(UTC), begun)
        except Exception as error:  # noqa: BLE001 - whatever it is, the summary was answered
            self.counts.add("index_records_dropped")
            # The class alone: a database's message repeats values.
            _log.warning("a record is not put into the index (%s)", type(error).__name__)

    async def _run(self, executor: Executor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, work)
        except (SQLAlchemyError, OSError) as error:
            self.counts.add("index_unavailable")
            _log.warning("the index does not work (%s)", type(error).__name__)
            raise IndexUnavailable("The index cannot be used now.") from None


@asynccontextmanager
async def open_index(settings: Settings) -> AsyncIterator[Index | None]:
    """The index of a service, with its daily erasure; None: there is to be none.

    Raises IndexUnavailable where the URL is none, or of a database whose driver is not installed.
    """
    if settings.index is None:
        yield None
        return
    index = Index(_database(settings.index), keep_days=settings.index_keep_days, keep_text=settings.index_keep_text)
    expiring = asyncio.create_task(index.expire())
    try:
        yield index
    finally:
        expiring.cancel()
        await index.close()


def read_now(url: str, work: Callable[[Reading], T]) -> T:
    """Read an index without an event loop, as a command does. Raises IndexUnavailable."""
    with closing(_database(url)) as database:
        try:
            return work(Reading(database))
        except (SQLAlchemyError, OSError) as error:
            raise IndexUnavailable(f"The index cannot be read ({type(error).__name__}).") from None


def erase_now(url: str, article_id: str) -> bool:
    """Erase an article of all owners without an event loop; False: there was none. Raises IndexUnavailable."""
    return write_now(url, lambda writing: writing.erase(None, article_id, datetime.now(UTC)))


def write_now(url: str, work: Callable[[Writing], T]) -> T:
    """Write without an event loop, as a command does. Raises IndexUnavailable, and what `work` raises."""
    with closing(_database(url)) as database:
        try:
            return work(Writing(database, STANDARD))
        except (SQLAlchemyError, OSError) as error:
            raise IndexUnavailable(f"The index cannot be written ({type(error).__name__}).") from None


def is_there(url: str) -> bool:
    """Whether there may be an index: False for a file that was never made."""
    file = url.removeprefix("sqlite:///")
    return file == url or Path(file).exists()


def _database(url: str) -> Database:
    try:
        return Database(url)
    except (SQLAlchemyError, ImportError) as error:
        # The class alone: the URL may have a password.
        raise IndexUnavailable(
            f"SITREP_INDEX_URL names no database that can be used here ({type(error).__name__})."
        ) from None
