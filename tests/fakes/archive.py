"""An archive of made-up articles, and the endpoint that reads them: 2 % fail, always the same ones."""

import json
import re
from pathlib import Path
from typing import Final

from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour, Said

NUMBER: Final = re.compile(r"depot number (\d+)")
NOTHING: Final[Json] = {"headline": "Nothing of note", "parties": [], "incidents": [], "summary": [], "context": []}
FAILING: Final = 50
"""One in so many fails."""


def text(number: int) -> str:
    """The article of this number."""
    return f"VALMORA, 4 January 2024 - A bomb killed two guards at depot number {number} on Thursday, police said."


def fails(number: int) -> bool:
    """Whether the endpoint answers badly whenever it is asked about this article."""
    return number % FAILING == FAILING // 2


def write_archive(folder: Path, count: int, files: int) -> Path:
    """A folder with so many articles, in files of JSON lines, each article once.

    Neighbours stay together, so that those that fail are far apart: enough of them in a row would open the breaker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for part in range(files):
        numbers = range(part * count // files, (part + 1) * count // files)
        lines = (json.dumps({"id": f"a{number}", "text": text(number)}) for number in numbers)
        (folder / f"{part:04}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def answer(request: Json) -> Said:
    """What the endpoint says: nothing of note, a refusal, or an error."""
    number = asked_number(request)
    if not fails(number):
        return json.dumps(NOTHING)
    return Misbehaviour.REFUSE if number // FAILING % 2 else Misbehaviour.ERROR_500


def asked_number(request: Json) -> int:
    """The number of the article that is asked about."""
    found = NUMBER.search(request["messages"][-1]["content"])
    assert found, "no article of the archive was asked about"
    return int(found[1])


def asked(server: FakeOpenAI) -> list[int]:
    """The numbers of the articles that were asked about, as often as they were."""
    return [asked_number(call.json) for call in server.completions]
