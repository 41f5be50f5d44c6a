"""An ArticleSummary as text for a terminal: each line with the words of the article that carry it. Pure."""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from app.present.reliability import coverage, reliability_of
from app.values import counts
from schemas import (
    ArticleRef,
    ArticleSummary,
    Attribution,
    CasualtyClaim,
    Count,
    Estimate,
    Evidence,
    Incident,
    IncidentDate,
    Location,
    Person,
    Provenance,
    Statement,
    Weapon,
)
from schemas.codes import Basis, GeoPrecision

WIDTH: Final = 100  # characters in a line
BESIDE: Final = 40  # characters of a quote that stands beside its value
INDENT: Final = 14  # of what follows a label
OWN_VOICE: Final = "the article in its own voice"
BASES: Final[Mapping[Basis, str]] = {
    "reported_as_fact": "reported as fact",
    "claimed": "claimed",
    "accused_by_authorities": "accused by authorities",
    "accused": "accused",
    "possible": "possible",
    "denied": "denied",
}
PLACE_PRECISION: Final[Mapping[GeoPrecision, str]] = {
    1: "the town is known",
    2: "the region is known",
    3: "the country only",
}
HARMLESS_FORMATS: Final = "\u200c\u200d"  # joiners, which Persian and Indic scripts need


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: an empty label goes on under the one before."""

    label: str
    text: str
    evidence: tuple[Evidence, ...] = ()


def render(summary: ArticleSummary) -> str:
    """Write a summary for a person, at most 100 characters a line, without control characters of the article.

    Short quotes stand beside their value; sentences stand once, at the end, under the numbers that the lines give.
    """
    sections = _measured(_sections(summary), summary.provenance)
    numbers = _numbered(row for _, rows in sections for row in rows)
    quoted = [Row(f"[{number}]", f"“{quote}”") for quote, number in numbers.items()]
    blocks = [
        [*textwrap.wrap(printable(summary.headline), WIDTH), "=" * WIDTH],
        *(_block(heading, rows, numbers) for heading, rows in sections),
        _block("Words of the article", quoted, numbers),
        _block("Made", _made(summary), numbers),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _sections(summary: ArticleSummary) -> list[tuple[str, list[Row]]]:
    nothing = [] if summary.incidents else [Row("", "No incident is reported.")]
    return [
        ("Summary", [Row("", each.text, each.evidence) for each in summary.summary]),
        *((_heading("Incident", each), _incident(each)) for each in summary.incidents),
        ("Incident", nothing),
        *((_heading("Background", each), _incident(each)) for each in summary.background),
        ("Context", [Row("", each.text, each.evidence) for each in summary.context]),
        ("Unsupported: said by the model, not carried by the article", list(_unsupported(summary))),
        ("Questions: values that stand, and that a person should look at", list(_questions(summary))),
        ("Notes", [Row("", note) for note in summary.notes]),
    ]


def _made(summary: ArticleSummary) -> list[Row]:
    made = summary.provenance
    return [
        Row("from", article_line(summary.article)),
        Row(summary.status, provenance_line(made)),
        Row("reliability", coverage(made)),
    ]


def _measured(sections: list[tuple[str, list[Row]]], made: Provenance) -> list[tuple[str, list[Row]]]:
    """The same, with how reliable such values are, once for each label: at the end of its first group of rows."""
    said: set[str] = set()
    return [(heading, list(_beside(rows, made, said))) for heading, rows in sections]


def _beside(rows: list[Row], made: Provenance, said: set[str]) -> Iterator[Row]:
    label = ""
    for row, following in zip_longest(rows, rows[1:]):
        label = row.label or label
        yield row
        ends = following is None or following.label not in ("", label)
        if ends and label not in said and (line := reliability_of(label, made)):
            said.add(label)
            yield Row("", line)


def _numbered(rows: Iterable[Row]) -> dict[str, int]:
    """A number for each quote too long to stand beside its value, in the article's order."""
    quotes = {each for row in rows for each in row.evidence if len(each.quote) > BESIDE}
    ordered = dict.fromkeys(printable(each.quote) for each in sorted(quotes, key=lambda each: (each.start, each.end)))
    return {quote: number for number, quote in enumerate(ordered, 1)}


def provenance_line(made: Provenance) -> str:
    """Say how long it took, whether it came from the cache, and which model was asked how."""
    asked = (
        "from the cache" if made.cached else f"{made.attempts} calls, {made.input_tokens}+{made.output_tokens} tokens"
    )
    return f"{made.duration_s:.1f} s, {asked}; model {made.model} ({made.backend}, {made.proposer})"


def article_line(article: ArticleRef) -> str:
    """Say which article it was."""
    published = f"published {article.published_on}" if article.published_on else "no date of publication"
    known = (
        article.title,
        article.source,
        article.url,
        published,
        f"{article.characters} characters",
        article.language,
    )
    return ", ".join(each for each in known if each)


def printable(text: str) -> str:
    """Make white space single spaces, and show what could steer a terminal or reverse a line as a replacement sign."""
    return "".join("\ufffd" if _steers(character) else character for character in " ".join(text.split()))


def count_words(count: Count | None) -> str:
    """Say a count as limited as its words are; None is not stated."""
    return "not stated" if count is None else counts.words(count)


