"""Records that earlier versions saved, as `sitrep summarize --json` printed them then."""

import json
from pathlib import Path
from typing import Any

from tests.app.drafts import gold_cases

FOLDER = Path(__file__).parents[1] / "data" / "older"
_CASES = {f"{suite}-{case.id}": case.text for suite in ("seeds", "newswire", "stories") for case in gold_cases(suite)}
TEXTS = {
    "1.0-seeds-000": _CASES["seeds-000_dc83507485d0bb55"],
    "1.1-seeds-000": _CASES["seeds-000_dc83507485d0bb55"],
    "1.1-newswire-F07": _CASES["newswire-F/07"],
    "1.1-stories-a07-1": _CASES["stories-a07/1"],
}
"""Name of a file -> the article that its record is about."""
WITH_DRAFTS = [name for name in TEXTS if not name.startswith("1.0")]
"""The ones that can be derived again: 1.0 kept no draft."""


def saved(name: str) -> dict[str, Any]:
    """The JSON of a record."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return read


def changed(record: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The JSON with another value at a path: `incidents/0/stage`."""
    written: Any = json.loads(json.dumps(record))
    here = written
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("/"))
    for step in steps:
        here = here[step]
    here[last] = value
    made: dict[str, Any] = written
    return made
