"""The stores that the settings choose: this machine's folder, and beyond it what replicas share."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.errors import NotSetUp
from app.core.metrics import Counts
from app.core.settings import Settings
from app.store.disk import DiskAnswers, Erased
from app.store.ledger import DiskLedger
from app.store.redis_counts import RedisLedger
from app.store.redis_shelf import RedisShelf
from app.store.shelf import Alone, Answers, Away, Shelf

if TYPE_CHECKING:
    from app.store.redis_link import Link

LEDGER: Final = "spent.sqlite3"
"""Below the folder of answers: what was spent on each day. Kept only where there is a budget."""


@dataclass(frozen=True, slots=True)
class Store:
    """What is kept, and where.

    answers  those of this machine: where replicas share answers, only what it learnt of endpoints, and its batches
    shelf    where answers to questions are
    ledger   what was spent on each day
    link     to what replicas share; None: nothing is shared
    """

    answers: Answers
    shelf: Shelf
    ledger: DiskLedger | RedisLedger
    link: "Link | None" = None

    async def is_whole(self) -> bool:
        """Whether all of it works now: what is shared, too."""
        return self.link is None or await self.link.is_working()


@asynccontextmanager
async def open_store(settings: Settings, counts: Counts | None = None) -> AsyncIterator[Store]:
    """The stores of a service or a command. Raises as `open_link`."""
    async with AsyncExitStack() as stack:
        answers = stack.enter_context(closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes, counts)))
        link = open_link(settings, counts)
        if link is None:
            yield Store(answers, Alone(answers), DiskLedger(settings.cache_dir / LEDGER))
            return
        await stack.enter_async_context(aclosing(link))
        ledger = await stack.enter_async_context(aclosing(RedisLedger(link)))
        yield Store(answers, RedisShelf(link, counts), ledger, link)


def open_link(settings: Settings, counts: Counts | None = None) -> "Link | None":
    """The connection to what replicas share, made with its first use; None: nothing is shared.

    Raises NotSetUp where SITREP_STORE_URL is no URL of a Redis, or its client is not installed.
    """
    if settings.store_url is None:
        return None
    try:
        from app.store.redis_link import Link  # noqa: PLC0415 - an extra
    except ImportError:
        raise NotSetUp("SITREP_STORE_URL wants the Redis client", hint="pip install 'sitrep[redis]'") from None
    return Link(settings.store_url.get_secret_value(), counts)


async def erase_shared(settings: Settings, article: str) -> Erased | None:
    """Delete what replicas share of an article, and what is of no known one; None: that failed, or is done in part.

    Raises as `open_link`.
    """
    link = open_link(settings)
    if link is None:
        return Erased(0, 0, emptied=True)
    async with aclosing(link):
        try:
            return await RedisShelf(link).erase(article)
        except Away:
            return None
