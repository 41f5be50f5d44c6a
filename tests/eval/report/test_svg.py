"""Pictures of scores."""

from xml.etree import ElementTree as ET

import pytest

from eval.gate import Bar
from eval.report import svg
from eval.results import Score

HALF = Score(value=0.5, low=0.4, high=0.7, cases=9)
NONE = Score(value=None, low=None, high=None, cases=0)


def bar(value: float) -> Bar:
    return Bar(value=value, interval=None, margin=0.03, cases=9)


def shapes(text: str, kind: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(text).iter() if each.get("class") == kind]  # noqa: S314 - our own text


def test_a_bar_is_as_long_as_its_score() -> None:
    (rect,) = shapes(svg.scores({"f1": HALF}, {}), "score")
    assert float(rect.get("width", "")) == pytest.approx(svg.PLOT / 2)


def test_an_interval_spans_its_ends_and_a_baseline_has_its_mark() -> None:
    picture = svg.scores({"f1": HALF}, {"f1": bar(0.25)})
    span = shapes(picture, "whisker")[0]
    assert float(span.get("x1", "")) == pytest.approx(svg.LABEL + 0.4 * svg.PLOT)
    assert float(span.get("x2", "")) == pytest.approx(svg.LABEL + 0.7 * svg.PLOT)
    assert float(shapes(picture, "baseline")[0].get("x1", "")) == pytest.approx(svg.LABEL + 0.25 * svg.PLOT)


def test_what_was_not_scored_has_no_bar_and_says_so() -> None:
    picture = svg.scores({"f1": NONE}, {})
    assert shapes(picture, "score") == []
    assert "not scored" in picture


@pytest.mark.parametrize(("before", "kind"), [(0.6, "fell"), (0.4, "rose"), (0.51, "held")])
def test_a_change_has_the_colour_of_what_it_means(before: float, kind: str) -> None:
    assert len(shapes(svg.changes({"f1": HALF}, {"f1": bar(before)}), kind)) == 1


def test_without_a_baseline_there_is_no_second_picture() -> None:
    assert svg.changes({"f1": HALF}, {}) == ""
    assert svg.changes({"f1": NONE}, {"f1": bar(0.5)}) == ""


def test_a_name_is_escaped() -> None:
    assert shapes(svg.scores({"<b>&": HALF}, {}), "score")
