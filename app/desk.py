"""The way of a question up to the network, and in the network's place what a batch brought back.

Each question passes the extractor and its checks as a live one does. Its calls are answered with the bodies that there
are, in the order in which it would have made them; the first call without one is set aside as a request.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from app.backends import Backend, backend_of, budget_of, tariff
from app.core.errors import ModelRefused, NotSetUp
from app.core.metrics import Counts
from app.core.settings import Settings
from app.llm.allowance import Bill, RetryBudget
from app.llm.asking import Answer, Message, Question, Usage, question_key
from app.llm.budget import Sale, Till
from app.llm.dialect import Speaker
from app.llm.extractor import Endpoint, EndpointSource, Extractor, Shared, loop_clock, open_ask
from app.llm.transport import Response
from app.proposers import answer_kinds
from app.store.opening import Store, open_store
from app.store.owners import claim
from app.store.shelf import Alone

T = TypeVar("T", bound=BaseModel)
Json = dict[str, Any]
WAITING: Final = "batch:"
"""Before the key of a question: in the store stands what was written out for it, and what came back so far."""


class NotAsked(ModelRefused):
    """The question is not put to the endpoint now: a refusal, so that the article's other questions come, too."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that was written out: messages, bound, the name of its answer's type, and the bodies so far."""

    messages: tuple[Message, ...]
    kind: str
    max_output_tokens: int
    bodies: tuple[Json, ...] = ()

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, question: Question[Any]) -> "Waiting":
        """A question of which nothing came back yet."""
        return cls(question.messages, question.answer.__name__, question.max_output_tokens)

    def question(self) -> Question[Any]:
        """The question itself. Raises KeyError where the type of its answer is not here: the reader is an extra."""
        return Question(self.messages, answer_kinds()[self.kind], self.max_output_tokens)


@dataclass(slots=True)
class Replayed:
    """A `Transport` that answers from the bodies of one question, and keeps the first request that has none."""

    bodies: list[Json] = field(default_factory=list)
    request: Json = field(default_factory=dict)

    async def send(
        self,
        endpoint: Endpoint,
        messages: Any,
        body: Mapping[str, Any],
        timeout_s: float,  # noqa: ARG002 - as of every transport
    ) -> Response:
        """The next body. Raises NotAsked where there is none."""
        if self.bodies:
            return Response(json.dumps(self.bodies.pop(0)).encode(), "application/json")
        self.request = {"model": endpoint.model, "messages": messages, **body}
        raise NotAsked("the question is for a batch")

    async def aclose(self) -> None:
        """Nothing is open."""


class _Unbounded(RetryBudget):
    """What was asked again long ago is no load."""

    def take(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands in the place of the network. `till` has the tariff of a batch, and books what came back."""

    settings: Settings
    backend: Backend
    store: Store
    till: Till
    transport: Replayed
    extractor: Extractor
    speaker: Speaker
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def key(self, question: Question[Any]) -> str:
        """The key of a question, which is its `custom_id`, in the dialect that its endpoint is known to take."""
        return question_key(self.speaker.stamped(self.backend.spec), question)

    async def ask(self, question: Question[T], bodies: Iterable[Json]) -> Answer[T] | Json:
        """The answer that the bodies hold, or the next request. Raises ModelError where neither comes of them."""
        async with self.turn:
            self.transport.bodies = list(bodies)
            try:
                return await self.extractor(question)
            except NotAsked:
                return self.transport.request

    def book(self, waiting: Waiting, reported: Usage | None, body_bytes: int) -> None:
        """Write what an answer took on the budget of this day; what is not reported is guessed as of a live call."""
        bill = Bill.of((message.content for message in waiting.messages), waiting.max_output_tokens)
        bill.note_answer(reported or Usage(), body_bytes)
        self.till.book(Sale(bill, reported).guess)

    def awaited(self, key: str) -> Waiting | None:
        """The question that is awaited under a key; None: none is."""
        text = self.store.answers.get(WAITING + key)
        if not text:
            return None
        said = json.loads(text)
        messages = tuple(Message(**each) for each in said["messages"])
        return Waiting(messages, said["kind"], said["max_output_tokens"], tuple(said["bodies"]))

    async def wait(self, key: str, waiting: Waiting | None) -> None:
        """Write down what is awaited for a question; None: nothing any more."""
        self.store.answers.put(WAITING + key, waiting.to_json() if waiting else "")
        await claim(Alone(self.store.answers), WAITING + key)

    async def check(self) -> None:
        """Raises NotSetUp where the store that replicas share does not work: what is paid for is not to be lost."""
        if not await self.store.is_whole():
            raise NotSetUp("the store at SITREP_STORE_URL does not work", hint="Do it again when it does.")


@asynccontextmanager
async def open_desk(settings: Settings, *, batch: bool = True) -> AsyncIterator[Desk]:
    """Everything but the network and the engine. Raises as `app.service.open_service` and `Desk.check`."""
    async with AsyncExitStack() as stack:
        backend = backend_of(settings)
        store = await stack.enter_async_context(open_store(settings))
        # Nothing is learnt here: a batch that says all again would be refused as a whole.
        transport, speaker = Replayed(), Speaker(backend.spec, store.answers, most_age=timedelta.max)
        shared = replace(Shared.new(open_transport=lambda _: transport), budget=_Unbounded(loop_clock))
        extractor = open_ask(settings, backend.spec, _nowhere(settings, backend), shared=shared, speaker=speaker)
        await stack.enter_async_context(aclosing(extractor))
        till = Till(await tariff(settings, batch=batch), budget_of(settings, store.ledger), Counts())
        desk = Desk(settings, backend, store, till, transport, extractor, speaker)
        await desk.check()
        yield desk


def _nowhere(settings: Settings, backend: Backend) -> EndpointSource:
    async def endpoint() -> Endpoint:
        return Endpoint(settings.llm_base_url or "", None, settings.llm_model or backend.model)

    return endpoint
