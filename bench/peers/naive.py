"""The naive peers: one instructor call for a document, a plain sentence of instructions, no check of the answer.

`records` asks for Sitrep's own public record, `lists` for five lists of strings. Neither is asked again.
"""

import logging
from collections.abc import Mapping
from typing import Final, TypeVar

import httpx2
import instructor
import openai
from instructor.core import InstructorError
from instructor.mode import Mode
from pydantic import BaseModel, ConfigDict, ValidationError

from app.core.errors import DraftTruncated
from app.llm.extractor import Endpoint, EndpointSource
from app.llm.vendor_errors import from_instructor
from bench.peers.outcomes import Outcome, Peer, of_roles, of_summary
from eval.cases import Case
from eval.ceaf import Role
from schemas import ArticleSummary

T = TypeVar("T", bound=BaseModel)

MAX_TOKENS: Final = 1500
TIMEOUT_S: Final = 600.0
"""Longest wait for one answer: 1500 tokens at 5 a second, twice."""
RECORD_PROMPT: Final = "Extract from this news article the incidents of political violence that it reports."
LISTS_PROMPT: Final = (
    "Extract from this news article, for the terrorist incidents that it reports, the individual perpetrators, the "
    "perpetrator organizations, the physical targets, the names of the human victims and the weapons."
)
_TALKATIVE: Final = ("openai", "instructor", "httpx2", "httpcore2")  # their lines carry messages and answers


class RoleLists(BaseModel):
    """MUC-4's five roles, each a list of names."""

    model_config = ConfigDict(extra="forbid")

    PerpInd: list[str]
    PerpOrg: list[str]
    Target: list[str]
    Victim: list[str]
    Weapon: list[str]

    def roles(self) -> Mapping[Role, list[str]]:
        """By role."""
        return {
            "PerpInd": self.PerpInd,
            "PerpOrg": self.PerpOrg,
            "Target": self.Target,
            "Victim": self.Victim,
            "Weapon": self.Weapon,
        }


class Unusable(Exception):
    """The model gave no usable answer; the message holds none of its words."""


def records(source: EndpointSource, max_tokens: int = MAX_TOKENS) -> Peer:
    """The peer that asks for the whole public record."""

    async def answer(case: Case) -> Outcome:
        try:
            return of_summary(case, await ask(await source(), RECORD_PROMPT, case.text, ArticleSummary, max_tokens))
        except Unusable as error:
            return of_summary(case, None, str(error))

    return answer


def lists(source: EndpointSource, max_tokens: int = MAX_TOKENS) -> Peer:
    """The peer that asks for five lists of strings."""

    async def answer(case: Case) -> Outcome:
        try:
            said = await ask(await source(), LISTS_PROMPT, case.text, RoleLists, max_tokens)
        except Unusable as error:
            return of_roles(case, None, str(error))
        return of_roles(case, said.roles())

    return answer


async def ask(endpoint: Endpoint, prompt: str, text: str, answer: type[T], max_tokens: int) -> T:
    """One call, at temperature 0.

    Raises:
        Unusable: what came back is cut, invalid or an error status, or nothing came in time.
        openai.APIConnectionError: the endpoint is not there, which says nothing of the peer.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # No proxy from the environment: it cannot reach this machine's loopback.
    async with httpx2.AsyncClient(trust_env=False, timeout=TIMEOUT_S) as http:
        client = instructor.from_openai(_client(endpoint, http), mode=Mode.JSON_SCHEMA)
        try:
            value: T = await client.chat.completions.create(
                model=endpoint.model,
                messages=[{"role": "user", "content": f"{prompt}\n\n{text}"}],
                response_model=answer,
                max_retries=0,
                strict=False,  # the lenient reading favours the peer
                temperature=0,
                max_tokens=max_tokens,
            )
        except InstructorError as error:
            raise _from(error, max_tokens) from None
    vars(value).pop("_raw_response", None)  # instructor hangs the response on the value
    return value


def _client(endpoint: Endpoint, http: httpx2.AsyncClient) -> openai.AsyncOpenAI:
    key = endpoint.api_key.get_secret_value() if endpoint.api_key else "none"
    return openai.AsyncOpenAI(base_url=endpoint.base_url, api_key=key, max_retries=0, http_client=http)


def _from(error: InstructorError, max_tokens: int) -> Exception:
    cause = error.__cause__
    if isinstance(from_instructor(error), DraftTruncated):
        return Unusable(f"cut at {max_tokens} tokens")
    if isinstance(cause, openai.APITimeoutError):
        return Unusable(f"no answer within {TIMEOUT_S:g} s")
    if isinstance(cause, openai.APIConnectionError):
        return cause
    if isinstance(cause, openai.APIStatusError):
        return Unusable(f"the endpoint answered {cause.status_code}")
    return Unusable(_invalid(cause) if isinstance(cause, ValidationError) else f"invalid: {type(cause).__name__}")


def _invalid(error: ValidationError) -> str:
    """How many faults, and the kind and field of the first; never the answer's words, which may be the article's."""
    first = error.errors(include_input=False, include_context=False)[0]
    # The last name of a field that the schema does not know is the model's own.
    known = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    where = ".".join("*" if isinstance(part, int) else part for part in known)
    return f"invalid: {error.error_count()} faults, first {first['type']}" + (f" at {where}" if where else "")
