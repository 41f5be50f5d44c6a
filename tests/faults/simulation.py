"""The service between clients and endpoints that misbehave, in virtual time, from a seed.

All of the service is real but the wire and the disk: `simulate(seed)` plays one scenario and returns what happened;
`broken(run)` names the promises that were not kept. The same seed gives the same run, to the last call.
"""

import asyncio
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.article import Article
from app.backends import Backend, open_legs, stamp_of
from app.core.errors import DraftInvalid, ModelMisconfigured, ModelUnavailable, SitrepError
from app.core.metrics import Counts
from app.core.settings import Settings
from app.llm.admission import Admission
from app.llm.asking import Ask, ExtractionSpec
from app.llm.extractor import Shared, loop_clock
from app.llm.transport import Endpoint, Response
from app.processor import Processor
from app.proposers import open_propose
from app.service import Sitrep
from app.store.ledger import DiskLedger
from app.store.opening import Store
from app.store.shelf import Alone
from schemas import ArticleSummary
from tests.fakes import virtual_time
from tests.fakes.answers import MemoryAnswers
from tests.fakes.openai_server import completion
from tests.faults.endpoint import bomb, read
from tests.seeds import assert_grounded, exact_tolls

SLACK_S: Final = 0.1
ARTICLES: Final = 5
RECOVERED_AFTER_S: Final = 4000.0
"""Longer than any pause that an endpoint is granted."""


@cache
def article(number: int) -> Article:
    """One of the articles: each tells another number of dead."""
    return read(f"A bomb killed {number + 2} people in Kano, police said.")


# What goes wrong.


@dataclass(frozen=True, slots=True)
class Fault:
    """What becomes of one call: so many seconds, then an answer or an error."""

    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Call:
    """One call that went out. `began` and `ended` are on the virtual clock; `article` is the one it was about."""

    model: str
    article: int
    began: float
    ended: float
    kind: str
    pause_s: float | None = None


FAULTS: Final = ("500", "429", "reset", "hang", "invalid", "cut", "refusal", "400", "nonsense", "slow")
"""Those of an endpoint; `cut off` is what becomes of a call that takes longer than it may, or whose caller leaves."""


@dataclass
class Plan:
    """The faults of one endpoint: a share of all calls, and all calls in a time when it is down."""

    chance: random.Random
    share: float
    down: tuple[float, float]
    ill: bool = True

    @classmethod
    def draw(cls, chance: random.Random) -> "Plan":
        begins = chance.uniform(0, 60)
        lasts = chance.choice([0, 0, chance.uniform(1, 60)])
        return cls(chance, chance.choice([0, 0.1, 0.5, 0.9, 1]), (begins, begins + lasts))

    def next(self, after_s: float) -> Fault:
        seconds = self.chance.expovariate(1.0) if self.ill else 0.01
        if self.down[0] <= after_s < self.down[1]:
            return Fault(self.chance.choice(["500", "reset", "hang"]), seconds)
        if self.chance.random() < self.share:
            return Fault(self.chance.choice(FAULTS), seconds)
        return Fault("good", seconds)

    def heal(self) -> None:
        self.ill, self.share, self.down = False, 0.0, (0.0, 0.0)


