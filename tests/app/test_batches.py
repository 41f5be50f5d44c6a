"""Questions that go out as a batch and come back: requests of a live run, and answers as good as live ones."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.article import Article
from app.backends import tariff
from app.batches import Collected, Taken, collect, estimate, lines, take
from app.core.errors import BudgetSpent, ModelMisconfigured, NotSetUp
from app.core.settings import Settings
from app.desk import WAITING, open_desk
from app.llm.asking import Usage
from app.llm.budget import NANO
from app.service import open_service
from app.store.ledger import DiskLedger
from app.store.opening import LEDGER
from schemas import ArticleSummary
from tests.app.drafts import draft, incident, party, place, read, toll
from tests.fakes.openai_server import FakeOpenAI, Json, Reply, Said
from tests.fakes.redis import RedisServer

TEXT = "Gunmen killed four villagers in Gao on Monday, police said."
SAID = draft(
    incident(0, place=place(0, town="Gao"), tolls=[toll(0, killed="4", by="police")]),
    parties=[party("police", 0, voice="police")],
).model_dump(mode="json")


def settings(folder: Path, base_url: str = "http://127.0.0.1:1/v1", **more: Any) -> Settings:
    return Settings(
        llm_base_url=base_url, llm_model="some", llm_api_key=SecretStr("key"), cache_dir=folder / "answers", **more
    )


async def exported(with_these: Settings, *articles: Article) -> tuple[list[Json], Collected]:
    async with open_desk(with_these) as desk:
        asked = await collect(desk, articles or [read(TEXT)], noted=True)
        return [json.loads(line) for line in lines(asked)], asked


async def imported(with_these: Settings, *output: Json) -> Taken:
    async with open_desk(with_these) as desk:
        return await take(desk, [json.dumps(line) for line in output])


async def summarized(with_these: Settings) -> ArticleSummary:
    async with open_service(with_these) as service:
        return await service.summarize(read(TEXT))


def answered(request: Json, content: object, **more: Any) -> Json:
    """The line of a batch's output for one of its requests."""
    said = content if isinstance(content, str) else json.dumps(content)
    body = {
        "model": "some-2026",
        "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": said}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
    response = {"status_code": 200, "request_id": "r", "body": body | more}
    return {"id": "b", "custom_id": request["custom_id"], "response": response, "error": None}


async def test_a_batch_and_its_answers_are_of_the_article_that_they_were_asked_for(tmp_path: Path) -> None:
    """So that they can be erased with it."""
    (request,), _ = await exported(settings(tmp_path))
    await imported(settings(tmp_path), answered(request, SAID))
    async with open_desk(settings(tmp_path)) as desk:
        owners = [desk.store.answers.owners(key) for key in (WAITING + request["custom_id"], request["custom_id"])]
    assert owners == [{read(TEXT).id[:16]}] * 2


@pytest.mark.parametrize("structured_output", ["json_schema", "json_object", "llguidance"])
async def test_a_request_is_what_a_live_call_sends(tmp_path: Path, structured_output: str) -> None:
    """Prompts, schema and bounds: else half the price would buy other answers."""
    with FakeOpenAI(lambda request: SAID) as server:
        live = settings(tmp_path, server.base_url, llm_structured_output=structured_output)
        (request,), _ = await exported(live)
        await summarized(live)
    sent = server.completions[0]
    assert json.dumps(request["body"], sort_keys=True) == json.dumps(sent.json, sort_keys=True)
    assert (request["method"], request["url"]) == ("POST", "/v1/chat/completions")


async def test_after_an_import_nothing_is_asked(tmp_path: Path) -> None:
    """Nobody listens at the endpoint: an answer that is not stored would be an error."""
    with_these = settings(tmp_path)
    (request,), _ = await exported(with_these)
    done = await imported(with_these, answered(request, SAID))
    made = (await summarized(with_these)).provenance
    assert (done.kept, made.cached, made.attempts, made.cost_usd) == (1, True, 0, 0)
    assert [each.model for each in made.answered_by] == ["some-2026"]
    assert (await exported(with_these))[0] == []


