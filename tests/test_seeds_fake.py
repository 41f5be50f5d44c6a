"""The whole pipeline but for the model: real wire, an endpoint on loopback that answers well or misbehaves."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app import article
from app.core.errors import (
    DraftInvalid,
    DraftTruncated,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    SitrepError,
)
from app.core.settings import Proposer, Settings
from app.service import open_service
from schemas import ArticleSummary
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour
from tests.seeds import FIRST, SEEDS, assert_grounded, assert_right, recorded_sentences, recorded_whole

pytestmark = pytest.mark.usefixtures("no_backoff")

NOTHING: Json = {"headline": "", "parties": [], "incidents": [], "summary": [], "context": []}
PROPOSERS: tuple[Proposer, ...] = ("reader", "model")
ONCE_IS_FORGIVEN = (
    Misbehaviour.TRUNCATE,
    Misbehaviour.INVALID_JSON,
    Misbehaviour.WRONG_SCHEMA,
    Misbehaviour.EMPTY_OBJECT,
    Misbehaviour.JSON_NULL,
    Misbehaviour.NULL_CONTENT,
    Misbehaviour.FREE_TEXT,
    Misbehaviour.EMPTY_CHOICES,
    Misbehaviour.EMPTY_BODY,
    Misbehaviour.ERROR_429,
    Misbehaviour.ERROR_500,
    Misbehaviour.HTML_502,
    Misbehaviour.RESET,
)
PERSISTENT: tuple[tuple[Misbehaviour, type[SitrepError]], ...] = (
    (Misbehaviour.REFUSE, ModelRefused),
    (Misbehaviour.TRUNCATE, DraftTruncated),
    (Misbehaviour.INVALID_JSON, DraftTruncated),
    (Misbehaviour.EMPTY_OBJECT, DraftInvalid),
    (Misbehaviour.HANG, ModelUnavailable),
    (Misbehaviour.DRIP, ModelUnavailable),
    (Misbehaviour.ERROR_401, ModelMisconfigured),
    (Misbehaviour.ERROR_404, ModelMisconfigured),
    (Misbehaviour.HTML_200, ModelMisconfigured),
    (Misbehaviour.ERROR_500, ModelUnavailable),
)


def good(proposer: Proposer) -> Callable[[Json], Any]:
    """An endpoint that answers as the recorded model does."""
    sentences, wholes = recorded_sentences(), recorded_whole()

    def answer(request: Json) -> Any:
        asked = [message["content"] for message in request["messages"]]
        if proposer == "reader":
            return next(sentences[text] for text in asked if text in sentences)
        return wholes["first" if any("Nujaba" in text for text in asked) else "second"]

    return answer


def settings(server: FakeOpenAI, proposer: Proposer, folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {"llm_timeout_s": 5.0, "deadline_s": 20.0, "llm_attempts": 2} | more
    return Settings(
        llm_base_url=server.base_url,
        llm_model="fake",
        llm_api_key=SecretStr("key"),
        llm_proposer=proposer,
        cache_dir=folder / "answers",
        **given,
    )


async def summarize(chosen: Settings, text: str) -> ArticleSummary:
    async with open_service(chosen) as service:
        return await service.summarize(article.read(text, today=date(2024, 1, 5)))


@pytest.mark.parametrize("proposer", PROPOSERS)
@pytest.mark.parametrize("name", SEEDS)
async def test_both_proposers_end_in_a_right_answer(name: str, proposer: Proposer, tmp_path: Path) -> None:
    with FakeOpenAI(good(proposer)) as server:
        assert_right(name, await summarize(settings(server, proposer, tmp_path), SEEDS[name]))


@pytest.mark.parametrize("proposer", PROPOSERS)
@pytest.mark.parametrize("misbehaviour", ONCE_IS_FORGIVEN)
async def test_an_endpoint_that_fails_once_still_gets_a_right_answer(
    misbehaviour: Misbehaviour, proposer: Proposer, tmp_path: Path
) -> None:
    with FakeOpenAI(good(proposer)) as server:
        server.script(misbehaviour)
        summary = await summarize(settings(server, proposer, tmp_path), FIRST)
    assert_right("first", summary)
    assert summary.status == "complete"


@pytest.mark.parametrize("proposer", PROPOSERS)
@pytest.mark.parametrize(("misbehaviour", "error"), PERSISTENT)
async def test_an_endpoint_that_never_answers_well_is_a_typed_error(
    misbehaviour: Misbehaviour, error: type[SitrepError], proposer: Proposer, tmp_path: Path
) -> None:
    with FakeOpenAI(lambda _: misbehaviour) as server:
        # Who answers badly answers at once, and a busy machine must not make it a time-out; who hangs is cut soon.
        wait_s = 0.3 if error is ModelUnavailable else 2.0
        hurried = settings(server, proposer, tmp_path, llm_timeout_s=wait_s, deadline_s=7 * wait_s, llm_concurrency=32)
        with pytest.raises(error) as raised:
            await summarize(hurried, FIRST)
    assert "Baghdad" not in str(raised.value)


async def test_one_refused_sentence_of_many_makes_the_summary_partial_and_says_which(tmp_path: Path) -> None:
    answer = good("reader")

    def refuses_one(request: Json) -> Any:
        return Misbehaviour.REFUSE if _asks(request, "Iraqi militia commanders") else answer(request)

    with FakeOpenAI(refuses_one) as server:
        summary = await summarize(settings(server, "reader", tmp_path), FIRST)
    assert_right("first", summary)
    assert summary.status == "partial"
    assert summary.notes[0].startswith("sentence 19 could not be read")


async def test_what_is_not_answered_by_the_deadline_is_partial_and_the_next_try_goes_on(tmp_path: Path) -> None:
    answer = good("reader")

    def hangs_on_one(request: Json) -> Any:
        return Misbehaviour.HANG if _asks(request, "Iraqi militia commanders") else answer(request)

    with FakeOpenAI(hangs_on_one) as server:
        hurried = settings(server, "reader", tmp_path, deadline_s=2.0)
        partial = await summarize(hurried, FIRST)
        assert (partial.status, partial.provenance.cached) == ("partial", False)
        asked = len(server.calls)
        server.answer = answer
        complete = await summarize(hurried, FIRST)
    assert complete.status == "complete"
    assert len(server.calls) == asked + 1


async def test_the_second_time_nothing_is_asked_and_all_but_the_provenance_is_the_same(tmp_path: Path) -> None:
    with FakeOpenAI(good("reader")) as server:
        chosen = settings(server, "reader", tmp_path)
        first, second = await summarize(chosen, FIRST), await summarize(chosen, FIRST)
        asked = len(server.calls)
    assert second.provenance.cached
    assert second.provenance.attempts == 0
    assert asked == first.provenance.attempts
    assert first.model_dump(exclude={"provenance"}) == second.model_dump(exclude={"provenance"})


async def test_a_failure_is_never_cached(tmp_path: Path) -> None:
    with FakeOpenAI(lambda _: Misbehaviour.REFUSE) as server:
        chosen = settings(server, "model", tmp_path)
        with pytest.raises(ModelRefused):
            await summarize(chosen, FIRST)
        server.answer = good("model")
        assert_right("first", await summarize(chosen, FIRST))


async def test_a_text_that_reports_no_incident_is_a_complete_answer_without_one(tmp_path: Path) -> None:
    recipe = "Boil two eggs for ten minutes. Peel them. Add salt and serve with bread."
    with FakeOpenAI(lambda _: Misbehaviour.ERROR_500) as server:
        summary = await summarize(settings(server, "reader", tmp_path), recipe)
    assert (summary.incidents, summary.status, summary.headline) == ((), "complete", "No incident reported")
    assert server.calls == []


@pytest.mark.parametrize("proposer", PROPOSERS)
async def test_an_article_longer_than_the_context_is_asked_in_parts_that_lose_no_sentence(
    proposer: Proposer, tmp_path: Path
) -> None:
    # A model is shown rules and worked examples, too; the reader asks of each sentence, which takes a while.
    villages, context_tokens = {"reader": (100, 1024), "model": (300, 12_288)}[proposer]
    body = " ".join(
        f"Gunmen shot dead {number + 2} farmers near village {number}, police said." for number in range(villages)
    )
    silent = {"reader": dict.fromkeys(next(iter(recorded_sentences().values()))), "model": NOTHING}[proposer]
    with FakeOpenAI(lambda _: silent) as server:
        sizes = {"llm_context_tokens": context_tokens, "llm_max_output_tokens": context_tokens // 12}
        summary = await summarize(settings(server, proposer, tmp_path, **sizes, deadline_s=60.0), body)
        sent = "\n".join(call.json["messages"][-1]["content"] for call in server.calls)
        longest = max(len(json.dumps(call.json["messages"]).encode()) for call in server.calls)
    assert len(server.calls) > 1
    assert all(f"near village {number}," in sent for number in range(villages))
    assert longest < 3 * context_tokens
    assert summary.status == "complete"


async def test_a_model_that_invents_about_a_clause_is_caught(tmp_path: Path) -> None:
    """What the article does not carry stands in `unsupported`, with the reason, and nowhere else."""

    def invents(request: Json) -> Any:
        reading = dict.fromkeys(next(iter(recorded_sentences().values())))
        return {**reading, "event": "strike", "attacker": "the Zorblax Front", "killed": "900 people"}

    with FakeOpenAI(invents) as server:
        summary = await summarize(settings(server, "reader", tmp_path), FIRST)
    assert {value.value for value in summary.unsupported} >= {"the Zorblax Front", "900 people"}
    _assert_caught(summary, "Zorblax", "900 people")


async def test_a_model_that_invents_in_a_record_is_caught(tmp_path: Path) -> None:
    """What the article does not carry stands in `unsupported`, with the reason, and nowhere else but in the draft."""
    invented = deepcopy(recorded_whole()["first"])
    invented["parties"].append({"name": "Zorblax Front", "also": [], "type": None, "voice": None, "at": [1]})
    blamed, toll = invented["incidents"][0]["blame"][0], invented["incidents"][0]["tolls"][1]
    blamed["actor"], toll["killed"] = "Zorblax Front", "900"
    with FakeOpenAI(lambda _: invented) as server:
        summary = await summarize(settings(server, "model", tmp_path), FIRST)
    refused = {value.path: value.code for value in summary.unsupported}
    assert refused["parties/10/name"] == "not_in_article"
    assert refused["incidents/0/attribution/0"] == "nobody_named"
    assert refused["incidents/0/casualty_claims/1/killed"] == "number_not_carried"
    _assert_caught(summary, "Zorblax", "900 people")


def _assert_caught(summary: ArticleSummary, *invented: str) -> None:
    kept = summary.model_copy(update={"unsupported": (), "draft": None}).model_dump_json()
    assert not [words for words in invented if words in kept]
    assert_grounded(summary, FIRST)


def _asks(request: Json, beginning: str) -> bool:
    return any(str(message["content"]).startswith(beginning) for message in request["messages"])
