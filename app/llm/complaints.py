"""What an endpoint minds in a request, read off its refusal. Pure.

Servers repeat what they were sent, articles included: a name is taken only from a field that is made for it (`param`,
`loc`), or where it stands beside a word of complaint that we did not send ourselves.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.core.errors import RequestRefused

REFUSING: Final = frozenset([400, 404, 422])
"""Statuses with which endpoints refuse a part of a request; 422 is Mistral's and FastAPI's, 404 OpenRouter's where no
provider of the model takes all of them."""
SCHEMA_BOUNDS: Final = "schema bounds"
"""Stands for BOUNDS, all of them: a gateway that minds one minds the others, but names one at a time."""
UNNAMED: Final = "the requested parameters"
"""Stands for some of the parameters, where the endpoint does not say which: OpenRouter's words."""
BOUNDS: Final = frozenset([
    "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maximum", "minItems", "minimum", "multipleOf",
    "pattern",
])  # fmt: skip
"""Keywords of JSON Schema that bound values; the answer is validated against them in any case."""
_A_BOUND: Final = rf"(?<!response )\b(?:{'|'.join(sorted(BOUNDS))})\b"
_OTHER_KEYWORDS: Final = ("additionalProperties", "anyOf", "const", "$ref", "$defs")
"""Those that hold a schema together: who minds one cannot take ours."""

_FORMATS: Final = ("response format", "json_schema", "json_object")
"""Other names for `response_format`."""

ECHO: Final = 40
"""Characters in a row that are no coincidence."""
MOST: Final = 4000
"""Characters of a text that are looked at: a refusal is short."""
_COMPLAINT: Final = (
    r"(?:unsupported|not (?:be )?supported|(?:not|n't|nt) support|unknown|unrecogni[sz]ed|unexpected|unimplemented"
    r"|deprecated|not permitted|not allowed|extra_forbidden|extra inputs|cannot find field|unavailable|not available"
    r"|enabled only|only \S+ is allowed|must be|should be|no endpoints found that support)"
)
"""How endpoints say that they do not take something. "Too large" is none: it is known, and its value does not fit."""
_CODES: Final = re.compile(r"unsupported|unknown|unrecognized|extra_forbidden|literal_error")
_CLOSE: Final = r"(?:(?!\. |\n|;).){0,80}?"
"""What may stand between a name and its complaint: some words of the same sentence."""
_WHOLE_SCHEMA: Final = (
    "too many states",  # Gemini: a schema with long arrays
    "request contains an invalid argument",  # the same, where it does not say why
    "compiled grammar is too large",  # Claude
    "json schema contains features not supported",  # vLLM with xgrammar
)
"""Complaints about the schema that name no keyword: it is said again without bounds, and then not at all."""
_TOOLS: Final = "no endpoints found that support tool use"
"""Words for a parameter, `tools`, that do not name it."""
_TEXTS: Final = ("message", "msg", "description", "error", "detail")
"""Fields in which endpoints complain; `input`, which repeats what was sent, is none."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint: its text, the code beside it, and the place that it names (`response_format.type` is two)."""

    text: str
    code: str = ""
    place: tuple[str, ...] = ()
    field: str = ""

    @property
    def complains(self) -> bool:
        """Whether it says that something is not taken, rather than that a value is not fit."""
        return bool(_CODES.search(self.code) or re.search(_COMPLAINT, self.text, re.IGNORECASE))


