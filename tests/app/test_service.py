"""The service as it is wired: who proposes, what is stamped, and what is derived once."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr

from app.backends import Backend
from app.core.anew import asking_anew
from app.core.errors import ArticleRejected, BudgetSpent, ModelFileError, ModelMisconfigured
from app.core.settings import Settings
from app.llm.asking import Answer, ExtractionSpec, Question, T, Usage
from app.llm.extractor import Endpoint
from app.propose.compact import Compact
from app.propose.question import load
from app.proposers import open_parse, open_propose
from app.receipt import messages_digest
from app.records.draft import Draft
from app.service import Service, Sitrep, open_service, wired
from schemas import ArticleSummary
from tests.app.drafts import draft, incident, party, place, read, toll
from tests.app.encoder.fakes import FOLDER
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.virtual_time import run

W = TypeVar("W")
TEXT = "Gunmen killed four villagers in Gao on Monday, police said."
SAID = draft(
    incident(0, place=place(0, town="Gao"), tolls=[toll(0, killed="4", by="police")]),
    parties=[party("police", 0, voice="police")],
)


class Model:
    """An `Ask` that gives one draft to all, or others in turn, and counts."""

    def __init__(self, *drafts: Draft) -> None:
        self.drafts = drafts
        self.asked: list[Question[Any]] = []

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        said = self.drafts[min(len(self.asked), len(self.drafts) - 1)].model_dump()
        self.asked.append(question)
        return Answer(question.answer.model_validate(said), Usage(1, 100, 10), cached=False)


def settings(**more: Any) -> Settings:
    given: dict[str, Any] = {"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": "some"}
    return Settings(llm_api_key=SecretStr("key"), **given | more)


def service(model: Model, **more: Any) -> Sitrep:
    async def endpoint() -> Endpoint:
        raise AssertionError("nobody connects")

    spec = ExtractionSpec("model", "host", "some", "json_schema", "record/v2")
    return wired(settings(**more), Backend(spec, "some", endpoint), model, None)


def summarized(one: Sitrep, text: str = TEXT) -> ArticleSummary:
    async def main() -> ArticleSummary:
        return await one.summarize(read(text))

    return run(main())


async def blocking(work: Callable[[], W], /) -> W:
    return work()


def test_a_trained_model_is_asked_in_its_own_form() -> None:
    said: Any = Compact.model_validate(
        {
            "headline": "Four killed in Gao",
            "reports": "incident",
            "news": [{"type": "Attack", "at": [0], "tolls": [{"killed": "4", "says": "police", "at": [0]}]}],
        },
        strict=False,
    )
    model = Model(said)
    made = summarized(service(model, llm_proposer="compact"))
    assert (made.provenance.proposer, made.provenance.prompt_version) == ("compact", "compact/v1")
    assert (made.status, made.incidents[0].fatalities.best) == ("complete", 4)
    assert [question.answer for question in model.asked] == [Compact]


def test_a_draft_becomes_a_stamped_summary() -> None:
    made = summarized(service(Model(SAID)))
    stamp = made.provenance
    assert (made.status, made.incidents[0].fatalities.best) == ("complete", 4)
    assert (stamp.model, stamp.backend, stamp.proposer, stamp.prompt_version) == (
        "some",
        "endpoint",
        "model",
        "record/v2",
    )
    assert (stamp.attempts, stamp.input_tokens, stamp.output_tokens) == (1, 100, 10)
    assert stamp.receipt is not None
    assert stamp.receipt.prompt == messages_digest(load("record/v2").messages)


def test_what_is_summarised_is_verified_by_the_same_service() -> None:
    one = service(Model(SAID))
    made = summarized(one)

    async def main() -> bool:
        return (await one.verify(made, TEXT)).holds

    assert run(main())


def test_a_text_that_is_no_article_is_not_verified() -> None:
    one = service(Model(SAID))
    made = summarized(one)

    async def main() -> None:
        await one.verify(made, " ")

    with pytest.raises(ArticleRejected):
        run(main())


@pytest.mark.parametrize(("reask", "calls", "killed"), [(True, 2, 4), (False, 1, None)])
def test_the_setting_decides_whether_what_was_refused_is_asked_again(
    *, reask: bool, calls: int, killed: int | None
) -> None:
    wrong = draft(
        incident(0, place=place(0, town="Gao"), tolls=[toll(0, killed="9", by="police")]),
        parties=[party("police", 0, voice="police")],
    )
    model = Model(wrong, SAID)
    made = summarized(service(model, llm_verify_reask=reask))
    assert len(model.asked) == calls
    assert made.incidents[0].fatalities.best == killed


def test_a_model_that_proposes_needs_no_parser() -> None:
    async def main() -> object:
        return await open_parse(settings())

    assert run(main()) is None


def test_a_reader_without_its_parser_cannot_open(tmp_path: Path) -> None:
    async def main() -> None:
        await open_parse(settings(llm_proposer="reader", model_dir=tmp_path, parser_path=tmp_path / "none"))

    with pytest.raises(ModelFileError):
        run(main())
    with pytest.raises(ModelFileError):
        open_propose(settings(llm_proposer="reader"), Model(SAID), blocking)


def test_another_prompt_has_another_digest() -> None:
    """What is stamped is what was sent before the article, whatever the version is called."""
    _, digest = open_propose(settings(), Model(SAID), blocking)
    assert digest == messages_digest(load("record/v2").messages)
    assert digest != messages_digest(load("record/v2").messages[:-1])


def test_the_record_of_one_draft_is_derived_once() -> None:
    """An answer from the store is not verified anew for each reader."""
    one = service(Model(SAID))
    first, second = summarized(one), summarized(one)
    assert first.incidents[0] is second.incidents[0]


def test_an_endpoint_is_ready_and_is_not_asked() -> None:
    model = Model(SAID)

    async def main() -> str:
        return (await service(model).readiness()).state

    assert (run(main()), model.asked) == ("ready", [])


# What it took


def of_endpoint(server: FakeOpenAI, folder: Path, **more: Any) -> Settings:
    return settings(llm_base_url=server.base_url, cache_dir=folder / "answers", **more)


async def test_a_summary_says_what_it_took_and_who_answered_when(tmp_path: Path) -> None:
    with FakeOpenAI(lambda request: SAID.model_dump(mode="json")) as server:
        async with open_service(of_endpoint(server, tmp_path)) as service:
            first = (await service.summarize(read(TEXT))).provenance
            again = (await service.summarize(read(TEXT))).provenance
    assert (first.input_tokens, first.output_tokens, first.unreported_calls) == (100, 20, 0)
    assert (first.cost_usd, again.cost_usd, again.attempts) == (None, 0, 0)  # the list has no price for this machine
    assert [each.model for each in first.answered_by] == ["fake"]
    assert first.answered_at is not None
    assert (again.answered_by, again.answered_at) == (first.answered_by, first.answered_at)


async def test_a_part_that_came_to_nothing_is_counted(tmp_path: Path) -> None:
    """Refused values go back once; the answer to that is no record, and was paid for."""
    wrong = draft(incident(0, tolls=[toll(0, killed="9", by="police")]), parties=[party("police", 0, voice="police")])
    with FakeOpenAI(lambda request: "{}") as server:
        server.script(wrong.model_dump(mode="json"))
        async with open_service(of_endpoint(server, tmp_path, llm_verify_reask=True, llm_reasks=0)) as service:
            made = (await service.summarize(read(TEXT))).provenance
    assert (made.attempts, made.input_tokens, made.output_tokens) == (2, 200, 40)


async def test_the_day_s_budget_bounds_all_articles_and_what_is_stored_is_still_answered(tmp_path: Path) -> None:
    with FakeOpenAI(lambda request: SAID.model_dump(mode="json")) as server:
        for _ in range(2):  # as two commands would
            async with open_service(of_endpoint(server, tmp_path, llm_budget_per_day="100 tokens")) as service:
                await service.summarize(read(TEXT))
                with pytest.raises(BudgetSpent, match="UTC"):
                    await service.summarize(read(f"{TEXT} They fled."))
    assert len(server.completions) == 1


async def test_a_budget_in_money_is_refused_where_no_price_is_known(tmp_path: Path) -> None:
    with pytest.raises(ModelMisconfigured, match="in tokens"):
        async with open_service(settings(llm_budget_per_day="5 USD", cache_dir=tmp_path)):
            pass


async def test_a_maximum_age_of_nothing_asks_anew(tmp_path: Path) -> None:
    with FakeOpenAI(lambda request: SAID.model_dump(mode="json")) as server:
        for age in (1.0, 0.0, 1.0):
            async with open_service(of_endpoint(server, tmp_path, cache_max_age_days=age)) as service:
                await service.summarize(read(TEXT))
    assert len(server.completions) == 2


async def test_who_asks_anew_gets_a_new_answer_which_takes_the_place_of_the_stored_one(tmp_path: Path) -> None:
    with FakeOpenAI(lambda request: SAID.model_dump(mode="json")) as server:
        async with open_service(of_endpoint(server, tmp_path)) as service:
            before = await service.summarize(read(TEXT))
            with asking_anew():
                fresh = await service.summarize(read(TEXT))
            after = await service.summarize(read(TEXT))
    assert [one.provenance.cached for one in (before, fresh, after)] == [False, False, True]
    assert before.provenance.answered_at != fresh.provenance.answered_at == after.provenance.answered_at
    assert len(server.completions) == 2


async def test_who_asks_anew_shares_no_work_with_who_does_not(tmp_path: Path) -> None:
    """At one moment: two who ask anew have one call, two who do not have another."""

    async def summarize(service: Service, *, anew: bool) -> ArticleSummary:
        with asking_anew(anew):
            return await service.summarize(read(TEXT))

    with FakeOpenAI(lambda request: SAID.model_dump(mode="json")) as server:
        async with open_service(of_endpoint(server, tmp_path)) as service:
            await asyncio.gather(*(summarize(service, anew=anew) for anew in (False, True, False, True)))
    assert len(server.completions) == 2


async def test_a_service_without_its_shared_store_is_ready_and_degraded(tmp_path: Path) -> None:
    """Articles are read as long as the model answers."""
    away = settings(cache_dir=tmp_path, store_url=SecretStr("redis://127.0.0.1:9/0"))
    async with open_service(away) as opened:
        readiness = await opened.readiness()
        assert (readiness.state, readiness.degraded) == ("ready", ("shared-store",))
        assert opened.figures().shared_store is False


async def test_an_encoder_reads_without_a_model(tmp_path: Path) -> None:
    """In another process, which has loaded it; what it is called stands in the record."""
    pytest.importorskip("tokenizers", reason="of the extra `embedded`")
    given = Settings(llm_proposer="encoder", encoder_file=FOLDER / "tiny.npz", cache_dir=tmp_path)
    async with open_service(given) as opened:
        made = await opened.summarize(read(TEXT))
        readiness = await opened.readiness()
    assert (readiness.state, readiness.model, made.provenance.model) == ("ready", "tiny", "tiny")
    assert "encoder" in readiness.reason
    assert made.provenance.backend == "embedded"


async def test_an_encoder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    """Nothing reads in its place."""
    with pytest.raises(ModelFileError):
        async with open_service(Settings(llm_proposer="encoder", encoder_file=tmp_path / "no.npz")):
            pass


def test_where_answers_are_replayed_there_is_no_encoder() -> None:
    """It is asked nothing that could be kept."""
    with pytest.raises(ModelFileError, match="replayed"):
        open_propose(Settings(llm_proposer="encoder"), Model(SAID), blocking)
