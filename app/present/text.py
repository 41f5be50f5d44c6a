"""An ArticleSummary as text for a terminal: each line with the words of the article that carry it. Pure."""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Final

from app.present.incident_text import Row, heading, incident_rows
from app.present.masking import MASK
from app.present.reliability import coverage, reliability_of
from schemas import ArticleRef, ArticleSummary, Provenance

WIDTH: Final = 100  # characters in a line
BESIDE: Final = 40  # characters of a quote that stands beside its value
QUOTED: Final = "in the article:"
INDENT: Final = 14  # of what follows a label
WITHHELD: Final = (
    f"Where {MASK} stands, a name or a quote of a minor or of somebody subjected to sexual violence is masked: "
    "docs/do-no-harm.md says by which rule, and who may see it."
)
HARMLESS_FORMATS: Final = "\u200c\u200d"  # joiners, which Persian and Indic scripts need


def render(summary: ArticleSummary) -> str:
    """Write a summary for a person, at most 100 characters a line, without control characters of the article.

    Short quotes stand beside their value; sentences stand once, at the end, under the numbers that the lines give.
    """
    sections = _measured(_sections(summary), summary.provenance)
    numbers = _numbered(row for _, rows in sections for row in rows)
    quoted = [Row(f"[{number}]", f"“{quote}”") for quote, number in numbers.items()]
    blocks = [
        [*textwrap.wrap(printable(summary.headline), WIDTH), "=" * WIDTH],
        *(block(heading, rows, numbers) for heading, rows in sections),
        block("Words of the article", quoted, numbers),
        block("Made", _made(summary), numbers),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _sections(summary: ArticleSummary) -> list[tuple[str, list[Row]]]:
    nothing = [] if summary.incidents else [Row("", "No incident is reported.")]
    return [
        ("Summary", [Row("", each.text, each.evidence) for each in summary.summary]),
        *((heading("Incident", each), incident_rows(each)) for each in summary.incidents),
        ("Incident", nothing),
        *((heading("Background", each), incident_rows(each)) for each in summary.background),
        ("Context", [Row("", each.text, each.evidence) for each in summary.context]),
        ("Unsupported: said by the model, not carried by the article", list(_unsupported(summary))),
        ("Questions: values that stand, and that a person should look at", list(_questions(summary))),
        ("Notes", [Row("", note) for note in summary.notes]),
        ("Withheld", [Row("", WITHHELD)] if summary.withheld else []),
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
    """Say how long it took, what it cost or that it was kept, which model was asked how, and who answered."""
    asked = "from the cache" if made.cached and not made.attempts else f"{made.attempts} calls, {cost_line(made)}"
    others = ", ".join(each.model for each in made.answered_by if each.model != made.model)
    answered = f", answered by {others}" if others else ""
    model = printable(f"model {made.model} ({made.backend}, {made.proposer}{answered})")
    return f"{made.duration_s:.1f} s, {asked}; {model}"


def cost_line(made: Provenance) -> str:
    """Tokens in and out, and their price where one is known; what was not reported is said."""
    parts = (("thinking", made.reasoning_tokens), ("cached", made.cached_tokens))
    within = ", ".join(f"{number} {name}" for name, number in parts if number)
    tokens = f"{made.input_tokens}+{made.output_tokens} tokens{f' ({within})' if within else ''}"
    gap = f", and of {made.unreported_calls} calls not reported" if made.unreported_calls else ""
    price = f", ${made.cost_usd:.4f} ({made.price_table})" if made.cost_usd is not None and made.price_table else ""
    return f"{tokens}{gap}{price}"


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


def _steers(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and character not in HARMLESS_FORMATS)


def block(heading: str, rows: list[Row], numbers: Mapping[str, int]) -> list[str]:
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
    return _wrap(f"  {row.label:{INDENT - 2}}", " ".join([text, *_marked(beside), *cited]))


def _marked(quotes: list[str]) -> list[str]:
    """Quotes beside a value, marked as the article's words, so that none is taken for a part of the value."""
    return [f"({QUOTED} {' '.join(quotes)})"] if quotes else []


def _wrap(lead: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * INDENT) or [lead.rstrip()]


def _unsupported(summary: ArticleSummary) -> Iterator[Row]:
    for each in summary.unsupported:
        yield Row("", f"{each.path} = {each.value!r}: {each.reason} [{each.code}]")


def _questions(summary: ArticleSummary) -> Iterator[Row]:
    for each in summary.questions:
        yield Row("", f"{each.path}: {each.reason}", each.evidence)
