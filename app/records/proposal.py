"""What a proposer gives: the draft, what it set aside itself, and what it cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from app.article import Article
from app.core.progress import Step
from app.llm.asking import Origin, Usage
from app.records.draft import Draft
from schemas import UnsupportedValue

T = TypeVar("T")


class Blocking(Protocol):
    """Runs what keeps a processor busy without holding up the event loop: in a thread, or in another process.

    Work is a function of a module with its arguments, so that all of it can be pickled.
    """

    async def __call__(self, work: partial[T], /) -> T:
        """What the work gives.

        Raises what it raises, Overloaded where its turn would come too late, and DeadlinePassed where it does not end
        in time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft and how it came to be.

    refused   values that the model gave and the proposer could not put into the draft, with reasons
    notes     what could not be read and why; not empty makes the summary `partial`
    remarks   what a reader should know besides; the summary stays `complete`
    cached    no question had to be put to the model
    models    names of those that answered, each once; empty where only one could have
    dialect   what their endpoints do not take of what is asked (app/llm/dialect.py)
    origins   who gave each answer, and when, by the endpoints' own words
    """

    draft: Draft
    usage: Usage
    cached: bool
    refused: tuple[UnsupportedValue, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    dialect: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class SoFar(Step):
    """What is proposed of an article of which a part is read; `proposal` makes it, and may take a while."""

    proposal: Callable[[], Awaitable[Proposal]]


Propose = Callable[[Article], Awaitable[Proposal]]
"""Raises ModelError and its kin when no question was answered."""
