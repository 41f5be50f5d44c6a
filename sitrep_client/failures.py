"""Why a call has no answer: one exception, with the service's problem (RFC 9457) where there is one."""

from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, ValidationError


class FieldError(BaseModel):
    """One thing that is wrong with what was sent."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    """JSON Pointer into the body, e.g. `/published_on`; `/query/name` of a parameter."""
    detail: str


class Problem(BaseModel):
    """What the service says of a request that it does not answer. Members of later versions are left out."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    """Names the kind, stable, e.g. `/problems/model-unavailable`; `about:blank`: the status says it all."""
    title: str
    status: int
    detail: str = ""
    request_id: str | None = None
    """As the service's log has it; None: something before the service answered."""
    client_ref: str | None = None
    hint: str | None = None
    """What to do about it; None: there is nothing to say."""
    errors: tuple[FieldError, ...] = ()


class CallFailed(Exception):
    """A call without an answer. `problem` is None where nothing came that could be read; `__cause__` says why."""

    def __init__(self, message: str, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.problem = problem


def failure(status: int, content: bytes) -> CallFailed:
    """The failure of an answer that is no success, whoever wrote it."""
    try:
        problem = Problem.model_validate_json(content)
    except ValidationError:
        problem = Problem(title=_phrase(status), status=status)
    said = " ".join(part for part in (problem.detail or problem.title, problem.hint) if part)
    return CallFailed(f"{problem.status}: {said}", problem)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Not a known status"
