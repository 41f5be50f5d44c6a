"""The endpoint that all peers ask: the embedded engine, started as Sitrep starts it, or one that the settings name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from app.core.errors import ModelFileError, ModelMisconfigured
from app.core.settings import Settings
from app.engine.engine import Engine
from app.engine.weights.gguf import locate
from app.llm.extractor import Endpoint, EndpointSource


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the model answers, and its name as readers see it."""

    source: EndpointSource
    model: str


@asynccontextmanager
async def open_endpoint(settings: Settings) -> AsyncIterator[Asked]:
    """Bring up what the settings name.

    Raises ModelFileError when the embedded model is not there yet, ModelMisconfigured when an endpoint has no model.
    """
    if settings.embedded:
        async with _open_engine(settings) as asked:
            yield asked
        return
    if not settings.llm_base_url or not settings.llm_model:
        raise ModelMisconfigured("SITREP_LLM_BASE_URL is set and SITREP_LLM_MODEL is not")
    endpoint = Endpoint(settings.llm_base_url, settings.llm_api_key, settings.llm_model)

    async def source() -> Endpoint:
        return endpoint

    yield Asked(source, endpoint.model)


@asynccontextmanager
async def _open_engine(settings: Settings) -> AsyncIterator[Asked]:
    weights = await asyncio.to_thread(locate, settings)
    if weights is None:
        raise ModelFileError("the embedded model's weights are not on this machine")
    engine = Engine(settings, weights)

    async def source() -> Endpoint:
        serving = await engine.endpoint()
        return Endpoint(serving.base_url, SecretStr(serving.api_key), weights.name)

    await engine.start()
    try:
        yield Asked(source, weights.name)
    finally:
        await engine.stop()
