"""What may be wrong in a value, as the form asks for it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.review.forms import formed
from app.review.tree import at, field_of, path_of, steps
from app.web.corrected import Said, asked, words
from app.web.forms import Option
from app.web.view import view
from schemas import ArticleSummary, Correction, Incident
from tests.fakes.recorded import seed_summaries
from tests.seeds import FIRST


@pytest.fixture(scope="module")
def summary() -> ArticleSummary:
    return seed_summaries()[FIRST]


@pytest.fixture(scope="module")
def forms(summary: ArticleSummary) -> dict[str, tuple[Option, ...]]:
    return dict(view(summary, FIRST, correctable=True).beside.forms)


def test_each_thing_that_may_be_wrong_can_be_corrected(
    summary: ArticleSummary, forms: dict[str, tuple[Option, ...]]
) -> None:
    """Its path is that of a value, or of the place behind the last item of a list, and of nothing that is computed."""
    record = summary.model_dump(mode="json")
    paths = [option.path for options in forms.values() for option in options]
    assert len(paths) > 50
    for path in paths:
        found = steps(path)
        at(record, found)
        assert path_of(found) == path


def test_what_the_record_has_is_written_as_a_person_would_write_it(
    summary: ArticleSummary, forms: dict[str, tuple[Option, ...]]
) -> None:
    """So that it is the same value when it is sent as it stands: counts in particular."""
    record = summary.model_dump(mode="json")
    counted = [
        (option.path, part.was)
        for options in forms.values()
        for option in options
        for part in option.parts
        if part.kind == "count" and not part.name and part.was
    ]
    assert counted
    for path, was in counted:
        found = steps(path)
        assert formed(field_of(found), was) == at(record, found)


def test_a_closed_list_is_offered_as_one(forms: dict[str, tuple[Option, ...]]) -> None:
    """And what may not be null cannot be said to be absent."""
    (kind, stage, whole) = forms["incidents/0/sub_event_type"]
    assert "Grenade" in kind.parts[0].choices
    assert (kind.removable, stage.removable, whole.removable) == (False, False, True)
    assert (whole.path, whole.parts) == ("incidents/0", ())


def test_what_is_missing_is_asked_for_with_all_that_it_must_have(forms: dict[str, tuple[Option, ...]]) -> None:
    (added,) = forms["incidents/0/weapons"]
    assert [part.name for part in added.parts if part.required] == ["name", "category"]
    assert [part.name for part in added.parts if part.nullable] == ["system", "count"]


def test_lists_of_names_are_asked_for_a_line_for_each(summary: ArticleSummary) -> None:
    """A party's other names, and the several places of a deed; neither is ever null."""
    incident = summary.incidents[0]
    named = incident.actors[0].model_copy(update={"aliases": ("one", "two")})
    named_twice = incident.model_copy(update={"actors": (named, *incident.actors[1:])})
    laid_out = view(summary.model_copy(update={"incidents": (named_twice,)}), FIRST)
    found = asked(laid_out.incidents, (named_twice,))
    (names,) = [each for each in found["incidents/0/actors/0"] if each.path.endswith("/aliases")]
    (places,) = [each for each in found["incidents/0/location"] if each.path.endswith("/places")]
    assert [(each.parts[0].kind, each.parts[0].was, each.removable) for each in (names, places)] == [
        ("lines", "one\ntwo", False),
        ("lines", "", False),
    ]


def test_null_can_be_filled_and_what_is_computed_is_not_asked_for(summary: ArticleSummary) -> None:
    """A day and a place that the record lacks; where there is a place, no further one of the gazetteer's."""
    bare: Incident = summary.incidents[0].model_copy(update={"date": None, "location": None})
    laid_out = view(summary.model_copy(update={"incidents": (bare,)}), FIRST)
    found = asked(laid_out.incidents, (bare,))
    assert [option.path for option in found["incidents/0/location"]] == ["incidents/0/location"]
    assert found["incidents/0/date"][0].parts[0].was is None


def test_a_second_one_that_is_missing_is_added_behind_the_first(summary: ArticleSummary) -> None:
    """And what is said of a value stands at the longest path that holds it, or else at its incident's."""
    length = len(summary.incidents[0].weapons)
    paths = [f"incidents/0/weapons/{length}", "incidents/0/casualty_claims/0/killed", None]
    said = Said(tuple((path, correction(path or "incidents/7/date")) for path in paths))
    beside = view(summary, FIRST, said, correctable=True).beside
    assert beside.forms["incidents/0/weapons"][0].path == f"incidents/0/weapons/{length + 1}"
    assert set(beside.corrected) == {"incidents/0", "incidents/0/casualty_claims/0"}
    assert [each.label for each in beside.elsewhere] == ["date"]


def correction(path: str) -> Correction:
    parts: dict[str, Any] = dict.fromkeys(("value", "was", "quote", "evidence", "note", "client_ref"))
    at = datetime(2026, 11, 27, tzinfo=UTC)
    return Correction(id=1, article_id="a" * 64, path=path, basis="desk_rule", doubts=(), key="", at=at, **parts)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "not in the article"),
        ({"min": 4, "max": None, "qualifier": "at_least"}, "at least 4"),
        (True, "yes"),
        ({"name": "rockets", "category": "rocket", "system": None}, "name: rockets; category: rocket"),
        ({"start": "2024-01-04", "end": "2024-01-05", "precision": "day"}, "2024-01-04 to 2024-01-05"),
        ({"country": "Mali", "admin1": None, "city": "Gao", "latitude": 16.3}, "Gao, Mali"),
        (["a", "b"], "a, b"),
        ([{"name": "Gao", "geonames_id": None, "latitude": None}, {"name": "Mopti", "geonames_id": 1}], "Gao, Mopti"),
    ],
)
def test_values_are_said_in_words(value: object, said: str) -> None:
    assert words(value) == said  # type: ignore[arg-type]
