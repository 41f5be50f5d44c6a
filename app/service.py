"""What the HTTP layer and the CLI hold on to: one object that summarises, and says whether it can."""

import math
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.article import Article
from app.article.reference import reference
from app.backends import Backend, backend_of, open_legs, stamp_of
from app.core.anew import is_anew
from app.core.deadline import within
from app.core.metrics import Counts, Degraded, Figures, Readiness
from app.core.progress import Checking, tell
from app.core.settings import Settings
from app.core.workers import Workers
from app.llm.admission import Admission
from app.llm.asking import Ask
from app.llm.extractor import Shared
from app.llm.meter import Meter, metered
from app.pipeline import derive, summary
from app.present.tally import tally
from app.previews import previewed
from app.processor import Processor, in_time
from app.proposers import found_parser, loading, open_propose
from app.receipt import Stamp, provenance
from app.recheck import recheck
from app.records.draft import Draft
from app.records.proposal import Proposal, Propose
from app.records.verified import Record
from app.store.flights import Flights
from app.store.opening import Store, open_store
from app.store.owners import asking_for
from app.store.recent import Recent
from schemas import ArticleRef, ArticleSummary, Verification

if TYPE_CHECKING:
    from app.reader.parsing import Parse


class Service(Protocol):
    """Summarises articles. Each is done, or fails, by the deadline; a deadline that has begun before counts."""

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article. Raises ModelError and its kin when no part of it could be read, DeadlinePassed."""
        ...

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        """Derive a saved record again; no model is asked. Raises ArticleRejected for a text that is no article."""
        ...

    async def readiness(self) -> Readiness:
        """Say whether a question would be answered now, without asking one."""
        ...

    def figures(self) -> Figures:
        """What was done since the service began, for operators."""
        ...


Memory = Recent[tuple[ArticleRef, Draft], Record]
"""What was derived lately, by article and draft."""


@dataclass(frozen=True, slots=True)
class Sitrep:
    """The service as it is wired for real.

    processor   the queue before the processor, as `admission` is the one before the model
    deadline_s  longest time for one article
    counts      of what went wrong behind it, for operators
    spent       tokens, and billionths of a dollar, that all calls took
    records     of articles and of the values in their records, by what became of them
    store       what is kept; None: nothing, as all that is asked is given
    """

    backend: Backend
    propose: Propose
    stamp: Stamp
    processor: Processor = field(default_factory=Processor)
    deadline_s: float = math.inf
    admission: Admission = field(default_factory=Admission)
    counts: Counts = field(default_factory=Counts)
    spent: Counts = field(default_factory=Counts)
    records: Counts = field(default_factory=Counts)
    flights: Flights[ArticleSummary] = field(default_factory=Flights)
    derived: Memory = field(default_factory=Recent)
    store: Store | None = None

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article; who asks for the same at the same time gets the same summary.

        Where `is_anew`, no stored answer is taken, and no work is shared with those who would take one. Raises
        ModelError and its kin when no part of it could be read, Overloaded when its turn would come too late,
        DeadlinePassed when it was not parsed, or not checked, in time.
        """
        with within(self.deadline_s):
            return await self.flights.join((article, is_anew()), lambda: in_time(self._read(article)))

    async def _read(self, article: Article) -> ArticleSummary:
        with self.processor.article(), self.admission.article(), metered() as meter, asking_for(article.id):
            began_s = time.monotonic()
            async with previewed(lambda proposal: self._preview(proposal, article, began_s, meter)):
                proposal = await self.propose(article)
            lasted_s = time.monotonic() - began_s
            tell(Checking())
            record = await self._derived(proposal.draft, article)
        answer = summary(record, proposal, article, provenance(proposal, article, self.stamp, lasted_s, meter=meter))
        for name, number in tally(answer).items():
            self.records.add(name, number)
        return answer

    async def _preview(self, proposal: Proposal, article: Article, began_s: float, meter: Meter) -> ArticleSummary:
        record = await self.processor(partial(derive, proposal.draft, article))
        lasted_s = time.monotonic() - began_s
        return summary(record, proposal, article, provenance(proposal, article, self.stamp, lasted_s, meter=meter))

    async def _derived(self, draft: Draft, article: Article) -> Record:
        work = partial(derive, draft, article)
        return await self.derived.recall((reference(article), draft), len(article.text), lambda: self.processor(work))

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        """Derive a saved record again, in its turn before the processor."""
        with within(self.deadline_s), self.processor.article():
            return await in_time(self.processor(partial(recheck, saved, text)))

    async def readiness(self) -> Readiness:
        """The engine's state. An endpoint counts as ready: asking it anything may cost its owner money."""
        engine, is_whole = self.backend.engine, self.store is None or await self.store.is_whole()
        degraded: tuple[Degraded, ...] = () if is_whole else ("shared-store",)
        if engine is None:
            said = "an endpoint is configured; it is not probed"
            if self.backend.encoder:
                said = "the encoder is loaded; it asks no model"
            return Readiness("ready", said, self.backend.model, degraded)
        return Readiness(engine.state, engine.reason, self.backend.model, degraded)

    def figures(self) -> Figures:
        """Counts of this process alone."""
        engine = self.backend.engine
        return Figures(
            faults=self.counts.read(),
            spent=self.spent.read(),
            records=self.records.read(),
            waiting=self.admission.questions,
            state=engine.state if engine else "ready",
            shared_store=self.store.link.is_up if self.store and self.store.link else None,
        )


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Service]:
    """Wire engine or endpoint, store and pipeline; end them in turn.

    Raises ModelFileError when the embedded model or the parser is not there yet, ModelMisconfigured when an endpoint
    has no model, NotSetUp as `open_link`.
    """
    async with AsyncExitStack() as stack:
        backend = backend_of(settings)
        parse = found_parser(settings)
        workers = Workers(loading(parse, backend.encoder))
        stack.push_async_callback(workers.aclose)
        if parse or backend.encoder:
            await workers.start()
        if backend.engine:
            await backend.engine.start()
            stack.push_async_callback(backend.engine.stop)
        counts, spent = Counts(), Counts()
        admission = Admission(settings.slots, settings.deadline_s, settings.max_queued_articles)
        store = await stack.enter_async_context(open_store(settings, counts))
        shared = Shared.new(counts=counts, spent=spent)
        ask = await stack.enter_async_context(open_legs(settings, backend, store, shared, admission))
        opened = wired(settings, backend, ask, parse, workers=workers, admission=admission, counts=counts, spent=spent)
        yield replace(opened, store=store)


def wired(
    settings: Settings,
    backend: Backend,
    ask: Ask,
    parse: "Parse | None",
    *,
    workers: Workers | None = None,
    admission: Admission | None = None,
    counts: Counts | None = None,
    spent: Counts | None = None,
) -> Sitrep:
    """The pipeline behind a way to ask; without workers, what they would do is done in threads.

    `parse` as `open_parse` or, for workers, `found_parser` gives it. Raises as `open_propose`.
    """
    processor = Processor.of(settings.deadline_s, workers)
    propose, prompt = open_propose(settings, ask, processor, parse, processor.apart, encoder=backend.encoder)
    return Sitrep(
        backend,
        propose,
        stamp_of(settings, backend, prompt),
        processor,
        settings.deadline_s,
        admission or Admission(),
        counts or Counts(),
        spent or Counts(),
    )
