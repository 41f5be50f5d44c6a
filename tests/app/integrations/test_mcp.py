"""The tools of chat clients, by the official client."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from app import keys
from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.integrations.mcp import mcp_server
from app.store.keyring import KeyRing
from schemas import ArticleSummary, Dossier, IncidentPage
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.service import TEXT, FakeService
from tests.fakes.spans import all_said, recorded
from tests.fakes.web import served
from tests.faults.endpoint import good


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(FakeService()) as url:
        yield url


async def test_over_http_a_client_finds_the_tool_and_its_types_and_gets_a_record(url: str) -> None:
    """What is answered is read as the record that the tool's output schema names; progress comes before it."""
    heard: list[str | None] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(message)

    async with Client(f"{url}/mcp") as client:
        (tool,) = [each for each in (await client.list_tools()).tools if each.name == "summarize_article"]
        assert tool.output_schema
        assert tool.output_schema["title"] == "ArticleSummary"
        answer = await client.call_tool("summarize_article", {"text": TEXT}, progress_callback=hear)
    assert not answer.is_error
    record = ArticleSummary.model_validate(answer.structured_content)
    assert record.incidents
    assert "casualties" in said(answer)
    assert heard == ["reading the article"]


async def test_names_that_are_withheld_stay_masked_in_a_chat() -> None:
    """No argument of a tool gives them away."""
    service = FakeService()
    async with Client(mcp_server(service, Settings())) as client:
        (tool,) = [each for each in (await client.list_tools()).tools if each.name == "summarize_article"]
        assert set(tool.input_schema["properties"]) == {"text", "published_on", "title", "source", "url"}


async def test_several_articles_are_one_dossier_and_one_that_fails_is_listed(url: str) -> None:
    articles = [{"text": TEXT, "client_ref": "first"}, {"text": TEXT + " It rained."}, {"text": " "}]
    async with Client(f"{url}/mcp") as client:
        answer = await client.call_tool("build_dossier", {"articles": articles})
    assert not answer.is_error
    dossier = Dossier.model_validate(answer.structured_content)
    assert dossier.incidents
    assert [each.position for each in dossier.failures] == [2]
    assert "Articles" in said(answer)


async def test_what_was_summarised_is_found_by_its_own_key(tmp_path: Path) -> None:
    """By words and day; a key that did not send the article finds nothing, and one that may not read is told so."""
    file = tmp_path / "keys.json"
    sent = {name: made(file, name, scopes) for name, scopes in KEYS.items()}
    chosen = Settings(keys_file=file, index_url=f"sqlite:///{tmp_path / 'index.db'}")
    asked = {"words": "Redfern", "first_day": "2024-01-01"}
    with served(FakeService(), chosen) as url:
        await using(url, sent["own"], "summarize_article", {"text": TEXT, "published_on": "2024-01-05"})
        found = await using(url, sent["own"], "find_incidents", asked)
        others = await using(url, sent["other"], "find_incidents", asked)
        refused = await using(url, sent["writer"], "find_incidents", asked)
        (incident,) = IncidentPage.model_validate(found.structured_content).incidents
        kept = await reading(url, sent["own"], f"sitrep://summaries/{incident.record.reports[0].article_id}")
        assert ArticleSummary.model_validate_json(kept).article.characters == len(TEXT)
        for name in ("other", "writer"):
            said_no = await reading(url, sent[name], f"sitrep://summaries/{incident.record.reports[0].article_id}")
            assert said_no == "No article of this key's is known by that id."
    assert incident.record.sub_event_type
    assert not IncidentPage.model_validate(others.structured_content).incidents
    assert refused.is_error


KEYS: dict[str, tuple[keys.Scope, ...]] = {"own": keys.SCOPES, "other": keys.SCOPES, "writer": ("summarize",)}


def made(file: Path, name: str, scopes: tuple[keys.Scope, ...]) -> str:
    key, sent = keys.mint(name, scopes, 60, None, datetime.now(UTC))
    KeyRing(file).add(key)
    return sent


async def using(url: str, key: str, tool: str, arguments: dict[str, Any]) -> Any:
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as carrier,
        Client(streamable_http_client(f"{url}/mcp", http_client=carrier)) as client,
    ):
        return await client.call_tool(tool, arguments)


