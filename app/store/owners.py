"""Which articles an answer is of, so that all of an article's can be erased: what it was given is claimed for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from pydantic import BaseModel

from app.llm.asking import Answer, Ask, Question
from app.store.shelf import Shelf

T = TypeVar("T", bound=BaseModel)

_article: ContextVar[str | None] = ContextVar("_article", default=None)
"""The id of the article that is being read; None: nobody said."""


@contextmanager
def asking_for(article_id: str) -> Iterator[None]:
    """What is asked within is asked for this article."""
    token = _article.set(article_id)
    try:
        yield
    finally:
        _article.reset(token)


async def claim(shelf: Shelf, key: str) -> None:
    """Note that what lies under a key is of the article that is being read."""
    if key and (article_id := _article.get()):
        await shelf.claim(key, (article_id,))


def claiming(ask: Ask, shelf: Shelf) -> Ask:
    """The same `Ask`, whose answers are claimed for the article that they are given to.

    It goes around all that shares: an answer is of each article that got it, also of one that only waited for it, or
    that found it in the store. An answer that lies there unclaimed, since its process was killed, is of an unknown one.
    """

    async def ask_and_claim(question: Question[T], /) -> Answer[T]:
        answer = await ask(question)
        await claim(shelf, answer.kept_as)
        return answer

    return ask_and_claim