def _steers(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and character not in HARMLESS_FORMATS)


def _block(heading: str, rows: list[Row], numbers: Mapping[str, int]) -> list[str]:
    """A heading and its rows; nothing at all where there are no rows."""
    return [printable(heading), *(line for row in rows for line in _lines(row, numbers))] if rows else []


def _lines(row: Row, numbers: Mapping[str, int]) -> list[str]:
    """The row's text, the quotes that stand beside it, and the numbers of those that stand at the end."""
    text = printable(row.text)
    quotes = tuple(dict.fromkeys(printable(each.quote) for each in row.evidence))
    beside = [f"“{quote}”" for quote in quotes if quote not in numbers and quote not in text]
    cited = [f"[{numbers[quote]}]" for quote in quotes if quote in numbers]
    if cited and text in numbers:
        text = f"“{text}”"
    return _wrap(f"  {row.label:{INDENT - 2}}", " ".join([text, *beside, *cited]))


def _wrap(lead: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * INDENT) or [lead.rstrip()]


def _heading(kind: str, incident: Incident) -> str:
    return f"{kind}: {incident.event_type} / {incident.sub_event_type}, {incident.stage} ({incident.corroboration})"


def _incident(incident: Incident) -> list[Row]:
    return [
        Row("what", f"{incident.sub_event_type} (PLOVER {incident.plover or 'has no type for it'})", incident.evidence),
        *_when(incident.date),
        *_where(incident.location),
        *(Row("who", _who(each), each.evidence) for each in incident.attribution),
        *(Row("actor", _named(each.name, each.aliases, each.type), each.evidence) for each in incident.actors),
        *(Row("target", f"{each.name} ({each.kind})", each.evidence) for each in incident.targets),
        *(Row("weapon", _weapon(each), each.evidence) for each in incident.weapons),
        *(row for claim in incident.casualty_claims for row in _casualties(claim)),
        Row("computed", f"killed: {_estimate(incident.fatalities)}; injured: {_estimate(incident.injured)}"),
        *(Row("reaction", _said(each), each.evidence) for each in incident.reactions),
    ]


def _when(date: IncidentDate | None) -> list[Row]:
    if date is None:
        return [Row("when", "not stated")]
    days = [day.isoformat() for day in dict.fromkeys((date.start, date.end)) if day]
    return [Row("when", f"{' to '.join(days) or 'unresolved'} ({date.precision}): {date.text}", date.evidence)]


def _where(place: Location | None) -> list[Row]:
    if place is None:
        return [Row("where", "no place that is known")]
    names = [name for name in (place.site, place.city, place.admin1, place.country) if name]
    code = f" [{place.country_code}]" if place.country_code else ""
    precision = PLACE_PRECISION[place.geo_precision]
    return [Row("where", f"{', '.join(dict.fromkeys(names))}{code}; {precision}", place.evidence)]


def _who(attribution: Attribution) -> str:
    by = attribution.asserted_by or OWN_VOICE
    return f"{attribution.actor}: {BASES[attribution.basis]}, according to {by}"


def _named(name: str, aliases: tuple[str, ...], kind: str | None) -> str:
    also = f", also {', '.join(aliases)}" if aliases else ""
    return f"{name}{also} ({kind or 'type not stated'})"


def _weapon(weapon: Weapon) -> str:
    number = f"; how many: {count_words(weapon.count)}" if weapon.count else ""
    return f"{weapon.name} ({weapon.category}){number}"


def _said(statement: Statement) -> str:
    """The speaker and the act; the text, too, where no quote carries it as it stands."""
    own = any(statement.text == each.quote for each in statement.evidence)
    return f"{statement.speaker}: {statement.act}" if own else f"{statement.speaker}: {statement.act}: {statement.text}"


def _casualties(claim: CasualtyClaim) -> Iterator[Row]:
    whom = "" if claim.victim_class == "all" else f" ({claim.victim_class.replace('_', ' ')})"
    counts = f"killed: {count_words(claim.killed)}; injured: {count_words(claim.injured)}{whom}"
    counts += ", on top of the number before" if claim.additional else ""
    by = claim.asserted_by or OWN_VOICE
    yield Row("casualties", f"{counts}, according to {by} ({claim.source_type})", claim.evidence)
    yield from (Row("", f"victim: {_person(each)}", each.evidence) for each in claim.victims)
    yield from (Row("", f"confirmed by {each.name} ({each.source_type})", each.evidence) for each in claim.confirmed_by)


def _person(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.description) if part)


def _estimate(estimate: Estimate) -> str:
    if estimate.best is not None:
        return str(estimate.best)
    if estimate.low is None and estimate.high is None:
        return "not stated"
    low = 0 if estimate.low is None else estimate.low
    return f"{low} or more" if estimate.high is None else f"{low} to {estimate.high}, not agreed"


def _unsupported(summary: ArticleSummary) -> Iterator[Row]:
    for each in summary.unsupported:
        yield Row("", f"{each.path} = {each.value!r}: {each.reason} [{each.code}]")


def _questions(summary: ArticleSummary) -> Iterator[Row]:
    for each in summary.questions:
        yield Row("", f"{each.path}: {each.reason}", each.evidence)
