"""Ask a model behind an OpenAI-compatible endpoint.

With vendor_errors, the only importer of openai, instructor, tenacity and httpx2.

One question, from the outside in; each layer has one owner and two bounds:

    Extractor.__call__    the deadline
      _within_bound       one more try with twice the output tokens when the answer was cut
        _reasked          instructor: an invalid answer is asked for again, with the complaint
          _retried        tenacity: transport failures, and nothing else
            _call         a free slot, the endpoint's address of this moment, the total time-out of one call
              _send       openai, which itself retries nothing; its errors become ours
"""

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import httpx2
from instructor.core import InstructorError, retry_async
from instructor.mode import Mode
from openai import AsyncOpenAI, Omit, omit
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, SecretStr
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from app.errors import DraftInvalid, DraftTruncated, ModelError, ModelMisconfigured, ModelUnavailable
from app.llm.asking import Answer, ExtractionSpec, Question, Usage, wire_messages
from app.llm.vendor_errors import VENDOR_ERRORS, BodyTooLong, from_instructor, from_vendor
from app.llm.wire import Completion, find_fault, output_format, read_completion
from app.settings import Settings

T = TypeVar("T", bound=BaseModel)
Sleep = Callable[[float], Awaitable[None]]

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Longest response in bytes: 2048 tokens are about 10 kB, so this only stops a flood."""
CONNECT_TIMEOUT_S = 10.0
"""A host that takes longer to accept a connection is down."""

_BACKOFF = wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.5)
_INVALID = "the model's answer is not the record asked for"
_TALKATIVE = ("openai", "instructor", "httpx2", "httpcore2")
"""Loggers whose lines carry messages, answers or headers."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. `base_url` ends before `/chat/completions`; `api_key` None: none is sent."""

    base_url: str
    api_key: SecretStr | None
    model: str


EndpointSource = Callable[[], Awaitable[Endpoint]]
"""Gives the endpoint of this moment (the embedded engine restarts on another port), or raises ModelUnavailable."""


