"""Summaries as a table: CSV, a row for each newly reported incident, in the columns of one convention."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from app.export import acled, airwars, cells, ucdp
from app.export.conventions import Convention, Name, load
from schemas import ArticleSummary, Incident

_ROWS: Final[Mapping[Name, Callable[[ArticleSummary, Incident, Convention], cells.Row]]] = {
    "acled": acled.row,
    "ucdp": ucdp.row,
    "airwars": airwars.row,
}


def write(summaries: Iterable[ArticleSummary], convention: Name) -> str:
    """The table as CSV (RFC 4180, but lines end in LF), its header first; empty where no incident is exported.

    Background incidents are another article's news, and what a convention does not count (`left_out`) has no row.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for number, row in enumerate(rows(summaries, convention)):
        if not number:
            writer.writerow(row)
        writer.writerow(map(cells.text, row.values()))
    return stream.getvalue()


def rows(summaries: Iterable[ArticleSummary], convention: Name) -> Iterator[cells.Row]:
    """The rows in the order of the summaries; all have the same columns."""
    rules = load(convention)
    for summary in summaries:
        for incident in summary.incidents:
            if incident.stage in rules.stages.value:
                yield _ROWS[convention](summary, incident, rules)


def left_out(summaries: Iterable[ArticleSummary], convention: Name) -> Iterator[str]:
    """A line on each newly reported incident that has no row: which, and why."""
    rules = load(convention)
    for summary in summaries:
        for incident in summary.incidents:
            if incident.stage not in rules.stages.value:
                yield f"{incident.id} has no row: {rules.name} does not count what is {incident.stage}."