@dataclass
class Wire:
    """The `Transport` of one endpoint that goes by a plan."""

    plan: Plan
    began_at: float
    calls: list[Call]
    in_flight: list[int] = field(default_factory=list)
    most_in_flight: int = 0
    twice: int = 0

    async def send(
        self, endpoint: Endpoint, messages: Sequence[Mapping[str, Any]], body: Mapping[str, Any], timeout_s: float
    ) -> Response:
        number = _number_in(messages)
        began = loop_clock()
        fault = self.plan.next(began - self.began_at)
        pause_s = self.plan.chance.choice([None, 0.0, 1.0, 7.0, 600.0, 1e5]) if fault.kind == "429" else None
        self.twice += number in self.in_flight
        self.in_flight.append(number)
        self.most_in_flight = max(self.most_in_flight, len(self.in_flight))
        kind = fault.kind
        try:
            return await self._play(fault, number, timeout_s, pause_s)
        except (asyncio.CancelledError, TimeoutError) as error:
            kind = "cut off"
            if isinstance(error, TimeoutError):
                raise ModelUnavailable("the endpoint did not answer in time") from None
            raise
        finally:
            self.in_flight.remove(number)
            self.calls.append(Call(endpoint.model, number, began, loop_clock(), kind, pause_s))

    async def aclose(self) -> None: ...

    async def _play(self, fault: Fault, number: int, timeout_s: float, pause_s: float | None) -> Response:
        async with asyncio.timeout(timeout_s):
            await asyncio.sleep({"hang": 1e6, "slow": 20 * fault.seconds}.get(fault.kind, fault.seconds))
        match fault.kind:
            case "500" | "reset":
                raise ModelUnavailable(f"no response ({fault.kind})")
            case "429":
                raise ModelUnavailable("the endpoint answered 429", retry_after_s=pause_s, throttled=True)
            case "400":
                raise ModelMisconfigured("the endpoint answered 400")
            case "nonsense":
                raise DraftInvalid("the endpoint's response is longer than any answer")
            case "refusal":
                return _response(completion(None, refusal="no").body)
            case "cut":
                return _response(completion('{"headline": "Bo', finish_reason="length").body)
            case "invalid":
                return _response(completion('{"headline": 1}').body)
        return _response(completion(json.dumps(bomb(0, str(number + 2)))).body)


def _number_in(messages: Sequence[Mapping[str, Any]]) -> int:
    """Which article it is; before it stand the prompt's examples, behind it complaints about an answer."""
    found = (re.search(r"A bomb killed (\d+) people in Kano", str(message["content"])) for message in messages)
    return next(int(number[1]) for number in found if number) - 2


def _response(body: bytes) -> Response:
    return Response(body, "application/json")


# What the clients do.


@dataclass(frozen=True, slots=True)
class Client:
    """Posts an article at some time; `leaves_after_s` None: stays to the end."""

    article: int
    comes_at_s: float
    leaves_after_s: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What a client got, and after how many seconds; None: it left."""

    client: Client
    took_s: float
    result: ArticleSummary | BaseException | None


@dataclass(frozen=True, slots=True)
class Run:
    """All that happened."""

    settings: Settings
    ended: tuple[Ended, ...]
    recovered: tuple[Ended, ...]
    calls: tuple[Call, ...]
    counts: Mapping[str, int]
    most_in_flight: int
    twice: int
    tasks_left: int


def simulate(seed: int) -> Run:
    """Play the scenario of a seed."""
    random.seed(seed)  # tenacity draws its jitter from there
    return virtual_time.run(_play(random.Random(seed)))  # noqa: S311  chance, not a secret


def _store() -> Store:
    answers = MemoryAnswers()
    return Store(answers, Alone(answers), DiskLedger(Path("no budget, no file")))


async def _play(chance: random.Random) -> Run:
    settings = _settings(chance)
    calls: list[Call] = []
    wires: list[Wire] = []

    def open_wire(_: Settings) -> Wire:
        wires.append(Wire(Plan.draw(random.Random(chance.random())), loop_clock(), calls))  # noqa: S311  as above
        return wires[-1]

    counts = Counts()
    shared = Shared.new(counts=counts, open_transport=open_wire)
    admission = Admission(settings.llm_concurrency, settings.deadline_s, settings.max_queued_articles, loop_clock)
    async with open_legs(settings, _backend(settings), _store(), shared, admission) as ask:
        service = _service(settings, ask, admission, counts)
        ended = await asyncio.gather(*(_visit(service, client) for client in _clients(chance)))
        for wire in wires:
            wire.plan.heal()
        await asyncio.sleep(RECOVERED_AFTER_S)
        later = [Client(number, 0.0, None) for number in (0, ARTICLES)]  # one perhaps known, one surely not
        recovered = await asyncio.gather(*(_visit(service, client) for client in later))
    left = len(asyncio.all_tasks()) - 1
    most, twice = max(wire.most_in_flight for wire in wires), sum(wire.twice for wire in wires)
    return Run(settings, tuple(ended), tuple(recovered), tuple(calls), counts.read(), most, twice, left)


def _service(settings: Settings, ask: Ask, admission: Admission, counts: Counts) -> Sitrep:
    """As `app.service.wired`; the processor's queue measures no real time."""
    processor, backend = Processor(Admission(clock=loop_clock)), _backend(settings)
    propose, prompt = open_propose(settings, ask, processor)
    stamp = stamp_of(settings, backend, prompt)
    return Sitrep(backend, propose, stamp, processor, settings.deadline_s, admission, counts)


