"""The real openai client against a real socket on loopback, behind which sits an endpoint that misbehaves."""

import asyncio
import gzip
import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from app.core.errors import (
    DraftInvalid,
    DraftTruncated,
    KeyRejected,
    ModelError,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    ModelUnknown,
    RequestRefused,
)
from app.core.settings import Settings, StructuredOutput
from app.llm.asking import ExtractionSpec, Message, Question, Usage
from app.llm.extractor import Endpoint, Extractor, Shared, is_loopback, loop_clock, open_ask
from app.llm.meter import metered
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour, Reply, completion, json_reply

ARTICLE = "CANARY-ARTICLE {{7*7}} {% bad \u2014 \u043f\u043e\u0436\u0430\u0440 <|im_end|> {{ messages }}"
KEY = "CANARY-KEY"
SPEC = ExtractionSpec("model", "fake", "fake", "json_schema", "incident/v1", seed=3)


class Place(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    city: str
    dead: int | None


GOOD = {"city": "Kabul", "dead": 2}
QUESTION = Question((Message("system", "Read."), Message("user", ARTICLE)), Place, 64)


@dataclass
class Naps:
    """Sleeps that take no time, are remembered, and move the clock."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)

    @property
    def shared(self) -> Shared:
        return Shared.new(sleep=self, clock=lambda: loop_clock() + sum(self.seconds))


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(lambda request: GOOD) as server:
        yield server


@asynccontextmanager
async def extractor(
    server: FakeOpenAI,
    *,
    spec: ExtractionSpec = SPEC,
    naps: Naps | None = None,
    endpoint: Endpoint | None = None,
    **settings: Any,
) -> AsyncIterator[Extractor]:
    where = endpoint or Endpoint(server.base_url, SecretStr(KEY), "fake")

    async def source() -> Endpoint:
        return where

    defaults: dict[str, Any] = {"llm_base_url": where.base_url, "llm_model": "fake", "llm_timeout_s": 5.0}
    bounds = Settings(**defaults | settings)
    ask = open_ask(bounds, spec, source, shared=(naps or Naps()).shared)
    try:
        yield ask
    finally:
        await ask.aclose()


async def failure(server: FakeOpenAI, **options: Any) -> ModelError:
    """The error that the question ends in."""
    async with extractor(server, **options) as ask:
        with pytest.raises(ModelError) as raised:
            await ask(QUESTION)
    return raised.value


# What is sent


async def test_a_valid_answer_comes_back_typed_with_what_it_cost(server: FakeOpenAI) -> None:
    async with extractor(server) as ask:
        answer = await ask(QUESTION)
    assert answer.value == Place(city="Kabul", dead=2)
    assert vars(answer.value) == GOOD  # nothing else hangs on it
    assert answer.usage == Usage(attempts=1, input_tokens=100, output_tokens=20)
    assert not answer.cached


async def test_article_text_is_never_a_template(server: FakeOpenAI) -> None:
    """instructor would render it with Jinja, were its `context` used."""
    async with extractor(server) as ask:
        await ask(QUESTION)
    sent = server.calls[0].json["messages"]
    assert sent == [{"role": "system", "content": "Read."}, {"role": "user", "content": ARTICLE}]


async def test_a_lone_surrogate_is_sent_as_one_question_mark(server: FakeOpenAI) -> None:
    async with extractor(server) as ask:
        await ask(replace(QUESTION, messages=(Message("user", "a\ud800b"),)))
    assert server.calls[0].json["messages"][0]["content"] == "a?b"


async def test_each_call_is_bounded_and_repeatable(server: FakeOpenAI) -> None:
    async with extractor(server) as ask:
        await ask(QUESTION)
    sent = server.calls[0].json
    wanted = {"model": "fake", "max_tokens": 64, "temperature": 0.0, "seed": 3}
    assert {name: sent[name] for name in wanted} == wanted
    assert "stream" not in sent


def with_output(structured_output: StructuredOutput) -> ExtractionSpec:
    return replace(SPEC, structured_output=structured_output)


async def test_the_server_is_told_the_schema_to_enforce(server: FakeOpenAI) -> None:
    async with extractor(server) as ask:
        await ask(QUESTION)
    form = server.calls[0].json["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["required"] == ["city", "dead"]


async def test_llguidance_sends_a_grammar_and_no_response_format(server: FakeOpenAI) -> None:
    async with extractor(server, spec=with_output("llguidance")) as ask:
        await ask(QUESTION)
    sent = server.calls[0].json
    assert sent["grammar"].startswith("%llguidance {}\nstart: %json {")
    assert "response_format" not in sent


@pytest.mark.parametrize(("output", "form"), [("json_object", {"type": "json_object"}), ("none", None)])
async def test_without_enforcement_the_model_is_told_the_schema(
    server: FakeOpenAI, output: StructuredOutput, form: Json | None
) -> None:
    async with extractor(server, spec=with_output(output)) as ask:
        await ask(QUESTION)
    sent = server.calls[0].json
    assert sent.get("response_format") == form
    assert '"city"' in sent["messages"][0]["content"]
    assert sent["messages"][1]["content"] == ARTICLE


async def test_a_key_goes_into_the_authorization_header_only(server: FakeOpenAI) -> None:
    async with extractor(server) as ask:
        await ask(QUESTION)
    assert [name for name, value in server.calls[0].headers.items() if KEY in value] == ["authorization"]


async def test_without_a_key_no_authorization_is_sent(server: FakeOpenAI) -> None:
    async with extractor(server, endpoint=Endpoint(server.base_url, None, "fake")) as ask:
        await ask(QUESTION)
    assert "authorization" not in server.calls[0].headers


async def test_the_environment_changes_nothing(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither openai's variables nor a proxy: all settings are Sitrep's own."""
    names = ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET")
    for name in names:
        monkeypatch.setenv(f"OPENAI_{name}", "leak")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Leak: leak\nAuthorization: leak")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with extractor(server, endpoint=Endpoint(server.base_url, None, "fake")) as ask:
        await ask(QUESTION)
    assert "leak" not in str(server.calls[0])


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:1/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://127.8.8.8/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://localhost.example.org/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://[::1/v1", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_other_hosts(url: str, local: bool) -> None:
    assert is_loopback(url) is local


# What comes back wrong


@dataclass(frozen=True)
class Outcome:
    """`calls` with three attempts over transport failures and one re-ask."""

    error: type[ModelError]
    calls: int


REFUSED = Outcome(ModelRefused, 1)
MISCONFIGURED = Outcome(ModelMisconfigured, 1)
UNAVAILABLE = Outcome(ModelUnavailable, 3)
INVALID = Outcome(DraftInvalid, 2)
TRUNCATED = Outcome(DraftTruncated, 2)
OUTCOMES = {
    Misbehaviour.REFUSE: REFUSED,
    Misbehaviour.CONTENT_FILTER: REFUSED,
    Misbehaviour.TRUNCATE: TRUNCATED,
    Misbehaviour.ENDLESS_LOOP: TRUNCATED,
    Misbehaviour.INVALID_JSON: TRUNCATED,  # it ends in the middle
    Misbehaviour.WRONG_SCHEMA: INVALID,
    Misbehaviour.EMPTY_OBJECT: INVALID,
    Misbehaviour.JSON_NULL: INVALID,
    Misbehaviour.NULL_CONTENT: INVALID,
    Misbehaviour.FREE_TEXT: INVALID,
    Misbehaviour.EMPTY_CHOICES: INVALID,
    Misbehaviour.NO_CHOICES: UNAVAILABLE,
    Misbehaviour.EMPTY_BODY: INVALID,
    Misbehaviour.GZIP_BOMB: INVALID,
    Misbehaviour.FLOOD: Outcome(DraftInvalid, 1),
    Misbehaviour.HTML_200: MISCONFIGURED,
    Misbehaviour.REDIRECT: MISCONFIGURED,
    Misbehaviour.ERROR_400: Outcome(RequestRefused, 1),
    Misbehaviour.ERROR_401: Outcome(KeyRejected, 1),
    Misbehaviour.ERROR_403: Outcome(KeyRejected, 1),
    Misbehaviour.ERROR_404: Outcome(ModelUnknown, 1),  # it says something of a model
    Misbehaviour.ERROR_408: UNAVAILABLE,
    Misbehaviour.ERROR_409: UNAVAILABLE,
    Misbehaviour.ERROR_429: UNAVAILABLE,
    Misbehaviour.RETRY_AFTER_SECONDS: UNAVAILABLE,
    Misbehaviour.RETRY_AFTER_DATE: UNAVAILABLE,
    Misbehaviour.RETRY_AFTER_RUBBISH: UNAVAILABLE,
    Misbehaviour.ERROR_500: UNAVAILABLE,
    Misbehaviour.HTML_502: UNAVAILABLE,
    Misbehaviour.RESET: UNAVAILABLE,
    Misbehaviour.HANG: Outcome(ModelUnavailable, 2),
    Misbehaviour.DRIP: Outcome(ModelUnavailable, 2),
}


def test_each_misbehaviour_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(Misbehaviour)


@pytest.mark.parametrize("kind", Misbehaviour)
async def test_an_endpoint_that_keeps_misbehaving_ends_in_one_error_and_leaks_nothing(
    server: FakeOpenAI, kind: Misbehaviour, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the article, nor the key, nor the endpoint's own words get into an error, its traceback or a log."""
    caplog.set_level(logging.DEBUG)
    server.answer = lambda request: kind
    error = await failure(server, llm_timeout_s=0.15 if kind in {Misbehaviour.HANG, Misbehaviour.DRIP} else 5.0)
    assert (type(error), len(server.calls)) == (OUTCOMES[kind].error, OUTCOMES[kind].calls)
    said = [*traceback.format_exception(error), repr(error), repr(vars(error)), caplog.text]
    for secret in ("CANARY", "Welcome", "upstream is gone", "cannot help"):
        assert not [text for text in said if secret in text]


@pytest.mark.parametrize("kind", sorted(kind for kind in Misbehaviour if OUTCOMES[kind].calls > 1))
async def test_an_endpoint_that_recovers_is_forgiven(server: FakeOpenAI, kind: Misbehaviour) -> None:
    server.script(kind)
    async with extractor(server, llm_timeout_s=0.5 if kind in {Misbehaviour.HANG, Misbehaviour.DRIP} else 5.0) as ask:
        answer = await ask(QUESTION)
    assert answer.value == Place(city="Kabul", dead=2)
    assert answer.usage.attempts == len(server.calls) == 2


async def test_a_body_cut_by_a_reset_is_not_an_answer(server: FakeOpenAI) -> None:
    server.answer = lambda request: Misbehaviour.RESET
    error = await failure(server, llm_attempts=1)
    assert str(error) == "no response from the endpoint (ReadError)"


async def test_what_was_compressed_unasked_is_never_unfolded(server: FakeOpenAI) -> None:
    """Not even a good answer: no decoder runs, so no bomb goes off."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    server.answer = lambda request: Reply(body=gzip.compress(completion(json.dumps(GOOD)).body), headers=headers)
    assert isinstance(await failure(server), DraftInvalid)
    assert server.calls[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("body", [b"[]", b'"hi"', b"1", b"null", b'{"choices": [null]}', b'{"choices": "x"}', b"{"])
async def test_json_of_any_other_shape_is_invalid(server: FakeOpenAI, body: bytes) -> None:
    server.answer = lambda request: Reply(body=body)
    assert isinstance(await failure(server), DraftInvalid)


async def test_an_unreadable_usage_does_not_spoil_the_answer(server: FakeOpenAI) -> None:
    message = {"content": '{"city": "Kabul", "dead": null}'}
    server.script(json_reply({"choices": [{"message": message}], "usage": {"prompt_tokens": "many"}}))
    async with extractor(server) as ask:
        answer = await ask(QUESTION)
    assert answer.usage == Usage(attempts=1, unreported=1)


async def test_the_tokens_of_a_question_that_comes_to_nothing_are_the_article_s(server: FakeOpenAI) -> None:
    """Both answers are no record, and both were paid for."""
    server.script('{"city": 1}', '{"city": 2}')
    with metered() as meter:
        await failure(server)
    assert meter.in_vain == Usage(attempts=2, input_tokens=200, output_tokens=40)


async def test_a_body_that_is_no_completion_is_counted_by_its_report(server: FakeOpenAI) -> None:
    server.answer = lambda request: json_reply({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 1}})
    with metered() as meter:
        await failure(server, llm_reasks=0)
    assert meter.in_vain == Usage(attempts=1, input_tokens=7, output_tokens=1)


async def test_an_answer_says_which_model_gave_it_and_when(server: FakeOpenAI) -> None:
    async with extractor(server) as ask:
        origin = (await ask(QUESTION)).origin
    assert origin is not None
    assert origin.model == "fake"
    assert origin.at is not None
    assert origin.at.tzinfo is UTC


@pytest.mark.parametrize("fence", ['```json\n{"city": "x", "dead": 1}\n```', '\n```\n{"city": "x", "dead": 1}```\n'])
async def test_a_fenced_answer_is_an_answer(server: FakeOpenAI, fence: str) -> None:
    server.script(fence)
    async with extractor(server, spec=with_output("none")) as ask:
        assert (await ask(QUESTION)).value == Place(city="x", dead=1)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:port/v1", "ftp://127.0.0.1/v1", "no url at all", ""])
async def test_a_base_url_that_cannot_be_called_is_a_wrong_setting(server: FakeOpenAI, base_url: str) -> None:
    naps = Naps()
    error = await failure(server, endpoint=Endpoint(base_url, None, "m"), naps=naps)
    assert isinstance(error, ModelMisconfigured)
    assert not naps.seconds


@pytest.mark.parametrize("key", ["CANARY\u201d", "CANARY\n", "CANARY\x00"])
async def test_a_key_that_no_header_can_carry_is_a_wrong_setting_and_stays_secret(server: FakeOpenAI, key: str) -> None:
    error = await failure(server, endpoint=Endpoint(server.base_url, SecretStr(key), "m"))
    assert isinstance(error, ModelMisconfigured)
    assert "CANARY" not in "".join(traceback.format_exception(error))


# Asking again


async def test_an_invalid_answer_is_asked_again_with_the_complaint(server: FakeOpenAI) -> None:
    server.script({"city": "Kabul"})
    async with extractor(server) as ask:
        answer = await ask(QUESTION)
    again = server.calls[1].json["messages"]
    assert again[:2] == server.calls[0].json["messages"]
    assert [message["role"] for message in again[2:]] == ["assistant", "user"]
    assert "Field required" in again[3]["content"]
    assert answer.usage == Usage(attempts=2, input_tokens=200, output_tokens=40)


@pytest.mark.parametrize("reasks", [0, 1, 2])
async def test_invalid_answers_are_asked_again_as_often_as_set(server: FakeOpenAI, reasks: int) -> None:
    server.answer = lambda request: Misbehaviour.EMPTY_OBJECT
    await failure(server, llm_reasks=reasks)
    assert len(server.calls) == 1 + reasks


async def test_a_cut_answer_is_asked_again_once_with_twice_the_bound(server: FakeOpenAI) -> None:
    server.script(Misbehaviour.ENDLESS_LOOP)
    async with extractor(server) as ask:
        answer = await ask(QUESTION)
    assert [call.json["max_tokens"] for call in server.calls] == [64, 128]
    assert answer.usage == Usage(attempts=2, input_tokens=200, output_tokens=84)


@pytest.mark.parametrize(
    ("first", "stands"), [(Misbehaviour.TRUNCATE, DraftTruncated), (Misbehaviour.WRONG_SCHEMA, DraftInvalid)]
)
async def test_a_repetition_that_no_longer_fits_leaves_the_first_fault(
    server: FakeOpenAI, first: Misbehaviour, stands: type[ModelError]
) -> None:
    """The second request is longer; where it overflows the context, no setting is to blame."""
    server.script(first)
    server.answer = lambda request: Misbehaviour.ERROR_400
    assert isinstance(await failure(server), stands)


# Bounds


@pytest.mark.parametrize("kind", [Misbehaviour.HANG, Misbehaviour.DRIP])
async def test_a_call_ends_at_its_time_out_whatever_trickles_in(server: FakeOpenAI, kind: Misbehaviour) -> None:
    server.answer = lambda request: kind
    started = time.monotonic()
    await failure(server, llm_timeout_s=0.2, llm_attempts=2)
    assert 0.4 <= time.monotonic() - started < 1.5


async def test_a_question_ends_at_its_deadline(server: FakeOpenAI) -> None:
    server.answer = lambda request: Misbehaviour.HANG
    started = time.monotonic()
    error = await failure(server, deadline_s=0.3)
    assert str(error) == "no answer within 0.3 s"
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("attempts", [1, 2, 3])
async def test_transport_failures_are_bounded_in_attempts(server: FakeOpenAI, attempts: int) -> None:
    server.answer = lambda request: Misbehaviour.ERROR_500
    await failure(server, llm_attempts=attempts)
    assert len(server.calls) == attempts


async def test_waits_grow_and_differ(server: FakeOpenAI) -> None:
    server.answer = lambda request: Misbehaviour.ERROR_500
    naps = Naps()
    await failure(server, naps=naps)
    assert all(low <= nap <= low + 0.5 for nap, low in zip(naps.seconds, (0.5, 1), strict=True))


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (Misbehaviour.RETRY_AFTER_SECONDS, 6.9, 7.1),
        (Misbehaviour.RETRY_AFTER_DATE, 50.0, 60.0),
        (Misbehaviour.RETRY_AFTER_RUBBISH, 0.9, 1.1),
    ],
)
async def test_the_wait_that_the_endpoint_asks_for_is_kept(
    server: FakeOpenAI, kind: Misbehaviour, low: float, high: float
) -> None:
    server.script(kind)
    naps = Naps()
    async with extractor(server, naps=naps) as ask:
        await ask(QUESTION)
    assert low <= sum(naps.seconds) <= high


async def test_a_wait_that_outlasts_the_deadline_is_the_callers(server: FakeOpenAI) -> None:
    server.answer = lambda request: Misbehaviour.RETRY_AFTER_SECONDS
    naps = Naps()
    error = await failure(server, naps=naps, deadline_s=5.0)
    assert isinstance(error, ModelUnavailable)
    assert (error.retry_after_s, naps.seconds, len(server.calls)) == (7.0, [], 1)


@pytest.mark.parametrize(("settings", "slots"), [({"llm_concurrency": 2}, 2), ({"llm_base_url": None}, 1)])
async def test_no_more_calls_are_in_flight_than_there_are_slots(
    server: FakeOpenAI, settings: dict[str, Any], slots: int
) -> None:
    """The embedded engine (no base URL) has one, whatever else is set."""
    server.answer = lambda request: Misbehaviour.HANG
    async with extractor(server, llm_timeout_s=0.4, llm_attempts=1, **settings) as ask:
        asked = [asyncio.ensure_future(ask(QUESTION)) for _ in range(slots + 1)]
        await asyncio.sleep(0.3)
        assert len(server.calls) == slots
        await asyncio.gather(*asked, return_exceptions=True)
    assert len(server.calls) == slots + 1


async def test_a_cancelled_question_gives_its_slot_back(server: FakeOpenAI) -> None:
    server.script(Misbehaviour.HANG)
    async with extractor(server, llm_concurrency=1) as ask:
        asked = asyncio.ensure_future(ask(QUESTION))
        await asyncio.sleep(0.2)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert (await ask(QUESTION)).value == Place(city="Kabul", dead=2)


# The endpoint that moves


async def test_the_address_is_asked_for_before_each_attempt(server: FakeOpenAI) -> None:
    """The embedded engine comes back on another port."""
    addresses = iter(["http://127.0.0.1:9/v1", server.base_url])

    async def source() -> Endpoint:
        return Endpoint(next(addresses), None, "fake")

    ask = open_ask(Settings(), SPEC, source, shared=Naps().shared)
    assert (await ask(QUESTION)).usage.attempts == 2
    await ask.aclose()


async def test_an_engine_that_is_down_is_waited_for_within_the_bounds() -> None:
    async def source() -> Endpoint:
        raise ModelUnavailable("the engine is starting")

    naps = Naps()
    ask = open_ask(Settings(llm_attempts=3), SPEC, source, shared=naps.shared)
    with pytest.raises(ModelUnavailable, match="the engine is starting"):
        await ask(QUESTION)
    await ask.aclose()
    assert len(naps.seconds) == 2


async def test_a_defect_of_the_code_is_not_dressed_up_as_an_invalid_answer() -> None:
    async def source() -> Endpoint:
        raise ZeroDivisionError

    ask = open_ask(Settings(), SPEC, source, shared=Naps().shared)
    with pytest.raises(ZeroDivisionError):
        await ask(QUESTION)
    await ask.aclose()


def test_an_endpoint_does_not_show_its_key() -> None:
    assert KEY not in repr(Endpoint("http://127.0.0.1/v1", SecretStr(KEY), "m"))


async def test_the_answer_may_carry_braces_and_percent_signs(server: FakeOpenAI) -> None:
    server.script(completion('{"city": "{{7*7}} {% bad", "dead": null}'))
    async with extractor(server) as ask:
        assert (await ask(QUESTION)).value.city == "{{7*7}} {% bad"
