"""Whole tables: the seeds' rows, in exactly the columns of each data set, and what each row is traced by."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from app.export import table
from app.export.conventions import NAMES, Name, load
from app.export.events import Record
from app.export.lines import TRACE, lines
from schemas import ArticleSummary
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import incident, options, seeds_dossier

SEEDS = [gold_of(case) for case in gold_cases("seeds")]
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob"
)


def written(records: Sequence[Record], name: Name = "acled", **more: Any) -> str:
    chosen = options(name, **more)
    return table.as_csv(lines(records, chosen), chosen)


def read(records: Sequence[Record], name: Name = "acled", **more: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(records, name, **more).removeprefix(table.BOM))))


def with_incident(**changes: object) -> ArticleSummary:
    return SEEDS[0].model_copy(update={"incidents": (SEEDS[0].incidents[0].model_copy(update=changes),)})


@pytest.mark.parametrize(("name", "header", "number"), [("acled", ACLED, 31), ("ucdp", UCDP, 49)])
def test_the_columns_are_the_data_set_s_exactly_and_in_order(name: Name, header: str, number: int) -> None:
    """With a byte order mark before them; without an event the header stands alone."""
    for records in (SEEDS, [seeds_dossier()], []):
        assert written(records, name).splitlines()[0] == f"\ufeff{header}"
    assert len(header.split(",")) == number


@pytest.mark.parametrize(
    ("name", "column", "numbers"),
    [("acled", "fatalities", [4, 2]), ("ucdp", "best", [4, 2]), ("airwars", "belligerents_killed_max", [2])],
)
def test_pandas_reads_a_table_back_with_the_numbers_of_the_convention(
    name: Name, column: str, numbers: list[int]
) -> None:
    frame = pd.read_csv(io.BytesIO(written(SEEDS, name).encode()))
    assert frame[column].dropna().tolist() == numbers
    assert frame.iloc[:, 0].str.startswith("SITREP-").all()


@pytest.mark.parametrize("name", NAMES)
def test_each_row_names_its_counting_rules_within_its_own_columns(name: Name) -> None:
    column = "source_article" if name == "ucdp" else "notes"
    for row in read(SEEDS, name):
        assert f"tolls counted as {load(name).name}, {load(name).edition}; record " in row[column]


@pytest.mark.parametrize("name", NAMES)
def test_a_trace_says_which_convention_articles_incident_and_record_a_row_is_of(name: Name) -> None:
    rows = read(SEEDS, name, trace=True)
    assert list(rows[0])[-len(TRACE) :] == [column.name for column in TRACE]
    for summary, row in zip(SEEDS, rows, strict=True):
        assert (row["convention"], row["convention_edition"]) == (load(name).name, load(name).edition)
        assert (row["article_sha256"], row["incident_id"]) == (summary.article.id, summary.incidents[0].id)
        assert len(row["record_sha256"]) == 64


def test_a_record_that_changes_is_another_record() -> None:
    one, other = (read([each], trace=True)[0] for each in (SEEDS[0], with_incident(targets=())))
    assert one["record_sha256"] != other["record_sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_exporting_changes_nothing_in_the_record(name: Name) -> None:
    before = [each.model_dump_json() for each in SEEDS]
    written(SEEDS, name)
    assert [each.model_dump_json() for each in SEEDS] == before


@pytest.mark.parametrize("name", NAMES)
def test_background_has_no_rows(name: Name) -> None:
    alone = SEEDS[0].model_copy(update={"incidents": ()})
    assert alone.background
    assert read([alone], name) == []


def test_a_formula_in_a_name_of_the_article_is_not_run() -> None:
    article = SEEDS[0].article.model_copy(update={"source": '=HYPERLINK("x")'})
    (row,) = read([SEEDS[0].model_copy(update={"article": article})])
    assert row["source"] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("name", NAMES)
def test_a_record_of_little_is_a_row_of_blanks(name: Name) -> None:
    """Nothing is guessed where nothing is known."""
    bare = incident(date=None, location=None, actors=(), attribution=(), targets=())
    (row,) = read([SEEDS[0].model_copy(update={"incidents": (bare,)})], name)
    blank = {
        "acled": "event_date actor1 actor2 interaction iso country location latitude geo_precision civilian_targeting",
        "ucdp": "date_start date_prec side_a side_b where_prec country latitude deaths_a best geom_wkt",
        "airwars": "incident_date location latitude suspected_belligerents civilians_killed_min grading strike_status",
    }
    assert {row[column] for column in blank[name].split()} == {""}


def test_types_of_actors_are_numbers_where_that_is_asked_for() -> None:
    rows = read(SEEDS, inter="numeric")
    assert [(row["inter1"], row["inter2"], row["interaction"]) for row in rows] == [("8", "3", "38")] * 2


def test_quotes_follow_where_they_are_asked_for() -> None:
    short, full = (read([seeds_dossier()], quotes=how)[0]["quotes"] for how in ("short", "full"))
    assert "date: “on Thursday” [3c531188] / “on Thursday” [fd784c11]" in short
    assert len(short) < len(full)
    assert "quotes" not in read([seeds_dossier()])[0]


def test_json_lines_have_all_columns_with_quotes_by_what_they_stand_behind() -> None:
    found = [json.loads(line) for line in table.as_jsonl(lines(SEEDS, options(file_format="jsonl"))).splitlines()]
    assert [(each["fatalities"], each["event_date"], each["convention"]) for each in found] == [
        (4, "2024-01-04", "ACLED"),
        (2, "2024-01-04", "ACLED"),
    ]
    assert found[0]["quotes"]["date"] == ["“on Thursday”"]
