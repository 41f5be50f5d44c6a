"""A sheet that a person fills in comes back as new corrections; nothing in it runs in a spreadsheet."""

import csv
import io

import pytest

from app.review.check import CorrectionRefused
from app.review.sheet import BOM, COLUMNS, read, write
from app.review.sheet import rows as opened
from app.review.view import reviewed
from app.store.index.packing import digest
from schemas import Question, ReviewedSummary
from tests.app.review.made import CLAIM, given, kept, record


def doubted() -> ReviewedSummary:
    """A record with a correction, and a question about another value."""
    doubt = Question(path="incidents/0/date", code="date_and_words_disagree", reason="=1+1", evidence=())
    summary = record().model_copy(update={"questions": (doubt,)})
    return reviewed(summary, digest(summary), kept(given(f"{CLAIM}/killed", 2, "two rockets"), of=summary))


def rows(sheet: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.removeprefix(BOM))))


def filled(**cells: str) -> str:
    """A sheet of one row."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="")
    writer.writeheader()
    writer.writerow({"article_id": "a" * 64, "path": f"{CLAIM}/killed", "basis": "article"} | cells)
    return BOM + stream.getvalue()


def test_corrections_and_open_questions_have_a_row_each() -> None:
    """And neither is a new correction until somebody fills in a basis."""
    sheet = write(opened([doubted()]))
    said, asked = rows(sheet)
    assert (said["path"], said["id"], said["quote"]) == (f"{CLAIM}/killed", "1", "two rockets")
    assert (asked["path"], asked["id"], asked["basis"]) == ("incidents/0/date", "", "")
    assert asked["question"].startswith("date_and_words_disagree: ")
    assert list(read(sheet)) == []


def test_a_filled_row_is_a_new_correction() -> None:
    """Its value is JSON, or a text as it is; the apostrophe of a guarded cell is no part of it."""
    (row,) = read(filled(value="at least 2", quote="'-two rockets"))
    made = row.given("text")
    assert (made.value, made.quote, made.text, row.line) == ("at least 2", "-two rockets", "text", 2)
    (other,) = read(filled(value='{"min": 2, "max": null, "qualifier": "at_least"}'))
    assert other.given(None).value == {"min": 2, "max": None, "qualifier": "at_least"}
    (gone,) = read(filled(value="null"))
    assert gone.given(None).value is None


@pytest.mark.parametrize("cells", [{"value": "4", "basis": "hearsay"}, {"value": ""}])
def test_a_row_that_cannot_be_read_is_refused(cells: dict[str, str]) -> None:
    """A basis that there is not; no value, which is not the same as null."""
    (row,) = read(filled(**cells))
    with pytest.raises(CorrectionRefused):
        row.given(None)


def test_a_sheet_without_the_columns_is_none() -> None:
    """It says which are missing."""
    with pytest.raises(ValueError, match="basis"):
        list(read("article_id,path,value,quote,note\n"))
