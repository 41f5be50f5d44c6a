"""Gold beside output, field by field, as texts for people: what the scorer compared, and what it found. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from eval import case2021, muc4
from eval.align import align
from eval.ceaf import ROLES, Entities, merge
from eval.fields import FIELDS
from eval.items import Item, same
from eval.muc4_roles import in_scope, roles
from eval.results import FieldRow, Verdict
from eval.score import pair
from eval.text import likeness
from schemas import ArticleSummary, Incident

LABELS: Final[dict[str, tuple[str, ...]]] = {
    "casualty_claims": ("killed", "injured", "of"),
    "confirmed_by": ("killed", "injured"),
    "tolls": ("", ""),
    "weapon_counts": ("", "count"),
    "claim_nouns": ("killed", "injured"),
    "claim_parties": ("killed", "injured"),
    "other_counts": ("", "", "in"),
}
"""What the codes of an item are called, for fields where the code alone would not tell."""
_RANGE: Final = 2
_ESTIMATE: Final = frozenset({"fatalities", "injured"})


def field_rows(gold: ArticleSummary, output: ArticleSummary | None) -> tuple[FieldRow, ...]:
    """Every item of every field: the news first, then the background; incidents aligned as the scorer aligns them.

    `same` is the scorer's lenient sameness. Fields that neither side fills have no row.
    """
    if output is None:
        return tuple(_rows(gold.incidents, (), "incidents")) + tuple(_rows(gold.background, (), "background"))
    news = _rows(gold.incidents, output.incidents, "incidents")
    return (*news, *_rows(gold.background, output.background, "background"))


def role_rows(row: Mapping[str, Any], output: ArticleSummary | None) -> tuple[FieldRow, ...]:
    """MUC-4's five roles: each gold entity, by its longest mention, beside the filler that matches it."""
    gold, got = muc4.entities(row), roles(in_scope(output))
    return tuple(
        found for role in ROLES for found in _role(role, gold[role], merge([name] for name in got.get(role, ())))
    )


def class_rows(row: Mapping[str, Any], output: ArticleSummary | None) -> tuple[FieldRow, ...]:
    """The one class of a CASE 2021 snippet."""
    gold, got = case2021.gold_class(row["sub_type"]), output and case2021.predicted_class(output)
    verdict: Verdict = "missing" if got is None else "same" if got == gold else "different"
    return (FieldRow(path="sub_event_type", gold=gold, output=got, verdict=verdict),)


def _role(role: str, gold: Entities, output: Entities) -> Iterator[FieldRow]:
    pairs = dict(align(gold, output, lambda one, other: float(bool(one & other)), key=_name))
    for index, mentions in enumerate(gold):
        found = _name(output[pairs[index]]) if index in pairs else None
        yield FieldRow(path=role, gold=_name(mentions), output=found, verdict="same" if found else "missing")
    for index, mentions in enumerate(output):
        if index not in pairs.values():
            yield FieldRow(path=role, gold=None, output=_name(mentions), verdict="invented")


def _rows(gold: Sequence[Incident], output: Sequence[Incident], part: str) -> Iterator[FieldRow]:
    for number, (one, other) in enumerate(pair(gold, output), 1):
        for field, items in FIELDS.items():
            left, right = (tuple(items(incident)) if incident else () for incident in (one, other))
            yield from _field(f"{part}/{number}/{field}", field, left, right)


def _field(path: str, field: str, gold: Sequence[Item], output: Sequence[Item]) -> Iterator[FieldRow]:
    """Items that are the same or alike in a part beside each other, and two that are the only ones; then the rest."""
    pairs = {0: 0} if len(gold) == len(output) == 1 else dict(align(gold, output, _likeness, key=_in_order))
    for index, item in enumerate(gold):
        other = output[pairs[index]] if index in pairs else None
        verdict: Verdict = "missing" if other is None else "same" if same(item, other, "lenient") else "different"
        yield FieldRow(path=path, gold=say(field, item), output=other and say(field, other), verdict=verdict)
    for index, item in enumerate(output):
        if index not in pairs.values():
            yield FieldRow(path=path, gold=None, output=say(field, item), verdict="invented")


def _likeness(one: Item, other: Item) -> float:
    """More than any two partial likenesses when the same, so that the alignment never gives up such a pair."""
    codes = sum(left == right for left, right in zip(one.codes, other.codes, strict=False))
    alike = sum(likeness(left, right) for left, right in zip(one.names, other.names, strict=False))
    return codes + alike + (100.0 if same(one, other, "lenient") else 0.0)


def say(field: str, item: Item) -> str:
    """An item in words."""
    if field in _ESTIMATE:
        low, best, high = (_word(code) for code in item.codes)
        return f"low {low}, best {best}, high {high}"
    if field == "date":
        return " to ".join(dict.fromkeys(_word(code) for code in item.codes))
    labels = LABELS.get(field, ("",) * len(item.codes))
    codes = (f"{label} {_word(code)}".strip() for label, code in zip(labels, item.codes, strict=True))
    return "; ".join((*codes, *(_name(names) for names in item.names)))


def _word(code: Hashable) -> str:
    """A code, a date, or the ends of a count: 4, 2-3, at least 2, at most 5."""
    if isinstance(code, tuple) and len(code) == _RANGE:
        low, high = code
        if high is None:
            return f"at least {low}"
        return f"at most {high}" if low is None else str(low) if low == high else f"{low}-{high}"
    if isinstance(code, date):
        return code.isoformat()
    return "null" if code is None else str(code)


def _name(names: Iterable[str] | None) -> str:
    return "the article itself" if names is None else " / ".join(sorted(names, key=lambda name: (-len(name), name)))


def _in_order(item: Item) -> str:
    """The item as text that does not depend on the hash seed: the names of a set are sorted."""
    return repr((item.codes, [name if name is None else sorted(name) for name in item.names]))
