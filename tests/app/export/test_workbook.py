"""Workbooks, read back as their readers read them."""

import io
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from app.export import table
from app.export.about import about
from app.export.events import Record
from app.export.lines import lines
from app.export.workbook import DIFFERS, MAY_DIFFER, SHEETS, as_workbook
from schemas import Conflict, Position, Report
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import options, seeds_dossier

SEEDS = [gold_of(case) for case in gold_cases("seeds")]


def written(*records: Record, **more: Any) -> bytes:
    chosen = options(file_format="xlsx", **more)
    made = lines(records, chosen)
    return as_workbook(made, about(records, made, chosen), chosen)


@pytest.fixture(scope="module")
def dossier() -> bytes:
    return written(seeds_dossier())


def cell(content: bytes, sheet: str, column: str, row: int = 2) -> Any:
    found = load_workbook(io.BytesIO(content))[sheet]
    (place,) = (box.column for box in found[1] if box.value == column)
    return found.cell(row, place)


def test_events_and_reports_have_a_sheet_each_with_the_header_frozen(dossier: bytes) -> None:
    book = load_workbook(io.BytesIO(dossier))
    assert tuple(book.sheetnames) == SHEETS
    assert [(book[name].max_row, book[name].freeze_panes) for name in SHEETS[:2]] == [(2, "B2"), (3, "B2")]


def test_days_are_days_and_numbers_numbers(dossier: bytes) -> None:
    frame = pd.read_excel(io.BytesIO(dossier), sheet_name="Events")
    assert (frame["event_date"][0], frame["fatalities"][0]) == (datetime(2024, 1, 4), 2)  # noqa: DTZ001 (a day)
    assert frame["latitude"][0] == pytest.approx(33.3406)
    assert cell(dossier, "Events", "event_date").is_date


def test_each_report_says_what_its_own_article_says(dossier: bytes) -> None:
    frame = pd.read_excel(io.BytesIO(dossier), sheet_name="Reports")
    assert frame["killed"].tolist() == ["2 (Iraq security official)", "4 (Police and militia sources)"]
    assert frame["killed_best"].tolist() == [2, 4]
    assert frame["site"].tolist() == ["Palestine street", "eastern Baghdad"]
    assert set(frame["event_id"]) == {f"SITREP-{seeds_dossier().incidents[0].id}"}


def test_the_words_stand_in_the_comments(dossier: bytes) -> None:
    assert cell(dossier, "Events", "event_date").comment.text == "“on Thursday” [3c531188]\n“on Thursday” [fd784c11]"
    assert cell(dossier, "Reports", "date_start").comment.text.endswith("“on Thursday”")
    assert cell(written(SEEDS[0], quotes="none"), "Events", "event_date").comment is None


def test_what_the_articles_differ_on_is_coloured_and_says_who_has_what(dossier: bytes) -> None:
    """Red where they cannot all be right, yellow where they can; what is one article's alone is coloured there too."""
    dead = cell(dossier, "Events", "fatalities")
    assert dead.fill.start_color.rgb == DIFFERS.start_color.rgb
    assert "Differs (numeric): 2 (Iraq security official [3c531188]); 4 (Police" in dead.comment.text
    assert cell(dossier, "Events", "location").fill.start_color.rgb == MAY_DIFFER.start_color.rgb
    assert cell(dossier, "Reports", "killed", 3).fill.start_color.rgb == DIFFERS.start_color.rgb
    assert cell(written(SEEDS[0]), "Events", "fatalities").fill.fill_type is None


def test_the_last_sheet_says_what_the_file_is(dossier: bytes) -> None:
    said = dict(load_workbook(io.BytesIO(dossier))["About"].values)
    assert (said["toll_convention"], said["events"], said["reports"]) == ("ACLED", 1, 2)
    assert (said["generated_at"], said["scope"]) == (
        "2026-11-27T12:00:00+00:00",
        "summaries: 0, dossiers: 1; newly reported incidents alone",
    )
    assert str(said["program"]).startswith("Sitrep ")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_is_run_as_a_formula_in_any_sheet(start: str) -> None:
    """The same cells as in CSV; a character that the format cannot hold is replaced."""
    title = f"{start}HYPERLINK(1)\x01\uffff"
    record = SEEDS[0].model_copy(
        update={"article": SEEDS[0].article.model_copy(update={"title": title, "source": title})}
    )
    content = written(record)
    for sheet, column in (("Events", "source"), ("Reports", "title")):
        box = cell(content, sheet, column)
        assert (box.data_type, box.value) == ("s", f"'{start.strip()}HYPERLINK(1)\ufffd\ufffd")
    assert f",'{start.strip()}HYPERLINK(1)" in table.as_csv(lines([record], options()), options())


def test_a_day_that_excel_does_not_count_is_a_text() -> None:
    when = SEEDS[0].incidents[0].date
    assert when is not None
    old = when.model_copy(update={"start": date(1897, 5, 1), "end": date(1897, 5, 1)})
    one = SEEDS[0].incidents[0].model_copy(update={"date": old})
    assert (
        cell(written(SEEDS[0].model_copy(update={"incidents": (one,)})), "Events", "event_date").value == "1897-05-01"
    )


def test_a_dossier_made_by_hand_with_texts_that_are_no_days_and_articles_that_it_lacks_is_written() -> None:
    """What is POSTed is a dossier by its schema, and may be no more than that."""
    fused = seeds_dossier().incidents[0]
    words = fused.evidence[:1]
    positions = tuple(
        Position(value=value, asserted_by=None, article_id=seeds_dossier().articles[0].id, evidence=words)
        for value in ("soon", "later")
    )
    odd = Conflict(kind="time", path="date/start", positions=positions, compatible=False)
    lacking = Report(article_id="a" * 64, incident_id="x")
    fused = fused.model_copy(update={"date": None, "conflicts": (odd,), "reports": (*fused.reports, lacking)})
    content = written(seeds_dossier().model_copy(update={"incidents": (fused,)}))
    assert load_workbook(io.BytesIO(content))["Reports"].max_row == 3
    assert cell(content, "Reports", "date_start").value is None
