"""What the HTTP layer and the CLI hold on to: one object that summarises, and says whether it can."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

from pydantic import BaseModel

from app.article import Article
from app.article.reference import reference
from app.backends import Backend, embedded_backend, endpoint_backend, open_legs
from app.core.anew import is_anew
from app.core.errors import ModelFileError
from app.core.metrics import Counts, Figures
from app.core.settings import Settings
from app.core.tracing import span
from app.engine.weights.parser import parser_folder
from app.llm.admission import Admission
from app.llm.asking import Ask
from app.llm.extractor import Shared
from app.llm.meter import metered
from app.llm.turns import Ticket
from app.pipeline import derive, summary
from app.present.tally import tally
from app.propose.parts import Window
from app.propose.question import load
from app.propose.record import Bounds, open_proposer
from app.receipt import Stamp, messages_digest, provenance
from app.recheck import recheck
from app.records.draft import Draft
from app.records.proposal import Blocking, Propose
from app.records.verified import Record
from app.store.disk import DiskAnswers
from app.store.flights import Flights
from app.store.recent import Recent
from app.verify.record import verify
from schemas import ArticleRef, ArticleSummary, UnsupportedValue, Verification

if TYPE_CHECKING:
    from app.reader.parsing import Parse
    from app.reader.syntax import ParsedArticle

T = TypeVar("T")

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

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        """Derive a saved record again; no model is asked. Raises ArticleRejected for a text that is no article."""
        ...

    async def readiness(self) -> Readiness:
        """Say whether a question would be answered now, without asking one."""
        ...

    def figures(self) -> Figures:
        """What was done since the service began, for operators."""
        ...


_in_turn: ContextVar[Ticket | None] = ContextVar("_in_turn", default=None)
"""The place before the processor of the article that is being read."""

Memory = Recent[tuple[ArticleRef, Draft], Record]
"""What was derived lately, by article and draft."""


@dataclass(frozen=True, slots=True)
class Sitrep:
    """The service as it is wired for real.

    reading   the queue before the processor, as `admission` is the one before the model
    counts    of what went wrong behind it, for operators
    spent     tokens, and billionths of a dollar, that all calls took
    records   of articles and of the values in their records, by what became of them
    lengths   whether spans say how long articles are
    """

    backend: Backend
    propose: Propose
    stamp: Stamp
    reading: Admission = field(default_factory=Admission)
    admission: Admission = field(default_factory=Admission)
    counts: Counts = field(default_factory=Counts)
    spent: Counts = field(default_factory=Counts)
    records: Counts = field(default_factory=Counts)
    flights: Flights[ArticleSummary] = field(default_factory=Flights)
    derived: Memory = field(default_factory=Recent)
    lengths: bool = False

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article; who asks for the same at the same time gets the same summary.

        Where `is_anew`, no stored answer is taken, and no work is shared with those who would take one. Raises
        ModelError and its kin when no part of it could be read, Overloaded when its turn would come too late.
        """
        return await self.flights.join((article, is_anew()), lambda: self._read(article))

    async def _read(self, article: Article) -> ArticleSummary:
        with span("summarize") as own:
            if self.lengths:
                own.note({"sitrep.article.characters": len(article.text)})
            answer = await self._answered(article)
            own.note(
                {
                    "sitrep.status": answer.status,
                    "sitrep.cached": answer.provenance.cached,
                    "sitrep.attempts": answer.provenance.attempts,
                    "sitrep.incidents": len(answer.incidents),
                    "sitrep.refused": len(answer.unsupported),
                    "sitrep.questioned": len(answer.questions),
                }
            )
        return answer

    async def _answered(self, article: Article) -> ArticleSummary:
        with self.reading.article() as ticket, self.admission.article(), metered() as meter:
            place = _in_turn.set(ticket)
            try:
                began_s = time.monotonic()
                proposal = await self.propose(article)
                lasted_s = time.monotonic() - began_s
                record = await in_turn(self.reading)(lambda: self._derive(proposal.draft, article))
            finally:
                _in_turn.reset(place)
        answer = summary(record, proposal, article, provenance(proposal, article, self.stamp, lasted_s, meter=meter))
        for name, number in tally(answer).items():
            self.records.add(name, number)
        return answer

    def _derive(self, draft: Draft, article: Article) -> Record:
        return self.derived.recall((reference(article), draft), len(article.text), lambda: derive(draft, article))

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        """Derive a saved record again, in its turn before the processor."""
        with self.reading.article() as ticket:
            return await self.reading.turn(lambda: asyncio.to_thread(recheck, saved, text), ticket)

    async def readiness(self) -> Readiness:
        """The engine's state. An endpoint counts as ready: asking it anything may cost its owner money."""
        engine = self.backend.engine
        if engine is None:
            return Readiness("ready", "an endpoint is configured; it is not probed", self.backend.model)
        return Readiness(engine.state, engine.reason, self.backend.model)

    def figures(self) -> Figures:
        """Counts of this process alone."""
        engine = self.backend.engine
        return Figures(
            faults=self.counts.read(),
            spent=self.spent.read(),
            records=self.records.read(),
            waiting=self.admission.questions,
            state=engine.state if engine else "ready",
        )


