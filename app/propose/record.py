"""The record of an article as a model proposes it: one question, or one for each overlapping part; asked again once.

question   messages from the prompt's files and the numbered sentences
parts      what fits the model's window
feedback   what verification refused goes back once, where the settings allow
join       drafts of parts to one
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from app.article import Article, Sentence
from app.core.deadline import for_questions_s
from app.core.errors import ArticleTooLong, SitrepError
from app.core.progress import tell
from app.llm.asking import Answer, Ask, Question
from app.llm.gathering import Hearing, Outcome, dialect_of, gather, models_of, notes_of, origins_of, usage_of
from app.propose.feedback import ask_again, better
from app.propose.join import join
from app.propose.parts import Window, parts, size_bytes
from app.propose.question import Template, question, shown
from app.records import mended
from app.records.draft import Draft
from app.records.proposal import Blocking, Proposal, Propose, SoFar
from schemas import UnsupportedValue

REASKING: Final = 0.95
"""The part of the deadline by which a second answer must be there: a first one is not lost for it."""

Verify = Callable[[Draft, Article], Sequence[UnsupportedValue]]
"""What verification refuses of a draft of an article."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds on one article: seconds in all, the model's window, and whether refused values go back to it once."""

    deadline_s: float
    window: Window
    reask: bool


def open_proposer(ask: Ask, template: Template, bounds: Bounds, verify: Verify, blocking: Blocking) -> Propose:
    """The proposer for models that read an article at once; `blocking` runs `verify` off the event loop.

    Its time is that of the bounds, or what the deadline of the article leaves for questions.
    """

    async def propose(article: Article) -> Proposal:
        time_s = min(bounds.deadline_s, for_questions_s())
        late_at_s = asyncio.get_running_loop().time() + time_s * REASKING
        asked = [(about(part), draft(article, part, late_at_s)) for part in parts(shown(article), bounds.window)]
        return proposal_of(await gather(asked, time_s, Hearing("parts", tell_so_far)))

    async def draft(article: Article, part: tuple[Sentence, ...], late_at_s: float) -> Answer[Draft]:
        """The draft of one part; asked again once where verification refuses something of it."""
        longest = max(part, key=size_bytes)
        if size_bytes(longest) > bounds.window.room_bytes:
            raise ArticleTooLong(f"sentence {longest.index} is longer than the model's context window")
        asked = question(template, article, part, bounds.window.max_output_tokens)
        first = await ask(asked)
        if not bounds.reask:
            return first
        try:
            async with asyncio.timeout_at(late_at_s):
                return await asked_again(article, asked, first)
        except (SitrepError, TimeoutError):  # the first answer stands as it is; what was refused of it says so itself
            return first

    async def asked_again(article: Article, asked: Question[Draft], first: Answer[Draft]) -> Answer[Draft]:
        """The first answer, with values of a second one where verification refuses something of it."""
        refused = await blocking(partial(verify, first.value, article))
        if not refused:
            return first
        second = await ask(ask_again(asked, first.value, refused))
        value = await blocking(partial(_better, first.value, second.value, verify, article))
        return replace(
            second, value=value.mended_as(first.value), usage=first.usage + second.usage,
            cached=first.cached and second.cached, remarks=first.remarks,
        )  # fmt: skip

    return propose


def tell_so_far(outcomes: Sequence[Outcome[Draft]]) -> None:
    """Tell who watches what is proposed while parts are still being read."""

    async def proposal() -> Proposal:
        return proposal_of(outcomes)

    tell(SoFar(proposal))


def _better(first: Draft, second: Draft, verify: Verify, article: Article) -> Draft:
    return better(first, second, lambda draft: verify(draft, article))


def about(part: tuple[Sentence, ...]) -> str:
    """What a question about a part is about, in words."""
    return f"sentences {part[0].index} to {part[-1].index}"


def proposal_of(outcomes: Sequence[Outcome[Draft]]) -> Proposal:
    """The proposal that the drafts of an article's parts make together."""
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    return Proposal(
        draft=join([answer.value for answer in answers]) if answers else Draft(headline=""),
        usage=usage_of(outcomes),
        cached=all(answer.cached for answer in answers),
        refused=tuple(each for answer in answers for each in mended.refused(answer.value)),
        notes=notes_of(outcomes),
        remarks=_remarks(answers),
        models=models_of(outcomes),
        dialect=dialect_of(outcomes),
        origins=origins_of(outcomes),
    )


def _remarks(answers: Sequence[Answer[Draft]]) -> tuple[str, ...]:
    """What a reader should know of how the answers were read, each thing once."""
    return tuple(dict.fromkeys(each for a in answers for each in (*a.remarks, *mended.remarks(a.value))))
