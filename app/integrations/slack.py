"""The service in Slack: `/sitrep` and the message shortcut, answered below the message in blocks.

A request counts when Slack has signed it in the last five minutes; it is acknowledged at once, and read afterwards.
Names and quotes that are withheld stay masked. No page is fetched: a link is one to a message of the same channel.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cachetools import TTLCache
from fastapi import Request, Response
from starlette.responses import JSONResponse

from app import article
from app.core.errors import NotSetUp, SitrepError
from app.core.logs import outline
from app.core.settings import Settings
from app.http.access import SIGNED as PATH
from app.http.problems import RequestRejected
from app.integrations.slack_blocks import blocks, escaped
from app.integrations.slack_errors import Declined, SlackFailed
from app.integrations.slack_guests import Guests
from app.integrations.slack_requests import Challenge, Link, Wish, plain, read
from app.keys import Key
from app.present.withheld import withheld
from app.service import Service
from schemas import ArticleSummary

if TYPE_CHECKING:
    from app.integrations.slack_door import Door

__all__ = ["PATH", "Guests", "door_of", "events", "open_bot"]

log = logging.getLogger(__name__)

SEEN_S: Final = 3600.0
"""How long a request is remembered: Slack repeats one for some minutes, and one may be replayed for five."""
MOST_SEEN: Final = 10_000
MOST_AT_ONCE: Final = 64
"""Articles that are read for Slack at once, those that wait for their turn too."""
USAGE: Final = "`/sitrep` and the text of an article, or a link to a message of this channel that has one."
READING: Final = "Sitrep is reading it; the answer comes into this channel."
NO_PAGES: Final = "Sitrep fetches no pages. Send the article's text, or a link to a message of this channel."
INVITE: Final = "Sitrep is not in this channel: `/invite` it, and ask again. What was read is kept."
ABSENT: Final = frozenset({"not_in_channel", "channel_not_found"})


def door_of(settings: Settings) -> "Door | None":
    """The door to the Slack app of the settings; None: there is no app. Raises NotSetUp."""
    secret, token = settings.slack_signing_secret, settings.slack_bot_token
    if secret is None:
        return None
    if token is None:
        raise NotSetUp("SITREP_SLACK_SIGNING_SECRET is set and SITREP_SLACK_BOT_TOKEN is not.", hint="docs/slack.md")
    try:
        from app.integrations.slack_door import Door  # noqa: PLC0415  # an extra
    except ImportError:
        hint = "Install the extra: pip install 'sitrep[slack]'; or unset it."
        raise NotSetUp("SITREP_SLACK_SIGNING_SECRET is set and slack_sdk is not installed.", hint=hint) from None
    return Door(secret.get_secret_value(), token.get_secret_value(), settings.slack_api_url)


@asynccontextmanager
async def open_bot(
    door: "Door | None", service: Service, settings: Settings, guests: Guests, *, keeps: bool = False
) -> AsyncIterator["Bot | None"]:
    """What answers Slack for as long as the block lasts; what it reads then is not answered. None without a door.

    `keeps`: the service's index has each record, so that it has a page of its own.
    """
    if door is None:
        yield None
        return
    bot = Bot(door, service, settings, guests, keeps=keeps)
    try:
        yield bot
    finally:
        await bot.end()
        door.close()


async def events(request: Request) -> Response:
    """Answer a request of Slack's."""
    bot: Bot = request.state.slack
    return await bot.answer(request)


