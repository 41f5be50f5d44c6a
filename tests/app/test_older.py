"""Records of schema 1.x are read as records of today, and nothing is made up for them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.older import NOT_COMPARED, SavedSummary, read_summary, version_of
from schemas import SCHEMA_VERSION, ArticleSummary, Incident
from tests.app.drafts import gold_cases, gold_of, leaves
from tests.app.older import TEXTS, changed, saved

FIRST = "1.1-seeds-000"


def incidents_of(record: ArticleSummary) -> tuple[Incident, ...]:
    return record.incidents + record.background


def first_place(**names: Any) -> Any:
    """The first place of a record of 1.1 with other values, as it is read."""
    record = saved(FIRST)
    place = record["incidents"][0]["location"] | names
    return read_summary(changed(record, "incidents/0/location", place)).incidents[0].location


@pytest.mark.parametrize("name", TEXTS)
def test_a_record_of_1_x_is_one_of_today_that_says_with_which_schema_it_was_saved(name: str) -> None:
    read = read_summary(saved(name))
    assert (read.schema_version, version_of(read)) == (SCHEMA_VERSION, name[:3])


@pytest.mark.parametrize("name", TEXTS)
def test_reading_what_was_read_changes_nothing(name: str) -> None:
    once = read_summary(saved(name))
    assert read_summary(json.loads(once.model_dump_json())) == once


@pytest.mark.parametrize("name", TEXTS)
def test_every_value_that_today_s_schema_has_too_is_the_saved_one(name: str) -> None:
    """But for the precision of places, which 2.0 defines anew."""
    read = json.loads(read_summary(saved(name)).model_dump_json())

    def missing(then: Any, now: Any, path: str = "") -> list[str]:
        if isinstance(then, dict):
            return [each for key in then for each in missing(then[key], now.get(key, "gone"), f"{path}/{key}")]
        if isinstance(then, list):
            pairs = zip(then, now, strict=True)
            return [
                each for number, (one, other) in enumerate(pairs) for each in missing(one, other, f"{path}/{number}")
            ]
        return [] if then == now else [path]

    expected = {"schema_version", "corroboration", "geo_precision", "latitude", "longitude", "way"}
    assert {path.rpartition("/")[2] for path in missing(saved(name), read)} <= expected


@pytest.mark.parametrize("name", TEXTS)
def test_nobody_s_outcome_is_made_up(name: str) -> None:
    claims = [claim for one in incidents_of(read_summary(saved(name))) for claim in one.casualty_claims]
    assert {person.outcome for claim in claims for person in claim.victims} <= {None}


def test_roles_statuses_origins_and_note_are_computed_from_what_the_record_has() -> None:
    one = read_summary(saved("1.1-newswire-F07")).incidents[0]
    assert (one.attribution_status, one.toll_status) == (("admitted",), "differ")
    assert one.origins == ("Ta'ang National Liberation Army", "Thein Lwin")
    assert {actor.name: actor.roles for actor in one.actors}["Thein Lwin"] == ("speaker",)
    assert "Toll differs" in one.note


def test_an_estimate_keeps_its_saved_numbers_and_gets_its_basis() -> None:
    """A number that was changed by hand is not put right on reading: `sitrep verify` must find it."""
    wrong = changed(saved(FIRST), "incidents/0/fatalities/low", 1)
    estimate = read_summary(wrong).incidents[0].fatalities
    assert (estimate.low, estimate.basis) == (1, "counted")


@pytest.mark.parametrize(
    ("geo_precision", "site", "precision", "now", "ucdp"),
    [
        (1, "Palestine Street", "site", 1, 1),
        (1, None, "town", 1, 1),
        (2, "a road", "admin1", 3, 4),
        (3, None, "country", 3, 6),
    ],
)
def test_the_precision_of_a_place_is_what_1_x_said_of_it(
    geo_precision: int, site: str | None, precision: str, now: int, ucdp: int
) -> None:
    place = first_place(geo_precision=geo_precision, site=site)
    assert (place.precision, place.geo_precision, place.ucdp_where_prec) == (precision, now, ucdp)


def test_a_country_is_no_point_on_a_map() -> None:
    place, country = first_place(), first_place(geo_precision=3)
    assert place.latitude is not None
    assert (country.latitude, country.longitude) == (None, None)


def test_what_1_0_refused_was_refused_by_a_rule_and_its_way_names_the_proposer() -> None:
    read = read_summary(saved("1.0-seeds-000"))
    assert {each.code for each in read.unsupported} == {"reader_rule"}
    assert (read.provenance.proposer, read.draft) == ("reader", None)


def test_a_record_of_today_is_taken_as_it_is() -> None:
    one = gold_of(gold_cases("seeds")[0])
    assert read_summary(json.loads(one.model_dump_json())) == one


@pytest.mark.parametrize("version", ["3.0", "2.1", "10.0"])
def test_a_record_of_a_later_schema_is_refused_and_both_versions_are_named(version: str) -> None:
    with pytest.raises(ValueError, match=rf"schema {version}; this program reads 1\.0 to {SCHEMA_VERSION}"):
        read_summary(saved(FIRST) | {"schema_version": version})


@pytest.mark.parametrize("version", ["", "1", "one", "1.1.1", 1.1, None])
def test_what_is_no_version_is_refused(version: Any) -> None:
    with pytest.raises(ValueError, match="is none"):
        read_summary(saved(FIRST) | {"schema_version": version})


@pytest.mark.parametrize("value", [None, [], 7, {"schema_version": "1.1"}, {"schema_version": "1.1", "incidents": [7]}])
def test_what_is_no_record_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        read_summary(value)


def test_a_value_that_is_wrong_is_named_by_its_place() -> None:
    wrong = changed(saved(FIRST), "incidents/0/stage", "dreamt")
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(SavedSummary).validate_json(json.dumps(wrong))
    (error,) = caught.value.errors()
    assert error["loc"] == ("incidents", 0, "stage")


@pytest.mark.parametrize("name", ["1.0-seeds-000", "1.1-stories-a07-1"])
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_stands_in_a_value_s_place_the_record_is_read_or_refused(name: str, data: st.DataObject) -> None:
    record = saved(name)
    path = data.draw(st.sampled_from([path for path, _ in leaves(record)]))
    above = path.rsplit("/", data.draw(st.integers(0, path.count("/"))))[0]
    wrong: Any = data.draw(st.sampled_from([None, True, -1, 1.5, "", "x", [], [[]], {}, {"x": {}}]))
    try:
        read = read_summary(changed(record, above, wrong))
    except ValueError:
        return  # as pydantic's errors are, and a version that is none
    assert version_of(read) in {name[:3], None}


def test_each_field_that_is_not_compared_is_one_of_the_record() -> None:
    record = saved(FIRST)
    incident = record["incidents"][0]
    for name in NOT_COMPARED:
        first, _, second = name.removesuffix(" of a country").partition("/")
        assert first in incident or first in record
        assert first != "location" or second in {*incident["location"], "geonames_id"}
