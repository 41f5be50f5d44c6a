"""Krippendorff's alpha of two labellings, against figures by hand."""

import sys

import pytest

from app.core.errors import ExtraMissing
from eval.alpha import alphas
from schemas import ArticleSummary, Attribution, Incident
from tests.eval.records import BOMBING, QUOTED, STRIKE, summary

ONE = summary(STRIKE, BOMBING)


def described(incident: Incident, **update: object) -> Incident:
    return incident.model_copy(update=update)


def test_a_labelling_agrees_with_itself() -> None:
    """Alpha is 1 where values differ between incidents, and none where they do not: chance cannot be told then."""
    same = alphas([(ONE, ONE)])
    assert (same["sub_event_type"].alpha, same["sub_event_type"].units) == (1, 2)
    assert (same["stage"].alpha, same["stage"].units) == (None, 2)


def test_a_nominal_field_by_hand() -> None:
    """Two units, (a, a) and (b, a): observed 2 of 4 ordered pairs differ, expected 6 of 12: alpha is 0."""
    other = summary(STRIKE, described(BOMBING, sub_event_type=STRIKE.sub_event_type))
    assert alphas([(ONE, other)])["sub_event_type"].alpha == pytest.approx(0)


def test_an_interval_field_by_hand() -> None:
    """1 - 3 times the squared difference within the unit over the sum of those of all pairs of values."""
    low = STRIKE.fatalities.low, BOMBING.fatalities.low
    assert None not in low
    more = STRIKE.fatalities.model_copy(update={"low": (low[0] or 0) + 1})
    other = summary(described(STRIKE, fatalities=more), BOMBING)
    values = [low[0] or 0, (low[0] or 0) + 1, low[1] or 0, low[1] or 0]
    spread = sum((a - b) ** 2 for index, a in enumerate(values) for b in values[:index])
    assert alphas([(ONE, other)])["killed, low"].alpha == pytest.approx(1 - 3 * 1 / spread)


def test_an_incident_that_one_alone_has_is_a_missing_value() -> None:
    """It is counted, and changes no alpha."""
    found = alphas([(ONE, ONE), (summary(STRIKE), summary())])["sub_event_type"]
    assert (found.alpha, found.units, found.alone) == (1, 2, 1)


def test_a_country_that_one_leaves_out_is_a_disagreement() -> None:
    """What is not stated is a value of a nominal field; of a number it is a missing one."""
    nowhere = described(STRIKE, location=None, date=None)
    found = alphas([(ONE, summary(nowhere, BOMBING))])
    assert (found["country"].units, found["first day"].units, found["first day"].alone) == (2, 0, 1)
    assert found["country"].alpha is not None
    assert found["country"].alpha < 1


def test_attributions_are_units_by_the_party_that_they_name() -> None:
    """However they are ordered; one without a partner is missing."""
    said = [
        Attribution(actor=name, basis=basis, asserted_by=None, evidence=QUOTED)
        for name, basis in (("Red Brigade", "possible"), ("Army", "denied"))
    ]
    one, other = (summary(described(STRIKE, attribution=tuple(each))) for each in (said, [said[1]]))
    found = alphas([(one, other), (one, one)])["basis"]
    assert (found.alpha, found.units, found.alone) == (1, 3, 1)


def test_it_does_not_matter_whose_labelling_comes_first() -> None:
    """Alpha is symmetric."""
    other: ArticleSummary = summary(described(STRIKE, stage="attempted"))
    assert alphas([(ONE, other)]) == alphas([(other, ONE)])


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else of the harness needs it."""
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    with pytest.raises(ExtraMissing) as raised:
        alphas([(ONE, ONE)])
    assert "sitrep[agreement]" in raised.value.hint
