"""The spans of calls to a model, and what they never hold; by the whole service with a fake endpoint behind it."""

from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.trace import SpanKind, StatusCode

from app.llm.spans import EMBEDDED, PROVIDERS, provider_of
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour
from tests.fakes.spans import all_said, named, recorded
from tests.faults.endpoint import KEY, TEXT, good, over_http, settings

CONVENTIONAL = {value for name, value in vars(gen_ai_attributes).items() if name.startswith("GEN_AI_")}
PROVIDER_NAMES = {str(each.value) for each in list(gen_ai_attributes.GenAiProviderNameValues)}


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_a_call_is_a_span_by_the_conventions_within_the_article_within_the_request(tmp_path: Path) -> None:
    with FakeOpenAI(good) as server, recorded() as exporter:
        with over_http(settings(server, tmp_path)) as client:
            sent = client.post("/v1/summaries", json={"text": TEXT}, headers={"X-Request-ID": "r1"})
        assert sent.status_code == 200
        (request,), (article,) = named(exporter, "POST /v1/summaries"), named(exporter, "summarize")
        (chat,) = named(exporter, "chat first")
    known = attributes(chat)
    assert known["gen_ai.operation.name"] == "chat"
    assert known["gen_ai.provider.name"] == "openai"
    assert known["gen_ai.request.model"] == "first"
    assert known["gen_ai.response.model"]
    assert known["gen_ai.usage.input_tokens"] > 0
    assert known["gen_ai.usage.output_tokens"] > 0
    assert known["gen_ai.request.temperature"] == 0.0
    assert (known["server.address"], known["server.port"]) == ("127.0.0.1", int(server.base_url.split(":")[2][:-3]))
    assert {name for name in known if not name.startswith(("server.", "error."))} <= CONVENTIONAL
    assert (chat.kind, article.kind, request.kind) == (SpanKind.CLIENT, SpanKind.INTERNAL, SpanKind.SERVER)
    assert chat.parent
    assert article.parent
    assert (chat.parent.span_id, article.parent.span_id) == (article.context.span_id, request.context.span_id)
    assert attributes(request) == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "http.route": "/v1/summaries",
        "http.response.status_code": 200,
        "sitrep.request_id": "r1",
    }
    assert attributes(article)["sitrep.attempts"] == 1


def test_no_span_holds_anything_of_the_article_of_the_caller_or_a_secret(tmp_path: Path) -> None:
    """Also with lengths, and where a call fails, or something does that nobody expected."""
    with FakeOpenAI(good) as server, recorded() as exporter:
        with over_http(settings(server, tmp_path, otel_lengths=True)) as client:
            client.post("/v1/summaries?client_ref=CANARY-REF", json={"text": TEXT}, headers={"User-Agent": "CANARY"})
            client.get("/v1/schemas/CANARY?a=CANARY")
            server.script(*[Misbehaviour.ERROR_400] * 6)
            client.post("/v1/summaries", json={"text": f"{TEXT} Again."})
        (article, *_), chats = named(exporter, "summarize"), named(exporter, "chat first")
        said = all_said(exporter)
    assert "CANARY" not in said
    assert "Kano" not in said
    assert KEY not in said
    assert attributes(article)["sitrep.article.characters"] == len(TEXT)
    assert attributes(chats[0])["sitrep.prompt.characters"] > len(TEXT)
    assert attributes(chats[0])["sitrep.answer.bytes"] > 0
    assert len({each.status.status_code for each in chats}) == 2


@pytest.mark.parametrize(
    ("misbehaviour", "code"),
    [(Misbehaviour.ERROR_401, "key-rejected"), (Misbehaviour.NO_CHOICES, "model-unavailable")],
)
def test_a_call_that_fails_names_the_code_of_the_error(tmp_path: Path, misbehaviour: Misbehaviour, code: str) -> None:
    """An error that comes with status 200 is one."""
    with FakeOpenAI(good) as server, recorded() as exporter:
        server.script(misbehaviour)
        with over_http(settings(server, tmp_path)) as client:
            client.post("/v1/summaries", json={"text": TEXT})
        first, *_ = named(exporter, "chat first")
    assert attributes(first)["error.type"] == code
    assert first.status.status_code is StatusCode.ERROR


def test_providers_are_named_as_the_conventions_name_them() -> None:
    assert set(PROVIDERS.values()) <= PROVIDER_NAMES
    assert EMBEDDED not in PROVIDER_NAMES
    assert provider_of("my-desk.openai.azure.com") == "azure.ai.openai"
    assert provider_of("notanthropic.com") == provider_of("api.openai.com") == "openai"
