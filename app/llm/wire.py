"""The OpenAI wire format, both ways: the form that an answer is asked in, and what is read of a response. Pure."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from app.core.errors import DraftTruncated, ModelError, ModelMisconfigured, ModelRefused
from app.core.settings import StructuredOutput
from app.llm.asking import Usage
from app.llm.complaints import BOUNDS

Json = dict[str, Any]

# fmt: off
_STRICT_KEYWORDS = frozenset([
    "$defs", "$ref", "additionalProperties", "anyOf", "const", "description", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "format", "items", "maxItems", "maximum", "minItems", "minimum", "multipleOf", "pattern",
    "properties", "required", "type",
])
# fmt: on
"""What OpenAI's structured outputs accept with `strict` (their guide "Structured model outputs", "Supported schemas").
Titles would be accepted too; they only cost tokens."""
_STRICT_FORMATS = frozenset(["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"])
"""String formats accepted with `strict`, same guide."""


@lru_cache(maxsize=64)
def output_format(
    structured_output: StructuredOutput, answer: type[BaseModel], *, bounded: bool = True
) -> Mapping[str, Any]:
    """What the request's body says about the form of the answer; made once for each type, since a schema costs 1.5 ms.

    Read-only. Not `bounded`: without the keywords that bound values, which some gateways reject. `llguidance` is
    llama.cpp's grammar, which gives compact JSON where `response_format` pretty-prints.
    """
    match structured_output:
        case "json_schema":
            return {"response_format": {"type": "json_schema", "json_schema": _strict_format(answer, bounded)}}
        case "llguidance":
            schema = answer.model_json_schema() if bounded else without_bounds(answer.model_json_schema())
            schema = {**schema, "x-guidance": {"whitespace_flexible": False}}
            return {"grammar": "%llguidance {}\nstart: %json " + json.dumps(schema)}
        case "json_object":
            return {"response_format": {"type": "json_object"}}
        case "none":
            return {}


def strict_schema(schema: Mapping[str, Any]) -> Json:
    """The JSON Schema in the form that OpenAI's `strict` asks for: no extra property, each property required.

    An optional property becomes nullable. Keywords that `strict` rejects are left out: the answer is validated anyway.

    Raises:
        ValueError: an object with free keys, which `strict` cannot express.
    """
    strict = {key: value for key, value in schema.items() if key in _STRICT_KEYWORDS}
    if strict.get("format") not in _STRICT_FORMATS:
        strict.pop("format", None)
    if "oneOf" in schema:
        strict["anyOf"] = schema["oneOf"]
    if "$ref" in strict and len(strict) > 1:  # rejected beside other keywords
        strict["anyOf"] = [{"$ref": strict.pop("$ref")}]
    for keyword in ("anyOf", "items", "$defs"):
        if keyword in strict:
            strict[keyword] = _strict_within(keyword, strict[keyword])
    return _strict_object(strict) if strict.get("type") == "object" else strict


def _strict_within(keyword: str, value: Any) -> Any:
    if keyword == "anyOf":
        return [strict_schema(choice) for choice in value]
    if keyword == "$defs":
        return {name: strict_schema(schema) for name, schema in value.items()}
    return strict_schema(value)


def _strict_object(schema: Json) -> Json:
    if "properties" not in schema and schema.get("additionalProperties", True) is not False:
        raise ValueError("strict structured output knows no object with free keys")
    required = schema.get("required", ())
    properties = {
        name: strict_schema(value) if name in required else _nullable(strict_schema(value))
        for name, value in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties, "required": list(properties), "additionalProperties": False}


def _nullable(schema: Json) -> Json:
    choices = schema.get("anyOf", [schema])
    if {"type": "null"} in choices:
        return schema
    return {"anyOf": [*choices, {"type": "null"}]}


def without_bounds(schema: Any) -> Any:
    """A JSON Schema without the keywords that bound values (BOUNDS); names of properties are no keywords."""
    if isinstance(schema, list):
        return [without_bounds(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in BOUNDS}
    return {key: _each_without_bounds(key, value) for key, value in kept.items()}


def _each_without_bounds(keyword: str, value: Any) -> Any:
    if keyword in ("properties", "$defs"):
        return {name: without_bounds(schema) for name, schema in value.items()}
    return without_bounds(value) if keyword in ("anyOf", "oneOf", "allOf", "items", "prefixItems") else value


def _strict_format(answer: type[BaseModel], bounded: bool) -> Json:
    # The API takes names of 64 letters, digits, `_` and `-`; generic models have brackets in theirs.
    name = re.sub(r"[^a-zA-Z0-9_-]", "_", answer.__name__)[:64]
    schema = strict_schema(answer.model_json_schema())
    return {"name": name, "strict": True, "schema": schema if bounded else without_bounds(schema)}


def _unfenced(content: str | None) -> str | None:
    """The content of a Markdown code fence, when the whole answer is one: models without a schema like them."""
    text = (content or "").strip()
    if len(text) > len("``````") and text.startswith("```") and text.endswith("```"):
        return text[3:-3].removeprefix("json")
    return content


class AssistantMessage(BaseModel):
    """What the model said. `refusal`: it declined, and why."""

    role: str = "assistant"
    content: Annotated[str | None, AfterValidator(_unfenced)] = None
    refusal: str | None = None


class Choice(BaseModel):
    """One answer; `finish_reason` tells whether it is whole."""

    message: AssistantMessage
    finish_reason: str | None = None


class Completion(BaseModel):
    """What is read of a response; instructor reads `choices` only. A field more or less must not spoil an answer."""

    choices: Annotated[list[Choice], Field(min_length=1)]
    usage: Any = None

    @property
    def tokens(self) -> Usage:
        """Tokens in and out, 0 where the response does not tell."""
        return Usage(input_tokens=self._count("prompt_tokens"), output_tokens=self._count("completion_tokens"))

    def _count(self, name: str) -> int:
        count = self.usage.get(name) if isinstance(self.usage, dict) else None
        return count if isinstance(count, int) and count > 0 else 0


def read_completion(body: bytes, media_type: str) -> Completion:
    """The completion in a response's body.

    Raises:
        ModelMisconfigured: something else than JSON, and sent as such: the page of another kind of server.
        ValidationError: JSON of another shape, or cut short, or nothing: to be asked again.
    """
    try:
        return Completion.model_validate_json(body)
    except ValidationError as error:
        if body and "json" not in media_type and error.errors()[0]["type"] == "json_invalid":
            raise ModelMisconfigured("the endpoint's answer is not JSON: it may be another kind of server") from None
        raise


def find_fault(choice: Choice) -> ModelError | None:
    """Why an answer cannot be used whatever it says; None: nothing against it so far."""
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return ModelRefused("the model declined to answer")
    if choice.finish_reason == "length":
        return DraftTruncated("the bound on output tokens cut the answer")
    return None
