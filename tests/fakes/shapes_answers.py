"""What endpoints answer, as they published it, and what users see of it: one row for each shape.

A row's replies come in their order, the last one again and again. The article is that of `tests/faults/endpoint.py`.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from app.core.errors import (
    ContextExceeded,
    CreditSpent,
    DraftTruncated,
    KeyRejected,
    ModelError,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    ModelUnknown,
)
from tests.fakes.openai_server import Json, Reply, completion, json_reply
from tests.faults.endpoint import bomb

RECORD: Final[Json] = bomb(0, "4") | {"headline": "Bomb in Kano"}
GOOD: Final = json.dumps(RECORD)


@dataclass(frozen=True, slots=True)
class Shape:
    """One published behaviour.

    replies   what comes back
    error     what users get; None: the record, with the toll that the article has
    calls     how many were made
    says      what stands in the error, or in the record's notes and refusals
    """

    replies: tuple[Reply, ...]
    error: type[ModelError] | None = None
    calls: int = 1
    says: str = ""


def message(finish_reason: str | None = "stop", usage: Json | None = None, **fields: Any) -> Reply:
    """A completion with such a message."""
    choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", **fields}}
    counted = {"prompt_tokens": 5000, "completion_tokens": 20, **(usage or {})}
    return json_reply({"id": "x", "object": "chat.completion", "choices": [choice], "usage": counted})


def said(**changes: Any) -> Reply:
    """The record with other fields."""
    return completion(json.dumps(RECORD | changes), tokens=(5000, 20))


def with_toll(**changes: Any) -> Reply:
    """The record with another toll."""
    (incident,) = RECORD["incidents"]
    (toll,) = incident["tolls"]
    kept = {name: value for name, value in (toll | changes).items() if value != "(left out)"}
    return said(incidents=[incident | {"tolls": [kept]}])


def openai_error(status: int, text: str, code: str | None = None, kind: str = "invalid_request_error") -> Reply:
    """OpenAI's form of an error."""
    return json_reply({"error": {"message": text, "type": kind, "param": None, "code": code}}, status)


_CALL = {"id": "call_1", "type": "function", "function": {"name": "Draft", "arguments": GOOD}}
_AZURE = {
    "code": "content_filter",
    "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    "status": 400,
    "innererror": {
        "code": "ResponsibleAIPolicyViolation",
        "content_filter_result": {
            "hate": {"filtered": False, "severity": "safe"},
            "violence": {"filtered": True, "severity": "high"},
        },
    },
}
_GROQ = {
    "message": "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
    "type": "invalid_request_error",
    "code": "json_validate_failed",
}
_TPM = "Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 8000"

