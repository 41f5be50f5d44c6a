"""What the HTTP layer and the CLI hold on to: one object that summarises, and says whether it can."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.article import Article
from app.core.errors import ModelFileError, ModelMisconfigured
from app.core.metrics import Counts
from app.core.settings import Settings
from app.engine.engine import Engine
from app.engine.weights.gguf import Weights, locate
from app.engine.weights.parser import parser_folder
from app.llm.admission import Admission
from app.llm.asking import Ask, ExtractionSpec
from app.llm.extractor import Endpoint, EndpointSource, Shared, open_ask
from app.llm.fallback import Leg, fall_back
from app.reader import prompting, ways
from app.reader.orders import without_orders
from app.reader.parsing import Parse, open_parser
from app.reader.readings import IncidentDraft
from app.reader.summarize import reference, summarize, vouch
from app.reader.syntax import ParsedArticle
from app.reader.ways import Extract, Extraction, Limits
from app.store.answers import Answers, remember
from app.store.disk import DiskAnswers
from app.store.flights import Flights, share
from app.store.recent import Recent
from schemas import ArticleRef, ArticleSummary, Provenance

READERS: Final = 4
"""Articles that are parsed or checked at once: a short one gets its share beside long ones."""


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
    """The service as it is wired for real. `counts`: of what went wrong behind it, for operators."""

    backend: Backend
    extract: Extract
    parse: Parse
    counts: Counts = field(default_factory=Counts)
    admission: Admission = field(default_factory=Admission)
    reading: Admission = field(default_factory=Admission)
    """The queue before the processor, as `admission` is the one before the model."""
    flights: Flights[ArticleSummary] = field(default_factory=Flights)
    parsed: Recent[Article, ParsedArticle] = field(default_factory=Recent)
    vouched: Recent[tuple[ArticleRef, IncidentDraft], ArticleSummary] = field(default_factory=Recent)

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article; who asks for the same at the same time gets the same summary.

        Raises ModelError and its kin when no part of it could be read, Overloaded when its turn would come too late.
        """
        return await self.flights.join(article, lambda: self._read(article))

    async def _read(self, article: Article) -> ArticleSummary:
        extractions: list[Extraction] = []

        async def extract(article: ParsedArticle) -> Extraction:
            extractions.append(await self.extract(article))
            return extractions[-1]

        with self.reading.article() as ticket, self.admission.article():

            async def vouched(draft: IncidentDraft, news: ParsedArticle, made: Provenance) -> ArticleSummary:
                return await self.reading.turn(lambda: asyncio.to_thread(self._vouch, draft, news, made), ticket)

            news = await self.reading.turn(lambda: asyncio.to_thread(self._parse, article), ticket)
            summary = await summarize(news, extract, self.backend.spec, model=self.backend.model, vouched=vouched)
        return _answered_by(extractions[0].models, summary)

    def _parse(self, article: Article) -> ParsedArticle:
        return self.parsed.recall(article, len(article.text), lambda: without_orders(self.parse(article)))

    def _vouch(self, draft: IncidentDraft, article: ParsedArticle, provenance: Provenance) -> ArticleSummary:
        """Checking the same draft again would give the same; whom it was read for differs."""
        key = (reference(article), draft)
        summary = self.vouched.recall(key, len(article.text), lambda: vouch(draft, article, provenance))
        return summary.model_copy(update={"provenance": provenance})

    async def readiness(self) -> Readiness:
        """The engine's state. An endpoint counts as ready: asking it anything may cost its owner money."""
        engine = self.backend.engine
        if engine is None:
            return Readiness("ready", "an endpoint is configured; it is not probed", self.backend.model)
        return Readiness(engine.state, engine.reason, self.backend.model)


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Service]:
    """Wire engine or endpoint, store and pipeline; end them in turn.

    Raises ModelFileError when the embedded model or the parser is not there yet, ModelMisconfigured when an endpoint
    has no model.
    """
    async with AsyncExitStack() as stack:
        backend = _endpoint_backend(settings) if settings.llm_base_url else _embedded_backend(settings)
        parse = await open_parse(settings)
        if backend.engine:
            await backend.engine.start()
            stack.push_async_callback(backend.engine.stop)
        counts = Counts()
        admission = Admission(_slots(settings), settings.deadline_s, settings.max_queued_articles)
        answers = stack.enter_context(closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes, counts)))
        shared = Shared.new(counts=counts)
        ask = await stack.enter_async_context(open_legs(settings, backend, answers, shared, admission))
        reading = Admission(READERS, settings.deadline_s / 2)  # once to be parsed and once to be checked
        yield Sitrep(backend, way_of_asking(settings, ask), parse, counts, admission, reading)


def _slots(settings: Settings) -> int:
    """Questions that may be put to a model at once; the embedded engine has one slot."""
    return 1 if settings.embedded else settings.llm_concurrency


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
            behind = backend if chosen is settings else _endpoint_backend(chosen)
            ask = open_ask(chosen, behind.spec, behind.endpoint, shared=shared)
            await stack.enter_async_context(aclosing(ask))
            legs.append(Leg(remember(admission.guard(ask), answers, behind.spec), behind.model))
        yield share(fall_back(legs, settings, shared) if len(legs) > 1 else legs[0].ask, backend.spec)


def way_of_asking(settings: Settings, ask: Ask) -> Extract:
    """The chosen way, within the settings' bounds."""
    template = prompting.load(settings.prompt_version)
    limits = Limits(settings.deadline_s, settings.llm_max_output_tokens, settings.llm_context_tokens)
    return {"sentences": ways.by_sentences, "whole": ways.as_whole}[settings.way](ask, template, limits)


async def open_parse(settings: Settings) -> Parse:
    """Load the parser, off the event loop. Raises ModelFileError when its pipeline is not on this machine."""
    folder = parser_folder(settings)
    if folder is None:
        raise ModelFileError("the parser's pipeline is not on this machine")
    return await asyncio.to_thread(open_parser, folder)


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


def _fallbacks(settings: Settings) -> Iterator[Settings]:
    """The settings of each fallback endpoint: asked in the way of the first one, since the questions are the same."""
    for fallback in settings.llm_fallbacks:
        yield settings.model_copy(
            update={
                "llm_base_url": fallback.base_url,
                "llm_model": fallback.model,
                "llm_api_key": fallback.api_key,
                "llm_way": settings.way,
                "llm_structured_output": fallback.structured_output,
            }
        )


def _answered_by(models: tuple[str, ...], summary: ArticleSummary) -> ArticleSummary:
    """The summary with the names of the models that answered, where that is not plain from the settings."""
    if not models:
        return summary
    first = summary.provenance
    backend = first.backend if models == (first.model,) else "endpoint"
    made = first.model_copy(update={"model": ", ".join(models), "backend": backend})
    return summary.model_copy(update={"provenance": made})


def _spec(settings: Settings, backend: str, model: str) -> ExtractionSpec:
    return ExtractionSpec(
        way=settings.way,
        backend=backend,
        model=model,
        structured_output=settings.structured_output,
        prompt_version=settings.prompt_version,
    )
