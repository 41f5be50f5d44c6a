"""A run over many articles: each row is read, summarised and written down, some at once; a bad one is not the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Final

from app.article import Article
from app.bulk.journal import Key, key_of
from app.bulk.parallel import in_parallel, patiently
from app.bulk.sources import Row
from app.core.errors import BudgetSpent, ModelFileError, ModelMisconfigured, SitrepError
from schemas import ArticleSummary

ENDING: Final = (BudgetSpent, ModelMisconfigured, ModelFileError)
"""Errors that all further articles would meet: nothing more is begun after the first one."""

Read = Callable[[Row], tuple[Article, str | None]]
"""Raises SitrepError; ValueError with words that repeat nothing of the row."""
Summarize = Callable[[Article], Awaitable[ArticleSummary]]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that has no record, and why; `id` None: it could not be read at all."""

    where: str
    id: str | None
    client_ref: str | None
    code: str
    detail: str
    hint: str = ""


@dataclass(slots=True)
class Tally:
    """What became of the rows so far. `cost_usd` None: what some took is not known."""

    read: int = 0
    partial: int = 0
    before: int = 0
    same: int = 0
    failed: int = 0
    cost_usd: Decimal | None = Decimal(0)

    @property
    def rows(self) -> int:
        """Rows that are done with."""
        return self.read + self.before + self.same + self.failed


@dataclass(slots=True)
class Run:
    """One run.

    read    gives the article of a row, and its own reference
    done    articles that have a record before the run
    keep    takes each record, with its reference, as it is there
    fail    takes each failure
    step    is called with the tally after each row
    """

    read: Read
    done: frozenset[Key]
    keep: Callable[[ArticleSummary], None]
    fail: Callable[[Failure], None]
    step: Callable[[Tally], None]
    tally: Tally = field(default_factory=Tally)
    _begun: set[Key] = field(default_factory=set)
    _ended_by: SitrepError | None = None

    async def over(self, summarize: Summarize, rows: Iterator[Row], at_once: int) -> None:
        """Do all rows. Raises the first error that ends it, when what was in progress is done."""
        work = partial(self._one, summarize)
        async with aclosing(in_parallel(self._rows(rows), work, at_once)) as outcomes:
            async for _ in outcomes:
                self.step(self.tally)
        if self._ended_by:
            raise self._ended_by

    async def _rows(self, rows: Iterator[Row]) -> AsyncIterator[Row]:
        while not self._ended_by and (row := await asyncio.to_thread(next, rows, None)):
            yield row

    async def _one(self, summarize: Summarize, row: Row) -> None:
        if self._ended_by:  # the row was read before
            return
        key: Key | None = None
        try:
            if row.error:
                raise ValueError(row.error)
            article, reference = await asyncio.to_thread(self.read, row)
            key = key_of(article, reference)
            if self._is_new(key):
                self._note(await patiently(partial(summarize, article)), reference)
        except (SitrepError, ValueError) as error:
            self._note_failure(error, row, key)

    def _is_new(self, key: Key) -> bool:
        if key in self.done:
            self.tally.before += 1
        elif key in self._begun:
            self.tally.same += 1
        else:
            self._begun.add(key)
            return True
        return False

    def _note(self, summary: ArticleSummary, reference: str | None) -> None:
        self.keep(summary.model_copy(update={"client_ref": reference}))
        self.tally.read += 1
        self.tally.partial += summary.status == "partial"
        cost = summary.provenance.cost_usd
        known = self.tally.cost_usd
        self.tally.cost_usd = None if cost is None or known is None else known + Decimal(str(cost))

    def _note_failure(self, error: SitrepError | ValueError, row: Row, key: Key | None) -> None:
        code, hint = (error.code, error.hint) if isinstance(error, SitrepError) else ("row-invalid", "")
        self.fail(Failure(row.where, key[0] if key else None, _reference(row), code, str(error), hint))
        self.tally.failed += 1
        if isinstance(error, ENDING):
            self._ended_by = self._ended_by or error


def _reference(row: Row) -> str | None:
    given = row.fields.get("client_ref")
    return given if isinstance(given, str) else None
