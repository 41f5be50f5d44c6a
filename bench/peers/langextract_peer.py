"""langextract as a filter: documents in on stdin, extractions out on stdout, one JSON object a line.

Runs by the Python of `.venv-peers`, with langextract and the standard library alone, and imports nothing of this
repository. The first line in is the order: {base_url, api_key, model, max_output_tokens, chunk_characters, asked}.
`asked`, {prompt, example, extracted, also}, takes the place of MUC-4's roles where it is not null: `extracted` is what
stands in the example, `also` are further classes. The first line out is {ready, version}. Then for each {id, text} an
answer {id, seconds, error, unread, extractions}: `unread` is how many chunks gave an answer that langextract could not
read, each extraction is [role, text].
"""

import importlib
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib.metadata import version
from typing import Any, Final, TextIO

ROLES: Final = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
PROMPT: Final = (
    "Extract from the news article the terrorist incidents' individual perpetrators (PerpInd), perpetrator "
    "organizations (PerpOrg), physical targets (Target), names of human victims (Victim) and weapons (Weapon), in the "
    "article's exact words."
)
EXAMPLE: Final = (
    "Masked gunmen of the Harbor Liberation Front threw a grenade at the customs house in Port Ellery on Tuesday, "
    "killing inspector Ruth Valen."
)
EXTRACTED: Final = (
    ("PerpInd", "Masked gunmen"),
    ("PerpOrg", "Harbor Liberation Front"),
    ("Weapon", "grenade"),
    ("Target", "customs house"),
    ("Victim", "Ruth Valen"),
)
"""The one example, invented: no place or party of it exists."""

Extract = Callable[[str], Iterable[Any]]


class Unread(logging.Handler):
    """Counts the chunks that langextract's resolver dropped: it says so by a warning and nothing else."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count a warning of that kind; what it quotes, which may be the article's words, goes nowhere."""
        self.count += str(record.msg).startswith("Chunk omitted")


def open_extract(order: dict[str, Any]) -> Extract:
    """Open langextract as it comes, but for one call at a time, temperature 0 and a bound on the output."""
    langextract = importlib.import_module("langextract")
    factory = importlib.import_module("langextract.factory")
    for lazily in ("langextract.providers.openai", "openai"):  # else the first document would pay for them
        importlib.import_module(lazily)
    config = factory.ModelConfig(
        model_id=order["model"],
        provider="OpenAILanguageModel",
        provider_kwargs={
            "api_key": order["api_key"],
            "base_url": order["base_url"],
            "temperature": 0.0,
            "max_output_tokens": order["max_output_tokens"],
            "max_workers": 1,
        },
    )
    asked = order.get("asked") or {"prompt": PROMPT, "example": EXAMPLE, "extracted": EXTRACTED}
    shown = [
        langextract.data.Extraction(extraction_class=role, extraction_text=text) for role, text in asked["extracted"]
    ]
    examples = [langextract.data.ExampleData(text=asked["example"], extractions=shown)]

    def extract(text: str) -> Iterable[Any]:
        found = langextract.extract(
            text,
            prompt_description=asked["prompt"],
            examples=examples,
            config=config,
            max_char_buffer=order["chunk_characters"],
            max_workers=1,
            show_progress=False,
        )
        return found.extractions or ()

    return extract


def grounded(extractions: Iterable[Any], classes: Collection[str] = ROLES) -> list[tuple[str, str]]:
    """What stands in the text, which langextract's own documentation says to keep, in the classes that it was shown."""
    return [
        (one.extraction_class, one.extraction_text)
        for one in extractions
        if one.char_interval and one.extraction_class in classes
    ]


def answer(
    document: dict[str, str], extract: Extract, unread: Unread, classes: Collection[str] = ROLES
) -> dict[str, Any]:
    """Read one document. A failure is told by its class alone: messages may hold the text."""
    before, started_s = unread.count, time.monotonic()
    found: list[tuple[str, str]] = []
    error = None
    try:
        found = grounded(extract(document["text"]), classes)
    except Exception as failure:  # noqa: BLE001 - whatever langextract raises is the peer's failure
        error = type(failure).__name__
    return {
        "id": document["id"],
        "seconds": round(time.monotonic() - started_s, 3),
        "error": error,
        "unread": unread.count - before,
        "extractions": found,
    }


def answers(lines: Iterator[str], open_by: Callable[[dict[str, Any]], Extract], unread: Unread) -> Iterator[Any]:
    """What to say, in order: ready, then an answer for each document."""
    order = json.loads(next(lines))
    extract, asked = open_by(order), order.get("asked")
    classes = {name for name, _ in asked["extracted"]} | set(asked["also"]) if asked else ROLES
    yield {"ready": True, "version": version("langextract")}
    yield from (answer(json.loads(line), extract, unread, classes) for line in lines)


def main(stdin: TextIO, stdout: TextIO) -> None:
    """Serve until stdin ends."""
    warnings.simplefilter("ignore")
    unread, log = Unread(), logging.getLogger("absl")
    log.handlers, log.propagate = [unread], False
    for said in answers(iter(stdin.readline, ""), open_extract, unread):
        stdout.write(json.dumps(said) + "\n")
        stdout.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