class Bot:
    """Acknowledges, reads and answers."""

    def __init__(self, door: "Door", service: Service, settings: Settings, guests: Guests, *, keeps: bool) -> None:
        self._door = door
        self._service = service
        self._settings = settings
        self._guests = guests
        self._keeps = keeps
        self._seen: TTLCache[str, None] = TTLCache(MOST_SEEN, SEEN_S)
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self, request: Request) -> Response:
        """Acknowledge a request, whose work goes on. Raises RequestRejected: 401 not signed, 400 none of Slack's."""
        body = await request.body()
        if not self._door.is_signed(body, request.headers):
            raise RequestRejected(
                HTTPStatus.UNAUTHORIZED, "slack-signature", "Slack did not sign this, or not in the last five minutes."
            )
        try:
            wish = read(body, request.headers.get("content-type", "").partition(";")[0].strip().lower())
        except (ValueError, RecursionError):  # pydantic's and json's are some; they repeat what was sent
            raise RequestRejected(HTTPStatus.BAD_REQUEST, "slack-request", "It is no request of Slack's.") from None
        if isinstance(wish, Challenge):
            return JSONResponse({"challenge": wish.challenge})
        if wish is None or wish.id in self._seen:
            return Response()
        self._seen[wish.id] = None
        return await self._acknowledged(wish, request.state.request_id)

    async def end(self) -> None:
        """Stop whatever is in progress."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _acknowledged(self, wish: Wish, request_id: str) -> Response:
        try:
            key = await self._guests.admit(wish.team)
        except Declined as refusal:
            return _whispered(str(refusal))
        if not wish.text:
            return _whispered(USAGE if wish.thread is None else "This message has no text.")
        if len(self._tasks) >= MOST_AT_ONCE:
            return _whispered("Too much is being read already; try again later.")
        task = asyncio.create_task(self._work(wish, key, request_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return _whispered(READING) if wish.thread is None else Response()

    async def _work(self, wish: Wish, key: Key | None, request_id: str) -> None:
        """Read and answer; what goes wrong is said to whoever asked."""
        try:
            with self._guests.working(key):
                await self._answered(wish)
        except SlackFailed as error:
            log.warning("request %s: Slack did not take the answer: %s", request_id, error)
            await self._tell(wish, INVITE if str(error) in ABSENT else "Slack did not take the answer.", request_id)
        except (Declined, SitrepError) as error:
            await self._tell(wish, _reason(error), request_id)
        except Exception as error:  # noqa: BLE001  # the last resort, as of a request
            log.error("request %s failed\n%s", request_id, outline(error))  # noqa: TRY400  # the stack has no text
            await self._tell(wish, f"Something failed that should not have: request {request_id}.", request_id)

    async def _answered(self, wish: Wish) -> None:
        text, thread = await self._text_of(wish)
        summary = await self._summarized(text)
        said = blocks(summary, self._page(summary))
        headline = escaped(summary.headline)
        if thread is None:
            thread = await self._door.post(wish.channel, f"{headline} (asked by <@{wish.user}>)")
        await self._door.post(wish.channel, headline, said, thread)

    def _page(self, summary: ArticleSummary) -> str | None:
        """Where the record can be seen: its own page, or the one where an article is sent; None: nobody said where."""
        if self._settings.public_url is None:
            return None
        base = self._settings.public_url.rstrip("/")
        return f"{base}/summaries/{summary.article.id}" if self._keeps else f"{base}/"

    async def _text_of(self, wish: Wish) -> tuple[str, str | None]:
        """The article, and the thread that the answer belongs to. Raises Declined, SlackFailed."""
        if link := wish.link:
            return await self._linked(wish, link), link.thread or link.ts
        if wish.thread is None and wish.text.startswith(("https://", "http://")) and len(wish.text.split()) == 1:
            raise Declined(NO_PAGES)
        return wish.text, wish.thread

    async def _linked(self, wish: Wish, link: Link) -> str:
        """Only of the channel in which it was asked: so nobody is shown what the bot alone may see."""
        if link.channel != wish.channel:
            raise Declined("That message is in another channel: ask there, or use the message's shortcut.")
        text = await self._door.message(link.channel, link.ts, link.thread)
        if not text:
            raise Declined("There is no message with text at that link.")
        return plain(text)

    async def _summarized(self, text: str) -> ArticleSummary:
        read_ = await asyncio.to_thread(
            article.read,
            text,
            today=datetime.now(UTC).date(),
            max_characters=self._settings.max_article_characters,
        )
        return withheld(await self._service.summarize(read_))

    async def _tell(self, wish: Wish, text: str, request_id: str) -> None:
        try:
            await self._door.whisper(wish.respond_at, text)
        except SlackFailed as error:
            log.warning("request %s: Slack did not take the reason: %s", request_id, error)


def _reason(error: Exception) -> str:
    """In words that whoever asked can use; nothing of this machine."""
    if not isinstance(error, SitrepError):
        return str(error)
    return " ".join(part for part in (f"{error.outside.rstrip('.')}.", error.hint) if part)


def _whispered(text: str) -> Response:
    """An acknowledgement that only the one who asked sees."""
    content: dict[str, Any] = {"response_type": "ephemeral", "text": text}
    return JSONResponse(content)
