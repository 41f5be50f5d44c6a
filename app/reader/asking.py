"""One short question about each clause that matters, all of them sharing one prefix.

A small model reads a sentence nearly right and fails whole articles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.llm.asking import Ask, Origin, Usage
from app.llm.gathering import Hearing, Outcome, dialect_of, gather, models_of, notes_of, origins_of, usage_of
from app.reader import prompting
from app.reader.clauses import Clause
from app.reader.prompting import Template
from app.reader.readings import ReadClause, Reading


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read of an article's clauses, in their order, and what it cost.

    notes    which questions came to nothing, and why
    cached   no question had to be put to the model
    models   names of those that answered, each once; empty where only one could have
    dialect  what their endpoints do not take of what is asked
    origins  who gave each answer, and when, by the endpoints' own words
    """

    clauses: tuple[ReadClause, ...]
    notes: tuple[str, ...]
    usage: Usage
    cached: bool
    models: tuple[str, ...] = ()
    dialect: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


async def ask_clauses(
    ask: Ask,
    template: Template,
    clauses: Sequence[Clause],
    deadline_s: float,
    so_far: Callable[[Readings], None] = lambda _: None,
) -> Readings:
    """Ask about each clause. What fails, or is not there after `deadline_s` seconds in all, is a note in its place.

    `so_far` is called with what is read each time that another answer is there, but for the last.

    Raises the first failure, a ModelError or one of its kin, when there were questions and none was answered.
    """
    asked = [(f"sentence {clause.sentence}", ask(prompting.ask_sentence(template, clause.text))) for clause in clauses]

    def read(outcomes: Sequence[Outcome[Reading]]) -> None:
        so_far(_readings(clauses, outcomes))

    return _readings(clauses, await gather(asked, deadline_s, Hearing("sentences", read)))


def _readings(clauses: Sequence[Clause], outcomes: Sequence[Outcome[Reading]]) -> Readings:
    return Readings(
        clauses=tuple(
            ReadClause(sentence=clause.sentence, start=clause.start, end=clause.end, reading=outcome.answer.value)
            for clause, outcome in zip(clauses, outcomes, strict=True)
            if outcome.answer
        ),
        notes=notes_of(outcomes),
        usage=usage_of(outcomes),
        cached=all(outcome.answer.cached for outcome in outcomes if outcome.answer),
        models=models_of(outcomes),
        dialect=dialect_of(outcomes),
        origins=origins_of(outcomes),
    )