async def test_what_was_read_is_counted(tmp_path: Path) -> None:
    with_these = settings(tmp_path)
    (request,), _ = await exported(with_these)
    done = await imported(with_these, answered(request, SAID))
    assert (done.usage.input_tokens, done.usage.output_tokens, done.cost_usd) == (100, 20, None)


async def test_an_answer_that_is_no_good_comes_out_again_with_the_complaint(tmp_path: Path) -> None:
    """The second request is the one that a live run makes after the same answer; its answer is the question's."""
    with FakeOpenAI(lambda request: SAID) as server:
        with_these = settings(tmp_path, server.base_url)
        (first,), _ = await exported(with_these)
        done = await imported(with_these, answered(first, "{}"))
        (second,), _ = await exported(with_these)
        server.script("{}")
        await summarized(with_these)
    assert (done.kept, done.again) == (0, 1)
    assert second["custom_id"] == first["custom_id"]
    assert second["body"] == server.completions[1].json
    assert len(second["body"]["messages"]) > len(first["body"]["messages"])


async def test_the_answer_to_a_complaint_is_kept_for_the_question(tmp_path: Path) -> None:
    with_these = settings(tmp_path)
    (first,), _ = await exported(with_these)
    await imported(with_these, answered(first, "{}"))
    (second,), _ = await exported(with_these)
    assert (await imported(with_these, answered(second, SAID))).kept == 1
    assert (await summarized(with_these)).provenance.cached


async def test_an_answer_that_was_cut_comes_out_again_with_twice_the_room(tmp_path: Path) -> None:
    with_these = settings(tmp_path, llm_max_output_tokens=500)
    (first,), _ = await exported(with_these)
    cut = [{"finish_reason": "length", "message": {"content": '{"headline": "A'}}]
    assert (await imported(with_these, answered(first, "", choices=cut))).again == 1
    (second,), _ = await exported(with_these)
    assert (first["body"]["max_tokens"], second["body"]["max_tokens"]) == (500, 1000)


async def test_a_refusal_is_never_kept_and_the_next_export_begins_anew(tmp_path: Path) -> None:
    with_these = settings(tmp_path)
    (first,), _ = await exported(with_these)
    refused = [{"finish_reason": "content_filter", "message": {"content": None}}]
    assert (await imported(with_these, answered(first, "", choices=refused))).in_vain == 1
    assert (await exported(with_these))[0] == [first]


@pytest.mark.parametrize(
    "failed",
    [
        {"response": None, "error": {"code": "batch_expired", "message": "CANARY"}},
        {"response": {"status_code": 500, "body": {"error": {"message": "CANARY"}}}, "error": None},
    ],
)
async def test_a_line_without_an_answer_comes_out_again(tmp_path: Path, failed: Json) -> None:
    with_these = settings(tmp_path)
    (first,), _ = await exported(with_these)
    assert (await imported(with_these, {"custom_id": first["custom_id"], **failed})).failed == 1
    assert (await exported(with_these))[0] == [first]


async def test_a_file_that_is_read_twice_changes_nothing(tmp_path: Path) -> None:
    with_these = settings(tmp_path)
    (first,), _ = await exported(with_these)
    bad = answered(first, "{}")
    assert ((await imported(with_these, bad)).again, (await imported(with_these, bad)).unknown) == (1, 1)
    good = answered(first, SAID)
    assert ((await imported(with_these, good)).kept, (await imported(with_these, good)).unknown) == (1, 1)


async def test_an_answer_that_nobody_waits_for_is_not_kept(tmp_path: Path) -> None:
    """A file of somebody else's cannot put an answer under a key."""
    with_these = settings(tmp_path)
    assert (await imported(with_these, answered({"custom_id": "0" * 64}, SAID))).unknown == 1


