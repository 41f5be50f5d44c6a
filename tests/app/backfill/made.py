"""Chunks and summaries for tests of what is done with them."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from app.article import Article
from app.backfill import table
from app.backfill.chunks import Chunk, entry_of
from app.backfill.files import FAILURES, Folder
from app.backfill.register import Register
from app.backfill.work import Claim, Work
from app.bulk.sources import Row
from app.core.settings import Settings
from app.http.rows import row_reader
from schemas import ArticleSummary
from tests.fakes.service import summary_of

SETTINGS = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="fake")


def chunk(*rows: Any, name: str = "in.jsonl#0") -> Chunk:
    """A chunk of rows: an id, whose text is made of it, or what stands in the row; None: a row that is not JSON."""
    entries = []
    for number, row in enumerate(rows, 1):
        fields = {"id": row, "text": f"This is article {row}."} if isinstance(row, str) else row
        entries.append(entry_of("in.jsonl", Row(f"line {number}", fields or {}, "" if fields else "it is not JSON")))
    return Chunk(name, tuple(entries), 100)


def claims(register: Register) -> Claim:
    """How a register is asked."""

    async def claim(chunk: str, ids: Sequence[str]) -> list[str]:
        return register.claim(chunk, ids)

    return claim


class Model:
    """Summarises, and remembers of what; raises for an article with a word of `failing`."""

    def __init__(self, failing: dict[str, Exception] | None = None) -> None:
        self.failing = failing or {}
        self.asked: list[str] = []

    async def __call__(self, article: Article) -> ArticleSummary:
        """The summary."""
        self.asked.append(article.text)
        for word, error in self.failing.items():
            if word in article.text:
                raise error
        return summary_of(article)


def work(
    folder: Path,
    summarize: Callable[[Article], Awaitable[ArticleSummary]],
    register: Register | None = None,
    run: str = "one",
) -> Work:
    """What does chunks of a run into a folder."""
    claim = claims(register or Register(":memory:"))
    return Work(Folder(str(folder)), claim, summarize, row_reader(SETTINGS, None), 4, run)


def kept(folder: Path, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of all records, sorted; the id alone where none are named."""
    return _rows(folder, "", columns or ("id",))


def failures(folder: Path, *columns: str) -> list[tuple[Any, ...]]:
    """The same of all failures."""
    return _rows(folder, FAILURES, columns or ("id",))


def _rows(folder: Path, under: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    found = []
    for name in Folder(str(folder)).names(under):
        with Folder(str(folder)).open(name) as file:
            found += [tuple(row[each] for each in columns) for row in table.rows(file, columns)]
    return sorted(found, key=str)
