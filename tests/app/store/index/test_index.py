"""The index beside the event loop: nobody waits for it, and what it cannot do is said without a word of an article."""

import asyncio
import logging
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app import article as articles
from app.article import Article
from app.core.errors import IndexUnavailable
from app.core.settings import Settings
from app.indexing import indexed
from app.store.index import index as module
from app.store.index.database import Database
from app.store.index.index import open_index
from app.store.index.rules import STANDARD
from app.store.index.tables import summaries
from app.store.index.writing import Writing
from schemas import ArticleSummary
from tests.app.store.index.records import NOW, reported
from tests.fakes.service import FakeService

FIRST = reported("One.")


def at(tmp_path: Path, **more: Any) -> Settings:
    return Settings(index_url=SecretStr(f"sqlite:///{tmp_path / 'index.db'}"), **more)


async def test_what_was_noted_is_read(tmp_path: Path) -> None:
    """Without waiting for it."""
    async with open_index(at(tmp_path)) as index:
        assert index
        index.note("", FIRST, "One.")
        assert await index.read(lambda reading: reading.summary("", FIRST.article.id, full=True))


async def test_what_was_noted_last_is_written_before_the_end(tmp_path: Path) -> None:
    """A service that stops loses nothing."""
    async with open_index(at(tmp_path)) as index:
        assert index
        index.note("", FIRST, "One.")
    async with open_index(at(tmp_path)) as index:
        assert index
        assert await index.read(lambda reading: reading.summary("", FIRST.article.id, full=True))


@pytest.mark.parametrize(("keep", "text"), [(False, None), (True, "One.")])
async def test_the_text_is_kept_only_where_a_setting_says_so(tmp_path: Path, keep: bool, text: str | None) -> None:
    """Beside the record."""
    async with open_index(at(tmp_path, index_keep_text=keep)) as index:
        assert index
        index.note("", FIRST, "One.")
    with closing(Database(f"sqlite:///{tmp_path / 'index.db'}")) as database, database.reading() as connection:
        found = connection.scalar(select(summaries.c.text))
    assert (found and zlib.decompress(found).decode()) == text


async def test_more_than_may_wait_is_dropped_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a database that hangs does not fill the memory."""
    monkeypatch.setattr(module, "MOST_NOTED", 1)
    async with open_index(at(tmp_path)) as index:
        noting = indexed(FakeService(), index)
        assert index
        for _ in range(3):
            index.note("", FIRST, "One.")
        assert noting.figures().faults["index_records_dropped"] == 2


@dataclass
class Slow(FakeService):
    """Answers when it is let."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def summarize(self, article: Article) -> ArticleSummary:
        self.begun.set()
        await self.may_answer.wait()
        return await FakeService.summarize(self, article)


async def test_what_is_erased_while_it_is_read_is_not_put_in_afterwards(tmp_path: Path) -> None:
    """Though it was not there yet; whoever posts it later puts it in again."""
    read, service = articles.read("Four died.", today=date.max), Slow()

    async with open_index(at(tmp_path)) as index:
        assert index
        reading = asyncio.create_task(indexed(service, index).summarize(read))
        await service.begun.wait()
        erased = await index.write(lambda writing: writing.erase("", read.id, datetime.now(UTC)))
        service.may_answer.set()
        await reading
        kept = [await index.read(lambda reading: reading.summary("", read.id, full=True))]
        await indexed(service, index).summarize(read)
        kept.append(await index.read(lambda reading: reading.summary("", read.id, full=True)))
    assert (erased, [each is not None for each in kept]) == (False, [False, True])


async def test_what_is_too_old_is_erased_when_the_service_starts(tmp_path: Path) -> None:
    """By the day on which it came."""
    with closing(Database(f"sqlite:///{tmp_path / 'index.db'}")) as database:
        writing = Writing(database, STANDARD)
        writing.put("", FIRST, None, NOW)
        writing.put("", reported("Two."), None, datetime.now(UTC))
    async with open_index(at(tmp_path, index_keep_days=30)) as index:
        assert index
        await asyncio.sleep(0)
        await index.write(lambda _: None)  # in order, after the erasure
        assert await index.read(lambda reading: reading.summary("", FIRST.article.id, full=True)) is None
        assert await index.read(lambda reading: reading.summary("", reported("Two.").article.id, full=True))


@pytest.mark.parametrize("url", ["what is this?", "oracle://sitrep:hunter2@db/x", "sqlite+nothing:///x"])
async def test_a_url_that_names_no_database_is_refused_without_repeating_it(url: str) -> None:
    """It may have a password."""
    with pytest.raises(IndexUnavailable, match="SITREP_INDEX_URL") as refusal:
        async with open_index(Settings(index_url=SecretStr(url))):
            pass
    assert "hunter2" not in str(refusal.value)


async def test_a_database_that_is_away_is_a_503_and_logged_without_its_url(caplog: pytest.LogCaptureFixture) -> None:
    """And asked again with each use."""
    caplog.set_level(logging.INFO)
    away = "postgresql://sitrep:hunter2@127.0.0.1:1/none"
    async with open_index(Settings(index_url=SecretStr(away))) as index:
        assert index
        index.note("", FIRST, "One.")
        for _ in range(2):
            with pytest.raises(IndexUnavailable):
                await index.read(lambda reading: reading.summary("", "0", full=True))
        assert index.counts.read() == {"index_records_dropped": 1, "index_unavailable": 2}
    assert "hunter2" not in caplog.text
    assert "One." not in caplog.text
