"""Parquet, read back by pyarrow and pandas."""

import io
import json
import sys

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.core.errors import ExtraMissing
from app.export.about import about
from app.export.conventions import NAMES, Name
from app.export.events import Record
from app.export.lines import lines
from app.export.parquet import as_parquet
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import claim, exactly, options, seeds_dossier

SEEDS = [gold_of(case) for case in gold_cases("seeds")]


def written(name: Name, *records: Record) -> bytes:
    chosen = options(name, "parquet")
    made = lines(records, chosen)
    return as_parquet(made, about(records, made, chosen), chosen)


@pytest.mark.parametrize("name", NAMES)
def test_a_column_has_one_type_whatever_its_values(name: Name) -> None:
    """Two files can be read as one, though all that one has of a column is blank, or it has no row."""
    one, none = (pq.read_schema(io.BytesIO(written(name, *each))) for each in (SEEDS, ()))
    assert one.equals(none)


def test_days_and_numbers_are_read_back_as_such() -> None:
    found = pq.read_table(io.BytesIO(written("acled", *SEEDS)))
    assert (found.schema.field("event_date").type, found["fatalities"].to_pylist()) == (pa.date32(), [4, 2])
    frame = pd.read_parquet(io.BytesIO(written("ucdp", seeds_dossier())))
    assert frame[["low", "best", "high"]].to_numpy().tolist() == [[2, 2, 4]]
    assert json.loads(frame["quotes"][0])["date"] == ["“on Thursday” [3c531188]", "“on Thursday” [fd784c11]"]


def test_geopandas_makes_points_of_the_columns() -> None:
    """Latitude and longitude are degrees of EPSG:4326; a row without them has none."""
    nowhere = SEEDS[0].incidents[0].model_copy(update={"location": None})
    records = (*SEEDS, SEEDS[0].model_copy(update={"incidents": (nowhere,)}))
    frame = pd.read_parquet(io.BytesIO(written("acled", *records)))
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs="EPSG:4326")
    map_of = gpd.GeoDataFrame(frame, geometry=points)
    places = [each.location for record in SEEDS for each in record.incidents]
    assert list(zip(map_of.geometry.x[:2], map_of.geometry.y[:2], strict=True)) == [
        (each.longitude, each.latitude) for each in places if each
    ]
    assert (map_of.crs.to_epsg(), map_of.geometry.x.isna().tolist()) == (4326, [False, False, True])


def test_a_number_that_the_format_cannot_hold_is_the_largest_that_it_can() -> None:
    one = SEEDS[0].incidents[0].model_copy(update={"casualty_claims": (claim(exactly(2**70), "police"),)})
    found = pq.read_table(io.BytesIO(written("acled", SEEDS[0].model_copy(update={"incidents": (one,)}))))
    assert found["fatalities"].to_pylist() == [2**63 - 1]


def test_the_file_says_by_whose_counting_rules() -> None:
    said = json.loads(pq.read_schema(io.BytesIO(written("ucdp", *SEEDS))).metadata[b"sitrep"])
    assert (said["toll_convention"], said["events"]) == ("UCDP GED", 2)


def test_without_pyarrow_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing) as raised:
        written("acled", *SEEDS)
    assert "sitrep[parquet]" in raised.value.hint