async def reading(url: str, key: str, uri: str) -> str:
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as carrier,
        Client(streamable_http_client(f"{url}/mcp", http_client=carrier)) as client,
    ):
        try:
            (content,) = (await client.read_resource(uri)).contents
        except MCPError as error:
            return str(error)
        return str(content.text)  # type: ignore[union-attr]  # it is text


async def test_what_a_model_is_asked_is_a_resource_where_a_model_proposes() -> None:
    chosen = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m")
    async with Client(mcp_server(FakeService(), chosen)) as client:
        (content,) = (await client.read_resource("sitrep://prompt")).contents
    assert content.text.startswith("system:\n")  # type: ignore[union-attr]  # it is text
    assert "assistant:" in content.text  # type: ignore[union-attr]  # as above


async def test_an_error_is_a_sentence_that_a_model_can_use() -> None:
    service = FakeService(error=ModelUnavailable("no answer within 9 s", outside="the model does not answer"))
    async with Client(mcp_server(service, Settings())) as client:
        answer = await client.call_tool("summarize_article", {"text": TEXT})
    assert answer.is_error
    assert said(answer).endswith(f": the model does not answer. {ModelUnavailable.hint}")


async def test_no_span_of_a_tool_holds_anything_of_the_article() -> None:
    """The library has spans of its own: of a tool that fails they would have its words."""
    with recorded() as exporter:
        async with Client(mcp_server(FakeService(error=RuntimeError(TEXT)), Settings())) as client:
            assert (await client.call_tool("summarize_article", {"text": TEXT})).is_error
        said = all_said(exporter)
    assert "summarize_article" in said
    assert TEXT[:20] not in said


async def test_the_schemas_are_resources(url: str) -> None:
    async with Client(f"{url}/mcp") as client:
        found = {str(each.uri) for each in (await client.list_resources()).resources}
        assert "sitrep://schemas/article-summary" in found
        (content,) = (await client.read_resource("sitrep://schemas/article-summary")).contents
    assert '"ArticleSummary"' in content.text  # type: ignore[union-attr]  # it is text


@pytest.mark.parametrize(
    ("scopes", "may"), [(("summarize",), True), (("read",), False), (None, False)], ids=["summarize", "read", "no key"]
)
async def test_with_keys_a_tool_needs_the_scope_of_its_call(
    tmp_path: Path, scopes: tuple[keys.Scope, ...] | None, may: bool
) -> None:
    file = tmp_path / "keys.json"
    key, sent = keys.mint("desk", scopes or ("read",), 60, None, datetime.now(UTC))
    KeyRing(file).add(key)
    headers = {"Authorization": f"Bearer {sent}"} if scopes else {}
    with served(FakeService(), Settings(keys_file=file)) as url:
        async with httpx2.AsyncClient(headers=headers) as carrier:
            transport = streamable_http_client(f"{url}/mcp", http_client=carrier)
            if scopes is None:
                with pytest.raises(Exception, match=r"Server returned an error|unhandled errors"):
                    await call(transport)
            else:
                answer = await call(transport)
                assert answer.is_error is not may
                assert may or "may not summarize" in said(answer)


async def call(transport: Any) -> Any:
    async with Client(transport) as client:
        return await client.call_tool("summarize_article", {"text": TEXT})


async def test_a_page_of_another_site_is_refused(url: str) -> None:
    """One list of hosts and origins for everything that answers without a key."""
    async with httpx2.AsyncClient() as client:
        answer = await client.post(f"{url}/mcp", json={}, headers={"Origin": "https://example.org"})
    assert answer.status_code == 403


async def test_a_client_that_starts_it_speaks_over_standard_input(tmp_path: Path) -> None:
    """`sitrep mcp`, with the whole service behind it and a fake endpoint behind that."""
    with FakeOpenAI(good) as endpoint:
        environment = {
            **os.environ,
            "SITREP_LLM_BASE_URL": endpoint.base_url,
            "SITREP_LLM_MODEL": "fake-model",
            "SITREP_CACHE_DIR": str(tmp_path),
        }
        started = StdioServerParameters(command=sys.executable, args=["-m", "app.cli", "mcp"], env=environment)
        async with Client(started) as client:
            answer = await client.call_tool("summarize_article", {"text": TEXT})
    assert not answer.is_error
    assert ArticleSummary.model_validate(answer.structured_content).article.characters == len(TEXT)


def said(answer: Any) -> str:
    return "".join(each.text for each in answer.content)
