"""Where questions go: the embedded engine or somebody's endpoint, and the fallbacks behind it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.core.errors import ModelFileError, ModelMisconfigured
from app.core.settings import Settings
from app.engine.engine import Engine
from app.engine.weights.gguf import Weights, locate
from app.llm.admission import Admission
from app.llm.asking import Ask, ExtractionSpec
from app.llm.dialect import Speaker
from app.llm.extractor import Endpoint, EndpointSource, Shared, open_ask
from app.llm.fallback import Leg, fall_back
from app.store.answers import Answers, remember
from app.store.flights import share


@dataclass(frozen=True, slots=True)
class Backend:
    """Where questions go: an embedded engine (`engine` set) or somebody's endpoint."""

    spec: ExtractionSpec
    model: str
    """The name shown to readers."""
    endpoint: EndpointSource
    engine: Engine | None = None


@asynccontextmanager
async def open_legs(
    settings: Settings, backend: Backend, answers: Answers, shared: Shared, admission: Admission
) -> AsyncIterator[Ask]:
    """The one way to the backend and the fallback endpoints behind it; each keeps its answers under its own key.

    The same question is never asked twice at once.
    """
    async with AsyncExitStack() as stack:
        legs = []
        for chosen in (settings, *_fallbacks(settings)):
            behind = backend if chosen is settings else endpoint_backend(chosen)
            speaker = Speaker(behind.spec, answers)
            ask = open_ask(chosen, behind.spec, behind.endpoint, shared=shared, speaker=speaker)
            await stack.enter_async_context(aclosing(ask))
            legs.append(Leg(remember(admission.guard(ask), answers, behind.spec, speaker.stamped), behind.model))
        yield share(fall_back(legs, settings, shared) if len(legs) > 1 else legs[0].ask, backend.spec)


def embedded_backend(settings: Settings) -> Backend:
    """The engine of this machine. Raises ModelFileError when its weights are not there."""
    weights = locate(settings)
    if weights is None:
        raise ModelFileError("the embedded model's weights are not on this machine")
    engine = Engine(settings, weights)

    async def endpoint() -> Endpoint:
        serving = await engine.endpoint()
        return Endpoint(serving.base_url, SecretStr(serving.api_key), weights.name)

    return Backend(_spec(settings, "embedded", _identity(weights)), weights.name, endpoint, engine)


def _identity(weights: Weights) -> str:
    """What tells these weights from others: their digest, or their name where none is known."""
    return weights.sha256 or weights.name


def endpoint_backend(settings: Settings) -> Backend:
    """The endpoint of the settings. Raises ModelMisconfigured when no model is named for it."""
    base_url, model = settings.llm_base_url, settings.llm_model
    if not base_url or not model:
        raise ModelMisconfigured("SITREP_LLM_BASE_URL is set and SITREP_LLM_MODEL is not")

    async def endpoint() -> Endpoint:
        return Endpoint(base_url, settings.llm_api_key, model)

    host = urlsplit(base_url).netloc.rpartition("@")[2]
    return Backend(_spec(settings, host, model), model, endpoint)


def _fallbacks(settings: Settings) -> Iterator[Settings]:
    """The settings of each fallback endpoint: asked in the way of the first one, since the questions are the same."""
    for fallback in settings.llm_fallbacks:
        yield settings.model_copy(
            update={
                "llm_base_url": fallback.base_url,
                "llm_model": fallback.model,
                "llm_api_key": fallback.api_key,
                "llm_proposer": settings.proposer,
                "llm_structured_output": fallback.structured_output,
                "llm_extra_body": fallback.extra_body,
                "llm_headers": fallback.headers,
                "llm_query": fallback.query,
                "llm_reasoning_effort": fallback.reasoning_effort,
            }
        )


def _spec(settings: Settings, backend: str, model: str) -> ExtractionSpec:
    return ExtractionSpec(
        proposer=settings.proposer,
        backend=backend,
        model=model,
        structured_output=settings.structured_output,
        prompt_version=settings.prompt,
        said="" if settings.embedded else settings.llm_sent_besides,
    )
