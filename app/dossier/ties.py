"""The grey band: pairs of accounts of which the evidence cannot tell whether they are of one incident.

A dossier needs nobody for them: pairs of which nobody says anything stay apart. Where a model is asked, it is one
question with the words of both reports, through the same `Ask` as all questions, so that its answer is kept:

    ask for `clusters.grey_pairs`, then `clusters(..., tie=tie_of(answers))`
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from app.dossier.accounts import Account
from app.llm.asking import Message, Question
from app.llm.chat_tokens import neutralise
from schemas import Report

Tie = Callable[[Account, Account], bool | None]
"""Whether two accounts in the grey band are of one incident; None: it cannot tell, and they stay apart."""

VERSION: Final = "tie/v1"
MAX_OUTPUT_TOKENS: Final = 50
_MOST_CHARACTERS: Final = 1_500
"""Of the words of one report: what an incident is shows in its first sentences."""


class Compared(BaseModel):
    """What a model says of two reports."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    incidents: Literal["same", "different", "cannot_tell"]


@cache
def rules(version: str = VERSION) -> Message:
    """The constant message of a prompt version. Raises FileNotFoundError for one that is not there."""
    file = resources.files("prompts").joinpath(*version.split("/"), "system.txt")
    return Message("system", file.read_text("utf-8").strip())


def question(one: Account, other: Account) -> Question[Compared]:
    """Ask whether two accounts are of one incident; the same question whichever comes first."""
    first, second = sorted((one, other), key=lambda account: account.rank)
    written = f"Report 1\n{_written(first)}\n\nReport 2\n{_written(second)}"
    return Question((rules(), Message("user", neutralise(written))), Compared, MAX_OUTPUT_TOKENS)


def tie_of(answers: Mapping[frozenset[Report], Compared]) -> Tie:
    """The tie that says what was answered of each pair; None of a pair that was not asked or not answered."""

    def tie(one: Account, other: Account) -> bool | None:
        answer = answers.get(frozenset({one.report, other.report}))
        return None if answer is None or answer.incidents == "cannot_tell" else answer.incidents == "same"

    return tie


def _written(account: Account) -> str:
    day = account.article.published_on
    published = f"{day:%A, %Y-%m-%d}" if day else "on a day that is not known"
    quotes = dict.fromkeys(" ".join(evidence.quote.split()) for evidence in account.incident.evidence)
    words = " [...] ".join(quotes)[:_MOST_CHARACTERS]
    return f"Published {published}.\nIn short: {account.incident.note}\nIn its words: {words}"
