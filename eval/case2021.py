"""The `case2021` suite: which of ACLED's sub-event types a snippet tells of (CASE 2021, task 2).

Classes are ACLED's sub-event types and `OTHER`, which stands for whatever is none of them: ACLED's own "Other", the
task's five types beyond ACLED (`BEYOND_ACLED`), and, in the output, no incident. Sitrep cannot tell those apart and is
not asked to, so that there are 25 classes where the corpus has 30 labels.
"""

from collections.abc import Mapping
from typing import Any, Final

from eval.results import Label, Measure, Share, Tally
from schemas import ArticleSummary
from schemas.codes import SubEventType

OTHER: Final = "OTHER"

SUB_TYPES: Final[dict[str, SubEventType]] = {
    "GOV_REGAINS_TERIT": "Government regains territory",
    "NON_STATE_ACTOR_OVERTAKES_TER": "Non-state actor overtakes territory",
    "ARMED_CLASH": "Armed clash",
    "FORCE_AGAINST_PROTEST": "Excessive force against protesters",
    "PROTEST_WITH_INTER": "Protest with intervention",
    "PEACE_PROTEST": "Peaceful protest",
    "VIOL_DEMONSTR": "Violent demonstration",
    "MOB_VIOL": "Mob violence",
    "CHEM_WEAP": "Chemical weapon",
    "AIR_STRIKE": "Air/drone strike",
    "SUIC_BOMB": "Suicide bomb",
    "ART_MISS_ATTACK": "Shelling/artillery/missile attack",
    "REM_EXPLOS": "Remote explosive/landmine/IED",
    "GRENADE": "Grenade",
    "SEX_VIOL": "Sexual violence",
    "ATTACK": "Attack",
    "ABDUCT_DISSAP": "Abduction/forced disappearance",
    "AGREEMENT": "Agreement",
    "ARREST": "Arrests",
    "CHANGE_TO_GROUP_ACT": "Change to group/activity",
    "DISR_WEAP": "Disrupted weapons use",
    "HQ_ESTABLISHED": "Headquarters or base established",
    "PROPERTY_DISTRUCT": "Looting/property destruction",
    "NON_VIOL_TERRIT_TRANSFER": "Non-violent transfer of territory",
    "OTHER": "Other",
}
"""The task's labels of ACLED's sub-event types."""

BEYOND_ACLED: Final = frozenset({"MAN_MADE_DISASTER", "NATURAL_DISASTER", "DIPLO", "ORG_CRIME", "ATTRIB"})
"""The task's labels of what ACLED has no type for."""


def measures(row: Mapping[str, Any], output: ArticleSummary | None) -> dict[str, Measure]:
    """What one snippet scored: `accuracy`, `macro_f1`, and `class.NAME` of gold's class and of the one predicted.

    `macro_f1` is over the classes that occur in gold; one that is only predicted still has its own score, 0. A failed
    case (None) has no label and is wrong, also where gold is OTHER. Raises KeyError for an unknown label.
    """
    gold, got = gold_class(row["sub_type"]), predicted_class(output) if output else None
    whole: dict[str, Measure] = {"accuracy": Share(hits=int(gold == got), of=1), "macro_f1": Label(gold=gold, got=got)}
    return whole | {f"class.{name}": tally for name, tally in class_tallies(gold, got).items()}


def class_tallies(gold: str, got: str | None) -> dict[str, Tally]:
    """What one snippet adds to the F1 of each class that it touches, at most two."""
    if gold == got:
        return {gold: Tally(tp=1)}
    missed = {gold: Tally(fn=1)}
    return missed if got is None else missed | {got: Tally(fp=1)}


def gold_class(label: str) -> str:
    """The class of one of the corpus's labels. Raises KeyError for one that it does not have."""
    return OTHER if label in BEYOND_ACLED else _class(SUB_TYPES[label])


def predicted_class(output: ArticleSummary) -> str:
    """The sub-event type of the main incident, the first; OTHER where there is none."""
    return _class(output.incidents[0].sub_event_type) if output.incidents else OTHER


def _class(sub: SubEventType) -> str:
    return OTHER if sub == "Other" else sub
