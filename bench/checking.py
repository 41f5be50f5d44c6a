"""CPU seconds to parse and to check articles by length: the code's own part, without a model.

    python -m bench.checking
    python -m bench.checking --characters 10000 --characters 100000

Each shape is the hardest of its kind: the same report over and over, so that all of it is one incident. The readings
are made up; what is timed is what the service does with them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Final

import typer

from app.article import read
from app.core.settings import Settings
from app.engine.weights.parser import parser_folder
from app.reader import clauses
from app.reader.orders import without_orders
from app.reader.parsing import Parse, open_parser
from app.reader.readings import IncidentDraft, Noted, Reading
from app.reader.summarize import vouch
from app.reader.syntax import ParsedArticle
from bench.command import UNAVAILABLE, fail, heading
from schemas import SCHEMA_VERSION, Provenance

LENGTHS: Final = (10_000, 50_000, 200_000)
TODAY: Final = date(2024, 1, 5)
SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "sentences": lambda length: "A bomb killed 3 people in Kano on Thursday, police said. " * (length // 57),
    "paragraphs": lambda length: "A bomb killed 3 people in Kano on Thursday, police said.\n\n" * (length // 58),
    "one sentence": lambda length: (
        "A bomb killed 3 people in Kano, police said, "
        + "and gunmen shot dead two farmers near Zaria, and " * ((length - 60) // 49)
        + "that was all."
    ),
}
WORDS: Final = {"event": "bomb", "target": "people", "place": "Kano", "killed": "3 people", "said_by": "police"}
MADE: Final = Provenance(
    model="none",
    backend="endpoint",
    way="sentences",
    prompt_version="none",
    schema_version=SCHEMA_VERSION,
    pipeline_version="none",
    created_at=datetime(2024, 1, 5, tzinfo=UTC),
    cached=False,
    attempts=0,
    input_tokens=0,
    output_tokens=0,
    duration_s=0.0,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """CPU seconds, and how many readings were checked."""

    parsing_s: float
    checking_s: float
    readings: int


def main(characters: Annotated[list[int] | None, typer.Option(help="Lengths of the articles.")] = None) -> None:
    """Print a table."""
    folder = parser_folder(Settings())
    if folder is None:
        fail(UNAVAILABLE, "the parser's pipeline is not on this machine: make model")
    parse = open_parser(folder)
    _take("A bomb killed 3 people in Kano.", parse)  # loads tables
    typer.echo(heading())
    for shape, text_of in SHAPES.items():
        for length in characters or LENGTHS:
            taken = _take(text_of(length), parse)
            typer.echo(f"{shape:<12} {length:>7} characters: parsing {taken.parsing_s:6.2f} s, "
                       f"checking {taken.checking_s:6.2f} s, {taken.readings} readings")  # fmt: skip


def _take(text: str, parse: Parse) -> Taken:
    article = read(text, today=TODAY)
    began = time.process_time()
    parsed = without_orders(parse(article))
    parsing_s = time.process_time() - began
    draft = _read(parsed)
    began = time.process_time()
    vouch(draft, parsed, MADE)
    return Taken(parsing_s, time.process_time() - began, len(draft.readings))


def _read(article: ParsedArticle) -> IncidentDraft:
    """What a model would say that copies what it finds."""
    found = tuple(
        Noted(sentence=clause.sentence, start=clause.start, end=clause.end, reading=_reading(clause.text))
        for clause in clauses.worth_asking(article)
    )
    return IncidentDraft(readings=found)


def _reading(text: str) -> Reading:
    told = {name: words if words in text else None for name, words in WORDS.items()}
    return Reading(**({"attacker": None, "weapon": None, "wounded": None} | told))


if __name__ == "__main__":
    typer.run(main)
