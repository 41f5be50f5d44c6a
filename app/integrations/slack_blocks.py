"""A record as blocks of a Slack message. Pure.

Everything that comes from an article is escaped as Slack asks for (&, <, >), so that nothing in it is a mention or a
link; signs of emphasis are left, which can make a word bold and no more.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from app.present.incident_text import Row, heading, incident_rows
from app.present.reliability import coverage
from app.present.text import WITHHELD, printable, provenance_line
from schemas import ArticleSummary, Incident
from schemas.codes import AttributionStatus

LONGEST_TEXT: Final = 3000
"""Characters of one text object, by Slack's reference. All blocks of a message together have a bound, too, which is not
documented: messages of 11,300 were refused. Five texts, three of which can be this long, stay below it."""
LONGEST_LINE: Final = 500
LONGEST_QUOTE: Final = 160
SAYING: Final = ("attribution/", "casualty_claims/", "other_counts/")
"""Where in an incident stands what somebody says."""
WHEN_WHERE: Final = ("date", "location")
RIVALS: Final[dict[AttributionStatus, str]] = {
    "denied": "Who did it: a party denies it.",
    "rival_blame": "Who did it: different speakers name different parties.",
}

Block = dict[str, Any]


def blocks(summary: ArticleSummary, page: str | None) -> list[Block]:
    """Headline, who says what, conflicts, questions and how it was made; at most five blocks of 3,000 characters.

    Lines that do not fit are left out whole, and how many is said. `page`: the address that is linked to; None: none.
    """
    doubts = [f"{each.path}: {each.reason}" for each in summary.questions]
    parts = (
        ("Who says what", list(chain.from_iterable(_sayings(each) for each in summary.incidents))),
        ("Conflicts within this article", [line for each in summary.incidents for line in _conflicts(each)]),
        ("Questions: values that a person should look at", doubts),
    )
    said = [_section(_fitted(f"*{title}*", lines)) for title, lines in parts if lines]
    return [_section(f"*{escaped(summary.headline)}*"), *said, _context(_fitted("", list(_footer(summary)), page))]


def escaped(text: str) -> str:
    """The text on one line, without characters that steer, as it may stand in a message of Slack's."""
    cut = printable(text)
    if len(cut) > LONGEST_LINE:
        cut = f"{cut[: LONGEST_LINE - 1]}…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sayings(incident: Incident) -> Iterator[str]:
    """Which incident it is, when and where; then what is said, with what belongs to a claim below it."""
    rows = incident_rows(incident)
    yield "; ".join([heading("Incident", incident), *(row.text for row in rows if row.path in WHEN_WHERE)])
    for row in rows:
        if row.path.startswith(SAYING):
            yield f"{'•' if row.label else '◦'} {row.text}{_quoted(row)}"


def _quoted(row: Row) -> str:
    """The first of the words that carry it, where it is not these words itself."""
    quote = printable(row.evidence[0].quote)
    if quote in row.text:
        return ""
    return f" “{quote}”" if len(quote) <= LONGEST_QUOTE else f" “{quote[: LONGEST_QUOTE - 1]}…”"


def _conflicts(incident: Incident) -> Iterator[str]:
    if incident.toll_status == "differ":
        yield from (f"Tolls differ: {row.text}" for row in incident_rows(incident) if row.label == "computed")
    yield from (RIVALS[status] for status in incident.attribution_status if status in RIVALS)


def _footer(summary: ArticleSummary) -> Iterator[str]:
    if not summary.incidents:
        yield "No incident is reported."
    if summary.background:
        yield f"Incidents that the article mentions besides: {len(summary.background)}"
    if summary.unsupported:
        yield f"Values that were refused, since the article does not carry them: {len(summary.unsupported)}"
    if summary.withheld:
        yield WITHHELD
    yield from (f"{summary.status}: {note}" for note in summary.notes)
    yield provenance_line(summary.provenance)
    yield f"Reliability {coverage(summary.provenance)}"


def _fitted(title: str, lines: Sequence[str], page: str | None = None) -> str:
    """Title and lines, as many as there is room for, then how many more there are, and the link."""
    link = f"<{page}|Open the page>" if page else ""
    shown, most = [title] if title else [], len(lines)
    room = LONGEST_TEXT - len(title) - len(link) - len(_more(most)) - 3  # line breaks
    for place, line in enumerate(map(escaped, lines)):
        room -= len(line) + 1
        if room < 0:
            shown.append(_more(most - place))
            break
        shown.append(line)
    return "\n".join([*shown, *([link] if link else [])])


def _more(number: int) -> str:
    return f"… and {number} more lines"


def _section(text: str) -> Block:
    return {"type": "section", "text": _text(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_text(text)]}


def _text(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
