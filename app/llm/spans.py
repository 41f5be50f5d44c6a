"""The span of a call to a model: OpenTelemetry's conventions for generative AI, without any content.

One for each call over HTTP: a repetition with a complaint is another question, and takes tokens of its own. The span of
the article, around it, covers them all.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from app.core.settings import Settings
from app.core.tracing import Attributes, Span, span
from app.llm.conversation import Turns
from app.llm.reading import error_in
from app.llm.reports import read_report
from app.llm.transport import Endpoint, Response, Transport

PROVIDERS: Final = {
    "openai.azure.com": "azure.ai.openai",
    "services.ai.azure.com": "azure.ai.inference",
    "anthropic.com": "anthropic",
    "aiplatform.googleapis.com": "gcp.vertex_ai",
    "generativelanguage.googleapis.com": "gcp.gemini",
    "amazonaws.com": "aws.bedrock",
    "cohere.ai": "cohere",
    "cohere.com": "cohere",
    "deepseek.com": "deepseek",
    "groq.com": "groq",
    "mistral.ai": "mistral_ai",
    "perplexity.ai": "perplexity",
    "x.ai": "x_ai",
}
"""By the end of the host. Every other endpoint is `openai`: it speaks that protocol, which is what the name tells."""
EMBEDDED: Final = "llama.cpp"
PORTS: Final = {"http": 80, "https": 443}
REQUESTED: Final = {
    "max_tokens": "gen_ai.request.max_tokens",
    "max_completion_tokens": "gen_ai.request.max_tokens",
    "temperature": "gen_ai.request.temperature",
    "seed": "gen_ai.request.seed",
    "random_seed": "gen_ai.request.seed",
}


class SpannedTransport:
    """A transport each of whose calls has a span."""

    def __init__(self, inner: Transport, settings: Settings) -> None:
        self._inner = inner
        self._embedded = settings.embedded
        self._lengths = settings.otel_lengths

    async def send(
        self,
        endpoint: Endpoint,
        messages: Turns,
        body: Mapping[str, Any],
        timeout_s: float,
    ) -> Response:
        """The response of the transport within."""
        with span(f"chat {endpoint.model}", "client", self._known(endpoint, body)) as own:
            response = await self._inner.send(endpoint, messages, body, timeout_s)
            if own.is_recording:
                _note(own, response, endpoint)
                if self._lengths:
                    sent = sum(len(str(message.get("content"))) for message in messages)
                    own.note({"sitrep.prompt.characters": sent, "sitrep.answer.bytes": len(response.body)})
            return response

    async def aclose(self) -> None:
        """Close the connections; calls in flight fail."""
        await self._inner.aclose()

    def _known(self, endpoint: Endpoint, body: Mapping[str, Any]) -> Attributes:
        url = urlsplit(endpoint.base_url)
        said = {name: body[key] for key, name in REQUESTED.items() if isinstance(body.get(key), int | float)}
        return {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": EMBEDDED if self._embedded else provider_of(url.hostname or ""),
            "gen_ai.request.model": endpoint.model,
            "gen_ai.output.type": "json",
            "server.address": url.hostname or "",
            "server.port": _port(url),
            **said,
        }


def _port(url: SplitResult) -> int:
    """The port; 0 where the URL has none that is one, of which the transport says that it is a wrong setting."""
    with suppress(ValueError):
        return url.port or PORTS.get(url.scheme, 0)
    return 0


def provider_of(host: str) -> str:
    """The provider's name in the conventions, by the host of an endpoint.

    Example:
        >>> provider_of("api.mistral.ai"), provider_of("llm.example.org")
        ('mistral_ai', 'openai')
    """
    return next((name for end, name in PROVIDERS.items() if host == end or host.endswith(f".{end}")), "openai")


def _note(own: Span, response: Response, endpoint: Endpoint) -> None:
    """What the answer tells of itself. Parsed once more, only where somebody records."""
    if error := error_in(response.body, endpoint.base_url):
        own.fail(error.code)
    report = read_report(response.body)
    if report.model:
        own.note({"gen_ai.response.model": report.model})
    if used := report.usage:
        own.note(
            {
                "gen_ai.usage.input_tokens": used.input_tokens,
                "gen_ai.usage.output_tokens": used.output_tokens,
                "gen_ai.usage.cache_read.input_tokens": used.cached_tokens,
                "gen_ai.usage.reasoning.output_tokens": used.reasoning_tokens,
            }
        )
