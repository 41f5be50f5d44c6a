"""What a peer makes of one document, scored by the functions that score Sitrep. Pure."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eval import muc4
from eval.cases import Case
from eval.ceaf import Role, ceaf_ree
from eval.results import CaseResult, Measure, Share
from eval.run import digest
from eval.scoring import score_case
from eval.tallies import add
from schemas import ArticleSummary


@dataclass(frozen=True, slots=True)
class Outcome:
    """The measures of one document; `error` says why there is no usable answer, `partial` that a part has none.

    `seconds`: what the peer says it took; None: it does not say, and the caller's clock counts.
    """

    measures: dict[str, Measure]
    error: str | None = None
    partial: bool = False
    seconds: float | None = None


Peer = Callable[[Case], Awaitable[Outcome]]


def of_summary(case: Case, output: ArticleSummary | None, error: str | None = None) -> Outcome:
    """Score a whole record as `sitrep-eval` does; None: it failed, and scores zero."""
    failure = None if output else error or "no answer"
    result = CaseResult(id=case.id, suite=case.suite, article=digest(case.text), output=output, error=failure)
    return Outcome(score_case(case, result).measures, failure)


def of_roles(
    case: Case,
    said: Mapping[Role, Iterable[str]] | None,
    error: str | None = None,
    *,
    partial: bool = False,
    seconds: float | None = None,
) -> Outcome:
    """Score lists of names by MUC-4's roles; None: it failed, and scores zero.

    `nothing_reported` is whether a document without a template got no name in any role.
    """
    row = _row(case)
    kept = {role: tuple(names) for role, names in (said or {}).items()}
    per_role = ceaf_ree(muc4.entities(row), kept)
    silent = said is not None and not any(name.strip() for names in kept.values() for name in names)
    empty = not muc4.templates(row)
    measures: dict[str, Measure] = {
        "ceaf_ree": add(per_role.values()),
        **{f"ceaf_ree.{role}": tally for role, tally in per_role.items()},
        "nothing_reported": Share(hits=int(silent and empty), of=int(empty)),
    }
    return Outcome(measures, None if said is not None else error or "no answer", partial, seconds)


def _row(case: Case) -> Mapping[str, Any]:
    if isinstance(case.gold, ArticleSummary):
        raise ValueError(f"this peer gives MUC-4's roles; {case.suite} asks for records")  # noqa: TRY004 - the choice is at fault
    return case.gold
