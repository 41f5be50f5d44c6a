"""`sitrep corrections`, and `sitrep export` with what persons corrected, as somebody types them."""

import csv
import io
import json
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from app import article as articles
from app.cli import app
from app.review.check import Given
from app.store.index.corrections import Corrections
from app.store.index.database import Database
from app.store.index.rules import STANDARD
from app.store.index.writing import Writing
from eval.gold import load_folder
from schemas import ArticleSummary, Correction, Person
from tests.fakes.service import TEXT, quote, summary_of

KILLED = "incidents/0/casualty_claims/0/killed"


@pytest.fixture
def record() -> ArticleSummary:
    return summary_of(articles.read(TEXT, today=date.max))


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: ArticleSummary) -> str:
    """An index with one article and one correction of it."""
    url = f"sqlite:///{tmp_path / 'index' / 'index.db'}"
    monkeypatch.setenv("SITREP_INDEX_URL", url)
    said = Correction(
        id=1,
        article_id=record.article.id,
        path=KILLED,
        value=None,
        was=None,
        basis="article",
        quote="two rockets",
        evidence=None,
        doubts=(),
        note=None,
        client_ref=None,
        key="",
        at=datetime(2024, 1, 6, tzinfo=UTC),
    )
    with closing(Database(url)) as database:
        Writing(database, STANDARD).put("", record, None, datetime(2024, 1, 5, tzinfo=UTC))
        given = Given(KILLED, 2, "article", "two rockets", TEXT)
        Corrections(database).add("", given, said, sees_all=True)
    return url


def sitrep(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def sheet(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))


def test_gold_candidates_are_what_the_loader_reads(url: str, tmp_path: Path) -> None:
    """With the articles beside them, where their texts are here."""
    assert url
    assert "--texts" in sitrep("corrections", "export", "--gold", tmp_path / "gold").stderr
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "any.txt").write_bytes(TEXT.encode())
    assert sitrep("corrections", "export", "--gold", tmp_path / "gold", "--texts", texts).exit_code == 0
    (labelled,) = load_folder(tmp_path / "gold", tmp_path / "gold").articles
    killed = labelled.summary.incidents[0].casualty_claims[0].killed
    assert killed is not None
    assert killed.min == 2


def test_a_sheet_goes_out_and_comes_back(url: str, tmp_path: Path) -> None:
    """What is kept is not taken twice; what is refused is named with its line, and the exit code says so."""
    assert url
    out = sitrep("corrections", "export", "--csv")
    (row,) = sheet(out)
    assert (row["path"], row["value"]) == (KILLED, '{"min": 2, "max": 2, "qualifier": "exact"}')
    new = row | {"id": "", "value": "at most 3", "basis": "desk_rule", "quote": ""}
    wrong = new | {"value": "7", "basis": "article", "quote": "killed four people"}
    file = tmp_path / "sheet.csv"
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerows([row, new, wrong])
    result = sitrep("corrections", "import", file)
    assert (result.exit_code, result.stdout) == (4, "1 taken, 1 refused\n")
    assert "line 4: value: number_not_carried" in result.stderr
    assert json.loads(sheet(sitrep("corrections", "export", "--csv"))[-1]["value"])["max"] == 3


def test_a_workbook_goes_out_and_comes_back(url: str, tmp_path: Path) -> None:
    """As the CSV does: each cell a text, no formula run, lines by their numbers."""
    assert url
    file = tmp_path / "sheet.xlsx"
    assert sitrep("corrections", "export", "--xlsx", file).exit_code == 0
    book = openpyxl.load_workbook(file)
    (page,) = book.worksheets
    names = [cell.value for cell in page[1]]
    for name, value in {"id": None, "value": "at most 3", "basis": "desk_rule"}.items():
        page.cell(2, names.index(name) + 1).value = value
    page.append([{"path": KILLED, "value": "7", "basis": "article"}.get(str(name)) for name in names])
    book.save(file)
    result = sitrep("corrections", "import", file)
    assert (result.exit_code, result.stdout) == (4, "1 taken, 1 refused\n")
    assert "line 3: no such article" in result.stderr
    file.write_text("no workbook")
    assert sitrep("corrections", "import", file).exit_code == 2


def test_tasks_go_to_label_studio_and_annotations_come_back(url: str, tmp_path: Path) -> None:
    """With their interface beside them; a second import of the same file is refused: the record is another by then."""
    assert url
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    file = tmp_path / "tasks.json"
    assert "--texts" in sitrep("corrections", "export", "--label-studio", file).stderr
    out = sitrep("corrections", "export", "--label-studio", file, "--texts", tmp_path)
    assert (out.exit_code, "1 tasks" in out.stdout) == (0, True)
    assert "<Labels" in file.with_suffix(".xml").read_text()
    (task,) = json.loads(file.read_text())
    for each in task["predictions"][0]["result"]:
        if each["type"] == "textarea":
            each["value"]["text"] = [
                {"killed: 2": "killed: about 4", "stage: accomplished": "stage: doubtful"}.get(line, line)
                for line in each["value"]["text"]
            ]
    task["annotations"] = [{"result": task["predictions"][0]["result"]}]
    file.write_text(json.dumps([task]))
    result = sitrep("corrections", "import", "--label-studio", file)
    assert (result.exit_code, result.stdout) == (4, "1 taken, 1 refused\n")
    assert "task 1: incidents/0/stage: value: not_in_schema" in result.stderr
    killed = json.loads(sheet(sitrep("corrections", "export", "--csv"))[-1]["value"])
    assert (killed["min"], killed["qualifier"]) == (4, "about")
    again = sitrep("corrections", "import", "--label-studio", file)
    assert (again.exit_code, "export it again" in again.stderr) == (4, True)


def test_an_article_with_names_that_are_withheld_is_no_task(url: str, record: ArticleSummary, tmp_path: Path) -> None:
    """Unless they are asked for: its text would show them."""
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    one = record.incidents[0]
    child = Person(name="Ana Torv", minor=True, evidence=(quote("Mayor Ana Torv"),))
    claims = (one.casualty_claims[0].model_copy(update={"victims": (child,)}),)
    again = record.model_copy(update={"incidents": (one.model_copy(update={"casualty_claims": claims}),)})
    with closing(Database(url)) as database:
        Writing(database, STANDARD).put("", again, None, datetime(2024, 1, 7, tzinfo=UTC))
    file = tmp_path / "tasks.json"
    out = sitrep("corrections", "export", "--label-studio", file, "--texts", tmp_path)
    assert ("withheld" in out.stderr, json.loads(file.read_text())) == (True, [])
    sitrep("corrections", "export", "--label-studio", file, "--texts", tmp_path, "--sensitive")
    assert len(json.loads(file.read_text())) == 1


@pytest.mark.parametrize(("options", "dead"), [((), "2"), (("--machine",), "4")])
def test_an_export_takes_corrections_unless_it_is_the_machines(
    url: str, record: ArticleSummary, tmp_path: Path, options: tuple[str, ...], dead: str
) -> None:
    """Of the articles that the index of this machine knows."""
    assert url
    file = tmp_path / "one.json"
    file.write_text(record.model_dump_json(), "utf-8")
    (row,) = sheet(sitrep("export", file, "--convention", "acled", *options))
    assert row["fatalities"] == dead
