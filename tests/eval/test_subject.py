"""What is measured."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import keys
from app.core.errors import DraftInvalid
from app.core.settings import Settings
from app.store.keyring import KeyRing
from eval import subject
from eval.run import in_process, run_case
from eval.subject import Choice, chosen_model, open_subject
from tests.eval.build import case
from tests.fakes.service import FakeService
from tests.fakes.web import served

ENDPOINT = Settings(llm_base_url="http://127.0.0.1:1/v1", llm_model="old")
EMBEDDED = Settings(llm_base_url=None)


async def test_the_service_is_opened_as_for_users_and_closed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    service = FakeService()
    monkeypatch.setattr(subject, "open_service", service.opener())
    async with open_subject(Choice(EMBEDDED)) as opened:
        summary = await opened.summarize(case())
        assert (summary.incidents != (), opened.stamp.model) == (True, "fake-model")
    assert service.closed


async def test_a_running_service_is_stamped_with_its_address() -> None:
    async with open_subject(Choice(EMBEDDED, url="http://127.0.0.1:1")) as opened:
        assert (opened.stamp.url, opened.stamp.spec) == ("http://127.0.0.1:1", None)


async def test_over_http_a_running_service_gives_what_it_gives_here() -> None:
    with served(FakeService()) as url:
        async with open_subject(Choice(EMBEDDED, url=url)) as opened:
            there = await opened.summarize(case())
    assert there == await in_process(FakeService())(case())


async def test_a_service_that_wants_a_key_is_asked_with_it_and_otherwise_says_so(tmp_path: Path) -> None:
    key, text = keys.mint("ci", keys.SCOPES, 60, None, datetime.now(UTC))
    KeyRing(tmp_path / "keys.json").add(key)
    with served(FakeService(), Settings(keys_file=tmp_path / "keys.json")) as url:
        for sent, error in ((text, None), (None, "key-missing")):
            async with open_subject(Choice(EMBEDDED, url=url, key=sent)) as opened:
                result = await run_case(case(), opened.summarize)
            assert (result.error and result.error.partition(":")[0]) == error


async def test_a_problem_that_a_running_service_tells_keeps_its_code() -> None:
    with served(FakeService(error=DraftInvalid("no record"))) as url:
        async with open_subject(Choice(EMBEDDED, url=url)) as opened:
            result = await run_case(case(), opened.summarize)
    assert (result.error or "").startswith("draft-invalid: ")


def test_a_model_is_a_name_at_an_endpoint_and_a_file_or_a_hub_id_here(tmp_path: Path) -> None:
    weights = tmp_path / "w.gguf"
    weights.touch()
    assert chosen_model(ENDPOINT, "new").llm_model == "new"
    assert chosen_model(EMBEDDED, str(weights)).model_path == weights
    assert chosen_model(EMBEDDED, "owner/repository/w.gguf").model_hub_id == "owner/repository/w.gguf"
    assert chosen_model(EMBEDDED, None) is EMBEDDED


def test_the_embedded_engine_gets_one_article_at_a_time() -> None:
    one, four = Choice(EMBEDDED), Choice(ENDPOINT)
    assert (one.concurrency, four.concurrency) == (1, 4)
    assert Choice(EMBEDDED, url="http://host").concurrency == 4
