"""How far values of a field can be relied on when this model read them: figures of the evaluation, shipped as data.

`data/reliability.json` is written by `sitrep-eval reliability` from the committed baselines. A model that is not in it
was never measured, and gets no other model's figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from schemas import (
    AskedModel,
    Counted,
    FieldReliability,
    Measurements,
    ModelReliability,
    Provenance,
    Reliability,
)

DATA: Final = Path(__file__).parent / "data" / "reliability.json"
LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "what": ("sub_event_type",),
    "when": ("date",),
    "where": ("location",),
    "who": ("attribution",),
    "actor": ("actors",),
    "target": ("targets",),
    "weapon": ("weapons",),
    "casualties": ("casualty_claims",),
    "computed": ("fatalities", "injured"),
    "counted": ("other_counts",),
    "protest": ("protest",),
    "reaction": ("reactions",),
}
"""The fields of an incident that stand under a label of the text."""
MEASURE: Final = "sitrep-eval run --suite stories"
"""The command that measures the model that is configured."""


@cache
def measured() -> Measurements:
    """Read the figures that are shipped."""
    return Measurements.model_validate_json(DATA.read_text("utf-8"))


def entry_of(asked: AskedModel | Provenance) -> ModelReliability | None:
    """The figures of a model that is asked in this way: same name, proposer and prompt; None: it was never measured.

    The backend may differ: the same model reads the same wherever it runs.
    """
    return next((entry for entry in measured().models if _way(entry) == _way(asked)), None)


def reliability_of(label: str, made: Provenance) -> str | None:
    """Say how often values under a label of the text were wrong, and how often missed, when this model read.

    None where the label is no field's, or the model was never measured. A field that is measured as a whole stands for
    its parts, which the figures have one by one; a place is the sum of its parts.

    Example: `measured: 1 of 12 shown is wrong, 1 of 5 missed (38 articles)`.
    """
    entry = entry_of(made)
    under = _under(label, entry.fields) if entry else ()
    return f"{sentence(total(under))} ({entry.articles} articles)" if entry and under else None


def coverage(made: Provenance) -> str:
    """Say what the figures of a record's model come from, or that there are none."""
    entry = entry_of(made)
    if entry is None:
        return f"of {made.model} ({made.proposer}): not measured ({MEASURE})"
    suites = "; ".join(f"{each.name}, {each.measured_on}" for each in entry.suites)
    return f"of {entry.model} ({entry.proposer}): {entry.articles} articles with gold ({suites})"


def answer(running: AskedModel, fallbacks: int = 0) -> Reliability:
    """All figures, and which of them are about the model that is asked now.

    `fallbacks` is how many other endpoints may answer in its place.
    """
    entry = entry_of(running)
    named = f"{running.model} ({running.proposer}, {running.prompt_version})"
    reason = (
        f"This service asks {named}, which `{entry.name}` was measured with."
        if entry
        else f"This service asks {named}, which was never measured: no figures here are about it ({MEASURE})."
    )
    behind = f" Records from its {fallbacks} fallbacks name their own models." if fallbacks else ""
    return Reliability(
        models=measured().models, running=running, applies=entry.name if entry else None, reason=reason + behind
    )


def sentence(counted: Counted) -> str:
    """Say counts in words: how many of the values shown are wrong, how many of gold's are missed."""
    if not counted.shown and not counted.gold:
        return "measured: not scored"
    are = "is" if counted.wrong == 1 else "are"
    shown = f"{counted.wrong} of {counted.shown} shown {are} wrong" if counted.shown else "none shown"
    missed = f"{counted.missed} of {counted.gold} missed" if counted.gold else "none to miss"
    return f"measured: {shown}, {missed}"


def total(counts: Iterable[Counted]) -> Counted:
    """The sums; null stays null where none of them is scored."""
    kept = tuple(counts)
    return Counted(
        shown=_sum([each.shown for each in kept]),
        wrong=_sum([each.wrong for each in kept]),
        gold=_sum([each.gold for each in kept]),
        missed=_sum([each.missed for each in kept]),
    )


def _under(label: str, fields: Sequence[FieldReliability]) -> tuple[FieldReliability, ...]:
    """The label's own fields; where they are not measured as such (a place), their parts that follow from no others."""
    roots = LABELS.get(label, ())
    own = tuple(each for each in fields if each.paths[0] in roots)
    parts = (each for each in fields if each.paths[0].split(".")[0] in roots and not each.derived)
    return own or tuple(parts)


def _way(asked: AskedModel | Provenance) -> tuple[str, str, str]:
    return asked.model, asked.proposer, asked.prompt_version


def _sum(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
