import openai
import pytest

from bench.peers import naive
from eval import muc4
from eval.results import Share, Tally
from schemas import ArticleSummary
from tests.bench.peers.build import FULL, LISTS, NONE, SILENT, source
from tests.eval.records import summary
from tests.eval.test_muc4 import ROW, TOLD
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour, completion


async def test_a_record_is_scored_by_the_functions_that_score_sitrep() -> None:
    record = summary(TOLD)
    with FakeOpenAI(lambda _: record.model_dump_json()) as server:
        outcome = await naive.records(source(server))(FULL)
    assert outcome.error is None
    assert outcome.measures == muc4.measures(ROW, record)


async def test_one_call_at_temperature_zero_with_the_public_schema_and_the_article() -> None:
    with FakeOpenAI(lambda _: {}) as server:
        await naive.records(source(server), 77)(FULL)
    (call,) = server.completions
    assert (call.json["temperature"], call.json["max_tokens"]) == (0, 77)
    assert call.json["response_format"]["json_schema"]["schema"]["title"] == ArticleSummary.__name__
    assert call.json["messages"][-1]["content"].endswith(FULL.text)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Misbehaviour.TRUNCATE, "cut at 1500 tokens"),
        (Misbehaviour.INVALID_JSON, "invalid: 1 faults, first json_invalid"),
        (Misbehaviour.FREE_TEXT, "invalid: 1 faults, first json_invalid"),
        (Misbehaviour.ERROR_400, "the endpoint answered 400"),
        (Misbehaviour.ERROR_500, "the endpoint answered 500"),
        (Misbehaviour.NULL_CONTENT, "invalid: 1 faults, first json_invalid"),
        (Misbehaviour.EMPTY_CHOICES, "invalid: "),
        (Misbehaviour.NO_CHOICES, "invalid: "),
    ],
)
async def test_an_unusable_answer_is_a_failure_with_a_reason_and_scores_zero(said: Misbehaviour, reason: str) -> None:
    with FakeOpenAI(lambda _: said) as server:
        record = await naive.records(source(server))(FULL)
        none = await naive.lists(source(server))(NONE)
    assert record.error is not None
    assert record.error.startswith(reason)
    assert none.error is not None
    assert record.measures["ceaf_ree"] == Tally(fn=5)
    assert none.measures["nothing_reported"] == Share(hits=0, of=1)


async def test_a_reason_holds_no_word_of_the_answer() -> None:
    with FakeOpenAI(lambda _: {**LISTS, "Harbor": ["Front"]}) as server:
        outcome = await naive.lists(source(server))(FULL)
    assert outcome.error == "invalid: 1 faults, first extra_forbidden"


async def test_a_wrong_offset_is_named_by_its_field() -> None:
    record = summary(TOLD).model_dump(mode="json")
    record["incidents"][0]["evidence"][0]["end"] += 1
    with FakeOpenAI(lambda _: record) as server:
        outcome = await naive.records(source(server))(FULL)
    assert outcome.error == "invalid: 2 faults, first value_error at incidents.*.evidence.*"


async def test_an_endpoint_that_is_gone_is_not_the_peers_failure() -> None:
    with FakeOpenAI(lambda _: Misbehaviour.RESET) as server, pytest.raises(openai.APIConnectionError):
        await naive.lists(source(server))(FULL)


async def test_lists_are_scored_by_role() -> None:
    """Rebels and RF are right; mill, bus and bomb are missed."""
    with FakeOpenAI(lambda _: LISTS) as server:
        outcome = await naive.lists(source(server))(FULL)
    assert outcome.measures["ceaf_ree"] == Tally(tp=2, fn=3)
    assert outcome.measures["ceaf_ree.PerpOrg"] == Tally(tp=1)


async def test_empty_lists_are_right_about_a_document_without_incidents() -> None:
    with FakeOpenAI(lambda _: SILENT) as server:
        assert (await naive.lists(source(server))(NONE)).measures["nothing_reported"] == Share(hits=1, of=1)
        server.script(completion('{"PerpInd": ["x"], "PerpOrg": [], "Target": [], "Victim": [], "Weapon": []}'))
        assert (await naive.lists(source(server))(NONE)).measures["nothing_reported"] == Share(hits=0, of=1)
