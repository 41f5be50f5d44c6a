"""What the HTTP layer and the CLI hold on to: one object that summarises, and says whether it can."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from app import prompting, ways
from app.article import Article
from app.errors import ModelFileError, ModelMisconfigured
from app.llm.admission import Admission
from app.llm.asking import Ask, ExtractionSpec
from app.llm.engine import Engine
from app.llm.extractor import Endpoint, EndpointSource, open_ask
from app.llm.weights import Weights, locate
from app.settings import Settings
from app.store.answers import remember
from app.store.disk import DiskAnswers
from app.store.flights import Flights, share
from app.summarize import summarize
from app.ways import Extract, Limits
from schemas import ArticleSummary


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a question would be answered now; `reason` is a short sentence for operators."""

    state: Literal["ready", "starting", "restarting", "stopped"]
    reason: str
    model: str


class Service(Protocol):
    """Summarises articles."""

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article. Raises ModelError and its kin when no part of it could be read."""
        ...

    async def readiness(self) -> Readiness:
        """Say whether a question would be answered now, without asking one."""
        ...


@dataclass(frozen=True, slots=True)
class Backend:
    """Where questions go: an embedded engine (`engine` set) or somebody's endpoint."""

    spec: ExtractionSpec
    model: str
    """The name shown to readers."""
    endpoint: EndpointSource
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Sitrep:
    """The service as it is wired for real."""

    backend: Backend
    extract: Extract
    admission: Admission = field(default_factory=Admission)
    flights: Flights[ArticleSummary] = field(default_factory=Flights)

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article; who asks for the same at the same time gets the same summary.

        Raises ModelError and its kin when no part of it could be read, Overloaded when its turn would come too late.
        """
        return await self.flights.join(article, lambda: self._read(article))

    async def _read(self, article: Article) -> ArticleSummary:
        with self.admission.article():
            return await summarize(article, self.extract, self.backend.spec, model=self.backend.model)

    async def readiness(self) -> Readiness:
        """The engine's state. An endpoint counts as ready: asking it anything may cost its owner money."""
        engine = self.backend.engine
        if engine is None:
            return Readiness("ready", "an endpoint is configured; it is not probed", self.backend.model)
        return Readiness(engine.state, engine.reason, self.backend.model)


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Service]:
    """Wire engine or endpoint, store and pipeline; end them in turn.

    Raises ModelFileError when the embedded model is not there yet, ModelMisconfigured when an endpoint has no model.
    """
    async with AsyncExitStack() as stack:
        backend = _endpoint_backend(settings) if settings.llm_base_url else _embedded_backend(settings)
        if backend.engine:
            await backend.engine.start()
            stack.push_async_callback(backend.engine.stop)
        answers = stack.enter_context(closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes)))
        ask = await stack.enter_async_context(aclosing(open_ask(settings, backend.spec, backend.endpoint)))
        slots = 1 if settings.embedded else settings.llm_concurrency
        admission = Admission(slots, settings.deadline_s, settings.max_queued_articles)
        asked_once = share(remember(admission.guard(ask), answers, backend.spec), backend.spec)
        yield Sitrep(backend, way_of_asking(settings, asked_once), admission)


def way_of_asking(settings: Settings, ask: Ask) -> Extract:
    """The chosen way, within the settings' bounds."""
    template = prompting.load(settings.prompt_version)
    limits = Limits(settings.deadline_s, settings.llm_max_output_tokens, settings.llm_context_tokens)
    return {"sentences": ways.by_sentences, "whole": ways.as_whole}[settings.way](ask, template, limits)


def _embedded_backend(settings: Settings) -> Backend:
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


def _endpoint_backend(settings: Settings) -> Backend:
    base_url, model = settings.llm_base_url, settings.llm_model
    if not base_url or not model:
        raise ModelMisconfigured("SITREP_LLM_BASE_URL is set and SITREP_LLM_MODEL is not")

    async def endpoint() -> Endpoint:
        return Endpoint(base_url, settings.llm_api_key, model)

    host = urlsplit(base_url).netloc.rpartition("@")[2]
    return Backend(_spec(settings, host, model), model, endpoint)


def _spec(settings: Settings, backend: str, model: str) -> ExtractionSpec:
    return ExtractionSpec(
        way=settings.way,
        backend=backend,
        model=model,
        structured_output=settings.structured_output,
        prompt_version=settings.prompt_version,
    )
