"""GeoJSON by the rules of RFC 7946, and as geopandas reads it."""

import io
import json
from typing import Any

import geopandas as gpd
import pytest

from app.export.about import about
from app.export.conventions import NAMES, Name
from app.export.events import Record
from app.export.geojson import as_geojson
from app.export.lines import lines
from schemas import ArticleSummary, Location
from schemas.codes import PlacePrecision
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import WORDS, options, seeds_dossier

SEEDS = [gold_of(case) for case in gold_cases("seeds")]


def collection(*records: Record, name: Name = "acled") -> dict[str, Any]:
    chosen = options(name, "geojson")
    written = lines(records, chosen)
    found: dict[str, Any] = json.loads(as_geojson(written, about(records, written, chosen)))
    return found


def somewhere(precision: PlacePrecision, **known: Any) -> ArticleSummary:
    place = Location(precision=precision, geo_precision=3, ucdp_where_prec=6, evidence=WORDS, **known)
    one = SEEDS[0].incidents[0].model_copy(update={"location": place})
    return SEEDS[0].model_copy(update={"incidents": (one,)})


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_feature_collection_in_wgs_84(name: Name) -> None:
    """Sections 3.1 to 3.3 and 4: types, longitude first, within the globe, a null geometry allowed, no `crs`."""
    found = collection(*SEEDS, seeds_dossier(), somewhere("country", country="Iraq"), name=name)
    assert (found["type"], len(found["features"]), "crs" in found) == ("FeatureCollection", 4, False)
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert {"type", "id", "geometry", "properties"} == feature.keys()
        assert isinstance(feature["properties"], dict)
        if feature["geometry"] is not None:
            longitude, latitude = feature["geometry"]["coordinates"]
            assert (feature["geometry"]["type"], -180 <= longitude <= 180, -90 <= latitude <= 90) == (
                "Point",
                True,
                True,
            )


def test_a_town_is_a_point_with_its_precision_and_radius() -> None:
    (feature,) = collection(SEEDS[0])["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [44.4009, 33.3406]}
    assert (feature["properties"]["precision"], feature["properties"]["radius_km"]) == ("site", 10)


@pytest.mark.parametrize(
    ("precision", "known"),
    [
        ("country", {"country": "Iraq", "latitude": 33.0, "longitude": 44.0}),
        ("sea", {"site": "Red Sea", "latitude": 20.0, "longitude": 38.0}),
    ],
)
def test_a_country_and_a_sea_have_no_point(precision: PlacePrecision, known: dict[str, Any]) -> None:
    """Not even where a saved record has coordinates for them."""
    (feature,) = collection(somewhere(precision, **known))["features"]
    assert (feature["geometry"], feature["properties"]["radius_km"]) == (None, None)
    assert feature["properties"]["precision"] == precision


def test_it_says_by_whose_counting_rules() -> None:
    found = collection(SEEDS[0])
    assert found["sitrep"]["toll_convention"] == found["features"][0]["properties"]["convention"] == "ACLED"
    assert found["sitrep"]["generated_at"] == "2026-11-27T12:00:00+00:00"


def test_geopandas_reads_points_in_wgs_84_and_nothing_for_a_country() -> None:
    """EPSG:4326; a geometry that is null stays one; numbers, and precision and radius, are columns."""
    town = somewhere("town", city="Kutum", country="Sudan", latitude=14.2, longitude=24.67)
    written = json.dumps(collection(town, somewhere("country", country="Iraq")))
    frame = gpd.read_file(io.BytesIO(written.encode()))
    assert (frame.crs.to_epsg(), [each is None for each in frame.geometry]) == (4326, [False, True])
    assert (frame.geometry[0].x, frame.geometry[0].y) == (24.67, 14.2)
    assert frame[["fatalities", "precision", "country"]].to_numpy().tolist() == [
        [4, "town", "Sudan"],
        [4, "country", "Iraq"],
    ]
    assert frame["radius_km"][0] > 0
