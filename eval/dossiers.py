"""Gold and output dossier: the fused incidents field by field, which reports were put together, which conflicts found.

Clusters are scored by pairs (pairwise F1): two reports that stand under one incident in both dossiers are found, those
that only the output puts together are invented, those that only gold does are missed. A report that stands alone makes
no pair. News and background are taken together, so that moving an incident between them is no matter of clustering.

A conflict is the same, strictly, when kind, path and `compatible` are equal and all positions are the same: article,
value, and who asserts it. Leniently when kind and path are equal and at least two positions have the same article and
value, names by token F1. Counts, codes and dates are compared exactly in both. The note is free text and not scored.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from eval.align import most_pairs
from eval.items import ends
from eval.results import Measure, Tally
from eval.score import FieldTally, field_tallies, found, pair
from eval.tallies import compare
from eval.text import Mode, alike, names
from schemas import (
    ArticleSummary,
    Conflict,
    Count,
    Dossier,
    Frozen,
    FusedIncident,
    Incident,
    Position,
    Report,
)

_NAMES: Final = frozenset(
    {
        "location/city",
        "location/site",
        "actors",
        "attribution/actor",
        "targets",
        "weapons",
        "casualty_claims/victims",
    }
)
"""Paths whose values are names; the others are codes, dates and counts."""
_ENOUGH: Final = 2  # positions in common that make a conflict leniently the same: a disagreement has two sides


class DossierScores(Frozen):
    """What one dossier scored."""

    incidents: Tally
    fields: dict[str, FieldTally]
    clusters: Tally
    conflicts: FieldTally

    def measures(self) -> dict[str, Measure]:
        """By the names of the reports."""
        return {
            "dossier.incidents": self.incidents,
            **{f"dossier.{name}.lenient": tally.lenient for name, tally in self.fields.items()},
            "dossier.clusters": self.clusters,
            "dossier.conflicts.lenient": self.conflicts.lenient,
            "dossier.conflicts.strict": self.conflicts.strict,
        }


def score_dossier(gold: Dossier, output: Dossier | None, counterparts: Mapping[Report, Report]) -> DossierScores:
    """Score one dossier; None: it failed, and all of gold is missed. `counterparts` is what `counterparts` gives."""
    pairs = pair(gold.incidents, output.incidents if output else ())
    return DossierScores(
        incidents=found(pairs),
        fields=field_tallies(pairs),
        clusters=score_clusters(gold, output, counterparts),
        conflicts=score_conflicts(gold, output),
    )


def counterparts(gold: Iterable[ArticleSummary], output: Iterable[ArticleSummary]) -> dict[Report, Report]:
    """For each report of the output, the report of gold that it stands for: incidents aligned article by article.

    Ids of incidents follow their position in a summary, so that gold's and the output's are not the same ones.
    """
    theirs = {summary.article.id: summary for summary in output}
    return {
        Report(article_id=ours.article.id, incident_id=other.id): Report(article_id=ours.article.id, incident_id=one.id)
        for ours in gold
        if ours.article.id in theirs
        for one, other in pair(_reported(ours), _reported(theirs[ours.article.id]))
        if one and other
    }


def score_clusters(gold: Dossier, output: Dossier | None, counterparts: Mapping[Report, Report]) -> Tally:
    """Pairs of reports that were put together. A report of the output without a counterpart stands for itself."""
    right, said = _together(gold, {}), _together(output, counterparts) if output else set()
    return Tally(tp=len(right & said), fp=len(said - right), fn=len(right - said))


def score_conflicts(gold: Dossier, output: Dossier | None) -> FieldTally:
    """Conflicts of all incidents of a dossier, paired one to one: their articles and values tell which is which."""
    right, said = _conflicts(gold), _conflicts(output) if output else ()
    strict = compare(right, said, lambda one, other: _same(one, other, "strict"))
    return FieldTally(strict=strict, lenient=compare(right, said, lambda one, other: _same(one, other, "lenient")))


def _reported(summary: ArticleSummary) -> tuple[Incident, ...]:
    return (*summary.incidents, *summary.background)


def _all(dossier: Dossier) -> tuple[FusedIncident, ...]:
    return (*dossier.incidents, *dossier.background)


def _together(dossier: Dossier, counterparts: Mapping[Report, Report]) -> set[frozenset[Report]]:
    clusters = ({counterparts.get(report, report) for report in one.reports} for one in _all(dossier))
    return {frozenset(two) for cluster in clusters for two in combinations(cluster, 2)}


def _conflicts(dossier: Dossier) -> tuple[Conflict, ...]:
    return tuple(conflict for incident in _all(dossier) for conflict in incident.conflicts)


def _same(one: Conflict, other: Conflict, mode: Mode) -> bool:
    if (one.kind, one.path) != (other.kind, other.path):
        return False
    lexical: Mode | None = mode if one.path in _NAMES else None
    if mode == "lenient":
        return most_pairs(one.positions, other.positions, lambda a, b: _agrees(a, b, lexical)) >= _ENOUGH
    shared = most_pairs(one.positions, other.positions, lambda a, b: _agrees(a, b, lexical) and _same_source(a, b))
    return one.compatible == other.compatible and shared == len(one.positions) == len(other.positions)


def _agrees(one: Position, other: Position, mode: Mode | None) -> bool:
    """The same article and value; `mode` None: a code or a date, which must be equal."""
    if one.article_id != other.article_id:
        return False
    left, right = one.value, other.value
    if isinstance(left, Count) and isinstance(right, Count):
        return ends(left) == ends(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right if mode is None else alike(names(left), names(right), mode)
    return left is None and right is None


def _same_source(one: Position, other: Position) -> bool:
    left, right = (position.asserted_by and names(position.asserted_by) for position in (one, other))
    return alike(left or None, right or None, "strict")
