"""The door to Slack: whether it signed a request, and what is said to it. The only importer of slack_sdk.

slack_sdk's synchronous client, in threads of its own: slack-bolt's asynchronous app, and slack_sdk's asynchronous
client, send with aiohttp, and bolt would add little to one path with two kinds of requests.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import all_builtin_retry_handlers
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from app.integrations.slack_errors import SlackFailed

T = TypeVar("T")

TIMEOUT_S: Final = 10
THREADS: Final = 4
LONGEST_CODE: Final = 40
"""Of Slack's words for what is wrong, e.g. `not_in_channel`: an answer from elsewhere must not fill the log."""
LONGEST_TIMESTAMP: Final = 12


class Door:
    """One Slack app. To be closed.

    Args:
        signing_secret: what Slack signs its requests with.
        token: of the app's bot.
        api_url: where Slack's API is, e.g. `https://slack.com/api/`.
    """

    def __init__(self, signing_secret: str, token: str, api_url: str) -> None:
        logging.getLogger("slack_sdk").setLevel(logging.CRITICAL + 1)  # its lines carry messages
        self._verifier = SignatureVerifier(signing_secret)
        self._host = urlsplit(api_url).hostname or ""
        self._web = WebClient(token, base_url=api_url, timeout=TIMEOUT_S, retry_handlers=all_builtin_retry_handlers())
        self._threads = ThreadPoolExecutor(THREADS, "slack")

    def close(self) -> None:
        """Begin no more calls."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack signed these bytes in the last five minutes (version `v0`), compared in constant time.

        `headers` by their names in lower case.
        """
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        # slack_sdk raises for what is no number and for a signature that is not ASCII.
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
            return False
        try:
            return signature.isascii() and self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False

    async def post(
        self, channel: str, text: str, blocks: Sequence[dict[str, Any]] | None = None, thread: str | None = None
    ) -> str:
        """Post a message, in a thread where one is named, and return its timestamp. Raises SlackFailed.

        `text` is what notifications show. Links in it are not unfolded, and no name in it is looked up.
        """
        answer = await self._call(
            lambda: self._web.chat_postMessage(
                channel=channel,
                text=text,
                blocks=blocks,
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                parse="none",
            )
        )
        return str(answer.get("ts", ""))

    async def message(self, channel: str, ts: str, thread: str | None = None) -> str | None:
        """The text of a message, in Slack's notation; None: there is none with that timestamp. Raises SlackFailed."""
        answer = await self._call(
            lambda: self._web.conversations_replies(
                channel=channel, ts=thread or ts, oldest=ts, latest=ts, inclusive=True, limit=2
            )
        )
        messages = answer.get("messages") or ()
        return next((str(each.get("text", "")) for each in messages if each.get("ts") == ts), None)

    async def whisper(self, response_url: str, text: str) -> None:
        """Tell the one who asked, and nobody else. Raises SlackFailed, also where the URL is not Slack's."""
        host = urlsplit(response_url).hostname or ""
        if host != self._host and not host.endswith(f".{self._host}"):
            raise SlackFailed("response_url")
        client = WebhookClient(response_url, TIMEOUT_S, retry_handlers=all_builtin_retry_handlers())
        answer = await self._call(lambda: client.send(text=text, response_type="ephemeral", replace_original=False))
        if answer.status_code != 200:  # noqa: PLR2004  # as HTTP has it
            raise SlackFailed(str(answer.status_code))

    async def _call(self, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except SlackApiError as error:
            code = error.response.get("error", "") if hasattr(error.response, "get") else ""
            raise SlackFailed(str(code)[:LONGEST_CODE]) from None
        except (SlackClientError, OSError, ValueError) as error:
            raise SlackFailed(type(error).__name__) from None
