"""The proposer for a small model: one question a clause, and rules over the parser's tree that make a draft of it.

    parse      words and how they hang together; sentences that speak to a machine or a reader are marked
    ask        what the model says of each clause that matters
    derive     rules: which incident, who says so, which number counts whom
    restate    all of it as a draft, which is verified as any other

The file to read first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from app.article import Article
from app.core.deadline import for_questions_s
from app.core.progress import tell
from app.core.workers import in_thread
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with its tree, sentences that speak to a machine or a reader marked, and the clauses to ask about."""

    article: ParsedArticle
    clauses: tuple[Clause, ...]


Prepare = Callable[[Article], Awaitable[Prepared]]


def prepared(parse: Parse, article: Article) -> Prepared:
    """All that is done before the model is asked. Pure, as far as `parse` is."""
    marked = mark_instructions(parse(article))
    return Prepared(marked, worth_asking(marked))


def open_reader(
    ask: Ask, prepare: Prepare, template: Template, deadline_s: float, *, blocking: Blocking = in_thread
) -> Propose:
    """A proposer that asks about each clause and derives the draft by rules. It holds nothing: open one an article.

    Args:
        ask: the way to the model.
        prepare: gives what `prepared` does, off the event loop or from memory.
        template: the questions' texts (`app.reader.prompting.load`).
        deadline_s: seconds for all questions about one article, or what its deadline leaves for them where that is
            less; what is not answered by then is a note.
        blocking: runs the rules off the event loop.

    The proposer raises ModelError and its kin when there were questions and none was answered, and what `prepare` and
    `blocking` raise. Refused values have the code `reader_rule`, and as path the sentence (`sentences/3/killed`) or,
    for what is beyond the bounds of a draft, the place in it.
    """

    async def propose(article: Article) -> Proposal:
        ready = await prepare(article)

        async def proposed(readings: Readings) -> Proposal:
            draft, refused = await blocking(partial(drafted, readings.clauses, ready.article))
            return _proposal(draft, refused, readings, ready.article)

        def tell_so_far(readings: Readings) -> None:
            tell(SoFar(partial(proposed, readings)))

        time_s = min(deadline_s, for_questions_s())
        return await proposed(await ask_clauses(ask, template, ready.clauses, time_s, tell_so_far))

    return propose


def _proposal(
    draft: Draft, refused: tuple[UnsupportedValue, ...], readings: Readings, article: ParsedArticle
) -> Proposal:
    return Proposal(
        draft=draft,
        usage=readings.usage,
        cached=readings.cached,
        refused=refused,
        notes=readings.notes,
        remarks=_unread(article),
        models=readings.models,
        dialect=readings.dialect,
        origins=readings.origins,
    )


def drafted(readings: tuple[ReadClause, ...], article: ParsedArticle) -> tuple[Draft, tuple[UnsupportedValue, ...]]:
    """The draft of what was read, and what was refused on the way. Pure."""
    record = within_bounds(derive(readings, article))
    return draft_of(record, article), record.unsupported


def _unread(article: ParsedArticle) -> tuple[str, ...]:
    """A remark for each sentence that was shown to nobody; the record is whole without them."""
    reason = "it speaks to a machine or a reader and tells no news"
    unread = (sentence for sentence in article.sentences if sentence.kind == "instruction")
    return tuple(f"sentence {sentence.index} was not read: {reason}" for sentence in unread)
