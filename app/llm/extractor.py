"""Ask a model behind an OpenAI-compatible endpoint.

With transport and vendor_errors, the only importer of openai, instructor, tenacity and httpx2.

One question, from the outside in; each layer has one owner:

    Extractor.__call__    the deadline
      _asked              the one loop of repetitions: tenacity says whether and when, instructor puts the complaint
                          into the next messages; a cut answer gets twice the output tokens
        _call             the gate of the endpoint, its address of this moment, the time-out of one call
          Speaker.say     the same call in another dialect, where the endpoint's refusal teaches one
          Transport.send  one call, its errors made ours
"""

import asyncio
import logging
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from instructor.core import InstructorError, retry_async
from instructor.mode import Mode
from pydantic import BaseModel
from tenacity import AsyncRetrying, RetryCallState
from tenacity.wait import wait_exponential_jitter

from app.core.errors import DraftInvalid, DraftTruncated, ModelError, ModelMisconfigured, ModelUnavailable
from app.core.metrics import Counts
from app.core.settings import Settings
from app.llm.allowance import Allowance, billed, charged, lent
from app.llm.asking import ENFORCED, Answer, ExtractionSpec, Origin, Question, Usage
from app.llm.budget import Sale, Till, now_utc
from app.llm.certainty import asked_of, with_probability
from app.llm.conversation import Turns, as_sent, in_dialect
from app.llm.diagnosis import AnswerRejected
from app.llm.dialect import Dialect, Speaker
from app.llm.gate import Breakers, Gate, Limit, Patience
from app.llm.lenient import salvaged
from app.llm.reading import Completion, completion_of, error_in, find_fault, read_completion, seems_cut
from app.llm.reports import read_report
from app.llm.shared import Shared, loop_clock
from app.llm.transport import Endpoint, EndpointSource, Response, is_loopback
from app.llm.vendor_errors import NOT_THE_RECORD, from_instructor, last_answer

__all__ = ["Endpoint", "EndpointSource", "Extractor", "Shared", "is_loopback", "loop_clock", "open_ask"]

T = TypeVar("T", bound=BaseModel)

_BACKOFF = wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.5)
_INVALID = "the model's answer is not the record asked for"
_TALKATIVE = ("openai", "instructor", "httpx2", "httpcore2")
"""Loggers whose lines carry messages, answers or headers."""
_log = logging.getLogger(__name__)


