"""Check labelled articles: the gold loader takes them, dates agree with their words; and count what they hold.

    python -m training.check training/data/P01

Prints a line for each note that is refused and each date to look at (code knows not all words for days), then counts.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.values.dates import resolve
from eval.gold import GoldInvalid, load_summary, read_note
from eval.gold_notation import ArticleNote
from schemas import ArticleSummary


def main(folders: list[str]) -> int:
    """Check the folders of `NN.txt` with `NN.json`; 1 where a note is refused or has no article, else 0."""
    refused, held = 0, Counter[str]()
    for note in sorted(path for folder in folders for path in Path(folder).rglob("*.json")):
        try:
            summary = load_summary(note, note.with_suffix(".txt").read_bytes().decode())
        except (GoldInvalid, FileNotFoundError) as error:
            refused += 1
            print(f"REFUSED {error}")
            continue
        held.update(_counts(summary))
        for doubt in _dates(summary, read_note(note, ArticleNote).published_on):
            print(f"look    {note}: {doubt}")
    print(*(f"{name}: {count}" for name, count in sorted(held.items())), sep="\n")
    return 1 if refused else 0


def _counts(summary: ArticleSummary) -> Iterator[str]:
    yield "articles"
    yield "articles with an incident" if summary.incidents else "articles without an incident"
    for incident in (*summary.incidents, *summary.background):
        yield "incidents and background"
        yield from ("claims of tolls" for _ in incident.casualty_claims)
        yield from ("attributions" for _ in incident.attribution)


def _dates(summary: ArticleSummary, published_on: date | None) -> Iterator[str]:
    """Dates of a note that are other days than the words mean, where code can tell."""
    for incident in (*summary.incidents, *summary.background):
        days = incident.date
        computed = resolve(days.text, published_on) if days else None
        if days and computed and (computed.start, computed.end) != (days.start, days.end):
            by_calendar = f"{computed.start} to {computed.end} by the calendar"
            yield f"{days.text!r} is {days.start} to {days.end} in the note, {by_calendar}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
