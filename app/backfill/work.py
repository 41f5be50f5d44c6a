"""One chunk: what is not done of it is summarised, some articles at once, and committed by one file."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from app.article import Article
from app.backfill import table
from app.backfill.chunks import Chunk, Entry
from app.backfill.files import FAILURES, PART, Folder
from app.backfill.register import DONE
from app.backfill.table import Failed, Kept
from app.bulk.run import ENDING, Failure, Read, Run, Summarize, Tally
from app.bulk.sources import Row
from app.core.errors import SitrepError
from app.present.withheld import withheld
from schemas import ArticleSummary

Claim = Callable[[str, Sequence[str]], Awaitable[list[str]]]
"""`Register.claim`, wherever the register is. Raises where the run is over, so that nothing is written after it."""
_ENDING_CODES: Final = frozenset(each.code for kind in ENDING for each in (kind, *kind.__subclasses__()))


@dataclass(frozen=True, slots=True)
class Ended:
    """The error that ends the run: all further articles would meet it."""

    code: str
    message: str
    hint: str

    @staticmethod
    def by(error: SitrepError) -> "Ended":
        """As it is told."""
        return Ended(error.code, str(error), error.hint)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a chunk: numbers as of `Tally`, and the bytes of input that are done with."""

    read: int = 0
    partial: int = 0
    before: int = 0
    same: int = 0
    failed: int = 0
    cost_usd: str | None = "0"
    done_bytes: int = 0
    ended: Ended | None = None

    def dump(self) -> dict[str, Any]:
        """As a row of plain values, for `load`."""
        return asdict(self)

    @staticmethod
    def load(row: dict[str, Any]) -> "Done":
        """What was dumped."""
        ended = row["ended"]
        return Done(**{**row, "ended": Ended(**ended) if ended else None})

    def add_to(self, tally: Tally) -> None:
        """Count it in."""
        tally.read += self.read
        tally.partial += self.partial
        tally.before += self.before
        tally.same += self.same
        tally.failed += self.failed
        known = tally.cost_usd is not None and self.cost_usd is not None
        tally.cost_usd = (tally.cost_usd or 0) + Decimal(self.cost_usd or 0) if known else None


class _ProgramError(SitrepError):
    """An error that nobody foresaw. Its own words are not told: they may repeat the article."""

    code = "error"
    hint = "Run `sitrep summarize` on this article, and report what it says."


@dataclass(frozen=True, slots=True)
class Work:
    """What does chunks.

    folder      takes the files
    claim       says whose an id is
    summarize   summarises an article
    read        makes an article of a row
    at_once     articles in progress, over all chunks that are
    run         tells the files of this run from those of all others
    sensitive   whether names and quotes are written that are withheld otherwise
    """

    folder: Folder
    claim: Claim
    summarize: Summarize
    read: Read
    at_once: int
    run: str
    sensitive: bool = False
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", asyncio.Semaphore(self.at_once))

    async def over(self, chunk: Chunk) -> Done:
        """Do a chunk. Begun again it does the same, and asks nothing where the first attempt has committed."""
        entries = list({entry.identity: entry for entry in chunk.entries}.values())
        owners = await self.claim(chunk.name, [entry.identity for entry in entries])
        mine = [entry for entry, owner in zip(entries, owners, strict=True) if owner == chunk.name]
        before = owners.count(DONE)
        same = len(chunk.entries) - len(mine) - before
        if await self._is_there(mine):
            before, mine = before + len(mine), []
        of_chunk = _OfChunk(self.read, mine, sensitive=self.sensitive)
        ended = await of_chunk.done(self._one, self.at_once)
        if of_chunk.kept or of_chunk.failed:
            await self.claim(chunk.name, [])
            await asyncio.to_thread(self._commit, of_chunk)
        tally = of_chunk.tally
        cost = None if tally.cost_usd is None else str(tally.cost_usd)
        return Done(tally.read, tally.partial, before, same, len(of_chunk.failed), cost, chunk.done_bytes, ended)

    async def _is_there(self, entries: Sequence[Entry]) -> bool:
        """Whether an attempt of this run has committed the entries before."""
        return bool(entries) and await asyncio.to_thread(lambda: self.folder.has(self._name(entries)))

    async def _one(self, article: Article) -> ArticleSummary:
        async with self._places:
            try:
                return await self.summarize(article)
            except SitrepError:
                raise
            except Exception as error:  # noqa: BLE001 - one article's trouble is not the run's
                raise _ProgramError(f"the program failed: {type(error).__name__}") from None

    def _commit(self, of_chunk: "_OfChunk") -> None:
        """Failures first: they count when the file of records is there, which names them."""
        named = None
        if of_chunk.failed:
            named = f"{FAILURES}/{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(8)}.parquet"
            self.folder.write(named, table.failed(of_chunk.failed))
        self.folder.write(self._name(of_chunk.committed), table.records(of_chunk.kept, named))

    def _name(self, entries: Sequence[Entry]) -> str:
        """The name of the file of these entries' records: in one run the same of the same, whoever writes it."""
        digest = sha256("\n".join((self.run, *sorted(entry.identity for entry in entries))).encode()).hexdigest()
        return f"{PART}{digest[:32]}.parquet"


class _OfChunk:
    """What comes of the entries of a chunk that are to be done."""

    def __init__(self, read: Read, entries: Sequence[Entry], *, sensitive: bool) -> None:
        self._read = read
        self._sensitive = sensitive
        self._entries = {entry.row.where: entry for entry in entries}
        self._refs: dict[str, str | None] = {}
        self.tally = Tally()
        self.kept: list[Kept] = []
        self.failed: list[Failed] = []
        self.committed: list[Entry] = []

    async def done(self, summarize: Summarize, at_once: int) -> Ended | None:
        """Do them; what ended it before all were done."""
        run = Run(self._article, frozenset(), self._keep, self._fail, lambda _: None, self.tally)
        try:
            await run.over(summarize, (entry.row for entry in self._entries.values()), at_once)
        except ENDING as error:
            return Ended.by(error)
        return None

    def _article(self, row: Row) -> tuple[Article, str]:
        """The article of a row, with its place in the place of a reference: that tells it from all others."""
        try:
            article, self._refs[row.where] = self._read(row)
        except (SitrepError, ValueError):
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise _ProgramError(f"the program failed: {type(error).__name__}") from None
        return article, row.where

    def _keep(self, summary: ArticleSummary) -> None:
        place = summary.client_ref or ""
        entry = self._entries[place]
        own = summary.model_copy(update={"client_ref": self._refs[place]})
        self.kept.append(Kept(entry.identity, place, own if self._sensitive else withheld(own)))
        self.committed.append(entry)

    def _fail(self, failure: Failure) -> None:
        """What ends the run is no failure of the article: it is left for the next one."""
        entry = self._entries[failure.where]
        if failure.code not in _ENDING_CODES:
            said = (failure.client_ref, failure.code, failure.detail, failure.hint, failure.where)
            self.failed.append(Failed(entry.id, entry.identity, *said))
            self.committed.append(entry)
