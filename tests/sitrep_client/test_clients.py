"""The typed client, on a real server."""

import ast
import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar

import pytest

from app import keys
from app.core.errors import BudgetSpent, ModelUnavailable
from app.core.settings import Settings
from app.store.keyring import KeyRing
from schemas import ArticleSummary, Dossier, IndexedIncident
from sitrep_client import Article, AsyncClient, CallFailed, Client, connection, requests
from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import served

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


async def _all(found: AsyncIterator[T]) -> list[T]:
    return [each async for each in found]


def in_sync(url: str, ask: Callable[[Client], T], **options: Any) -> T:
    with Client(url, **options) as client:
        return ask(client)


def in_async(url: str, ask: Callable[[AsyncClient], Awaitable[T]], **options: Any) -> T:
    async def asked() -> T:
        async with AsyncClient(url, **options) as client:
            return await ask(client)

    return asyncio.run(asked())


Asking = Callable[..., Any]
BOTH = pytest.mark.parametrize("ask", [in_sync, in_async], ids=["sync", "async"])


@BOTH
def test_an_article_gives_a_record(url: str, ask: Asking, service: FakeService) -> None:
    """What is known besides is sent with it."""
    article = Article(text=TEXT, published_on=date(2024, 1, 5), title="Drone", client_ref="desk-1")
    record = ask(url, lambda client: client.summarize(article))
    assert isinstance(record, ArticleSummary)
    assert record.incidents[0].fatalities.low == 4
    assert (record.client_ref, record.article.published_on, record.article.title) == (
        "desk-1",
        date(2024, 1, 5),
        "Drone",
    )


@BOTH
def test_articles_give_a_dossier_and_so_do_their_records(url: str, ask: Asking) -> None:
    """In both cases of the same incidents."""
    of_articles = ask(url, lambda client: client.dossier([TEXT, Article(text="Nothing.", client_ref="b")]))
    record = ask(url, lambda client: client.summarize(TEXT))
    of_records = ask(url, lambda client: client.dossier([record], policy="ucdp_best"))
    assert isinstance(of_articles, Dossier)
    assert [each.client_ref for each in of_articles.client_refs] == ["b"]
    assert [each.id for each in of_articles.incidents] == [each.id for each in of_records.incidents]
    assert of_records.incidents[0].toll_policy == "ucdp_best"


def test_articles_and_records_are_not_mixed(url: str) -> None:
    with Client(url) as client, pytest.raises(ValueError, match="not of both"):
        client.dossier([TEXT, client.summarize(TEXT)])


@pytest.fixture(scope="module")
def seeds_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("index")
    settings = Settings(index_url=f"sqlite:///{folder / 'index.db'}", keys_file=folder / "keys.json")
    with served(RecordedService(known=seed_summaries()), settings) as url:
        with Client(url) as client:
            for text in seed_summaries():
                client.summarize(text)
        yield url


def listed(url: str, ask: Asking, **wanted: Any) -> list[IndexedIncident]:
    if ask is in_sync:
        return in_sync(url, lambda client: list(client.incidents(**wanted)))
    return in_async(url, lambda client: _all(client.incidents(**wanted)))


