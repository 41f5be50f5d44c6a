"""The article that the benchmarks send, as often as they want and never twice the same, and the draft of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
ARTICLE: Final = "000_dc83507485d0bb55"
"""Our first seed: 2,587 characters in 22 sentences."""


@cache
def seed() -> str:
    """Its text."""
    return (ROOT / "eval" / "articles" / f"{ARTICLE}.txt").read_text("utf-8")


def text_of(number: int) -> str:
    """The article with a line of its own at its end, so that no two are known as one."""
    return f"{seed()}\n\nThis is number {number} of its kind."


@cache
def draft() -> dict[str, Any]:
    """What a frontier-class model read in it; it holds for each of them."""
    path = ROOT / "eval" / "recordings" / "frontier" / "answers" / "seeds" / f"{ARTICLE}.json"
    answer: dict[str, Any] = json.loads(path.read_text("utf-8"))["answer"]
    return answer
