"""Cases in, their outputs out. A failure is a value in its place; nothing but a replay that misses ends a run."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Final, Protocol

import httpx2
from pydantic import ValidationError

from app import article
from app.article import Article
from app.core.errors import (
    ContextExceeded,
    CreditSpent,
    KeyRejected,
    ModelFileError,
    ModelMisconfigured,
    ModelUnavailable,
    ModelUnknown,
    SitrepError,
)
from eval.cases import Case
from eval.recordings import RecordingMissing
from eval.results import CaseResult, Usage
from schemas import ArticleSummary

Summarize = Callable[[Case], Awaitable[ArticleSummary]]
Finished = Callable[[CaseResult], None]

_NOBODY_ASKED: Final = (
    *(ModelUnavailable, ModelMisconfigured, KeyRejected, ModelUnknown),
    *(ContextExceeded, CreditSpent, ModelFileError),
)
UNAVAILABLE: Final = frozenset(kind.code for kind in _NOBODY_ASKED)
"""Failures that say nothing of the case: the model could not be asked."""
TIMEOUT_S: Final = 900.0
"""Longest wait for a running service to answer one article; its own deadline is shorter."""


class ServiceError(Exception):
    """A running service answered with an error, or not at all. `code`: as in `app.core.errors`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Summarizer(Protocol):
    """What is measured: a service in this process."""

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article."""
        ...


def in_process(service: Summarizer) -> Summarize:
    """Summarise as `POST /v1/summaries` does, without the HTTP."""

    async def summarize(case: Case) -> ArticleSummary:
        read = article.read(
            case.text,
            today=datetime.now(UTC).date(),
            published_on=case.published_on,
            title=case.title,
            source=case.source,
        )
        return await service.summarize(read)

    return summarize


def over_http(client: httpx2.AsyncClient) -> Summarize:
    """Summarise by a running service; `client` knows its base URL. Raises ServiceError."""

    async def summarize(case: Case) -> ArticleSummary:
        body = {
            "text": case.text,
            "published_on": case.published_on and case.published_on.isoformat(),
            "title": case.title,
            "source": case.source,
        }
        try:
            response = await client.post("/v1/summaries", json=body)
        except httpx2.TransportError as error:
            raise ServiceError(ModelUnavailable.code, f"the service did not answer: {type(error).__name__}") from error
        if response.status_code != HTTPStatus.OK:
            raise _problem(response)
        return _summary(response)

    return summarize


async def run_cases(
    cases: Sequence[Case],
    summarize: Summarize,
    *,
    concurrency: int,
    finished: Finished,
    known: Mapping[tuple[str, str], CaseResult],
    reused: Finished,
) -> dict[tuple[str, str], CaseResult]:
    """What became of each case, by suite and id.

    Args:
        cases: of one suite or several.
        summarize: what is measured.
        concurrency: cases in progress at once.
        finished: told of each case that was run, as it finishes.
        known: results of an earlier run; one of another text is not used.
        reused: told of each known result that stands for its case.

    Raises:
        RecordingMissing: a replay was asked what was not recorded.
    """
    outcomes = {_key(case): known[_key(case)] for case in cases if _holds(known, case)}
    for result in outcomes.values():
        reused(result)
    slots = asyncio.Semaphore(concurrency)

    async def run_one(case: Case) -> None:
        async with slots:
            outcomes[_key(case)] = result = await run_case(case, summarize)
        finished(result)

    try:
        async with asyncio.TaskGroup() as group:
            for case in cases:
                if _key(case) not in outcomes:
                    group.create_task(run_one(case))
    except* RecordingMissing as missing:
        raise missing.exceptions[0] from None
    return outcomes


async def run_case(case: Case, summarize: Summarize) -> CaseResult:
    """Run one case. Raises RecordingMissing, and nothing else: any other failure is in the result."""
    started_s = time.monotonic()
    output, failure = None, None
    try:
        output = await summarize(case)
    except RecordingMissing:
        raise
    except Exception as error:  # noqa: BLE001 - a defect that one article brings to light is a result, too
        failure = f"{getattr(error, 'code', type(error).__name__)}: {_message(error)}"
    return CaseResult(
        id=case.id,
        suite=case.suite,
        article=digest(case.text),
        output=output,
        error=failure,
        usage=_usage(output),
        seconds=round(time.monotonic() - started_s, 3),
    )


def model_was_unavailable(outcomes: Sequence[CaseResult]) -> bool:
    """Whether no case was answered, and for no other reason than that the model could not be asked."""
    codes = {case.error.partition(":")[0] if case.error else None for case in outcomes}
    return bool(codes) and codes <= UNAVAILABLE


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, lower-case hex."""
    return sha256(text.encode()).hexdigest()


def _key(case: Case) -> tuple[str, str]:
    return case.suite, case.id


def _holds(known: Mapping[tuple[str, str], CaseResult], case: Case) -> bool:
    result = known.get(_key(case))
    return result is not None and result.article == digest(case.text)


def _message(error: Exception) -> str:
    """Our own messages never hold the article; what else may say is cut to a line."""
    lines = str(error).splitlines() or [""]
    return str(error) if isinstance(error, SitrepError | ServiceError) else lines[0][:200]


def _usage(output: ArticleSummary | None) -> Usage:
    if output is None:
        return Usage()
    came = output.provenance
    return Usage(attempts=came.attempts, input_tokens=came.input_tokens, output_tokens=came.output_tokens)


def _summary(response: httpx2.Response) -> ArticleSummary:
    try:
        return ArticleSummary.model_validate_json(response.content)
    except ValidationError as error:
        raise ServiceError("not-a-summary", f"the answer is no summary ({error.error_count()} errors)") from error


def _problem(response: httpx2.Response) -> ServiceError:
    """The service's problem (RFC 9457) as an error; its type ends with our code."""
    try:
        problem = response.json()
        code = str(problem["type"]).rstrip("/").rpartition("/")[2].rpartition(":")[2]
        return ServiceError(code, str(problem.get("detail") or problem["title"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ServiceError(f"http-{response.status_code}", "the service answered with an error that is none of ours")