def open_ask(
    settings: Settings, spec: ExtractionSpec, endpoint: EndpointSource, *, sleep: Sleep = asyncio.sleep
) -> "Extractor":
    """The `Ask` that reaches out to a model; to be closed.

    Args:
        settings: bounds on time, attempts and calls in flight.
        spec: how to ask; it must be the spec in the key of the answers.
        endpoint: asked before each call.
        sleep: waits between attempts, in seconds.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    http = httpx2.AsyncClient(
        # A proxy from the environment cannot reach this machine's loopback.
        trust_env=not (settings.llm_base_url is None or is_loopback(settings.llm_base_url)),
        timeout=httpx2.Timeout(settings.llm_timeout_s, connect=CONNECT_TIMEOUT_S),
        # A redirect would carry the article to a host that nobody chose.
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [_bound_body]},
    )
    return Extractor(settings, spec, endpoint, http, sleep)


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine, by name or by address."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Extractor:
    """An `Ask` over HTTP. Made by `open_ask`."""

    def __init__(
        self, settings: Settings, spec: ExtractionSpec, endpoint: EndpointSource, http: httpx2.AsyncClient, sleep: Sleep
    ) -> None:
        self._settings = settings
        self._spec = spec
        self._endpoint = endpoint
        self._http = http
        self._sleep = sleep
        self._clients: dict[Endpoint, AsyncOpenAI] = {}
        # The embedded engine has one slot: more calls in flight would only wait inside it, on its clock.
        self._slots = asyncio.Semaphore(1 if settings.embedded else settings.llm_concurrency)

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """Answer the question.

        Raises:
            ModelUnavailable: transport failures up to the bounds, or the deadline, which includes waiting for a slot.
            ModelRefused: the model declined.
            ModelMisconfigured: the endpoint rejects the request, or speaks another protocol.
            DraftTruncated: cut twice, the second time at twice the bound on output tokens.
            DraftInvalid: no valid answer after the last re-ask.
        """
        deadline_s = self._settings.deadline_s
        course = _Course(ends_at=asyncio.get_running_loop().time() + deadline_s)
        try:
            async with asyncio.timeout(deadline_s):
                value = await self._within_bound(question, course)
        except TimeoutError:
            raise ModelUnavailable(f"no answer within {deadline_s:g} s") from None
        except ModelMisconfigured as error:
            # An endpoint that has answered and rejects the longer repetition (the context is full) has no wrong
            # setting: what stands is the reason for which it was asked again.
            raise course.fault or error from None
        return Answer(value, course.usage, cached=False)

    async def aclose(self) -> None:
        """Close the connections; calls in flight fail."""
        await self._http.aclose()

    async def _within_bound(self, question: Question[T], course: "_Course") -> T:
        try:
            return await self._reasked(question, question.max_output_tokens, course)
        except DraftTruncated:
            return await self._reasked(question, 2 * question.max_output_tokens, course)

    async def _reasked(self, question: Question[T], max_output_tokens: int, course: "_Course") -> T:
        body = {
            "max_tokens": max_output_tokens,
            "temperature": self._spec.temperature,
            "seed": self._spec.seed,
            "extra_body": output_format(self._spec.structured_output, question.answer),
        }

        async def complete(messages: list[ChatCompletionMessageParam]) -> Completion:
            return await self._retried(messages, body, course)

        try:
            value = await retry_async(
                complete,
                question.answer,
                args=(),
                kwargs={"messages": _as_sent(question, self._spec)},
                max_retries=self._settings.llm_reasks,
                strict=False,  # pydantic's own leniency, which is also the one for answers from the store
                mode=Mode.JSON_SCHEMA,
            )
        except InstructorError as error:
            raise from_instructor(error) from None
        # instructor hangs the whole response on the value; it is no part of the answer.
        vars(value).pop("_raw_response", None)
        return cast("T", value)

    async def _retried(
        self, messages: list[ChatCompletionMessageParam], body: Mapping[str, Any], course: "_Course"
    ) -> Completion:
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(ModelUnavailable),
            stop=lambda state: state.attempt_number >= self._settings.llm_attempts or course.is_too_late(state),
            wait=_wait_s,
            sleep=self._sleep,
            before_sleep=_log_retry,
            reraise=True,
        )
        return await retrying(self._call, messages, body, course)

    async def _call(
        self, messages: list[ChatCompletionMessageParam], body: Mapping[str, Any], course: "_Course"
    ) -> Completion:
        async with self._slots:
            endpoint = await self._endpoint()
            course.usage += Usage(attempts=1)
            response = await self._send(endpoint, messages, body)
        completion = read_completion(response.content, response.headers.get("content-type", ""))
        course.usage += completion.tokens
        if fault := find_fault(completion.choices[0]):
            course.fault = fault
            raise fault
        course.fault = DraftInvalid(_INVALID)  # of no consequence, unless instructor finds it so
        return completion

    async def _send(
        self, endpoint: Endpoint, messages: list[ChatCompletionMessageParam], body: Mapping[str, Any]
    ) -> httpx2.Response:
        try:
            # openai's own time-out is for one read, and never fires on an endpoint that drips.
            async with asyncio.timeout(self._settings.llm_timeout_s):
                raw = await self._client(endpoint).chat.completions.with_raw_response.create(
                    model=endpoint.model, messages=messages, extra_headers=_authorization(endpoint), **body
                )
        except VENDOR_ERRORS as error:
            raise from_vendor(error) from None
        return cast("httpx2.Response", raw.http_response)  # create's overloads do not survive `**body`

    def _client(self, endpoint: Endpoint) -> AsyncOpenAI:
        if endpoint not in self._clients:
            self._clients[endpoint] = _Client(
                # Empty, not None: for None openai takes what it finds in the environment.
                api_key="", admin_api_key="", organization="", project="", webhook_secret="",
                base_url=endpoint.base_url, http_client=self._http, max_retries=0, timeout=self._http.timeout,
            )  # fmt: skip
        return self._clients[endpoint]


@dataclass(slots=True)
class _Course:
    """How far one question has come. `ends_at` is on the loop's clock; `fault` is that of the last response."""

    ends_at: float
    usage: Usage = field(default_factory=Usage)
    fault: ModelError | None = None

    def is_too_late(self, state: RetryCallState) -> bool:
        """Whether the wait before the next attempt would outlast the deadline."""
        return asyncio.get_running_loop().time() + state.upcoming_sleep >= self.ends_at


class _Client(AsyncOpenAI):
    """Sends the headers it is given: openai would add those of OPENAI_CUSTOM_HEADERS, and what machine this is."""

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "sitrep"}


def _authorization(endpoint: Endpoint) -> dict[str, str | Omit]:
    if endpoint.api_key is None:
        return {"Authorization": omit}
    key = endpoint.api_key.get_secret_value()
    if not key.isascii():
        raise ModelMisconfigured("the API key holds a character that no HTTP header can carry")
    return {"Authorization": f"Bearer {key}"}


def _as_sent(question: Question[T], spec: ExtractionSpec) -> list[dict[str, str]]:
    # A lone surrogate, which UTF-8 cannot carry, is sent as `?`: one character for one, so that offsets stand.
    return [
        {"role": message.role, "content": message.content.encode(errors="replace").decode()}
        for message in wire_messages(spec.structured_output, question)
    ]


def _wait_s(state: RetryCallState) -> float:
    """The back-off, or what the endpoint asked for when that is longer."""
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.retry_after_s if isinstance(error, ModelUnavailable) else None
    return max(_BACKOFF(state), asked_s or 0.0)


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.info("attempt %d failed: %s; the next in %.1f s", state.attempt_number, error, state.upcoming_sleep)


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
