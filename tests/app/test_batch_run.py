"""`sitrep batch run`: files of articles in, a file of records out, as often as it is begun."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner, Result

from app import batch_run, cli
from app.article import Article
from app.bulk.journal import Journal
from app.core.errors import BudgetSpent, ModelRefused
from schemas import ArticleSummary
from tests.app.http.test_scopes import NAME, ChildService
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.service import TEXT, FakeService
from tests.faults.build import NOTHING, slow


@dataclass
class Refusing(FakeService):
    """Refuses articles with a word in them; its budget is spent after some."""

    word: str = "zanzibar"
    budget: int = 1_000

    async def summarize(self, article: Article) -> ArticleSummary:
        if self.word in article.text:
            raise ModelRefused("the model refused")
        if len(self.asked) >= self.budget:
            raise BudgetSpent("the day's budget is spent")
        return await super().summarize(article)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    service = Refusing()
    monkeypatch.setattr(batch_run, "open_service", service.opener())
    return service


def numbered(number: int) -> str:
    return f"{TEXT} It was number {number}."


def written(folder: Path, *rows: Any) -> Path:
    path = folder / "in.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def ran(source: Path, *more: str) -> Result:
    return CliRunner().invoke(cli.app, ["batch", "run", str(source), str(source.with_name("out.jsonl")), *more])


def records(source: Path) -> list[ArticleSummary]:
    lines = source.with_name("out.jsonl").read_text().splitlines()
    return [ArticleSummary.model_validate_json(line) for line in lines]


def failures(source: Path) -> list[dict[str, Any]]:
    path = source.with_name("out.jsonl.failures.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_each_article_becomes_a_record_on_a_line(service: Refusing, tmp_path: Path) -> None:
    source = written(
        tmp_path, {"text": TEXT, "published_on": "2024-01-05", "client_ref": "a"}, "", {"text": numbered(2)}
    )
    result = ran(source)
    assert (result.exit_code, result.stdout) == (0, "2 articles read; cost unknown.\n")
    assert {(each.client_ref, str(each.article.published_on)) for each in records(source)} == {
        ("a", "2024-01-05"),
        (None, "None"),
    }
    assert not failures(source)


def test_what_fails_is_listed_with_its_reason_and_no_word_of_the_article(service: Refusing, tmp_path: Path) -> None:
    """A row that is none, one of another shape, one that the model refuses; the others are read; exit code 4."""
    source = written(tmp_path, {"text": TEXT}, "{", {"txt": "zanzibar"}, {"text": "zanzibar", "client_ref": "d"}, "[1]")
    result = ran(source)
    assert result.exit_code == 4
    assert result.stdout.startswith("1 article read, 4 failed: ")
    told = sorted((each["where"], each["code"], each["client_ref"], bool(each["id"])) for each in failures(source))
    assert told == [
        ("line 2", "row-invalid", None, False),
        ("line 3", "row-invalid", None, False),
        ("line 4", "model-refused", "d", True),
        ("line 5", "row-invalid", None, False),
    ]
    assert "zanzibar" not in str(failures(source))


def test_begun_again_it_reads_only_what_has_no_record(service: Refusing, tmp_path: Path) -> None:
    """What failed is tried again; when it succeeds, nothing is left of the failures."""
    source = written(tmp_path, {"text": TEXT}, {"text": "The zanzibar police said that four people died."})
    assert ran(source).exit_code == 4
    service.word = "nothing of the kind"
    again = ran(source)
    assert (again.exit_code, again.stdout) == (0, "1 article read, 1 there before; cost unknown.\n")
    assert (len(records(source)), failures(source), len(service.asked)) == (2, [], 2)


def test_a_row_that_comes_twice_is_one_article_and_another_reference_another(service: Refusing, tmp_path: Path) -> None:
    source = written(tmp_path, {"text": TEXT}, {"text": TEXT}, {"text": TEXT, "client_ref": "mine"})
    assert "1 the same as others" in ran(source).stdout
    assert sorted(str(each.client_ref) for each in records(source)) == ["None", "mine"]


def test_a_spent_budget_ends_the_run_and_the_next_goes_on(service: Refusing, tmp_path: Path) -> None:
    source = written(tmp_path, *({"text": numbered(number)} for number in range(6)))
    service.budget = 2
    stopped = ran(source, "--concurrency", "1")
    assert (stopped.exit_code, len(records(source)), len(failures(source))) == (5, 2, 1)
    assert "budget" in stopped.stderr
    service.budget = 100
    assert (ran(source).exit_code, len(records(source))) == (0, 6)


def test_a_partial_record_is_kept_and_told(service: Refusing, tmp_path: Path) -> None:
    service.partial = True
    source = written(tmp_path, {"text": TEXT})
    result = ran(source)
    assert (result.exit_code, [each.status for each in records(source)]) == (4, ["partial"])
    assert "1 of them in part" in result.stdout


def test_names_of_children_are_withheld_unless_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batch_run, "open_service", ChildService().opener())
    source = written(tmp_path, {"text": TEXT})
    ran(source)
    assert NAME not in source.with_name("out.jsonl").read_text()
    source.with_name("out.jsonl").unlink()
    ran(source, "--sensitive")
    assert NAME in source.with_name("out.jsonl").read_text()


def test_a_table_as_csv_and_as_parquet_gives_the_same_records(service: Refusing, tmp_path: Path) -> None:
    """Columns are named as members of a request; others are named as unread; an empty cell is none."""
    rows = [
        {"text": numbered(1), "title": "One", "published_on": "2024-01-05", "desk": "x"},
        {"text": numbered(2), "title": "", "published_on": "", "desk": "y"},
    ]
    with (tmp_path / "in.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    columns: dict[str, list[Any]] = {name: [row[name] or None for row in rows] for name in rows[0]}
    columns["published_on"] = pa.array(columns["published_on"]).cast(pa.date32())
    parquet.write_table(pa.table(columns), tmp_path / "in.parquet")
    found = []
    for name in ("in.csv", "in.parquet"):
        (tmp_path / "out.jsonl").unlink(missing_ok=True)
        result = ran(tmp_path / name)
        assert (result.exit_code, "columns that are not read: desk" in result.stderr) == (0, True)
        found.append(
            sorted(
                (each.article.id, each.article.title, each.article.published_on) for each in records(tmp_path / name)
            )
        )
    assert found[0] == found[1]
    assert {title for _, title, _ in found[0]} == {"One", None}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("in.csv", b"a,b\n1,2\n", "no column `text`"),
        ("in.csv", b"text\n" + b"x" * (17 << 20), "no CSV"),
        ("in.docx", b"", "no kind of file"),
        ("in.parquet", b"x", "Parquet"),
    ],
)
def test_a_file_that_is_no_source_is_explained(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    result = ran(tmp_path / name)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_an_output_that_is_no_file_of_records_is_left_as_it_is(service: Refusing, tmp_path: Path) -> None:
    source = written(tmp_path, {"text": TEXT})
    source.with_name("out.jsonl").write_text("mine\n")
    assert ran(source).exit_code == 2
    assert source.with_name("out.jsonl").read_text() == "mine\n"


def test_two_runs_do_not_write_to_one_file(service: Refusing, tmp_path: Path) -> None:
    source = written(tmp_path, {"text": TEXT})
    with Journal(source.with_name("out.jsonl")):
        result = ran(source)
    assert (result.exit_code, "another run" in result.stderr) == (2, True)


def test_a_run_that_is_killed_goes_on_with_each_article_once(tmp_path: Path) -> None:
    """SIGKILL in the middle, a torn last line besides; begun again: twenty articles, twenty records, each once."""
    source = written(tmp_path, *({"text": numbered(number)} for number in range(20)))
    out = source.with_name("out.jsonl")
    with FakeOpenAI(lambda _: slow(0.1, NOTHING)) as server:
        env = os.environ | {
            "SITREP_LLM_BASE_URL": server.base_url,
            "SITREP_LLM_MODEL": "fake",
            "SITREP_LLM_API_KEY": "k",
            "SITREP_CACHE_DIR": str(tmp_path / "cache"),
        }
        command = [sys.executable, "-m", "app.cli", "batch", "run", str(source), str(out), "--concurrency", "2"]
        first = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ends_at = time.monotonic() + 60
        while (not out.exists() or out.read_bytes().count(b"\n") < 3) and time.monotonic() < ends_at:
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        before = out.read_bytes().count(b"\n")
        with out.open("ab") as file:
            file.write(b'{"schema_version": "2.0", "arti')
        again = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert 3 <= before < 20
    assert again.returncode == 0, again.stderr
    assert f"{20 - before} articles read, {before} there before" in again.stdout
    assert len({each.article.id for each in records(source)}) == len(records(source)) == 20