def in_turn(reading: Admission) -> Blocking:
    """Runs what keeps a processor busy in a thread, in its turn; the pieces of one article are let in together."""

    async def run(work: Callable[[], T]) -> T:
        return await reading.turn(lambda: asyncio.to_thread(work), _in_turn.get())

    return run


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Service]:
    """Wire engine or endpoint, store and pipeline; end them in turn.

    Raises ModelFileError when the embedded model or the parser is not there yet, ModelMisconfigured when an endpoint
    has no model.
    """
    async with AsyncExitStack() as stack:
        backend = endpoint_backend(settings) if settings.llm_base_url else embedded_backend(settings)
        parse = await open_parse(settings)
        if backend.engine:
            await backend.engine.start()
            stack.push_async_callback(backend.engine.stop)
        counts, spent = Counts(), Counts()
        admission = Admission(_slots(settings), settings.deadline_s, settings.max_queued_articles)
        answers = stack.enter_context(closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes, counts)))
        shared = Shared.new(counts=counts, spent=spent)
        ask = await stack.enter_async_context(open_legs(settings, backend, answers, shared, admission))
        yield wired(settings, backend, ask, parse, admission=admission, counts=counts, spent=spent)


def wired(
    settings: Settings,
    backend: Backend,
    ask: Ask,
    parse: "Parse | None",
    *,
    admission: Admission | None = None,
    counts: Counts | None = None,
    spent: Counts | None = None,
) -> Sitrep:
    """The pipeline behind a way to ask. `parse` as `open_parse` gives it. Raises as `open_propose`."""
    reading = Admission(READERS, settings.deadline_s / 2)  # the reader parses an article; every draft is checked
    propose, prompt = open_propose(settings, ask, in_turn(reading), parse)
    stamp = stamp_of(settings, backend, prompt)
    return Sitrep(
        backend,
        propose,
        stamp,
        reading,
        admission or Admission(),
        counts or Counts(),
        spent or Counts(),
        lengths=settings.otel_lengths,
    )


def _slots(settings: Settings) -> int:
    """Questions that may be put to a model at once; the embedded engine has one slot."""
    return 1 if settings.embedded else settings.llm_concurrency


def open_propose(settings: Settings, ask: Ask, blocking: Blocking, parse: "Parse | None" = None) -> tuple[Propose, str]:
    """The chosen proposer within the settings' bounds, and the digest of its constant messages.

    Raises ModelFileError when the reader is chosen and the parser's pipeline is not given.
    """
    if settings.proposer == "model":
        rules = load(settings.prompt)
        window = Window(settings.context_tokens, settings.max_output_tokens)
        bounds = Bounds(settings.deadline_s, window, settings.llm_verify_reask)
        return open_proposer(ask, rules, bounds, _refusals, blocking), messages_digest(rules.messages)
    # The reader and its parser are an extra: an endpoint needs neither.
    from app.reader import prompting  # noqa: PLC0415
    from app.reader.propose import open_reader  # noqa: PLC0415

    if parse is None:
        raise ModelFileError("the parser's pipeline is not on this machine")
    template = prompting.load(settings.prompt)
    reader = open_reader(ask, parse, template, settings.deadline_s, blocking=blocking)
    return reader, messages_digest(prompting.constant_messages(template))


def answer_kinds() -> Mapping[str, type[BaseModel]]:
    """The types of answers that questions ask for, by name; the reader's only where it is installed."""
    kinds: dict[str, type[BaseModel]] = {Draft.__name__: Draft}
    with suppress(ImportError):
        from app.reader.readings import Reading  # noqa: PLC0415 - as above

        kinds[Reading.__name__] = Reading
    return kinds


def _refusals(draft: Draft, article: Article) -> tuple[UnsupportedValue, ...]:
    return verify(draft, article).refused


async def open_parse(settings: Settings) -> "Parse | None":
    """Load the reader's parser, off the event loop; None: a model proposes, and needs none.

    Raises ModelFileError when its pipeline is not on this machine.
    """
    if settings.proposer == "model":
        return None
    from app.reader.parsing import open_parser  # noqa: PLC0415

    folder = parser_folder(settings)
    if folder is None:
        raise ModelFileError("the parser's pipeline is not on this machine")
    parse = await asyncio.to_thread(open_parser, folder)
    parsed: Recent[Article, ParsedArticle] = Recent()
    return lambda article: parsed.recall(article, len(article.text), lambda: parse(article))


def stamp_of(settings: Settings, backend: Backend, prompt: str) -> Stamp:
    """What is written on each summary of this service; `prompt` is the digest of the constant messages."""
    kind: Literal["embedded", "endpoint"] = "endpoint" if backend.engine is None else "embedded"
    return Stamp(backend.model, kind, settings.proposer, settings.prompt, prompt)
