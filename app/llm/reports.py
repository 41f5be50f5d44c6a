"""What a response says of itself, beside the answer: the tokens it took, and the model that gave it. Pure.

Read from the body on its own, so that an answer that is no good is counted, too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.llm.asking import Usage

LONGEST_NAME: Final = 200
"""Of a model or a fingerprint, in characters: what is longer is no name."""


@dataclass(frozen=True, slots=True)
class Report:
    """`usage` without its attempt; None: the response reports none. `model`, `fingerprint`: empty where not named."""

    usage: Usage | None = None
    model: str = ""
    fingerprint: str = ""


def read_report(body: bytes) -> Report:
    """The report in a response's body; an empty one where the body is no JSON object. Never raises.

    Example:
        >>> read_report(b'{"usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 31}}').usage
        Usage(attempts=0, input_tokens=9, output_tokens=22, reasoning_tokens=20, cached_tokens=0, unreported=0)
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Report()
    if not isinstance(said, dict):
        return Report()
    return Report(_usage(said.get("usage")), _name(said.get("model")), _name(said.get("system_fingerprint")))


def _usage(said: Any) -> Usage | None:
    """Where the total is more than prompt and completion, a model thought and did not count it as output (Gemini)."""
    if not isinstance(said, Mapping):
        return None
    prompt = _first(said, "prompt_tokens", "input_tokens")
    completion = _first(said, "completion_tokens", "output_tokens")
    if not prompt and not completion:
        return None
    hidden = max(0, _count(said, "total_tokens") - prompt - completion) if prompt else 0
    reasoning = max(
        hidden, _count(_part(said, "completion_tokens_details", "output_tokens_details"), "reasoning_tokens")
    )
    cached = _count(_part(said, "prompt_tokens_details", "input_tokens_details"), "cached_tokens")
    output = completion + hidden
    return Usage(
        input_tokens=prompt,
        output_tokens=output,
        reasoning_tokens=min(reasoning, output),
        cached_tokens=min(cached or _count(said, "prompt_cache_hit_tokens"), prompt),
    )


def _part(said: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    return next((part for name in names if isinstance(part := said.get(name), Mapping)), {})


def _first(said: Mapping[str, Any], *names: str) -> int:
    return next((count for name in names if (count := _count(said, name))), 0)


def _count(said: Mapping[str, Any], name: str) -> int:
    count = said.get(name)
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 0


def _name(said: Any) -> str:
    return said if isinstance(said, str) and len(said) <= LONGEST_NAME and said.isprintable() else ""