def _settings(chance: random.Random) -> Settings:
    spare = {"base_url": "http://127.0.0.2/v1", "model": "spare"}
    return Settings(
        llm_base_url="http://127.0.0.1/v1",
        llm_model="first",
        llm_proposer="model",
        llm_timeout_s=chance.choice([2.0, 10.0, 120.0]),
        deadline_s=chance.choice([5.0, 30.0]),
        llm_concurrency=chance.choice([1, 2, 8]),
        llm_fallbacks=chance.choice([(), (spare,)]),
    )


def _backend(settings: Settings) -> Backend:
    async def endpoint() -> Endpoint:
        return Endpoint("http://127.0.0.1/v1", None, "first")

    return Backend(ExtractionSpec("model", "127.0.0.1", "first", "json_schema", settings.prompt), "first", endpoint)


def _clients(chance: random.Random) -> list[Client]:
    return [
        Client(
            chance.randrange(ARTICLES),
            chance.uniform(0, chance.choice([1, 90])),
            chance.choice([None, None, None, chance.uniform(0, 10)]),
        )
        for _ in range(chance.choice([1, 4, 10]))
    ]


async def _visit(service: Sitrep, client: Client) -> Ended:
    await asyncio.sleep(client.comes_at_s)
    began = loop_clock()
    posted = asyncio.ensure_future(service.summarize(article(client.article)))
    done, _ = await asyncio.wait([posted], timeout=client.leaves_after_s)
    if not done:
        posted.cancel()
    (result,) = await asyncio.gather(posted, return_exceptions=True)
    return Ended(client, loop_clock() - began, result if done else None)


# What must hold.


def broken(run: Run) -> Iterator[str]:
    """Each promise that was not kept, in words."""
    for ended in (*run.ended, *run.recovered):
        yield from _of_one(ended, run.settings)
    for ended in run.recovered:
        if not isinstance(ended.result, ArticleSummary):
            yield f"not recovered: {ended.result!r}"
    yield from _of_calls(run)
    if run.tasks_left:
        yield f"{run.tasks_left} tasks left"


def _of_one(ended: Ended, settings: Settings) -> Iterator[str]:
    if ended.took_s > settings.deadline_s + SLACK_S:
        yield f"ended after {ended.took_s} s, {settings.deadline_s} s were granted"
    match ended.result:
        case ArticleSummary():
            yield from _of_summary(ended.result, article(ended.client.article), ended.client.article)
        case SitrepError() | None:
            pass
        case _:
            yield f"no typed error: {ended.result!r}"


def _of_summary(summary: ArticleSummary, about: Article, number: int) -> Iterator[str]:
    if ArticleSummary.model_validate_json(summary.model_dump_json()) != summary:
        yield "a summary that does not validate"
    try:
        assert_grounded(summary, about.text)
    except AssertionError:
        yield "a quote that does not stand in its article"
    if summary.article.id != about.id or any(exact_tolls(one, "killed") != {number + 2} for one in summary.incidents):
        yield "the answer to another article"
    if summary.provenance.attempts > settings_attempts():
        yield f"{summary.provenance.attempts} calls for one question"
    if summary.provenance.created_at > datetime.now(UTC):
        yield "made in the future"


def settings_attempts() -> int:
    """Most calls for one question, by default."""
    attempts: int = Settings.model_fields["llm_attempts"].default
    return attempts


def _of_calls(run: Run) -> Iterator[str]:
    if run.most_in_flight > run.settings.llm_concurrency:
        yield f"{run.most_in_flight} calls in flight"
    if run.twice:
        yield f"{run.twice} calls about an article that was being asked about"
    repeated = run.counts.get("model_calls_repeated", 0)
    if repeated > max(10, 0.1 * len(run.calls)) * 2:  # two windows at most have repetitions in them
        yield f"{repeated} of {len(run.calls)} calls were repetitions"
    for pause in run.calls:
        if pause.kind == "429" and any(_breaks(pause, call) for call in run.calls):
            yield f"a call in the pause of {pause.pause_s} s"


def _breaks(pause: Call, call: Call) -> bool:
    until = pause.ended + min(1.0 if pause.pause_s is None else pause.pause_s, 3600.0)
    return call.model == pause.model and pause.ended < call.began < until - 1e-6