@BOTH
def test_all_pages_of_incidents_are_gone_through(seeds_url: str, ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each incident comes once, in the order of the service, whatever the length of a page."""
    whole = listed(seeds_url, ask, background=True)
    monkeypatch.setattr(requests, "PAGE", 1)
    assert len(whole) > 1
    assert [each.id for each in listed(seeds_url, ask, background=True)] == [each.id for each in whole]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"country": "IQ", "since": date(2024, 1, 4), "until": date(2024, 1, 4)}, 1),
        ({"country": "FJ"}, 0),
        ({"since": date(2024, 1, 5)}, 0),
        ({"near": (33.3, 44.4, 50.0), "type": "Explosions/Remote violence", "q": "baghdad"}, 1),
    ],
    ids=["place and day", "elsewhere", "later", "near, type and words"],
)
def test_incidents_are_those_that_meet_the_filter(seeds_url: str, wanted: Any, found: int) -> None:
    assert len(listed(seeds_url, in_sync, **wanted)) == found


@BOTH
def test_a_failure_has_the_problem_typed(url: str, ask: Asking) -> None:
    with pytest.raises(CallFailed) as failed:
        ask(url, lambda client: client.summarize(Article(text=" ", client_ref="desk-2")))
    problem = failed.value.problem
    assert problem is not None
    assert (problem.status, problem.type, problem.client_ref) == (422, "/problems/article-rejected", "desk-2")
    assert problem.request_id
    assert problem.detail in str(failed.value)


def test_a_parameter_that_is_wrong_is_named(seeds_url: str) -> None:
    with pytest.raises(CallFailed) as failed:
        listed(seeds_url, in_sync, country="Iraq")
    assert failed.value.problem is not None
    assert failed.value.problem.errors[0].pointer == "/query/country"


@BOTH
def test_what_is_overloaded_is_asked_again_when_it_says_so(
    url: str, ask: Asking, service: FakeService, waits: list[float]
) -> None:
    """Three times in all, by Retry-After; then its problem is raised."""
    service.error = ModelUnavailable("away", retry_after_s=7)
    with pytest.raises(CallFailed, match="503"):
        ask(url, lambda client: client.summarize(TEXT))
    assert len(service.asked) == 3
    assert waits == [7, 7]


@pytest.mark.parametrize(
    "error", [ModelUnavailable("away", retry_after_s=61), BudgetSpent("spent")], ids=["later than a minute", "no time"]
)
def test_what_says_no_time_or_a_long_one_is_not_asked_again(
    url: str, service: FakeService, waits: list[float], error: Exception
) -> None:
    service.error = error
    with pytest.raises(CallFailed):
        in_sync(url, lambda client: client.summarize(TEXT))
    assert (len(service.asked), waits) == (1, [])


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that a client would have waited."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("sitrep_client.synchronous.sleep", waited.append)
    monkeypatch.setattr("sitrep_client.asynchronous.sleep", sleep)
    return waited


@BOTH
def test_no_answer_at_all_is_the_same_exception(ask: Asking) -> None:
    with pytest.raises(CallFailed) as failed:
        ask("http://127.0.0.1:9", lambda client: client.summarize(TEXT))
    assert failed.value.problem is None
    assert "ConnectError" in str(failed.value)


def test_an_answer_of_something_else_has_a_problem_of_its_status(url: str) -> None:
    """A proxy's page, or a path where no service is."""
    with pytest.raises(CallFailed) as failed:
        in_sync(f"{url}/web/static", lambda client: client.summarize(TEXT))
    assert failed.value.problem is not None
    assert failed.value.problem.status in {404, 405}


@BOTH
def test_the_key_is_that_of_the_environment(
    url: str, ask: Asking, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, text = keys.mint("desk", ("summarize",), 60, None, datetime.now(UTC))
    KeyRing(settings.keys_file).add(key)
    with pytest.raises(CallFailed, match="401"):
        ask(url, lambda client: client.summarize(TEXT))
    monkeypatch.setenv(connection.KEY, text)
    assert ask(url, lambda client: client.summarize(TEXT)).incidents


def test_the_example_of_the_page_runs(
    seeds_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands, but for the port; it prints the two tolls, each with its words."""
    (shown,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.DOTALL)
    copytree(ROOT / "eval" / "articles", tmp_path / "articles")
    monkeypatch.chdir(tmp_path)
    exec(compile(shown.replace("http://127.0.0.1:8000", seeds_url), "docs/python.md", "exec"), {})  # noqa: S102
    printed = capsys.readouterr().out
    assert "killed: 2 to 4\n" in printed
    assert "and killed four people" in printed


def test_it_has_no_code_of_the_service() -> None:
    """Imports are of the standard library, pydantic, httpx2, the schemas and itself."""
    allowed = {"pydantic", "httpx2", "schemas", "sitrep_client"}
    found = set()
    for path in (ROOT / "sitrep_client").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
            elif isinstance(node, ast.Import):
                found |= {each.name.split(".")[0] for each in node.names}
    assert found - set(sys.stdlib_module_names) == allowed
