"""What is read of an endpoint's response, leniently: what the model said, and why it cannot be used. Pure.

instructor parses and validates the record itself. What it cannot know is read here: where servers put the model's words
besides `content`, and whether the answer is whole.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_core import from_json

from app.core.errors import DraftTruncated, ModelError, ModelMisconfigured, ModelRefused
from app.llm.diagnosis import Complaint, error_of, suspicion

# fmt: off
_REFUSALS: Final = frozenset([
    "content_filter", "content_filtered", "safety", "image_safety", "prohibited_content", "blocklist", "spii",
    "recitation", "refusal", "guardrail_intervened", "sensitive",
])
# fmt: on
"""Finish reasons with which an answer was held back: OpenAI, Azure, Gemini, Anthropic, Bedrock, Zhipu."""
_CUTS: Final = frozenset(["length", "max_tokens", "model_length", "model_context_window_exceeded"])
"""Finish reasons of an answer that is not whole: OpenAI, Gemini and Anthropic, Mistral."""
_END_OF_THOUGHT: Final = "</think>"
LEAST_WINDOW: Final = 512
CHARACTERS_PER_TOKEN: Final = 8
"""Twice what English takes; other scripts take fewer characters to a token."""
_MOST_BEGINNINGS: Final = 8
"""Opening braces at which a record may begin: those before are prose."""


class AssistantMessage(BaseModel):
    """What the model said. `refusal`: it declined, and why; `reasoning`: what it thought, where that stands apart."""

    role: str = "assistant"
    content: str | None = None
    refusal: str | None = None
    reasoning: str | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _said(cls, message: Any) -> Any:
        """Its words, wherever the server puts them; without what stands around the record's JSON."""
        if not isinstance(message, Mapping):
            return message
        thought = message.get("reasoning_content") or message.get("reasoning") or message.get("thinking")
        reasoning = thought if isinstance(thought, str) else None
        content = _text(message.get("content")) or _arguments(message) or _record_among(reasoning)
        refusal = message.get("refusal")
        return {
            "content": _trimmed(content) or None,
            "refusal": refusal if isinstance(refusal, str) else None,
            "reasoning": reasoning or (content if _is_thought(content) else None),
        }


class Choice(BaseModel):
    """One answer; `finish_reason` tells whether it is whole, in lower case and without what follows a colon."""

    message: AssistantMessage = Field(default_factory=AssistantMessage)
    finish_reason: str | None = None
    error: Any = None

    @field_validator("finish_reason", mode="before")
    @classmethod
    def _plain(cls, reason: Any) -> str | None:
        return reason.partition(":")[0].strip().casefold() if isinstance(reason, str) else None


class Completion(BaseModel):
    """What instructor reads of a response. A field more or less must not spoil an answer.

    What a call took is read by `reports`.
    """

    choices: Annotated[list[Choice], Field(min_length=1)]


def completion_of(answer: str) -> Completion:
    """The completion of an answer that came in an error: what the model said, without what it cost."""
    message = AssistantMessage.model_validate({"content": answer})
    return Completion(choices=[Choice(message=message)])


def error_in(body: bytes, url: str) -> ModelError | None:
    """The error that a response with status 200 is, or carries in place of its answer; None: it is none."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict):
        return None
    choices = parsed.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    error = first.get("error") if isinstance(first, dict) else None if choices else parsed.get("error")
    return error_of(Complaint.of(200, {"error": error}, url)) if error else None


def read_completion(body: bytes, media_type: str, url: str = "/v1") -> Completion:
    """The completion in a response's body, which came from `url`.

    Raises:
        ModelMisconfigured: something else than JSON, and sent as such: the page of another kind of server.
        ValidationError: JSON of another shape, or cut short, or nothing: to be asked again.
    """
    try:
        return Completion.model_validate_json(body)
    except ValidationError as error:
        if body and "json" not in media_type and error.errors()[0]["type"] == "json_invalid":
            raise ModelMisconfigured(
                f"the endpoint's answer is not JSON: it may be another kind of server{suspicion(url)}"
            ) from None
        raise


def seems_cut(messages: Iterable[Mapping[str, Any]], input_tokens: int) -> tuple[str, ...]:
    """A remark where the endpoint counted far fewer tokens than the messages have: it may have read only a part.

    `input_tokens` below LEAST_WINDOW say nothing: no server's window is as small, and some count only what is new to
    their cache.
    """
    characters = sum(len(str(message.get("content") or "")) for message in messages)
    if not LEAST_WINDOW <= input_tokens < characters / CHARACTERS_PER_TOKEN:
        return ()
    counted = f"The endpoint counted {input_tokens} tokens for a question of {characters} characters"
    return (f"{counted}: its context window may be too small, so that it read only a part (Ollama: num_ctx).",)


def find_fault(choice: Choice) -> ModelError | None:
    """Why an answer cannot be used whatever it says; None: nothing against it so far."""
    said = choice.message.content
    if choice.message.refusal or choice.finish_reason in _REFUSALS:
        return ModelRefused("the model declined to answer")
    if choice.finish_reason in _CUTS:
        only_thought = choice.message.reasoning and not said
        spent = "was spent on reasoning, before an answer began" if only_thought else "cut the answer"
        return DraftTruncated(f"the bound on output tokens {spent}")
    if said and is_cut(said):
        return DraftTruncated("the answer ends in the middle, though the endpoint calls it whole")
    return None


def is_cut(text: str) -> bool:
    """Whether a JSON object begins in the text and the text ends before the object does."""
    start = text.find("{")
    for _ in range(_MOST_BEGINNINGS):
        if start < 0:
            return False
        try:
            from_json(text[start:])
        except ValueError as error:
            if "EOF while parsing" in str(error):
                return True
            if "trailing characters" in str(error):
                return False
        else:
            return False
        start = text.find("{", start + 1)
    return False


def _text(content: Any) -> str:
    """The words of a content: a text, a list of parts of which those that are thought are left out, or an object."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, Mapping))
    return json.dumps(content) if isinstance(content, Mapping) else ""


def _arguments(message: Mapping[str, Any]) -> str:
    """What a model that calls a function gives it: servers make functions of the schemas that they are sent."""
    calls = message.get("tool_calls")
    call = calls[0] if isinstance(calls, list) and calls else {"function": message.get("function_call")}
    function = call.get("function") if isinstance(call, Mapping) else None
    return _text(function.get("arguments")) if isinstance(function, Mapping) else ""


def _record_among(reasoning: str | None) -> str:
    """The thoughts, where they hold an object: servers that keep thoughts apart can take the whole answer for one."""
    return reasoning if reasoning and "{" in reasoning and not is_cut(reasoning) else ""


def _is_thought(content: str) -> bool:
    """Whether an answer is the beginning of a thought and nothing else."""
    return content.lstrip().startswith("<think>") and _END_OF_THOUGHT not in content


def _trimmed(content: str) -> str:
    """An answer without thoughts before it, and without prose and fences around the first and last brace.

    What is not closed is left as it is, so that it is seen to be cut.
    """
    if _is_thought(content):
        return ""
    said = content.rpartition(_END_OF_THOUGHT)[2].strip()
    start, end = said.find("{"), said.rfind("}")
    if start < 0:
        return said
    return said[start : end + 1] if end > start and not is_cut(said) else said[start:]
