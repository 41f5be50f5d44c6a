"""Short passages, planted for whoever or whatever processes an article, or honest. Pure but for reading files.

`training/planted/*.jsonl`, a passage a line: `{"text": ..., "planted": true, "kind": "postscript", "lang": "en"}`. The
others are honest news that looks like it: corrections, disputed figures, orders inside the news, plain reports.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import Field

from schemas import Frozen

FOLDER: Final = Path(__file__).with_name("planted")
TOGETHER: Final = 2
"""Lines that may be one planted passage and its honest twin: a fold of a cross-validation takes them together."""


class Passage(Frozen):
    """One to three sentences as they would stand in an article; `kind` is for tallies, `lang` an ISO 639-1 code."""

    text: str = Field(min_length=10, max_length=600)
    planted: bool
    kind: str = Field(pattern=r"^[a-z]+(?:-[a-z]+)*$")
    lang: str = Field(pattern=r"^[a-z]{2}$")


def passages(folder: Path = FOLDER) -> Iterator[tuple[str, Passage]]:
    """Each with its fold (file and pair of lines), in their order. Raises pydantic's ValidationError, OSError."""
    for file in sorted(folder.glob("*.jsonl")):
        lines = file.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            yield f"{file.stem}/{number // TOGETHER}", Passage.model_validate_json(line)