def open_ask(
    settings: Settings,
    spec: ExtractionSpec,
    endpoint: EndpointSource,
    *,
    shared: Shared | None = None,
    speaker: Speaker | None = None,
    till: Till | None = None,
) -> "Extractor":
    """The `Ask` that reaches out to a model; to be closed.

    Args:
        settings: bounds on time, attempts and calls in flight.
        spec: how to ask; it must be the spec in the key of the answers.
        endpoint: asked before each call.
        shared: what it has in common with other endpoints; None: nothing.
        speaker: knows what the endpoint takes of what is asked; None: one that knows nothing yet.
        till: where its calls are paid; None: nobody knows what they cost, and nothing bounds it.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    speaker, till = speaker or Speaker(spec), till or Till(None, None, Counts())
    return Extractor(settings, spec, endpoint, shared or Shared.new(), speaker=speaker, till=till)


def allow(settings: Settings, now: float) -> Allowance:
    """What the settings grant one question that begins now."""
    return Allowance(now + settings.deadline_s, settings.llm_attempts, settings.tokens_per_question)


class Extractor:
    """An `Ask` over HTTP. Made by `open_ask`."""

    def __init__(
        self,
        settings: Settings,
        spec: ExtractionSpec,
        endpoint: EndpointSource,
        shared: Shared,
        *,
        speaker: Speaker,
        till: Till,
    ) -> None:
        self._settings = settings
        self._spec = spec
        self._endpoint = endpoint
        self._transport = shared.open_transport(settings)
        self._shared = shared
        self._speaker = speaker
        self._own = {} if settings.embedded else settings.llm_asked_for
        self._till = till
        # The embedded engine has one slot: more calls in flight would only wait inside it, on its clock. It is
        # restarted by its own supervisor, so that a breaker would only add its pause to the wait.
        limit = Limit(1 if settings.embedded else settings.llm_concurrency)
        breakers = Breakers(float("inf")) if settings.embedded else Breakers()
        self._gate = Gate(limit, breakers, shared.clock, shared.sleep)

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """Answer the question, within the allowance that is lent, else within its own.

        Raises:
            ModelUnavailable: transport failures up to the bounds, or the deadline, which includes waiting for a slot.
            ModelRefused: the model declined.
            ModelMisconfigured: the endpoint rejects the request, or speaks another protocol.
            DraftTruncated: cut twice, the second time at twice the bound on output tokens.
            DraftInvalid: no valid answer after the last re-ask.
            TokensSpent: the caller's key has no tokens left; BudgetSpent: nobody has.
        """
        now = self._shared.clock()
        within = lent()
        allowance = within or allow(self._settings, now)
        course = _Course(allowance, allowance.calls_here, allowance.ends_here_at(now), question.max_output_tokens)
        try:
            with nullcontext() if within else charged(allowance):
                async with asyncio.timeout(course.ends_at - now):
                    value = await self._asked(question, course)
        except TimeoutError:
            raise ModelUnavailable(f"no answer within {round(course.ends_at - now, 1):g} s") from None
        except ModelMisconfigured as error:
            # An endpoint that has answered and rejects the longer repetition (the context is full) has no wrong
            # setting: what stands is the reason for which it was asked again.
            raise course.fault or error from None
        return Answer(value, allowance.usage, cached=False, origin=course.origin, remarks=course.remarks)

    async def aclose(self) -> None:
        """Close the connections; calls in flight fail."""
        await self._transport.aclose()

    async def _asked(self, question: Question[T], course: "_Course") -> T:
        enforced = self._speaker.dialect.output(self._spec.structured_output) in ENFORCED
        try:
            value = await retry_async(
                lambda messages: self._call(messages, question, course),
                question.answer,
                args=(),
                kwargs={"messages": as_sent(question.messages)},
                max_retries=self._retrying(course),
                strict=False,  # pydantic's own leniency, which is also the one for answers from the store
                mode=Mode.JSON_SCHEMA if enforced else Mode.MD_JSON,
            )
        except InstructorError as error:
            if saved := salvaged(question.answer, last_answer(error)):
                return saved
            raise self._counted(from_instructor(error)) from None
        # instructor hangs the whole response on the value; it is no part of the answer.
        vars(value).pop("_raw_response", None)
        return cast("T", value)

    def _retrying(self, course: "_Course") -> AsyncRetrying:
        def stop(state: RetryCallState) -> bool:
            too_late = self._shared.clock() + state.upcoming_sleep >= course.ends_at
            spent = state.attempt_number >= course.calls or not course.has_tokens
            return too_late or spent or not self._shared.budget.take()

        return AsyncRetrying(
            retry=lambda state: course.is_worth_repeating(_error_of(state), self._settings.llm_reasks),
            stop=stop,
            wait=_wait_s,
            sleep=self._shared.sleep,
            before_sleep=self._note_repetition,
            reraise=True,
        )

    async def _call(self, messages: Turns, question: Question[T], course: "_Course") -> Completion:
        texts = (str(each.get("content")) for each in messages)
        async with billed(texts, course.max_output_tokens) as bill, self._till.sale(bill) as sale:
            try:
                completion = await self._sent(messages, question, course, sale)
            finally:
                course.note_tokens(sale.usage)
        course.remarks = seems_cut(messages, sale.usage.input_tokens)
        if fault := find_fault(completion.choices[0]):
            course.fault = fault
            raise fault
        course.fault = DraftInvalid(_INVALID)  # of no consequence, unless instructor finds it so
        return completion

    async def _sent(self, messages: Turns, question: Question[T], course: "_Course", sale: Sale) -> Completion:
        course.reached = False
        async with self._gate.passage(Patience(course.ends_at, for_pause=not course.allowance.later)):
            course.reached = True
            endpoint = await self._endpoint()
            course.allowance.note_call()
            self._shared.budget.note_call()

            async def send(dialect: Dialect) -> Response:
                said = in_dialect(messages, question, dialect.output(self._spec.structured_output))
                sale.bill.note_sent()
                return await self._received(endpoint, said, self._body(question, course, dialect))

            try:
                response = await self._speaker.say(send, self._own, course.allowance.note_refusal)
            except ModelError as error:
                sale.bill.note_failure(error)
                raise
        report = read_report(response.body)
        sale.reported = report.usage
        sale.bill.note_answer(report.usage or Usage(), len(response.body))
        course.origin = Origin(report.model, report.fingerprint, now_utc())
        completion = read_completion(response.body, response.media_type, endpoint.base_url)
        return with_probability(completion, response.body, question.decision)

    async def _received(self, endpoint: Endpoint, messages: Turns, body: dict[str, Any]) -> Response:
        """What came back for one call. An error that comes as an answer is one: the gate takes note of it."""
        try:
            response = await self._transport.send(endpoint, messages, body, self._settings.llm_timeout_s)
        except AnswerRejected as rejected:
            return Response(completion_of(rejected.answer).model_dump_json().encode(), "application/json")
        if error := error_in(response.body, endpoint.base_url):
            raise error
        return response

    def _body(self, question: Question[T], course: "_Course", dialect: Dialect) -> dict[str, Any]:
        ours = dialect.body(self._spec, question.answer, course.max_output_tokens)
        besides = asked_of(question.decision) if self._settings.embedded else self._settings.llm_said
        body = {**ours, **besides}
        return {name: value for name, value in body.items() if value is not None}

    def _note_repetition(self, state: RetryCallState) -> None:
        self._shared.counts.add("model_calls_repeated")
        error = _error_of(state)
        reason = error if isinstance(error, ModelError) else _INVALID  # pydantic's own words repeat the answer
        _log.info("attempt %d failed: %s; the next in %.1f s", state.attempt_number, reason, state.upcoming_sleep)

    def _counted(self, error: Exception) -> Exception:
        if isinstance(error, ModelError):
            self._shared.counts.add(error.code.replace("-", "_"))
        return error


@dataclass(slots=True)
class _Course:
    """How far one question has come at one endpoint. `ends_at` is on the clock; `fault` is that of the last response.

    `calls` bounds the attempts; `reached`: the last one got past the gate.
    """

    allowance: Allowance
    calls: int
    ends_at: float
    max_output_tokens: int
    reached: bool = False
    cut: bool = False
    reasked: int = 0
    cut_off: bool = False
    input_tokens: int = 0
    fault: ModelError | None = None
    remarks: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def has_tokens(self) -> bool:
        """Whether the tokens that are left suffice for a call like the last one, as far as that told its own."""
        return not self.input_tokens or self.allowance.tokens >= self.input_tokens + self.max_output_tokens

    def note_tokens(self, tokens: Usage) -> None:
        """The endpoint told what a call took."""
        self.input_tokens = tokens.input_tokens or self.input_tokens
        self.allowance.note_tokens(tokens)

    def is_worth_repeating(self, error: BaseException | None, reasks: int) -> bool:
        """Whether the same question may go better; takes note of what shall be different."""
        if isinstance(error, DraftTruncated) and not self.cut:
            self.cut = True
            self.max_output_tokens *= 2
            return True
        if isinstance(error, NOT_THE_RECORD):
            self.reasked += 1
            return self.reasked <= reasks
        if isinstance(error, ModelUnavailable) and error.cut_off:
            before, self.cut_off = self.cut_off, True
            return self.reached and not before  # who waited in vain twice would most likely do so again
        return isinstance(error, ModelUnavailable) and self.reached


def _error_of(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _wait_s(state: RetryCallState) -> float:
    """The back-off, or what the endpoint asked for when that is longer; none before a question that is put better."""
    error = _error_of(state)
    if not isinstance(error, ModelUnavailable):
        return 0.0
    return max(_BACKOFF(state), error.retry_after_s or 0.0)
