"""Where questions go: the embedded engine or somebody's endpoint, and the fallbacks behind it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.core.errors import ModelFileError, ModelMisconfigured
from app.core.settings import Settings
from app.encoder.card import EncoderFile
from app.encoder.card import locate as locate_encoder
from app.engine.engine import Engine
from app.engine.weights.adapter import Use, adapted
from app.engine.weights.gguf import locate
from app.llm import transport
from app.llm.admission import Admission
from app.llm.asking import Ask, ExtractionSpec
from app.llm.budget import Budget, Ledger, Till
from app.llm.dialect import Speaker
from app.llm.extractor import Endpoint, EndpointSource, Shared, is_loopback, open_ask
from app.llm.fallback import Leg, fall_back
from app.llm.prices import Free, Tariff, tariff_of
from app.propose import compact
from app.receipt import Stamp, messages_digest
from app.store.answers import Age, remember
from app.store.flights import share
from app.store.opening import Store
from app.store.owners import claiming
from app.warming import warm_up

_PORTS: Final = {"http": ":80", "https": ":443"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backend:
    """Where questions go: an embedded engine (`engine` set) or somebody's endpoint; nowhere, where `encoder` is set."""

    spec: ExtractionSpec
    model: str
    """The name shown to readers."""
    endpoint: EndpointSource
    engine: Engine | None = None
    encoder: EncoderFile | None = None


@cache
def load() -> None:
    """Load what the first article needs, whoever answers: 1 s in a new process, in which a server answers nobody."""
    warm_up()
    transport.load()


@asynccontextmanager
async def open_legs(
    settings: Settings, backend: Backend, store: Store, shared: Shared, admission: Admission
) -> AsyncIterator[Ask]:
    """The one way to the backend and the fallback endpoints behind it; each keeps its answers under its own key.

    The same question is never asked twice at once. Raises ModelMisconfigured for a budget in money where no price is
    known.
    """
    async with AsyncExitStack() as stack:
        legs = []
        budget, age = budget_of(settings, store.ledger), Age(settings.cache_max_age_days)
        for chosen in (settings, *_fallbacks(settings)):
            behind = backend if chosen is settings else endpoint_backend(chosen)
            till = Till(await tariff(chosen), budget, shared.spent)
            till.check()
            speaker = Speaker(behind.spec, store.answers)
            ask = open_ask(chosen, behind.spec, behind.endpoint, shared=shared, speaker=speaker, till=till)
            await stack.enter_async_context(aclosing(ask))
            remembering = remember(admission.guard(ask), store.shelf, behind.spec, age, speaker.stamped)
            legs.append(Leg(remembering, behind.model))
        falling_back = fall_back(legs, settings, shared) if len(legs) > 1 else legs[0].ask
        yield claiming(share(falling_back, backend.spec), store.shelf)


def backend_of(settings: Settings) -> Backend:
    """What the settings name. Raises as the backends do, and ModelMisconfigured for an encoder with an endpoint."""
    if settings.proposer == "encoder":
        return encoder_backend(settings)
    return endpoint_backend(settings) if settings.llm_base_url else embedded_backend(settings)


def encoder_backend(settings: Settings) -> Backend:
    """The encoder, which is asked no question. Raises ModelFileError when its file, or one that fits, is not there."""
    if settings.llm_base_url:
        raise ModelMisconfigured("SITREP_LLM_PROPOSER is `encoder`, which asks no endpoint: unset SITREP_LLM_BASE_URL")
    found = locate_encoder(settings)
    return Backend(_spec(settings, "embedded", found.sha256), found.name, _no_endpoint, encoder=found)


async def _no_endpoint() -> Endpoint:
    raise ModelMisconfigured("the encoder is asked no question")


def embedded_backend(settings: Settings) -> Backend:
    """The engine of this machine. Raises ModelFileError when its weights, or an adapter that fits, are not there."""
    weights = locate(settings)
    if weights is None:
        raise ModelFileError("the embedded model's weights are not on this machine")
    if settings.proposer == "compact":
        messages = compact.load(settings.prompt).messages
        weights = adapted(settings, weights, Use(messages_digest(messages), compact.form_digest()))
    engine = Engine(settings, weights)

    async def endpoint() -> Endpoint:
        serving = await engine.endpoint()
        return Endpoint(serving.base_url, SecretStr(serving.api_key), weights.shown)

    return Backend(_spec(settings, "embedded", weights.identity), weights.shown, endpoint, engine)


def endpoint_backend(settings: Settings) -> Backend:
    """The endpoint of the settings. Raises ModelMisconfigured when no model is named for it."""
    base_url, model = settings.llm_base_url, settings.llm_model
    if not base_url or not model:
        raise ModelMisconfigured("SITREP_LLM_BASE_URL is set and SITREP_LLM_MODEL is not")

    async def endpoint() -> Endpoint:
        return Endpoint(base_url, settings.llm_api_key, model)

    address = address_of(base_url)
    if urlsplit(base_url).scheme == "http" and not is_loopback(base_url):
        log.warning("%s is asked by http: on the way there, articles and the key can be read; use https", address)
    return Backend(_spec(settings, address, model), model, endpoint)


def address_of(base_url: str) -> str:
    """Host, port and path of an endpoint, in one writing however it was written; user and password are no part of it.

    Example:
        >>> address_of("https://user:pass@API.example.org:443/v1/")
        'api.example.org/v1'
    """
    parts = urlsplit(base_url)
    host = parts.netloc.rpartition("@")[2].lower().rstrip(".")
    return host.removesuffix(_PORTS.get(parts.scheme.lower(), "")) + parts.path.rstrip("/")


async def tariff(settings: Settings, *, batch: bool = False) -> Tariff | None:
    """What a model costs: nothing where it is embedded; None: not known, as of every server on this machine."""
    base_url, model = settings.llm_base_url, settings.llm_model
    if not base_url or not model:
        return Free()
    return None if is_loopback(base_url) else await asyncio.to_thread(tariff_of, base_url, model, batch=batch)


def budget_of(settings: Settings, ledger: Ledger) -> Budget | None:
    """The books of the day's budget; None: there is none."""
    granted = settings.llm_budget_per_day
    return Budget(granted, ledger) if granted else None


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


def stamp_of(settings: Settings, backend: Backend, prompt: str) -> Stamp:
    """What is written on each summary of this service; `prompt` as `app.proposers.open_propose` gives it."""
    kind: Literal["embedded", "endpoint"] = "embedded" if backend.engine or backend.encoder else "endpoint"
    return Stamp(backend.model, kind, settings.proposer, settings.prompt, prompt)
