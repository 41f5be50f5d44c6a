"""The proposer for a model that was trained for our record: one short question for each part of an article.

What comes back is a compact answer, which is looked up and put as a draft; from there on it is a draft as any other.
"""

from collections.abc import Iterator
from typing import Final

from app.article import Article, Sentence
from app.core.deadline import for_questions_s
from app.core.errors import ArticleTooLong
from app.llm.asking import Answer, Ask
from app.llm.gathering import Hearing, gather
from app.propose.compact.drafting import draft_of
from app.propose.compact.question import narrowed, question
from app.propose.compact.wire import Compact
from app.propose.parts import parts, size_bytes
from app.propose.question import Template, shown
from app.propose.record import Bounds, about, proposal_of, tell_so_far
from app.records.draft import Draft
from app.records.proposal import Proposal, Propose

UNSURE: Final = 0.2
"""Probabilities further than this from 0 and 1 are remarked upon. They are the model's own, not calibrated yet."""


def open_compact(ask: Ask, template: Template, bounds: Bounds) -> Propose:
    """The proposer; its time is that of the bounds, or what the deadline of the article leaves for questions.

    Nothing is asked twice: the model was trained to answer, and not to correct itself. The proposer raises ModelError
    and its kin when no part was answered.
    """
    window = narrowed(bounds.window)

    async def propose(article: Article) -> Proposal:
        time_s = min(bounds.deadline_s, for_questions_s())
        asked = [(about(part), draft(article, part)) for part in parts(shown(article), window)]
        return proposal_of(await gather(asked, time_s, Hearing("parts", tell_so_far)))

    async def draft(article: Article, part: tuple[Sentence, ...]) -> Answer[Draft]:
        longest = max(part, key=size_bytes)
        if size_bytes(longest) > window.room_bytes:
            raise ArticleTooLong(f"sentence {longest.index} is longer than what is asked about at once")
        answer = await ask(question(template, article, part, window.max_output_tokens))
        return Answer(
            value=draft_of(answer.value, article),
            usage=answer.usage,
            cached=answer.cached,
            model=answer.model,
            origin=answer.origin,
            dialect=answer.dialect,
            remarks=(*answer.remarks, *_doubts(answer.value)),
            kept_as=answer.kept_as,
        )

    return propose


def _doubts(answer: Compact) -> Iterator[str]:
    """A remark where the model was not sure whether the article reports an incident."""
    sure = answer.probability
    if sure is not None and UNSURE < sure < 1 - UNSURE:
        yield f"The model gives a probability of {sure:.2f} to there being an incident."