class Minded(RequestRefused):
    """The endpoint refused a request and named what it minds: parts of the request, SCHEMA_BOUNDS or UNNAMED."""

    def __init__(self, message: str, names: frozenset[str], *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.names = names


def minded(refusal: bytes, sent: Collection[str], said: Collection[str]) -> frozenset[str]:
    """What of a request an endpoint minds, by its refusal; empty: it does not say so.

    Args:
        refusal: the body of the response.
        sent: the names of the request's parts: only these can be minded, SCHEMA_BOUNDS and UNNAMED.
        said: what the messages hold: words of theirs are an echo and prove nothing.

    Example: `b'{"error": {"param": "temperature", "code": "unsupported_value"}}'` gives `{"temperature"}`.
    """
    try:
        complaints = tuple(_complaints(json.loads(refusal)))
    except (ValueError, RecursionError):
        return frozenset()
    found = {name for complaint in complaints for name in _placed(complaint, sent)}
    if not found:
        echo = _bare(" ".join(said))
        found = {name for complaint in complaints for name in _told(_bare(complaint.text)[:MOST], sent, echo)}
    return frozenset(found)


def _complaints(value: Any) -> Iterator[Complaint]:
    """All complaints in a refusal, however it is wrapped: in lists, in other errors, as JSON in a text."""
    if isinstance(value, list):
        for each in value:
            yield from _complaints(each)
    elif isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, dict):
        texts = [value[name] for name in _TEXTS if isinstance(value.get(name), str)]
        code = " ".join(str(value.get(name) or "") for name in ("code", "type"))
        if place := _place(value):
            yield Complaint(" ".join(texts), code, place, "param" if "loc" not in value else "loc")
        for name in (*_TEXTS, "details", "fieldViolations", "errors"):
            yield from _complaints(value.get(name))


def _in_text(text: str) -> Iterator[Complaint]:
    yield Complaint(text)
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)
    if start >= 0:
        try:
            wrapped, _ = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            return
        if isinstance(wrapped, (dict, list)):
            yield from _complaints(wrapped)


def _place(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The place in the request's body that an error names in a field of its own; empty: none."""
    location, parameter = value.get("loc"), value.get("param")
    if isinstance(location, list) and location[:1] == ["body"]:
        return tuple(map(str, location[1:]))
    return tuple(parameter.split(".")) if isinstance(parameter, str) and parameter else ()


def _placed(complaint: Complaint, sent: Collection[str]) -> Iterator[str]:
    if not complaint.complains or not complaint.place or complaint.place[0] not in sent:
        return
    name = complaint.place[0]
    if name == "response_format" and re.search(_A_BOUND, complaint.text):
        yield SCHEMA_BOUNDS
        return
    yield name
    if name == "seed" and complaint.field == "param":
        yield "random_seed"


def _told(text: str, sent: Collection[str], echo: str) -> Iterator[str]:
    """The names that a text complains of; none where it repeats what was sent, in which anything may stand."""
    if _repeats(text, echo):
        return
    if f"no endpoints found that can handle {UNNAMED}" in text.lower():
        yield UNNAMED
    if "tools" in sent and _TOOLS in text.lower():
        yield "tools"
    of_schema = frozenset(_told_of_schema(text, echo) if "response_format" in sent else ())
    yield from of_schema
    for name in sent:
        if not (of_schema and name == "response_format") and _complained(re.escape(name), text, echo):
            yield name
            if name == "seed":
                yield "random_seed"


def _repeats(text: str, echo: str) -> bool:
    """Whether a run of words of the text is ours."""
    starts = range(0, max(1, len(text) - ECHO), ECHO // 2)
    return any(len(part := text[start : start + ECHO]) == ECHO and part in echo for start in starts)


def _told_of_schema(text: str, echo: str) -> Iterator[str]:
    whole = any(words in text.lower() and words not in echo.lower() for words in _WHOLE_SCHEMA)
    if whole or _complained(_A_BOUND, text, echo):
        yield SCHEMA_BOUNDS
    elif any(_complained(re.escape(word), text, echo) for word in (*_FORMATS, *_OTHER_KEYWORDS)):
        yield "response_format"


def _complained(name: str, text: str, echo: str) -> bool:
    """Whether the name stands beside a complaint in words that are not ours."""
    named = rf"(?<![\w]){name}(?![\w])"
    found = re.finditer(rf"{named}{_CLOSE}{_COMPLAINT}|{_COMPLAINT}{_CLOSE}{named}", text, re.IGNORECASE)
    return any(match[0] not in echo for match in found)


def _bare(text: str) -> str:
    """A text without quotation marks and escapes, in which servers differ."""
    return re.sub(r"[\\\"'`]", "", text)
