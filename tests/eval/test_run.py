"""Cases in, outputs or failures out."""

import asyncio
from datetime import date
from typing import Any

import httpx2
import pytest

from app.article import Article
from app.core.errors import DraftInvalid, ModelUnavailable
from eval.cases import Case
from eval.recordings import RecordingMissing
from eval.results import CaseResult, Usage
from eval.run import ServiceError, in_process, model_was_unavailable, over_http, run_case, run_cases
from schemas import ArticleSummary
from tests.eval.build import case, ignore, summary
from tests.fakes.service import FakeService

CASES = tuple(case(f"c{number}", f"Nothing happened on day {number}.") for number in range(6))


async def test_each_case_gives_the_output_of_the_service_with_its_cost() -> None:
    result = await run_case(case(), in_process(FakeService()))
    assert result.output is not None
    assert (result.error, result.output.incidents) == (None, summary().incidents)
    assert result.usage == Usage(attempts=3, input_tokens=900, output_tokens=120)
    assert result.article == result.output.article.id


async def test_the_service_gets_what_a_caller_would_send() -> None:
    service = FakeService()
    await run_case(case(published_on=date(2024, 1, 4), title="Strike", source="Wire"), in_process(service))
    (asked,) = service.asked
    assert (asked.published_on, asked.title, asked.source) == (date(2024, 1, 4), "Strike", "Wire")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DraftInvalid("no record"), "draft-invalid: no record"),
        (ValueError("a\nb"), "ValueError: a"),
        (KeyError(), "KeyError: "),
    ],
)
async def test_a_failure_is_a_value_with_its_reason(error: Exception, said: str) -> None:
    result = await run_case(case(), in_process(FakeService(error=error)))
    assert (result.output, result.error) == (None, said)


async def test_an_article_that_the_service_rejects_is_a_failure_too() -> None:
    result = await run_case(Case("empty", "seeds", " ", summary()), in_process(FakeService()))
    assert result.error == "article-rejected: the text is empty"


async def test_one_failure_does_not_stop_the_others() -> None:
    class Moody(FakeService):
        async def summarize(self, article: Article) -> ArticleSummary:
            if "day 2" in article.text:
                raise ModelUnavailable("gone")
            return await super().summarize(article)

    results = await run_all(in_process(Moody()))
    assert [name for (_, name), result in sorted(results.items()) if result.error] == ["c2"]


async def test_no_more_cases_are_in_progress_than_allowed() -> None:
    class Counting(FakeService):
        now = most = 0

        async def summarize(self, article: Article) -> ArticleSummary:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.005)
            self.now -= 1
            return await super().summarize(article)

    service = Counting()
    await run_all(in_process(service), concurrency=2)
    assert service.most == 2


async def test_what_is_known_is_not_run_again() -> None:
    known = await run_all(in_process(FakeService()))
    service, told, reused = FakeService(), list[CaseResult](), list[CaseResult]()
    del known["seeds", "c3"]
    again = await run_all(in_process(service), known=known, finished=told.append, reused=reused.append)
    assert (len(again), len(service.asked), [result.id for result in told], len(reused)) == (6, 1, ["c3"], 5)


async def test_a_known_result_of_another_text_is_not_used() -> None:
    known = await run_all(in_process(FakeService()))
    changed = {key: result.model_copy(update={"article": "0" * 64}) for key, result in known.items()}
    service = FakeService()
    await run_all(in_process(service), known=changed)
    assert len(service.asked) == len(CASES)


async def test_a_replay_that_misses_ends_the_run() -> None:
    with pytest.raises(RecordingMissing, match="make recordings"):
        await run_all(in_process(FakeService(error=RecordingMissing("run `make recordings`"))))


async def test_over_http_the_same_summary_comes_back() -> None:
    sent: list[bytes] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request.read())
        return httpx2.Response(200, text=summary().model_dump_json())

    async with client(answer) as wire:
        assert await over_http(wire)(case(published_on=date(2024, 1, 4))) == summary()
    assert b'"published_on":"2024-01-04"' in sent[0]


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (
            httpx2.Response(503, json={"type": "/problems/model-unavailable", "title": "t", "detail": "d"}),
            "model-unavailable",
        ),
        (httpx2.Response(502, text="<html>"), "http-502"),
        (httpx2.Response(500, json=["odd"]), "http-500"),
        (httpx2.Response(200, json={"not": "ours"}), "not-a-summary"),
    ],
)
async def test_what_a_service_answers_instead_of_a_summary_is_an_error_with_a_code(
    response: httpx2.Response, code: str
) -> None:
    async with client(lambda _: response) as wire:
        with pytest.raises(ServiceError) as raised:
            await over_http(wire)(case())
    assert raised.value.code == code


async def test_a_service_that_is_not_there_is_an_unavailable_model() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    async with client(refuse) as wire:
        result = await run_case(case(), over_http(wire))
    assert model_was_unavailable([result])


def test_one_answer_is_enough_for_the_model_to_count_as_available() -> None:
    gone = CaseResult(id="a", suite="seeds", article="0", error="model-unavailable: gone")
    assert model_was_unavailable([gone])
    assert not model_was_unavailable([gone, gone.model_copy(update={"error": None})])
    assert not model_was_unavailable([gone, gone.model_copy(update={"error": "draft-invalid: x"})])
    assert not model_was_unavailable([])


async def run_all(summarize: Any, **more: Any) -> dict[tuple[str, str], CaseResult]:
    given: dict[str, Any] = {"concurrency": 3, "finished": ignore, "known": {}, "reused": ignore}
    return await run_cases(CASES, summarize, **given | more)


def client(answer: Any) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://sitrep.test")