SHAPES: Final[dict[str, Shape]] = {
    # The answer stands where `content` does not look like it.
    "think block before the JSON": Shape((message(content=f"<think>A {{bomb}} [0].</think>\n{GOOD}"),)),
    "the end of a think block alone": Shape((message(content=f"It was a bomb.</think>{GOOD}"),)),
    "prose and fences": Shape((message(content=f"Sure! Here:\n```json\n{GOOD}\n```\nAs sentence [0] says."),)),
    "parts": Shape((message(content=[{"type": "text", "text": GOOD[:9]}, {"type": "text", "text": GOOD[9:]}]),)),
    "parts with thoughts (Mistral)": Shape(
        (message(content=[{"type": "thinking", "thinking": [{"text": "{"}]}, {"type": "text", "text": GOOD}]),)
    ),
    "an object as content": Shape((message(content=RECORD),)),
    "tool call in place of content": Shape((message("tool_calls", content=None, tool_calls=[_CALL]),)),
    "JSON in reasoning_content (vLLM)": Shape((message(content=None, reasoning_content=GOOD),)),
    # An empty or broken answer is asked for again.
    "empty once": Shape((message(content=""), said()), calls=2),
    "null once": Shape((message(content=None), said()), calls=2),
    "many brackets and no JSON once": Shape((message(content="see [a] {b} " * 60), said()), calls=2),
    "no content and no usage": Shape((json_reply({"choices": [{"message": {"content": GOOD}}]}),)),
    # Refusals.
    "refused by finish reason (Gemini)": Shape(
        (message("SAFETY", content=None),), ModelRefused, says="the model declined to answer"
    ),
    "refused by finish reason, prefixed": Shape(
        (message("content_filter: PROHIBITED_CONTENT", content=None),),
        ModelRefused,
        says="the model declined to answer",
    ),
    "prompt filtered (Azure)": Shape((json_reply({"error": _AZURE}, 400),), ModelRefused, says="for violence"),
    "prompt flagged (OpenRouter)": Shape(
        (json_reply({"error": {"code": 403, "message": "Your input was flagged", "metadata": {}}}, 403),),
        ModelRefused,
        says="the endpoint's content filter declined the article",
    ),
    "Content Exists Risk (DeepSeek)": Shape(
        (openai_error(400, "Content Exists Risk"),),
        ModelRefused,
        says="the endpoint's content filter declined the article",
    ),
    # The account.
    "no credit (OpenAI)": Shape(
        (openai_error(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota"),),
        CreditSpent,
        says="no credit",
    ),
    "no credit (DeepSeek)": Shape(
        (openai_error(402, "Insufficient Balance"),),
        CreditSpent,
        says="the account at the endpoint has no credit left (402)",
    ),
    "no credit (Anthropic)": Shape(
        (json_reply({"type": "error", "error": {"message": "Your credit balance is too low to access"}}, 400),),
        CreditSpent,
        says="the account at the endpoint has no credit left (400)",
    ),
    "wrong key (OpenAI)": Shape((openai_error(401, "Incorrect API key", "invalid_api_key"),), KeyRejected, says="key"),
    "wrong key (Gemini)": Shape(
        (json_reply([{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}], 400),),
        KeyRejected,
        says="the endpoint does not accept the API key, or wants one (400)",
    ),
    "wrong model (OpenAI)": Shape(
        (openai_error(404, "The model `m` does not exist", "model_not_found"),), ModelUnknown, says="no model"
    ),
    "wrong model (Mistral)": Shape(
        (json_reply({"object": "error", "message": "Invalid model: m", "type": "invalid_model", "code": "1500"}, 400),),
        ModelUnknown,
        says="the endpoint has no model of this name, or none for this key (400)",
    ),
    "wrong model (Ollama)": Shape(
        (json_reply({"error": {"message": "model 'm' not found", "type": "not_found_error"}}, 404),),
        ModelUnknown,
        says="the endpoint has no model of this name, or none for this key (404)",
    ),
    "wrong model (OpenRouter)": Shape(
        (json_reply({"error": {"message": "No endpoints found for a/b:free.", "code": 404}}, 404),),
        ModelUnknown,
        says="the endpoint has no model of this name, or none for this key (404)",
    ),
    "no provider that the data policy allows (OpenRouter)": Shape(
        (json_reply({"error": {"message": "No endpoints found matching your data policy", "code": 404}}, 404),),
        ModelMisconfigured,
        says="data policy",
    ),
    "too long (OpenAI)": Shape(
        (openai_error(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded"),),
        ContextExceeded,
        says="context window",
    ),
    "too long (llama.cpp)": Shape(
        (json_reply({"error": {"code": 400, "message": "too long", "type": "exceed_context_size_error"}}, 400),),
        ContextExceeded,
        says="the question and its answer are longer than the model's context window (400)",
    ),
    "no such address": Shape((json_reply({"detail": "Not Found"}, 404),), ModelMisconfigured, says="nothing at"),
    "no such address (LM Studio, status 200)": Shape(
        (json_reply({"error": "Unexpected endpoint or method. (POST /chat/completions)"}),),
        ModelMisconfigured,
        says="nothing at",
    ),
    # Of the moment: the next call may go well.
    "498 (Groq)": Shape((openai_error(498, "flex tier capacity exceeded"), said()), calls=2),
    "413 with tokens per minute (Groq)": Shape(
        (json_reply({"error": {"message": _TPM, "type": "tokens"}}, 413, retry_after="0"), said()), calls=2
    ),
    "retry-after-ms": Shape((json_reply({}, 429, retry_after_ms="30", retry_after="40"), said()), calls=2),
    "json_validate_failed with the record (Groq)": Shape(
        (json_reply({"error": _GROQ | {"failed_generation": f"Here: {GOOD}"}}, 400),)
    ),
    "json_validate_failed without (Groq)": Shape(
        (json_reply({"error": _GROQ | {"failed_generation": ""}}, 400), said()), calls=2
    ),
    "an error with status 200": Shape((json_reply({"error": {"message": "upstream"}}), said()), calls=2),
    "an error in the choice (OpenRouter)": Shape(
        (json_reply({"choices": [{"error": {"code": 502, "message": "x"}, "message": {"content": ""}}]}), said()),
        calls=2,
    ),
    "spent credit with status 200 (OpenRouter)": Shape(
        (json_reply({"error": {"code": 402, "message": "Insufficient credits"}}),),
        CreditSpent,
        says="the account at the endpoint has no credit left (402)",
    ),
    "an error with status 200, always": Shape(
        (json_reply({"error": {"message": "upstream"}}),),
        ModelUnavailable,
        calls=3,
        says="the endpoint answered 200 with an error",
    ),
    # Cut.
    "cut with finish reason stop": Shape((message(content=GOOD[:-40]),), DraftTruncated, 2, "ends in the middle"),
    "cut with finish reason stop, once": Shape((message(content=GOOD[:-40]), said()), calls=2),
    "cut within the thoughts": Shape(
        (message("length", content="", reasoning_content="Let me see"),), DraftTruncated, 2, "on reasoning"
    ),
    "cut within a think block": Shape(
        (message("length", content="<think>Let me {see"),), DraftTruncated, 2, "on reasoning"
    ),
    "MAX_TOKENS (Gemini)": Shape((message("MAX_TOKENS", content=GOOD[:50]),), DraftTruncated, 2, "cut the answer"),
    # One bad value.
    "a number for a count": Shape((with_toll(killed=4),), says='killed: 4 is read as "4"'),
    "an extra field": Shape((with_toll(confidence=0.9),), says="unknown_field"),
    "an extra field at the root": Shape((said(reasoning="x"),), says="unknown_field"),
    "a null left out": Shape((with_toll(by="(left out)"),), says="taken for null: incidents/0/casualty_claims/0/by"),
    "a text too long": Shape((said(headline="Bomb in Kano " * 40),), says="headline: cut to 160"),
    "a fifth and a seventh line": Shape((said(summary=[{"text": "Bomb in Kano", "at": [0]}] * 7),)),
    "a code in other letters": Shape((with_toll(who="All"),), says='"All" is read as "all"'),
    "a code that there is not": Shape(
        (said(parties=[{**RECORD["parties"][0], "voice": "cops"}]),), says="not_in_schema"
    ),
    "an item without what it needs, twice": Shape(
        (said(parties=[*RECORD["parties"], {"also": [], "type": None}]),), calls=2, says="not_in_schema"
    ),
    # The prompt was cut, and nobody said so.
    "far fewer tokens than the text has (Ollama)": Shape((completion(GOOD, tokens=(2048, 20)),), says="num_ctx"),
}
