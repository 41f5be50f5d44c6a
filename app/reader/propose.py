"""The proposer for a small model: one question a clause, and rules over the parser's tree that make a draft of it.

    parse      words and how they hang together; sentences that speak to a machine or a reader are marked
    ask        what the model says of each clause that matters
    derive     rules: which incident, who says so, which number counts whom
    restate    all of it as a draft, which is verified as any other

The file to read first.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from app.article import Article
from app.core.progress import tell
from app.llm.asking import Ask
from app.reader.asking import Readings, ask_clauses
from app.reader.bounds import within_bounds
from app.reader.clauses import Clause, worth_asking
from app.reader.derive import derive
from app.reader.marking import mark_instructions
from app.reader.parsing import Parse
from app.reader.prompting import Template
from app.reader.readings import ReadClause
from app.reader.syntax import ParsedArticle
from app.records.draft import Draft
from app.records.proposal import Blocking, Proposal, Propose, SoFar
from app.records.restate import draft_of
from schemas import UnsupportedValue

T = TypeVar("T")


async def to_thread(work: Callable[[], T], /) -> T:
    """Run the work in a thread, without a queue."""
    return await asyncio.to_thread(work)


def open_reader(
    ask: Ask, parse: Parse, template: Template, deadline_s: float, *, blocking: Blocking = to_thread
) -> Propose:
    """A proposer that asks about each clause and derives the draft by rules. It holds nothing: open one an article.

    Args:
        ask: the way to the model.
        parse: gives an article its tree, as `app.reader.parsing.open_parser` or a memory before it.
        template: the questions' texts (`app.reader.prompting.load`).
        deadline_s: seconds for all questions about one article; what is not answered by then is a note.
        blocking: runs the parser, and then the rules, off the event loop.

    The proposer raises ModelError and its kin when there were questions and none was answered, and what `blocking`
    raises. Refused values have the code `reader_rule`, and as path the sentence (`sentences/3/killed`) or, for what is
    beyond the bounds of a draft, the place in it.
    """

    async def propose(article: Article) -> Proposal:
        parsed, clauses = await blocking(lambda: _prepared(parse(article)))

        def tell_so_far(readings: Readings) -> None:
            tell(SoFar(lambda: _proposal(readings, parsed)))

        readings = await ask_clauses(ask, template, clauses, deadline_s, tell_so_far)
        return await blocking(lambda: _proposal(readings, parsed))

    return propose


def _proposal(readings: Readings, parsed: ParsedArticle) -> Proposal:
    draft, refused = _draft(readings.clauses, parsed)
    return Proposal(
        draft=draft,
        usage=readings.usage,
        cached=readings.cached,
        refused=refused,
        notes=readings.notes,
        remarks=_unread(parsed),
        models=readings.models,
        dialect=readings.dialect,
        origins=readings.origins,
    )


def _prepared(parsed: ParsedArticle) -> tuple[ParsedArticle, tuple[Clause, ...]]:
    marked = mark_instructions(parsed)
    return marked, worth_asking(marked)


def _draft(readings: tuple[ReadClause, ...], article: ParsedArticle) -> tuple[Draft, tuple[UnsupportedValue, ...]]:
    """The draft of what was read, and what was refused on the way."""
    record = within_bounds(derive(readings, article))
    return draft_of(record, article), record.unsupported


def _unread(article: ParsedArticle) -> tuple[str, ...]:
    """A remark for each sentence that was shown to nobody; the record is whole without them."""
    reason = "it speaks to a machine or a reader and tells no news"
    unread = (sentence for sentence in article.sentences if sentence.kind == "instruction")
    return tuple(f"sentence {sentence.index} was not read: {reason}" for sentence in unread)
