"""Each recipe of docs/models.md, run as a newcomer would, against an imitation of its endpoint on loopback."""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from app import article
from app.core.settings import Settings, unknown_names
from app.service import open_service
from tests.fakes.openai_server import FakeOpenAI, Json, Said
from tests.fakes.shapes_requests import (
    CLAUDE_BOUNDS,
    CLAUDE_TEMPERATURE,
    DEEPSEEK,
    GEMINI_SEED,
    GEMINI_SILENT,
    GPT_5,
    GROQ,
    LITELLM,
    LM_STUDIO,
    MISTRAL,
    NO_EXTRA,
    Minds,
    each,
)
from tests.faults.build import ARTICLE, NOTHING

PAGE: Final = (Path(__file__).parents[3] / "docs" / "models.md").read_text("utf-8")
READ = article.read(ARTICLE, today=date(2024, 1, 5))
BEARER: Final = {"authorization": "Bearer ..."}


@dataclass(frozen=True)
class Provider:
    """What the provider minds, and what it must be sent: in its URL, its headers and the body that it answers."""

    minds: Minds
    path: str
    learnt: tuple[str, ...] = ()
    headers: Mapping[str, str | None] = field(default_factory=lambda: BEARER)
    query: str = ""
    sent: Mapping[str, Any] = field(default_factory=dict)


OPEN: Final = {"authorization": None}
THOUGHTLESS: Final = {"chat_template_kwargs": {"enable_thinking": False}, "max_tokens": 8192}
PROVIDERS: Final = {
    "OpenAI": Provider(GPT_5, "/v1", ("max_tokens", "temperature"), sent={"reasoning_effort": "low"}),
    "Azure, v1": Provider(GPT_5, "/openai/v1", ("max_tokens", "temperature")),
    "Azure, older": Provider(
        NO_EXTRA,
        "/openai/deployments/DEPLOYMENT",
        headers={"api-key": "...", "authorization": None},
        query="api-version=2024-10-21",
    ),
    "Anthropic": Provider(each(CLAUDE_TEMPERATURE, CLAUDE_BOUNDS), "/v1", ("schema bounds", "temperature")),
    "Gemini": Provider(
        each(GEMINI_SEED, GEMINI_SILENT), "/v1beta/openai", ("random_seed", "schema bounds", "seed"),
        sent={"reasoning_effort": "low"},
    ),
    "Mistral": Provider(MISTRAL, "/v1", ("seed",), sent={"random_seed": 0}),
    "DeepSeek": Provider(DEEPSEEK, "", sent={"thinking": {"type": "disabled"}}),
    "Groq": Provider(GROQ, "/openai/v1", ("schema bounds",), sent={"reasoning_effort": "low"}),
    "OpenRouter": Provider(NO_EXTRA, "/api/v1", sent={"provider": {"require_parameters": True}}),
    "Together": Provider(NO_EXTRA, "/v1"),
    "vLLM": Provider(NO_EXTRA, "/v1", headers=OPEN, sent=THOUGHTLESS),
    "SGLang": Provider(NO_EXTRA, "/v1", headers=OPEN, sent=THOUGHTLESS),
    "Ollama": Provider(NO_EXTRA, "/v1", headers=OPEN, sent={"max_tokens": 8192, "reasoning_effort": "none"}),
    "llama.cpp": Provider(NO_EXTRA, "/v1", headers=OPEN, sent={"max_tokens": 8192}),
    "LM Studio": Provider(LM_STUDIO, "/v1", headers=OPEN),
    "LiteLLM": Provider(LITELLM, "/v1", ("temperature",)),
}  # fmt: skip


def recipes() -> dict[str, dict[str, str]]:
    """The variables that each recipe sets, by its name."""
    lines = re.findall(r"^export (.+?)  # (.+)$", PAGE, re.MULTILINE)
    return {name: dict(word.split("=", 1) for word in shlex.split(words)) for words, name in lines}


RECIPES: Final = recipes()


@pytest.fixture
def serve() -> Iterator[Callable[[Minds], FakeOpenAI]]:
    servers: list[FakeOpenAI] = []

    def begin(minds: Minds) -> FakeOpenAI:
        def answer(request: Json) -> Said:
            return minds(request) or NOTHING

        servers.append(FakeOpenAI(answer).__enter__())
        return servers[-1]

    yield begin
    for server in servers:
        server.__exit__(None, None, None)


def test_each_provider_has_a_recipe_and_an_imitation() -> None:
    """A line on the page that no test runs is a guess."""
    assert RECIPES.keys() == PROVIDERS.keys()


@pytest.mark.parametrize("name", PROVIDERS)
async def test_the_recipe_works(
    name: str, serve: Callable[[Minds], FakeOpenAI], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the recipe's variables, the host apart, an article is read: address, key and body are the provider's."""
    provider, variables = PROVIDERS[name], RECIPES[name]
    assert not unknown_names(variables)
    server = serve(provider.minds)
    url = urlsplit(variables["SITREP_LLM_BASE_URL"])
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("SITREP_LLM_BASE_URL", server.base_url.removesuffix("/v1") + url.path)
    async with open_service(Settings(cache_dir=tmp_path)) as service:
        record = await service.summarize(READ)
    call = server.completions[-1]
    assert (record.status, record.provenance.dialect) == ("complete", provider.learnt)
    assert (call.path, call.query) == (f"{provider.path}/chat/completions", provider.query)
    assert {header: call.headers.get(header) for header in provider.headers} == provider.headers
    assert call.json["model"] == variables["SITREP_LLM_MODEL"]
    assert {key: call.json.get(key) for key in provider.sent} == provider.sent


def test_the_page_names_each_part_that_can_be_learnt() -> None:
    """`provenance.dialect` is looked up on this page."""
    from app.llm.dialect import PARTS  # noqa: PLC0415 - beside the one test that needs it

    assert not [part for part in PARTS - {"llguidance"} if f"`{part}`" not in PAGE and f"{part}`" not in PAGE]


async def test_a_fallback_is_asked_in_its_own_way(serve: Callable[[Minds], FakeOpenAI], tmp_path: Path) -> None:
    """Extra body, headers, query and effort of a fallback are its own, and the first endpoint's do not go there."""
    spare = serve(NO_EXTRA)
    there = {
        "base_url": spare.base_url, "model": "m", "reasoning_effort": "low", "extra_body": {"seed": None, "top_k": 1},
        "headers": {"X-Who": "me"}, "query": {"api-version": "1"},
    }  # fmt: skip
    settings = Settings(
        llm_base_url="http://127.0.0.1:9/v1", llm_model="gone", llm_extra_body={"first": 1}, llm_query={"first": "1"},
        llm_fallbacks=json.loads(json.dumps([there])), cache_dir=tmp_path,
    )  # fmt: skip
    async with open_service(settings) as service:
        await service.summarize(READ)
    call = spare.completions[0]
    wanted = {"reasoning_effort": "low", "top_k": 1, "seed": None, "first": None}
    assert {name: call.json.get(name) for name in wanted} == wanted
    assert (call.query, call.headers["x-who"]) == ("api-version=1", "me")
