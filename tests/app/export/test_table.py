"""Whole tables: the seeds' rows, and what each row is traced by."""

import csv
import io

import pytest

from app.export import table
from app.export.conventions import NAMES, Name, load
from schemas import ArticleSummary
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import incident

SEEDS = [gold_of(case) for case in gold_cases("seeds")]


def read(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written)))


def with_incident(**changes: object) -> ArticleSummary:
    return SEEDS[0].model_copy(update={"incidents": (SEEDS[0].incidents[0].model_copy(update=changes),)})


@pytest.mark.parametrize("name", NAMES)
def test_each_row_says_which_convention_article_incident_and_record_it_is_of(name: Name) -> None:
    rows = read(table.write(SEEDS, name))
    assert len(rows) == len(SEEDS)
    for summary, row in zip(SEEDS, rows, strict=True):
        assert (row["convention"], row["convention_edition"]) == (load(name).name, load(name).edition)
        assert (row["article_sha256"], row["incident_id"]) == (summary.article.id, summary.incidents[0].id)
        assert len(row["record_sha256"]) == 64


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_changes_is_another_record(name: Name) -> None:
    one, other = (read(table.write([each], name))[0] for each in (SEEDS[0], with_incident(targets=())))
    assert one["record_sha256"] != other["record_sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_exporting_changes_nothing_in_the_record(name: Name) -> None:
    before = [each.model_dump_json() for each in SEEDS]
    table.write(SEEDS, name)
    assert [each.model_dump_json() for each in SEEDS] == before


@pytest.mark.parametrize("name", NAMES)
def test_what_a_convention_does_not_count_has_no_row_and_is_named(name: Name) -> None:
    threat = with_incident(stage="threatened")
    assert table.write([threat], name) == ""
    (line,) = table.left_out([threat], name)
    assert line == f"{threat.incidents[0].id} has no row: {load(name).name} does not count what is threatened."


@pytest.mark.parametrize("name", NAMES)
def test_background_has_no_rows(name: Name) -> None:
    alone = SEEDS[0].model_copy(update={"incidents": ()})
    assert alone.background
    assert table.write([alone], name) == ""


def test_a_formula_in_a_name_of_the_article_is_not_run() -> None:
    article = SEEDS[0].article.model_copy(update={"source": '=HYPERLINK("x")'})
    (row,) = read(table.write([SEEDS[0].model_copy(update={"article": article})], "acled"))
    assert row["source"] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("name", NAMES)
def test_a_record_of_little_is_a_row_of_blanks(name: Name) -> None:
    """Nothing is guessed where nothing is known."""
    bare = incident(date=None, location=None, actors=(), attribution=(), targets=())
    (row,) = read(table.write([SEEDS[0].model_copy(update={"incidents": (bare,)})], name))
    blank = {
        "acled": "event_date actor1 actor2 iso country location latitude geo_precision civilian_targeting",
        "ucdp": "date_start date_prec side_a side_b where_prec country latitude deaths_a deaths_civilians best",
        "airwars": "incident_date location latitude suspected_belligerents civilians_killed_min grading strike_status",
    }
    assert {row[column] for column in blank[name].split()} == {""}
