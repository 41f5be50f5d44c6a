"""Endpoints that fail, over real sockets on loopback: what the service's users see (cases 13 to 20)."""

import asyncio
import gzip
import json
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import DraftInvalid, ModelUnavailable
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour, Reply, Said, completion, json_reply
from tests.faults.endpoint import behind, good, numbered, opened, over_http, post, read, settings

MIB = 1 << 20
ENDLESS = (Misbehaviour.HANG, Misbehaviour.DRIP)


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(good) as server:
        yield server


@pytest.fixture
def spare() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(good) as spare:
        yield spare


# 13 and 14: what comes back is not the record.


def test_an_answer_cut_by_length_is_asked_once_more_with_a_larger_bound(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 13."""
    server.script(Misbehaviour.TRUNCATE)
    with over_http(settings(server, tmp_path)) as client:
        assert post(client).status_code == 200
    first, second = (call.json["max_tokens"] for call in server.completions)
    assert second == 2 * first


def test_an_answer_that_is_cut_again_is_a_typed_error(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 13."""
    server.answer = lambda _: Misbehaviour.TRUNCATE
    with over_http(settings(server, tmp_path)) as client:
        said = post(client)
    assert (said.status_code, said.json()["type"], len(server.completions)) == (502, "/problems/draft-truncated", 2)


def test_a_part_that_is_cut_again_makes_the_summary_partial(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 13: of an article that is asked about in parts, the others stand, those that are answered later too."""

    def cut_the_first(request: Json) -> Said:
        if "village 0 " in request["messages"][-1]["content"]:
            return Misbehaviour.TRUNCATE
        last = "village 39 " in request["messages"][-1]["content"]
        return replace(completion(json.dumps(good(request))), delay_s=1.5 if last else 0.1)

    server.answer = cut_the_first
    long = " ".join(f"A bomb killed four people in village {n} of Kano, police said." for n in range(40))
    with over_http(settings(server, tmp_path, llm_context_tokens=1024, llm_max_output_tokens=64)) as client:
        said = post(client, long).json()
    assert said["status"] == "partial"
    (note,) = said["notes"]
    assert "cut the answer" in note
    assert len(server.completions) > 2


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Misbehaviour.REFUSE, (502, "model-refused", 1)),
        (Misbehaviour.CONTENT_FILTER, (502, "model-refused", 1)),
        (Misbehaviour.INVALID_JSON, (502, "draft-truncated", 2)),
        (Misbehaviour.WRONG_SCHEMA, (502, "draft-invalid", 2)),
        (Misbehaviour.JSON_NULL, (502, "draft-invalid", 2)),
        (Misbehaviour.NULL_CONTENT, (502, "draft-invalid", 2)),
        (Misbehaviour.EMPTY_CHOICES, (502, "draft-invalid", 2)),
        (Misbehaviour.NO_CHOICES, (503, "model-unavailable", 3)),
        (Misbehaviour.EMPTY_BODY, (502, "draft-invalid", 2)),
        (Misbehaviour.HTML_200, (500, "model-misconfigured", 1)),
    ],
)
@pytest.mark.usefixtures("no_backoff")
def test_an_answer_that_is_none_is_a_typed_error_and_a_refusal_is_not_asked_again(
    server: FakeOpenAI, tmp_path: Path, kind: Misbehaviour, outcome: tuple[int, str, int]
) -> None:
    """Case 14: the status, the problem and how many calls were made."""
    server.answer = lambda _: kind
    with over_http(settings(server, tmp_path)) as client:
        said = post(client)
    assert (said.status_code, said.json()["type"].removeprefix("/problems/"), len(server.completions)) == outcome


async def test_free_text_with_status_200_is_validated_and_counted(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 20: an endpoint that ignores the schema. The first answer is asked again, the second is a typed error."""
    server.script(Misbehaviour.FREE_TEXT, good({"messages": [{"content": "four people"}]}))
    async with opened(settings(server, tmp_path)) as service:
        assert (await service.summarize(read())).incidents
        assert service.counts.read() == {"model_calls_repeated": 1}
        server.answer = lambda _: Misbehaviour.FREE_TEXT
        with pytest.raises(Exception, match="not the record asked for"):
            await service.summarize(read(numbered(1)))
        assert service.counts.read() == {"model_calls_repeated": 2, "draft_invalid": 1}


async def test_every_call_and_what_it_came_to_is_in_the_figures(server: FakeOpenAI, tmp_path: Path) -> None:
    """Two calls for one article: the first throttled, the second answered; then the same article from the store."""
    server.script(Misbehaviour.ERROR_429, good({"messages": [{"content": "four people"}]}))
    async with opened(settings(server, tmp_path)) as service:
        await service.summarize(read())
        await service.summarize(read())
        figures = service.figures()
    assert {name: count for name, count in figures.spent.items() if name.startswith("attempts/")} == {
        "attempts/answered": 1,
        "attempts/model_unavailable": 1,
    }
    assert figures.spent["model_input_tokens"] > 0
    assert {"answers/asked": 1, "answers/stored": 1, "articles/complete": 2}.items() <= figures.records.items()
    assert (figures.waiting, figures.state) == (0, "ready")


# 15: the endpoint is down.

DOWN = (Misbehaviour.HTML_502, Misbehaviour.ERROR_500, Misbehaviour.RESET)


def html_503(_: Any) -> Reply:
    return Reply(503, b"<h1>Down</h1>", {"Content-Type": "text/html"})


@pytest.mark.parametrize("kind", DOWN)
@pytest.mark.usefixtures("no_backoff")
def test_an_endpoint_that_is_down_is_asked_three_times_then_503(
    server: FakeOpenAI, tmp_path: Path, kind: Misbehaviour
) -> None:
    """Case 15, without a fallback."""
    server.answer = lambda _: kind
    with over_http(settings(server, tmp_path)) as client:
        said = post(client)
    assert (said.status_code, said.json()["type"]) == (503, "/problems/model-unavailable")
    assert len(server.completions) == 3


@pytest.mark.parametrize("kind", [*DOWN, html_503])
@pytest.mark.usefixtures("no_backoff")
def test_the_fallback_answers_within_the_same_three_calls_and_is_named(
    server: FakeOpenAI, spare: FakeOpenAI, tmp_path: Path, kind: Any
) -> None:
    """Case 15, with a fallback: two calls to the first endpoint, one to the next."""
    server.answer = kind if callable(kind) else lambda _: kind
    with over_http(settings(server, tmp_path, llm_fallbacks=behind(spare))) as client:
        said = post(client).json()
        again = post(client).json()
    assert (said["provenance"]["model"], said["provenance"]["attempts"]) == ("spare-0", 3)
    assert len(spare.completions) == 1
    assert again["provenance"]["cached"]


@pytest.mark.usefixtures("no_backoff")
async def test_the_first_endpoint_is_used_again_when_it_is_back(
    server: FakeOpenAI, spare: FakeOpenAI, tmp_path: Path
) -> None:
    """Case 15: what the fallback said is kept under its own name, and not served for the first endpoint's."""
    server.script(Misbehaviour.ERROR_500, Misbehaviour.ERROR_500)
    async with opened(settings(server, tmp_path, llm_fallbacks=behind(spare))) as service:
        models = [(await service.summarize(read())).provenance.model for _ in range(3)]
    assert models == ["spare-0", "first", "first"]
    assert (len(server.completions), len(spare.completions)) == (3, 1)


@pytest.mark.usefixtures("no_backoff")
async def test_an_endpoint_that_keeps_failing_is_left_alone(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 15: after five failures in a row nobody waits for it any more."""
    server.answer = lambda _: Misbehaviour.ERROR_500
    async with opened(settings(server, tmp_path)) as service:
        ended = [await _failure(service.summarize(read(numbered(n)))) for n in range(4)]
    assert len(server.completions) == 5
    assert ended[-1].retry_after_s is not None


async def test_repetitions_are_a_tenth_of_the_calls_at_most(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 15: the retry budget holds when each second call fails, which no breaker notices."""
    fails = iter([True, False] * 1000)
    server.answer = lambda request: Misbehaviour.HTML_502 if next(fails) else good(request)
    async with opened(settings(server, tmp_path, deadline_s=60.0)) as service:
        ended = await asyncio.gather(*(service.summarize(read(numbered(n))) for n in range(60)), return_exceptions=True)
    repeated = service.counts.read()["model_calls_repeated"]
    assert repeated == len(server.completions) - 60 == 10
    assert {type(one) for one in ended if isinstance(one, Exception)} == {ModelUnavailable}


async def test_no_call_is_repeated_that_would_break_the_token_budget(server: FakeOpenAI, tmp_path: Path) -> None:
    """The token budget of a question: 1,000 tokens went in, and what is left does not suffice for as many again."""
    message = {"message": {"content": "{}"}}
    usage = {"prompt_tokens": 1000, "completion_tokens": 10}
    server.answer = lambda _: json_reply({"choices": [message], "usage": usage})
    bounds = {"llm_max_output_tokens": 2048}
    async with opened(settings(server, tmp_path, llm_tokens=2000, **bounds)) as service:
        await _failure(service.summarize(read()), Exception)
        assert len(server.completions) == 1
    async with opened(settings(server, tmp_path, llm_tokens=5000, **bounds)) as service:
        await _failure(service.summarize(read()), Exception)
        assert len(server.completions) == 3


# 16: the endpoint asks for a pause.


def too_many(retry_after: str) -> Reply:
    return json_reply({"error": {"message": "slow down"}}, 429, Retry_After=retry_after)


def test_a_pause_that_fits_is_waited_for_by_all(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 16, Retry-After: 1."""
    server.script(too_many("1"))
    with over_http(settings(server, tmp_path)) as client:
        began = time.monotonic()
        assert post(client).status_code == 200
        assert time.monotonic() - began >= 1.0


def test_a_pause_that_does_not_fit_is_503_with_retry_after_for_all(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 16, Retry-After: 600: the second client is told at once, and the endpoint is not called for it."""
    server.answer = lambda _: too_many("600")
    with over_http(settings(server, tmp_path)) as client:
        said = [post(client, numbered(n)) for n in range(3)]
    assert [one.status_code for one in said] == [503] * 3
    assert all(595 <= int(one.headers["Retry-After"]) <= 600 for one in said)
    assert len(server.completions) == 1


def test_a_date_counts_from_the_endpoints_own_clock(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 16, a date: an endpoint whose clock is a day ahead still asks for two minutes."""
    sent = datetime.now(UTC) + timedelta(days=1)
    until = format_datetime(sent + timedelta(minutes=2), usegmt=True)
    reply = json_reply({}, 429, Retry_After=until, Date=format_datetime(sent, usegmt=True))
    server.answer = lambda _: reply
    with over_http(settings(server, tmp_path)) as client:
        assert 115 <= int(post(client).headers["Retry-After"]) <= 120


def test_rubbish_is_a_short_pause(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 16, rubbish: a second, which is longer than the first wait before a repetition."""
    server.script(Misbehaviour.RETRY_AFTER_RUBBISH)
    with over_http(settings(server, tmp_path)) as client:
        began = time.monotonic()
        assert post(client).status_code == 200
        assert time.monotonic() - began >= 1.0


def test_a_pause_of_the_first_endpoint_is_no_pause_where_there_is_another(
    server: FakeOpenAI, spare: FakeOpenAI, tmp_path: Path
) -> None:
    """Case 16, with a fallback."""
    server.answer = lambda _: too_many("600")
    with over_http(settings(server, tmp_path, llm_fallbacks=behind(spare))) as client:
        said = [post(client, numbered(n)).json()["provenance"]["model"] for n in range(3)]
    assert said == ["spare-0"] * 3
    assert len(server.completions) == 1


def test_where_all_ask_for_a_pause_the_shortest_is_waited_for(
    server: FakeOpenAI, spare: FakeOpenAI, tmp_path: Path
) -> None:
    """Case 16, with a fallback that pauses, too; the first one's pause is longer than its share of the time."""
    server.script(too_many("4"))
    spare.answer = lambda _: too_many("600")
    with over_http(settings(server, tmp_path, llm_fallbacks=behind(spare), deadline_s=6.0)) as client:
        assert post(client).json()["provenance"]["model"] == "first"
    assert (len(server.completions), len(spare.completions)) == (2, 1)


# 17 to 19: the endpoint holds on.


@pytest.mark.parametrize("kind", ENDLESS)
async def test_the_deadline_holds_and_the_slot_is_free_again(
    server: FakeOpenAI, tmp_path: Path, kind: Misbehaviour
) -> None:
    """Cases 17 and 18: an error at the deadline, whatever trickles in."""
    server.script(kind)
    article = read()
    async with opened(settings(server, tmp_path, deadline_s=1.0, llm_concurrency=1)) as service:
        began = time.monotonic()
        await _failure(service.summarize(article))
        assert 0.9 <= time.monotonic() - began < 2.5  # questions get nine tenths; the simulation holds it to 100 ms
        assert (await service.summarize(read(numbered(1)))).status == "complete"


@pytest.mark.parametrize("kind", ENDLESS)
async def test_an_endpoint_that_holds_on_leaves_time_for_the_fallback(
    server: FakeOpenAI, spare: FakeOpenAI, tmp_path: Path, kind: Misbehaviour
) -> None:
    """Cases 17 and 18, with a fallback: it gets half of the time."""
    server.answer = lambda _: kind
    chosen = settings(server, tmp_path, deadline_s=1.0, llm_fallbacks=behind(spare))
    async with opened(chosen) as service:
        assert (await service.summarize(read())).provenance.model == "spare-0"


@pytest.mark.parametrize("kind", ENDLESS)
async def test_a_call_that_holds_on_is_cut_at_its_own_time_out_and_repeated(
    server: FakeOpenAI, tmp_path: Path, kind: Misbehaviour
) -> None:
    """Cases 17 and 18: whatever trickles in, a call is not given the time of the ones after it."""
    server.script(kind)
    async with opened(settings(server, tmp_path, llm_timeout_s=0.3, deadline_s=10.0)) as service:
        assert (await service.summarize(read())).provenance.attempts == 2


async def test_an_endpoint_that_only_hangs_is_left_alone(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 17: calls that are cut at the deadline count as failures, also where the time-out of a call is longer."""
    server.answer = lambda _: Misbehaviour.HANG
    async with opened(settings(server, tmp_path, deadline_s=0.5)) as service:
        for number in range(7):
            await _failure(service.summarize(read(numbered(number))))
    assert len(server.completions) == 5


BOMB = gzip.compress(b" " * (200 * MIB), compresslevel=1)


@pytest.mark.parametrize(
    "bomb",
    [Reply(body=BOMB, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}), Reply(pace="flood")],
    ids=["gzip of 200 MB", "endless"],
)
async def test_a_response_bomb_costs_no_memory(server: FakeOpenAI, tmp_path: Path, bomb: Reply) -> None:
    """Case 19: what was compressed is never unfolded, and 4 MiB are the most that is taken."""
    server.answer = lambda _: bomb
    async with opened(settings(server, tmp_path)) as service:
        tracemalloc.start()
        await _failure(service.summarize(read()), DraftInvalid)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 24 * MIB


async def _failure(coming: Any, kind: type[Exception] = ModelUnavailable) -> Any:
    with pytest.raises(kind) as raised:
        await coming
    return raised.value
