"""CPU seconds to parse and to check articles by length: the code's own part, without a model.

    python -m bench.checking
    python -m bench.checking --characters 10000 --characters 100000

Each shape is the hardest of its kind: the same report over and over, so that all of it is one incident. The readings
are made up; what is timed is what the service does with them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import typer

from app import pipeline
from app.article import read
from app.core.settings import Settings
from app.engine.weights.parser import parser_folder
from app.reader import clauses
from app.reader.derive import derive
from app.reader.marking import mark_instructions
from app.reader.parsing import Parse, open_parser
from app.reader.readings import ReadClause, Reading
from app.reader.syntax import ParsedArticle
from app.records.restate import draft_of
from bench.command import UNAVAILABLE, fail, heading

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


@dataclass(frozen=True, slots=True)
class Taken:
    """CPU seconds, and how many readings were checked."""

    parsing_s: float
    reading_s: float
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
            columns = f"rules {taken.reading_s:6.2f} s, checking {taken.checking_s:6.2f} s, {taken.readings} readings"
            typer.echo(f"{shape:<12} {length:>7} characters: parsing {taken.parsing_s:6.2f} s, {columns}")


def _take(text: str, parse: Parse) -> Taken:
    article = read(text, today=TODAY)
    began = time.process_time()
    parsed = mark_instructions(parse(article))
    parsing_s = time.process_time() - began
    readings = _read(parsed)
    began = time.process_time()
    record = derive(readings, parsed)
    reading_s = time.process_time() - began
    began = time.process_time()
    pipeline.derive(draft_of(record, article), article)
    return Taken(parsing_s, reading_s, time.process_time() - began, len(readings))


def _read(article: ParsedArticle) -> tuple[ReadClause, ...]:
    """What a model would say that copies what it finds."""
    return tuple(
        ReadClause(sentence=clause.sentence, start=clause.start, end=clause.end, reading=_reading(clause.text))
        for clause in clauses.worth_asking(article)
    )


def _reading(text: str) -> Reading:
    told = {name: words if words in text else None for name, words in WORDS.items()}
    return Reading(**({"attacker": None, "weapon": None, "wounded": None} | told))


if __name__ == "__main__":
    typer.run(main)
