"""How far values can be relied on."""

import pytest

from app.present import reliability
from app.present.reliability import LABELS, answer, coverage, entry_of, measured, reliability_of, sentence, total
from schemas import AskedModel, Counted, FieldReliability, Measurements, ModelReliability, Provenance
from tests.fakes.service import provenance

NOT_SCORED = Counted(shown=None, wrong=None, gold=None, missed=None)
FAKE = AskedModel(model="fake-model", backend="embedded", proposer="reader", prompt_version="incident/v1")


def counted(shown: int, wrong: int, gold: int, missed: int) -> Counted:
    return Counted(shown=shown, wrong=wrong, gold=gold, missed=missed)


def field(measure: str, *paths: str, derived: bool = False, counts: Counted = NOT_SCORED) -> FieldReliability:
    return FieldReliability(measure=measure, paths=paths or (measure,), derived=derived, **dict(counts))


@pytest.fixture
def made() -> Provenance:
    return provenance(cached=False)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> ModelReliability:
    """The fake service's model, as if it had been measured on 12 articles."""
    fields = (
        field("date", counts=counted(12, 1, 5, 1)),
        field("city", "location.city", counts=counted(3, 2, 4, 1)),
        field("site", "location.site", counts=counted(1, 0, 2, 1)),
        field("tolls", "casualty_claims.killed", "casualty_claims.injured", derived=True, counts=counted(9, 9, 9, 9)),
        field("casualty_claims", counts=counted(4, 0, 4, 0)),
        field("victims", "casualty_claims.victims", counts=counted(9, 0, 9, 0)),
        field("fatalities", derived=True, counts=counted(2, 1, 2, 1)),
        field("weapons"),
    )
    entry = ModelReliability(
        **dict(FAKE),
        name="fake",
        articles=12,
        suites=(),
        incidents=NOT_SCORED,
        background=NOT_SCORED,
        pooled=NOT_SCORED,
        fields=fields,
    )
    monkeypatch.setattr(reliability, "measured", lambda: Measurements(models=(entry,)))
    return entry


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("when", "measured: 1 of 12 shown is wrong, 1 of 5 missed (12 articles)"),
        ("where", "measured: 2 of 4 shown are wrong, 2 of 6 missed (12 articles)"),
        ("casualties", "measured: 0 of 4 shown are wrong, 0 of 4 missed (12 articles)"),
        ("computed", "measured: 1 of 2 shown is wrong, 1 of 2 missed (12 articles)"),
        ("weapon", "measured: not scored (12 articles)"),
        ("reaction", None),
        ("no label", None),
    ],
)
def test_a_label_has_the_figures_of_the_fields_under_it(
    known: ModelReliability, made: Provenance, label: str, line: str | None
) -> None:
    """The parts of a place are added; a field that is measured as a whole stands for its parts."""
    assert reliability_of(label, made) == line


@pytest.mark.parametrize(
    "other",
    [{"model": "gpt-x"}, {"model": "fake-model, gpt-x"}, {"proposer": "model"}, {"prompt_version": "record/v9"}],
)
def test_a_model_that_was_not_measured_gets_no_other_s_figures(
    known: ModelReliability, made: Provenance, other: dict[str, str]
) -> None:
    """Another model, two models in one record, another proposer, another prompt: none of them was measured."""
    changed = made.model_copy(update=other)
    assert reliability_of("when", changed) is None
    assert "not measured (sitrep-eval run" in coverage(changed)


def test_a_model_is_the_same_wherever_it_runs(known: ModelReliability) -> None:
    """The embedded weights behind somebody's endpoint read as they do here."""
    assert entry_of(FAKE.model_copy(update={"backend": "endpoint"})) == known


def test_the_running_model_s_entry_is_named(known: ModelReliability) -> None:
    """Whoever asks learns which figures are about the records that they get."""
    found = answer(FAKE)
    assert (found.applies, found.running) == ("fake", FAKE)
    assert "`fake` was measured with" in found.reason


def test_a_running_model_that_was_never_measured_is_told_so(known: ModelReliability) -> None:
    """No entry applies, and the reason names the command that measures it."""
    found = answer(FAKE.model_copy(update={"model": "gpt-x"}), fallbacks=1)
    assert found.applies is None
    assert "gpt-x (reader, incident/v1), which was never measured" in found.reason
    assert "1 fallbacks name their own models" in found.reason
    assert "sitrep-eval run" in found.reason


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counted(shown=0, wrong=None, gold=5, missed=5), "measured: none shown, 5 of 5 missed"),
        (Counted(shown=2, wrong=2, gold=0, missed=None), "measured: 2 of 2 shown are wrong, none to miss"),
        (Counted(shown=0, wrong=None, gold=0, missed=None), "measured: not scored"),
        (NOT_SCORED, "measured: not scored"),
    ],
)
def test_what_was_not_scored_is_never_called_zero(counts: Counted, words: str) -> None:
    """`0 of 0` would look like a perfect score."""
    assert sentence(counts) == words


def test_a_sum_with_what_was_not_scored_is_the_rest() -> None:
    """Null adds nothing, and is null alone."""
    assert total([NOT_SCORED, counted(3, 1, 2, 0)]) == counted(3, 1, 2, 0)
    assert total([NOT_SCORED]) == NOT_SCORED


def test_the_shipped_figures_are_of_both_kinds_of_model() -> None:
    """The model that is shipped, and a frontier-class one."""
    assert [entry.name for entry in measured().models] == ["embedded", "frontier"]


@pytest.mark.parametrize("label", LABELS)
def test_each_label_has_shipped_figures(label: str) -> None:
    """A label whose fields are gone from the figures would silently lose its line."""
    for entry in measured().models:
        roots = {path.split(".")[0] for each in entry.fields for path in each.paths}
        assert set(LABELS[label]) <= roots
