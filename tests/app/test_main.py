"""The application as a whole, and behind a real server."""

import json
import resource
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import httpx2
import pytest

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.main import create_app
from app.service import Service
from schemas import ArticleSummary
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import local_client, served

PLAIN = {"Content-Type": "text/plain"}


@pytest.fixture
def service() -> FakeService:
    return FakeService()


def test_the_service_is_open_while_the_application_runs_and_closed_after_it(service: FakeService) -> None:
    with local_client(create_app(Settings(), open_service=service.opener())) as client:
        assert client.get("/readyz").is_success
        assert not service.closed
    assert service.closed


def test_an_application_whose_service_cannot_open_does_not_start() -> None:
    @asynccontextmanager
    async def open_nothing(_settings: Settings) -> AsyncIterator[Service]:
        raise ModelFileError("no weights")
        yield FakeService()

    with pytest.raises(ModelFileError), local_client(create_app(Settings(), open_service=open_nothing)):
        pass


def test_a_user_posts_an_article_and_then_gets_it_from_the_cache(service: FakeService) -> None:
    with served(service) as url, httpx2.Client(base_url=url, trust_env=False) as client:
        first, second = (
            ArticleSummary.model_validate_json(client.post("/v1/summaries", json={"text": TEXT}).content)
            for _ in range(2)
        )
    assert (first.provenance.cached, second.provenance.cached) == (False, True)
    assert first.model_copy(update={"provenance": second.provenance}) == second


def test_a_body_without_length_gets_its_413_and_is_not_kept(service: FakeService) -> None:
    """64 MiB are sent in chunks; the limit for 1,000 characters is below 80 KB."""
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with served(service, Settings(max_article_characters=1000)) as url:
        answer = httpx2.post(f"{url}/v1/summaries", content=chunks(), headers=PLAIN, trust_env=False)
    assert answer.status_code == 413
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 16 << 10


def chunks() -> Iterator[bytes]:
    yield from (b"x" * 65536 for _ in range(1024))


def test_a_body_that_says_it_is_too_long_gets_its_413(service: FakeService) -> None:
    with served(service, Settings(max_article_characters=1000)) as url, httpx2.Client(trust_env=False) as client:
        answer = client.post(f"{url}/v1/summaries", content=b"x" * 200_000, headers=PLAIN)
    assert answer.status_code == 413
    assert json.loads(answer.content)["type"] == "/problems/article-too-long"


def test_the_service_answers_others_while_an_article_is_read() -> None:
    """The fake takes a second for the article; the question whether the process lives does not wait for it."""
    with (
        served(FakeService(delay_s=1.0)) as url,
        ThreadPoolExecutor() as pool,
        httpx2.Client(base_url=url, trust_env=False) as client,
    ):
        reading = pool.submit(httpx2.post, f"{url}/v1/summaries", json={"text": TEXT}, trust_env=False)
        began = time.monotonic()
        assert client.get("/livez").is_success
        assert time.monotonic() - began < 0.5
        assert reading.result().is_success
