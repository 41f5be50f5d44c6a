"""Gold and output of one article, field by field: what was found, invented and missed. Pure.

Incidents are aligned one to one first, news with news and background with background; fields are counted inside the
aligned pairs, and all fields of an incident without a partner are missed (gold's) or invented (the output's). Two
incidents are as similar as their items of the identifying fields (`eval.fields.IDENTIFYING`) agree leniently: F1 over
all of them; those that share nothing are never a pair. A failed case is scored as an output that reports nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import JsonValue, TypeAdapter

from eval.align import align
from eval.evidence import validity
from eval.fields import FIELDS, IDENTIFYING, PLAIN, POOLED, SINCE_2
from eval.items import same
from eval.leakage import leaked
from eval.nulls import null_values
from eval.results import Measure, Share, Tally
from eval.tallies import add, add_shares, compare, f1
from eval.text import Mode
from schemas import ArticleSummary, Frozen, Incident

Pair = tuple[Incident | None, Incident | None]
"""Gold's incident and the output's; None: the other has no partner."""


class FieldTally(Frozen):
    """One field, with names compared both ways (`eval.text`); for a field of codes alone the two are equal."""

    strict: Tally = Tally()
    lenient: Tally = Tally()


class CaseScores(Frozen):
    """What one case, or several together, scored."""

    incidents: Tally
    background: Tally
    fields: dict[str, FieldTally]
    background_fields: dict[str, FieldTally]
    nothing_reported: Share
    incident_count: Share
    null_values: Share
    leaked: Share
    evidence: Share
    faults: tuple[str, ...] = ()

    def pooled(self, mode: Mode) -> Tally:
        """All fields of the news that do not follow from others, together (`eval.fields.POOLED`)."""
        return add(getattr(self.fields[field], mode) for field in POOLED)

    def since_2(self, mode: Mode) -> Tally:
        """The fields that schema 2.0 added, together (`eval.fields.SINCE_2`)."""
        return add(getattr(self.fields[field], mode) for field in FIELDS if field in SINCE_2)

    def plain(self, mode: Mode) -> Tally:
        """Those of them that a plain record has, too (`eval.fields.PLAIN`)."""
        return add(getattr(self.fields[field], mode) for field in PLAIN)

    def measures(self) -> dict[str, Measure]:
        """By the names of the reports. Of leakage the complement, so that more is better throughout."""
        each = {f"{name}.{mode}": getattr(self.fields[name], mode) for name in FIELDS for mode in ("lenient", "strict")}
        return {
            "fields.lenient": self.pooled("lenient"),
            "fields.strict": self.pooled("strict"),
            "new_fields.lenient": self.since_2("lenient"),
            "new_fields.strict": self.since_2("strict"),
            "plain_fields.lenient": self.plain("lenient"),
            "plain_fields.strict": self.plain("strict"),
            "incidents": self.incidents,
            "background": self.background,
            **each,
            "nothing_reported": self.nothing_reported,
            "incident_count": self.incident_count,
            "null_values": self.null_values,
            "background_kept_apart": Share(hits=self.leaked.of - self.leaked.hits, of=self.leaked.of),
            "evidence": self.evidence,
        }


def score(gold: ArticleSummary, output: ArticleSummary | None, text: str) -> CaseScores:
    """Score one case; `text` is the article as it was submitted. None: it failed, and scores zero."""
    news = pair(gold.incidents, output.incidents if output else ())
    background = pair(gold.background, output.background if output else ())
    evidence, faults = validity(output, text) if output else (Share(hits=0, of=0), ())
    return CaseScores(
        incidents=found(news),
        background=found(background),
        fields=field_tallies(news),
        background_fields=field_tallies(background),
        nothing_reported=_nothing_reported(gold, output),
        incident_count=_incident_count(gold, output),
        null_values=add_shares(null_values(one, other) for one, other in news if one),
        leaked=leaked(gold, output),
        evidence=evidence,
        faults=faults,
    )


def total(scores: Iterable[CaseScores]) -> CaseScores:
    """The sums over cases, for micro averages; the faults of all."""
    kept = tuple(scores)
    return CaseScores(
        incidents=add(one.incidents for one in kept),
        background=add(one.background for one in kept),
        fields=_field_sums([one.fields for one in kept]),
        background_fields=_field_sums([one.background_fields for one in kept]),
        nothing_reported=add_shares(one.nothing_reported for one in kept),
        incident_count=add_shares(one.incident_count for one in kept),
        null_values=add_shares(one.null_values for one in kept),
        leaked=add_shares(one.leaked for one in kept),
        evidence=add_shares(one.evidence for one in kept),
        faults=tuple(fault for one in kept for fault in one.faults),
    )


def pair(gold: Sequence[Incident], output: Sequence[Incident]) -> tuple[Pair, ...]:
    """Gold's incidents in their order, each with its partner, then those of the output that have none."""
    partners = dict(align(gold, output, similarity, key=_sorted_json))
    ours = tuple((one, output[partners[index]] if index in partners else None) for index, one in enumerate(gold))
    rest = tuple((None, other) for index, other in enumerate(output) if index not in partners.values())
    return ours + rest


def similarity(one: Incident, other: Incident) -> float:
    """Lenient F1 over the items of all identifying fields, 0 to 1; symmetric."""
    return f1(add(_compare(field, one, other, "lenient") for field in IDENTIFYING)) or 0.0


def field_tallies(pairs: Sequence[Pair]) -> dict[str, FieldTally]:
    """Every field over the pairs."""
    return {field: _tally(field, pairs) for field in FIELDS}


def found(pairs: Sequence[Pair]) -> Tally:
    """Incidents found, invented and missed."""
    both = sum(one is not None and other is not None for one, other in pairs)
    return Tally(tp=both, fp=sum(one is None for one, _ in pairs), fn=sum(other is None for _, other in pairs))


def _tally(field: str, pairs: Sequence[Pair]) -> FieldTally:
    strict = add(_compare(field, one, other, "strict") for one, other in pairs)
    return FieldTally(strict=strict, lenient=add(_compare(field, one, other, "lenient") for one, other in pairs))


def _compare(field: str, gold: Incident | None, output: Incident | None, mode: Mode) -> Tally:
    one, other = (tuple(FIELDS[field](incident)) if incident else () for incident in (gold, output))
    return compare(one, other, lambda left, right: same(left, right, mode))


def _nothing_reported(gold: ArticleSummary, output: ArticleSummary | None) -> Share:
    """An article without news: a hit where the output has none either, and did not fail."""
    silent = output is not None and not output.incidents
    return Share(hits=0, of=0) if gold.incidents else Share(hits=int(silent), of=1)


def _incident_count(gold: ArticleSummary, output: ArticleSummary | None) -> Share:
    """A hit where as many incidents are newly reported as in gold."""
    same_number = output is not None and len(output.incidents) == len(gold.incidents)
    return Share(hits=int(same_number), of=1)


def _field_sums(several: Sequence[dict[str, FieldTally]]) -> dict[str, FieldTally]:
    return {
        name: FieldTally(
            strict=add(fields[name].strict for fields in several),
            lenient=add(fields[name].lenient for fields in several),
        )
        for name in FIELDS
    }


_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


def _sorted_json(incident: Incident) -> str:
    """The same text for the same incident, whatever its id and the order of its lists."""
    return _JSON.dump_json(_in_order(incident.model_dump(mode="json", exclude={"id"}))).decode()


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _in_order(part) for name, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted((_in_order(part) for part in value), key=_JSON.dump_json)
    return value
