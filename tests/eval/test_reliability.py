"""What is shipped of the baselines."""

import types
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from eval import reliability
from eval.fields import DERIVED, FIELDS, POOLED
from eval.gate import Bar, Baseline, Measured, SuiteBaseline
from eval.reliability import BASELINES, PATHS, SHIPPED, entry, measurements, text
from eval.results import Tally
from schemas import AskedModel, Counted, FieldReliability, Incident, ModelReliability

ASKED = AskedModel(model="some-model", backend="endpoint", proposer="model", prompt_version="record/v1")


def suite(articles: int = 3, asked: AskedModel | None = ASKED, **tallies: Tally | None) -> SuiteBaseline:
    return suite_of(tallies, articles, asked)


def suite_of(tallies: Mapping[str, Tally | None], articles: int = 3, asked: AskedModel | None = ASKED) -> SuiteBaseline:
    measured = Measured(asked=asked, articles=articles, measured_on=date(2026, 1, 2), revision="abc")
    bars = {f"{name}.lenient": Bar(value=0.5, interval=None, margin=0, cases=2, tally=t) for name, t in tallies.items()}
    return SuiteBaseline(measured=measured, scores=bars)


def field(found: ModelReliability, measure: str) -> FieldReliability:
    return next(each for each in found.fields if each.measure == measure)


def figures(counted: Counted) -> tuple[int | None, ...]:
    return counted.shown, counted.wrong, counted.gold, counted.missed


def test_the_shipped_file_is_what_the_committed_baselines_say() -> None:
    """A drift test: `sitrep-eval reliability` writes it."""
    assert SHIPPED.read_text("utf-8") == text(measurements(BASELINES))


def test_wrong_is_of_the_values_shown_and_missed_of_gold_s() -> None:
    """By hand: 5 right, 2 invented, 1 missed."""
    found = entry("x", Baseline({"stories": suite(date=Tally(tp=5, fp=2, fn=1))}))
    assert figures(field(found, "date")) == (7, 2, 6, 1)


def test_suites_are_added_and_their_articles_too() -> None:
    """Two suites are one measurement over all their articles."""
    base = Baseline({"stories": suite(date=Tally(tp=1)), "seeds": suite(articles=2, date=Tally(fp=1, fn=4))})
    found = entry("x", base)
    assert (found.articles, figures(field(found, "date"))) == (5, (2, 1, 5, 4))
    assert [(each.name, each.articles, each.revision) for each in found.suites] == [
        ("seeds", 2, "abc"),
        ("stories", 3, "abc"),
    ]


def test_a_half_is_not_counted_beside_its_whole() -> None:
    """The same article would be counted twice."""
    base = Baseline({"newswire": suite(date=Tally(tp=2)), "newswire-odd": suite(date=Tally(tp=1))})
    found = entry("x", base)
    assert ([each.name for each in found.suites], field(found, "date").shown) == (["newswire"], 2)


def test_what_was_held_against_nothing_is_null_and_not_zero() -> None:
    """Neither shown nor in gold: not scored. Shown only, or in gold only: one of the two."""
    found = entry("x", Baseline({"stories": suite(date=Tally(fn=2), city=Tally(fp=1), site=None)}))
    assert figures(field(found, "date")) == (0, None, 2, 2)
    assert figures(field(found, "city")) == (1, 1, 0, None)
    assert figures(field(found, "site")) == figures(field(found, "actors")) == (None, None, None, None)


def test_the_pooled_figures_leave_out_what_follows_from_other_fields() -> None:
    """A wrong toll makes a wrong estimate: it counts once."""
    derived, own = min(DERIVED), POOLED[0]
    found = entry("x", Baseline({"stories": suite_of({derived: Tally(fp=9), own: Tally(tp=1, fn=1)})}))
    assert figures(found.pooled) == figures(found.suites[0]) == (1, 0, 2, 1)
    assert field(found, derived).derived
    assert not field(found, own).derived


def test_every_field_that_is_counted_has_an_entry() -> None:
    """The list of fields has one owner, `eval.fields`."""
    found = entry("x", Baseline({"stories": suite()}))
    assert [each.measure for each in found.fields] == list(FIELDS)


@pytest.mark.parametrize(
    "base",
    [
        {},
        {"muc4": suite(date=Tally(tp=1))},
        {"stories": SuiteBaseline(scores={})},
        {"stories": suite(asked=None)},
        {"stories": suite(), "seeds": suite(asked=ASKED.model_copy(update={"model": "another"}))},
    ],
    ids=["empty", "slots of MUC-4", "nobody named", "several models in a suite", "several models"],
)
def test_figures_that_are_nobody_s_are_not_made(base: dict[str, SuiteBaseline]) -> None:
    """Figures without one model that they are about would be taken for anybody's."""
    with pytest.raises(ValueError, match="do not name one model"):
        entry("x", Baseline(base))


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_under_a_path_that_an_incident_has(name: str) -> None:
    """A field whose name is not its path needs a line in `eval.reliability.PATHS`."""
    for path in PATHS.get(name, (name,)):
        assert path in set(paths_of(Incident)), f"give the public path of {name!r} in eval.reliability.PATHS"


def test_no_path_is_left_over_from_a_field_that_is_gone() -> None:
    """A path without its field is a mistake in waiting."""
    assert set(reliability.PATHS) <= set(FIELDS)


def paths_of(model: type[BaseModel], prefix: str = "", depth: int = 3) -> Iterator[str]:
    """The paths of a public type: names joined by dots, lists left out."""
    for name, info in model.model_fields.items():
        yield f"{prefix}{name}"
        for inner in models_in(info.annotation) if depth else ():
            yield from paths_of(inner, f"{prefix}{name}.", depth - 1)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in {tuple, Union, types.UnionType}:
        for part in get_args(annotation):
            yield from models_in(part)
