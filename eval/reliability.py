"""What is shipped of the baselines: of each model and field, how many values shown are wrong and how many are missed.

A baseline holds the items behind each F1 (`eval.gate.Bar.tally`). Here they are added over the suites whose gold is a
whole record, and stand under the public paths of the record, so that who reads a value can look up what it is worth.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, TypedDict

from eval.cases import HALVES
from eval.fields import DERIVED, FIELDS, POOLED
from eval.gate import Baseline, Measured, SuiteBaseline, read_baseline
from eval.results import Tally
from eval.scoring import OF_RECORDS
from eval.tallies import add
from schemas import AskedModel, Counted, FieldReliability, MeasuredSuite, Measurements, ModelReliability

BASELINES: Final = tuple(Path(__file__).parent / "baselines" / f"{name}.json" for name in ("embedded", "frontier"))
"""What is shipped: models behind the whole pipeline."""
SHIPPED: Final = Path(__file__).parents[1] / "app" / "present" / "data" / "reliability.json"

PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "country_code": ("location.country_code",),
    "city": ("location.city",),
    "site": ("location.site",),
    "target_kinds": ("targets.kind",),
    "weapon_counts": ("weapons.count",),
    "tolls": ("casualty_claims.killed", "casualty_claims.injured"),
    "confirmed_by": ("casualty_claims.confirmed_by",),
    "victims": ("casualty_claims.victims",),
    "precision": ("location.precision",),
    "places": ("location.places",),
    "memberships": ("actors.member_of",),
    "roles": ("actors.roles",),
    "target_facts": ("targets.sector", "targets.damage", "targets.of"),
    "weapon_systems": ("weapons.system",),
    "victim_outcomes": ("casualty_claims.victims.outcome",),
    "victim_facts": (
        "casualty_claims.victims.age",
        "casualty_claims.victims.sex",
        "casualty_claims.victims.relation",
        "casualty_claims.victims.minor",
    ),
    "claim_nouns": ("casualty_claims.noun",),
    "claim_parties": ("casualty_claims.of",),
}
"""Where a field stands in an incident, for those whose name in `eval.fields` is not its path."""


class _Counts(TypedDict):
    shown: int | None
    wrong: int | None
    gold: int | None
    missed: int | None


def measurements(baselines: Iterable[Path] = BASELINES) -> Measurements:
    """Read baselines; each is an entry of its file's name.

    Raises OSError, pydantic's ValidationError for a file that is no baseline, ValueError for one without any suite
    whose gold is a record, or with several models.
    """
    return Measurements(models=tuple(entry(path.stem, read_baseline(path)) for path in baselines))


def text(measured: Measurements) -> str:
    """The file that is shipped: indented JSON with a newline at its end."""
    return measured.model_dump_json(indent=1) + "\n"


def entry(name: str, baseline: Baseline) -> ModelReliability:
    """One model's figures, all its suites together. Raises ValueError as `measurements` does."""
    suites = _suites(baseline)
    asked = {measured.asked for _, measured, _ in suites}
    if len(asked) != 1 or None in asked:
        raise ValueError(f"baseline {name}: its suites of whole records do not name one model that was measured")
    (model,) = asked
    assert isinstance(model, AskedModel)
    kept = [suite for _, _, suite in suites]
    return ModelReliability(
        **dict(model),
        name=name,
        articles=sum(measured.articles for _, measured, _ in suites),
        suites=tuple(_suite(*each) for each in suites),
        incidents=Counted(**_counts(_tallies(kept, ("incidents",)))),
        background=Counted(**_counts(_tallies(kept, ("background",)))),
        pooled=Counted(**_counts(_tallies(kept, POOLED))),
        fields=tuple(_field(field, kept) for field in FIELDS),
    )


def _suites(baseline: Baseline) -> list[tuple[str, Measured, SuiteBaseline]]:
    """Those whose gold is a record and that say who was measured; a half beside its whole would count twice."""
    return [
        (name, kept.measured, kept)
        for name, kept in sorted(baseline.root.items())
        if name in OF_RECORDS and kept.measured and HALVES.get(name) not in baseline.root
    ]


def _suite(name: str, measured: Measured, kept: SuiteBaseline) -> MeasuredSuite:
    return MeasuredSuite(
        name=name,
        articles=measured.articles,
        measured_on=measured.measured_on,
        revision=measured.revision,
        schema_version=measured.schema_version,
        **_counts(_tallies([kept], POOLED)),
    )


def _field(field: str, suites: Sequence[SuiteBaseline]) -> FieldReliability:
    counts = _counts(_tallies(suites, (field,)))
    return FieldReliability(measure=field, paths=PATHS.get(field, (field,)), derived=field in DERIVED, **counts)


def _tallies(suites: Iterable[SuiteBaseline], metrics: Iterable[str]) -> list[Tally]:
    """The items of the metrics, names compared leniently where a metric has both ways."""
    names = list(chain.from_iterable((metric, f"{metric}.lenient") for metric in metrics))
    bars = (suite.scores.get(name) for suite in suites for name in names)
    return [bar.tally for bar in bars if bar and bar.tally]


def _counts(tallies: Sequence[Tally]) -> _Counts:
    """Null where nothing was held against anything: not scored is not zero."""
    tally = add(tallies)
    shown, gold = tally.tp + tally.fp, tally.tp + tally.fn
    if not tallies:
        return _Counts(shown=None, wrong=None, gold=None, missed=None)
    return _Counts(shown=shown, wrong=tally.fp if shown else None, gold=gold, missed=tally.fn if gold else None)
