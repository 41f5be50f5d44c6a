"""One call over HTTP to an OpenAI-compatible endpoint: sent once, bounded in time and bytes, its errors made ours."""

import asyncio
import ipaddress
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import httpx2
from openai import APIStatusError, AsyncOpenAI, Omit, omit
from openai.types.chat import ChatCompletionMessageParam
from pydantic import SecretStr

from app.core.errors import ModelError, ModelMisconfigured, RequestRefused
from app.core.settings import Settings
from app.llm.complaints import REFUSING, Minded, minded
from app.llm.diagnosis import Complaint
from app.llm.refusals import Sent, unexplained
from app.llm.vendor_errors import VENDOR_ERRORS, BodyTooLong, from_vendor

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Longest response in bytes: 2048 tokens are about 10 kB, so this only stops a flood."""
CONNECT_TIMEOUT_S = 10.0
"""A host that takes longer to accept a connection is down."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. `base_url` ends before `/chat/completions`; `api_key` None: none is sent."""

    base_url: str
    api_key: SecretStr | None
    model: str


EndpointSource = Callable[[], Awaitable[Endpoint]]
"""Gives the endpoint of this moment (the embedded engine restarts on another port), or raises ModelUnavailable."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back with status 200, whole."""

    body: bytes
    media_type: str


class Transport(Protocol):
    """Sends one call."""

    async def send(
        self,
        endpoint: Endpoint,
        messages: list[ChatCompletionMessageParam],
        body: Mapping[str, Any],
        timeout_s: float,
    ) -> Response:
        """The response within `timeout_s` seconds. `body` is what is sent besides model and messages.

        Raises a ModelError: Minded, where the endpoint refuses the request and names what it minds.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections; calls in flight fail."""
        ...


class HttpTransport:
    """The real one: openai over httpx2, which itself repeats nothing."""

    def __init__(self, settings: Settings) -> None:
        self._http = _open_http(settings)
        self._clients: dict[Endpoint, AsyncOpenAI] = {}
        # Those of the settings are for their endpoint; the engine's own needs none.
        self._headers = {} if settings.embedded else settings.llm_headers
        self._query = {} if settings.embedded else settings.llm_query
        self._asked_for = {} if settings.embedded else settings.llm_asked_for

    async def send(
        self,
        endpoint: Endpoint,
        messages: list[ChatCompletionMessageParam],
        body: Mapping[str, Any],
        timeout_s: float,
    ) -> Response:
        """The response within `timeout_s` seconds. Raises a ModelError; Minded, where it names what it minds."""
        headers = headers_of(endpoint, self._headers)
        try:
            # openai's own time-out is for one read, and never fires on an endpoint that drips.
            async with asyncio.timeout(timeout_s):
                # As a part of the body: what comes as an argument is gone through value by value, twice.
                raw = await self._client(endpoint).chat.completions.with_raw_response.create(
                    model=endpoint.model, messages=(), extra_headers=headers, extra_query=self._query,
                    extra_body={**body, "messages": messages},
                )  # fmt: skip
        except VENDOR_ERRORS as error:
            raise self._ours(error, messages, body) from None
        response = raw.http_response
        return Response(response.content, response.headers.get("content-type", ""))

    async def aclose(self) -> None:
        """Close the connections; calls in flight fail."""
        await self._http.aclose()

    def _ours(
        self, error: Exception, messages: Sequence[ChatCompletionMessageParam], body: Mapping[str, Any]
    ) -> ModelError:
        """Our error for a vendor's; of a request that was refused, what the endpoint minds in it, or what it holds."""
        ours = from_vendor(error)
        if not isinstance(ours, RequestRefused) or not isinstance(error, APIStatusError):
            return ours
        refusal, status = error.response.content, error.status_code
        said = [json.dumps(body), *(str(message.get("content")) for message in messages)]
        complaint = Complaint.read(status, refusal, str(error.request.url))
        refused = unexplained(complaint, Sent(tuple(body), (*self._query, *self._headers), self._asked_for), said)
        # The body's names first: those of headers and of the URL may be words that a sentence has anyway.
        for names in (tuple(body), (*self._query, *self._headers)) if status in REFUSING else ():
            if found := minded(refusal, names, said):
                return Minded(str(ours), found, hint=refused.hint)
        return refused

    def _client(self, endpoint: Endpoint) -> AsyncOpenAI:
        if endpoint not in self._clients:
            self._clients[endpoint] = _Client(
                # Empty, not None: for None openai takes what it finds in the environment.
                api_key="", admin_api_key="", organization="", project="", webhook_secret="",
                base_url=endpoint.base_url, http_client=self._http, max_retries=0, timeout=self._http.timeout,
            )  # fmt: skip
        return self._clients[endpoint]


def load() -> None:
    """Import what openai and instructor import at the first call, in which the event loop would stand still: 0.6 s."""
    import instructor.v2.providers.openai.handlers  # noqa: F401, PLC0415
    import openai.resources  # noqa: F401, PLC0415


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine, by name or by address."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _open_http(settings: Settings) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        # A proxy from the environment cannot reach this machine's loopback.
        trust_env=not (settings.llm_base_url is None or is_loopback(settings.llm_base_url)),
        timeout=httpx2.Timeout(settings.llm_timeout_s, connect=CONNECT_TIMEOUT_S),
        # The gate bounds the calls in flight; httpx2's own bound of 100 would only make them wait on its clock.
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=settings.llm_concurrency),
        # A redirect would carry the article to a host that nobody chose.
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [_bound_body]},
    )


class _Client(AsyncOpenAI):
    """Sends the headers it is given: openai would add those of OPENAI_CUSTOM_HEADERS, and what machine this is."""

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "sitrep"}


def headers_of(endpoint: Endpoint, more: Mapping[str, SecretStr]) -> dict[str, str | Omit]:
    """The key as a bearer token, where there is one, and what the settings want to be sent besides, or in its place."""
    extra = {name: value.get_secret_value() for name, value in more.items()}
    headers: dict[str, str | Omit] = {"Authorization": omit}
    if endpoint.api_key is not None:
        headers["Authorization"] = f"Bearer {endpoint.api_key.get_secret_value()}"
    if any(name.lower() == "authorization" for name in extra):
        del headers["Authorization"]
    headers.update(extra)
    for name, value in headers.items():
        if isinstance(value, str) and not value.isascii():
            where = "the API key" if name == "Authorization" else f"SITREP_LLM_HEADERS: {name}"
            raise ModelMisconfigured(f"{where} holds a character that no HTTP header can carry")
    return headers


class _BoundedBody(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for chunk in self._stream:
            taken += len(chunk)
            if taken > MAX_BODY_BYTES:
                raise BodyTooLong
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound_body(response: httpx2.Response) -> None:
    # What was compressed against our word stays so, and is then no JSON: a small bomb never unfolds.
    response.headers.pop("content-encoding", None)
    response.stream = _BoundedBody(cast("httpx2.AsyncByteStream", response.stream))