@pytest.mark.parametrize("line", ["rubbish", "[]", "{}", '{"custom_id": 3}'])
async def test_another_file_is_refused_with_the_line(tmp_path: Path, line: str) -> None:
    async with open_desk(settings(tmp_path)) as desk:
        with pytest.raises(ValueError, match="line 2"):
            await take(desk, ["", line])


async def test_refused_values_go_back_in_a_further_export(tmp_path: Path) -> None:
    wrong = draft(incident(0, tolls=[toll(0, killed="9", by="police")]), parties=[party("police", 0, voice="police")])
    with_these = settings(tmp_path, llm_verify_reask=True)
    (first,), _ = await exported(with_these)
    await imported(with_these, answered(first, wrong.model_dump(mode="json")))
    (second,), _ = await exported(with_these)
    assert second["custom_id"] != first["custom_id"]
    assert second["body"]["messages"][: len(first["body"]["messages"])] == first["body"]["messages"]


async def test_an_estimate_asks_nobody_and_awaits_nothing(tmp_path: Path) -> None:
    with_these = settings(tmp_path, llm_max_output_tokens=500)
    async with open_desk(with_these, batch=False) as desk:
        guess = estimate(await collect(desk, [read(TEXT)], noted=False))
        taken = await take(desk, [json.dumps(answered({"custom_id": key}, SAID)) for key in ("0",)])
    assert (guess.questions, guess.stored, guess.output_tokens, guess.cost_usd) == (1, 0, 500, None)
    assert guess.input_tokens > 1000
    assert taken.unknown == 1


async def test_an_estimate_counts_what_is_stored_as_nothing(tmp_path: Path) -> None:
    with_these = settings(tmp_path)
    (request,), _ = await exported(with_these)
    await imported(with_these, answered(request, SAID))
    async with open_desk(with_these) as desk:
        guess = estimate(await collect(desk, [read(TEXT)], noted=False))
    assert (guess.questions, guess.stored, guess.input_tokens) == (0, 1, 0)


async def test_a_request_is_in_the_dialect_that_its_endpoint_is_known_to_take(tmp_path: Path) -> None:
    """What a live call learnt is left out of the batch, and the answer is found by later live calls."""
    refusal = {"error": {"message": "Unsupported parameter: 'seed'.", "param": "seed", "code": "unsupported_parameter"}}

    def says(request: Json) -> Said:
        return Reply(400, json.dumps(refusal).encode()) if "seed" in request else SAID

    with FakeOpenAI(says) as server:
        with_these = settings(tmp_path, server.base_url)
        async with open_service(with_these) as service:
            await service.summarize(read("GAO, 5 January 2024 - Police arrested a man on Thursday."))
        (request,), _ = await exported(with_these)
        await imported(with_these, answered(request, SAID))
        made = (await summarized(with_these)).provenance
    assert not {"seed", "random_seed"} & request["body"].keys()
    assert made.cached
    assert "seed" in made.dialect


async def test_an_answer_that_says_nothing_is_not_kept(tmp_path: Path) -> None:
    """As of a live call: the next time may go better."""
    with_these = settings(tmp_path)
    (request,), _ = await exported(with_these)
    empty = {"headline": "", "parties": [], "incidents": [], "summary": [], "context": []}
    done = await imported(with_these, answered(request, empty))
    assert (done.kept, done.in_vain) == (0, 1)
    assert len((await exported(with_these))[0]) == 1


async def spent(with_these: Settings, unit: str) -> int:
    return DiskLedger(with_these.cache_dir / LEDGER).spent(datetime.now(UTC).date(), unit)


async def test_what_an_import_read_is_spent_of_the_day_s_budget(tmp_path: Path) -> None:
    """An import is never refused for it, and never booked twice; the next call to a model is refused."""
    with_these = settings(tmp_path, llm_budget_per_day="100 tokens")
    requests, _ = await exported(with_these, read(TEXT), read(f"{TEXT} They fled."))
    for request in (*requests, *requests):
        await imported(with_these, answered(request, SAID))
    assert await spent(with_these, "tokens") == 240
    async with open_service(with_these) as service:
        assert (await service.summarize(read(TEXT))).provenance.cached
        with pytest.raises(BudgetSpent):
            await service.summarize(read(f"{TEXT} Nobody was hurt."))


