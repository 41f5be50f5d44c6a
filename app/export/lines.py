"""Events as lines of a table: a data set's own columns, and those that say what a line was made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.export import acled, airwars, quoting, review, ucdp
from app.export.cells import Row
from app.export.columns import Column, columns_of, in_order
from app.export.conventions import Convention, Name, load
from app.export.events import Event, Record, events
from app.export.options import Options
from app.export.quoting import Quoted

_ROWS: Final[Mapping[Name, Callable[[Event, Convention], Row]]] = {
    "acled": acled.row,
    "ucdp": ucdp.row,
    "airwars": airwars.row,
}
TRACE: Final = (
    Column("convention"),
    Column("convention_edition"),
    Column("article_sha256"),
    Column("incident_id"),
    Column("record_sha256"),
    Column("schema_version"),
    Column("to_review"),
)
"""By whose counting rules, of which articles, incident and record, and why a person should look at the line."""
QUOTES: Final = Column("quotes")
_NUMERIC: Final = frozenset({"inter1", "inter2", "interaction"})


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is exported. `own`: the data set's columns; `to_review`: why a person should look at it."""

    event: Event
    own: Row
    trace: Row
    quotes: Quoted
    to_review: tuple[str, ...]

    @property
    def row(self) -> Row:
        """All columns."""
        return self.own | self.trace


def lines(records: Iterable[Record], options: Options) -> list[Line]:
    """A line for each event, in the order of the records."""
    rules = load(options.convention)
    return [_line(event, rules, options) for event in events(records, rules)]


def own_columns(options: Options) -> tuple[Column, ...]:
    """The data set's own columns, in its order."""
    columns = columns_of(options.convention)
    if options.inter == "text":
        return columns
    return tuple(Column(each.name, "int", each.part) if each.name in _NUMERIC else each for each in columns)


def _line(event: Event, rules: Convention, options: Options) -> Line:
    own = in_order(columns_of(options.convention), _ROWS[options.convention](event, rules))
    if options.convention == "acled" and options.inter == "numeric":
        own = acled.numeric(own)
    to_review = review.reasons(event, own, rules, options.convention)
    quotes = quoting.quoted(event.incident, options.quoted, articles=len(event.articles))
    return Line(event, own, _trace(event, rules, to_review), quotes, to_review)


def _trace(event: Event, rules: Convention, to_review: tuple[str, ...]) -> Row:
    return {
        "convention": rules.name,
        "convention_edition": rules.edition,
        "article_sha256": "; ".join(article.id for article in event.articles),
        "incident_id": event.incident.id,
        "record_sha256": event.record_sha256,
        "schema_version": event.schema_version,
        "to_review": " ".join(to_review) or None,
    }