async def test_a_batch_is_booked_at_half_the_price(tmp_path: Path) -> None:
    pytest.importorskip("genai_prices")
    with_these = settings(tmp_path, "https://api.openai.com/v1", llm_budget_per_day="5 USD").model_copy(
        update={"llm_model": "gpt-4.1"}
    )
    live = await tariff(with_these)
    assert live is not None
    (request,), _ = await exported(with_these)
    done = await imported(with_these, answered(request, SAID))
    assert done.cost_usd is not None
    assert 2 * done.cost_usd == live.cost_usd(Usage(input_tokens=100, output_tokens=20))
    assert await spent(with_these, "USD") == int(done.cost_usd * NANO)


async def test_an_answer_that_reports_no_tokens_is_booked_by_its_length(tmp_path: Path) -> None:
    with_these = settings(tmp_path, llm_budget_per_day="900000 tokens")
    (request,), _ = await exported(with_these)
    done = await imported(with_these, answered(request, SAID, usage=None))
    assert done.usage.unreported == 1
    sent = sum(len(message["content"].encode()) for message in request["body"]["messages"])
    assert await spent(with_these, "tokens") > sent // 4


async def test_answers_to_other_settings_are_not_booked(tmp_path: Path) -> None:
    """They will be read with the right ones, and count then."""
    with_these = settings(tmp_path, llm_budget_per_day="900000 tokens")
    (request,), _ = await exported(with_these)
    with pytest.raises(ModelMisconfigured):
        await imported(with_these.model_copy(update={"llm_model": "other"}), answered(request, SAID))
    assert await spent(with_these, "tokens") == 0


async def test_a_batch_is_written_in_the_dialect_that_was_learnt_however_long_ago(tmp_path: Path) -> None:
    """A live call says all again after a while; a batch of such requests would come back as refusals."""
    with_these = settings(tmp_path)
    async with open_desk(with_these) as desk:
        spec = desk.backend.spec
        old = {"minds": ["temperature"], "at": "2000-01-01T00:00:00+00:00"}
        desk.store.answers.put(f"dialect {spec.backend} {spec.model} {spec.structured_output} ", json.dumps(old))
    (request,), _ = await exported(with_these)
    assert "temperature" not in request["body"]


async def test_what_a_batch_brought_back_is_known_to_all_replicas(tmp_path: Path, one_redis: RedisServer) -> None:
    """Another one's folder is another's; nobody is asked."""
    shared = SecretStr(one_redis.url)
    with_these = settings(tmp_path / "one", store_url=shared)
    (request,), _ = await exported(with_these)
    assert (await imported(with_these, answered(request, SAID))).kept == 1
    summary = await summarized(settings(tmp_path / "other", store_url=shared))
    assert summary.provenance.cached


async def test_what_a_batch_brought_back_replaces_what_replicas_had(tmp_path: Path, one_redis: RedisServer) -> None:
    """It was asked for since that was too old, or no good; it comes in a turn of its own."""
    with_these = settings(tmp_path, store_url=SecretStr(one_redis.url), cache_max_age_days=0)
    (request,), _ = await exported(with_these)
    async with open_desk(with_these) as desk, desk.store.shelf.turn(request["custom_id"]) as turn:
        assert await desk.store.shelf.put(request["custom_id"], "old", turn)
    assert (await imported(with_these, answered(request, SAID))).kept == 1


async def test_without_the_shared_store_no_batch_is_read(tmp_path: Path) -> None:
    """What was paid for would be lost with the command's memory."""
    away = settings(tmp_path, store_url=SecretStr("redis://127.0.0.1:9/0"))
    with pytest.raises(NotSetUp, match="SITREP_STORE_URL does not work"):
        await exported(away)
    with pytest.raises(NotSetUp, match="SITREP_STORE_URL does not work"):
        await imported(away)
