"""The command: what it prints where, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import AbstractAsyncContextManager
from http.client import HTTPConnection
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from app import cli
from app.core.errors import ArticleRejected, BudgetSpent, DraftInvalid, ModelFileError, ModelUnavailable, Overloaded
from app.core.settings import Settings
from app.engine.weights import gguf, parser
from app.engine.weights.carriers import Report
from app.engine.weights.gguf import Weights
from app.http.schemas import SCHEMAS, schema_of
from app.records.restate import draft_of
from app.service import Service
from schemas import ArticleSummary, Verification
from tests.app import older
from tests.app.drafts import article_of, gold_cases, gold_of, summary_of
from tests.app.http.test_scopes import NAME, ChildService
from tests.fakes.service import TEXT, FakeService

WEIGHTS = Weights(Path("/models/some.gguf"), "some", "0" * 64)
PARSER = Path("/models/spacy/some")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    """What the command opens."""
    service = FakeService()
    monkeypatch.setattr(cli, "open_service", service.opener())
    return service


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT)
    return path


def sitrep(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(cli.app, [str(each) for each in arguments], input=stdin)


def test_a_file_is_summarised_for_a_person(service: FakeService, file: Path) -> None:
    result = sitrep("summarize", file)
    assert result.exit_code == 0
    assert "casualties  killed: 4" in result.stdout
    assert service.closed


def test_json_is_the_record_and_nothing_else(service: FakeService, file: Path) -> None:
    result = sitrep("summarize", file, "--json")
    assert ArticleSummary.model_validate_json(result.stdout).incidents


def test_standard_input_is_read_for_a_hyphen(service: FakeService) -> None:
    assert sitrep("summarize", "-", stdin=TEXT.encode()).exit_code == 0
    assert service.asked[0].text == TEXT


def test_the_text_of_a_file_is_kept_as_it_is(service: FakeService, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.\r\n")
    sitrep("summarize", file)
    assert service.asked[0].text == "\ufeffOne.\r\nTwo.\r\n"


def test_options_reach_the_article(service: FakeService, file: Path) -> None:
    sitrep("summarize", file, "--published-on", "2024-01-05", "--source", "S", "--title", "T")
    (article,) = service.asked
    assert (str(article.published_on), article.source, article.title) == ("2024-01-05", "S", "T")


def test_of_a_timestamp_the_day_that_it_shows_is_the_day_of_publication(service: FakeService, file: Path) -> None:
    """An offset is not converted."""
    sitrep("summarize", file, "--published-on", "2024-01-05T23:30:00-05:00")
    assert str(service.asked[0].published_on) == "2024-01-05"


def test_the_caller_s_reference_is_in_the_record_and_not_in_the_article(service: FakeService, file: Path) -> None:
    results = [sitrep("summarize", file, "--json", *more) for more in ((), ("--client-ref", "desk 7/311"))]
    assert [json.loads(each.stdout)["client_ref"] for each in results] == [None, "desk 7/311"]
    assert service.asked[0] == service.asked[1]


@pytest.mark.parametrize("bad", ["a\nb", "a" * 201])
def test_a_reference_that_is_none_is_a_usage_error(service: FakeService, file: Path, bad: str) -> None:
    assert sitrep("summarize", file, "--client-ref", bad).exit_code == 2
    assert not service.asked


@pytest.mark.parametrize("json_or_text", [("--json",), ()])
def test_names_that_are_withheld_are_printed_only_where_that_is_asked(
    monkeypatch: pytest.MonkeyPatch, file: Path, json_or_text: tuple[str, ...]
) -> None:
    """As JSON and as text."""
    monkeypatch.setattr(cli, "open_service", ChildService().opener())
    usual, full = sitrep("summarize", file, *json_or_text), sitrep("summarize", file, *json_or_text, "--sensitive")
    assert (usual.exit_code, full.exit_code) == (0, 0)
    assert not any(part in usual.output for part in NAME.split())
    assert NAME in full.stdout


def test_a_partial_summary_is_printed_and_ends_with_4(service: FakeService, file: Path) -> None:
    service.partial = True
    result = sitrep("summarize", file)
    assert result.exit_code == 4
    assert "a step failed" in result.stdout


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModelUnavailable("It is down."), 3),
        (ModelFileError("It is not there."), 3),
        (DraftInvalid("It is no record."), 3),
        (Overloaded("It is busy."), 3),
        (ArticleRejected("It is no article."), 2),
    ],
)
def test_an_error_of_ours_is_a_message_a_hint_and_an_exit_code(
    service: FakeService, file: Path, error: Exception, code: int
) -> None:
    service.error = error
    result = sitrep("summarize", file)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(f"error: {error}\nhint: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "error: "),
        (b"caf \xe9", "is not UTF-8: byte 4"),
        (b"a\x00b", "error: "),
        (b"<html><body><p>Hello</p></body></html>", "error: "),
        (b"x" * 900_000, "is over 800000 bytes"),
        (b"x" * 300_000, "error: "),
    ],
)
def test_a_file_that_is_no_article_is_the_users_error(
    service: FakeService, file: Path, content: bytes, message: str
) -> None:
    file.write_bytes(content)
    result = sitrep("summarize", file)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not service.asked


def test_a_file_that_is_not_there_is_the_users_error(service: FakeService, tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        result = sitrep("summarize", path)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: {path}: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("summarize",),
        ("summarize", "-", "--published-on", "soon"),
        ("summarize", "-", "--unknown"),
        ("model", "steal"),
        ("serve", "--port", "http"),
        ("serve", "--port", "65536"),
        ("schema", "zanzibar"),
        ("fly",),
    ],
)
def test_a_wrong_command_ends_with_2_and_a_message(service: FakeService, arguments: tuple[str, ...]) -> None:
    result = sitrep(*arguments, stdin=TEXT.encode())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_misspelt_setting_is_warned_of_and_the_command_goes_on(
    service: FakeService, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning on standard error, with the setting that was meant."""
    monkeypatch.setenv("SITREP_LLM_MODLE", "zanzibar")
    result = sitrep("summarize", file)
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: SITREP_LLM_MODLE is no setting: is SITREP_LLM_MODEL meant?")
    assert "zanzibar" not in result.output


def test_a_setting_that_is_no_json_is_named_and_its_value_is_not(
    service: FakeService, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers are secret."""
    monkeypatch.setenv("SITREP_LLM_HEADERS", '{"api-key": zanzibar')
    result = sitrep("summarize", file)
    assert result.exit_code == 2
    assert "SITREP_LLM_HEADERS: it is no JSON" in result.stderr
    assert "zanzibar" not in result.output


def test_a_wrong_setting_is_named_and_its_value_is_not(
    service: FakeService, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITREP_LLM_TIMEOUT_S", "zanzibar")
    result = sitrep("summarize", file)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: SITREP_LLM_TIMEOUT_S: ")
    assert "zanzibar" not in result.stderr


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed(name: str) -> None:
    assert json.loads(sitrep("schema", name).stdout) == schema_of(name)


def here(monkeypatch: pytest.MonkeyPatch, weights: Weights | None, folder: Path | None) -> None:
    """What is found on this machine; None: it is missing."""
    monkeypatch.setattr(gguf, "locate", lambda _settings: weights)
    monkeypatch.setattr(parser, "parser_folder", lambda _settings: folder)


def test_the_paths_of_model_and_parser_are_printed_when_they_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, WEIGHTS, PARSER)
    assert sitrep("model", "path").stdout == f"{WEIGHTS.path}\n{PARSER}\n"


@pytest.mark.parametrize(
    ("weights", "folder", "missing"),
    [(None, PARSER, "of the model."), (WEIGHTS, None, "of the parser."), (None, None, "of the model and the parser.")],
)
def test_weights_that_are_not_there_are_named_and_end_with_3_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, weights: Weights | None, folder: Path | None, missing: str
) -> None:
    here(monkeypatch, weights, folder)
    result = sitrep("model", "path")
    there = [path for path in (weights and weights.path, folder) if path]
    assert (result.exit_code, result.stdout.split()) == (3, [str(path) for path in there])
    assert missing in result.stderr
    assert "hint: Run `sitrep model pull`" in result.stderr


def pulls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both pulls work."""

    def pull(_settings: Settings, report: Report) -> Weights:
        report(5_000_000, 10_000_000)
        report(10_000_000, 10_000_000)
        return WEIGHTS

    monkeypatch.setattr(gguf, "pull", pull)
    monkeypatch.setattr(parser, "pull_parser", lambda _settings, _report: PARSER)


def test_a_pull_prints_the_paths_and_tells_its_progress_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    pulls(monkeypatch)
    result = sitrep("model", "pull")
    assert (result.exit_code, result.stdout) == (0, f"{WEIGHTS.path}\n{PARSER}\n")


@pytest.mark.parametrize("command", ["pull", "path"])
def test_with_an_endpoint_no_weights_are_wanted(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """An endpoint that reads whole records needs neither model nor parser; with the reader before it, the parser."""
    monkeypatch.setenv("SITREP_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    pulls(monkeypatch)
    here(monkeypatch, None, PARSER)
    result = sitrep("model", command)
    assert (result.exit_code, result.stdout) == (0, "")
    monkeypatch.setenv("SITREP_LLM_PROPOSER", "reader")
    result = sitrep("model", command)
    assert (result.exit_code, result.stdout) == (0, f"{PARSER}\n")


@pytest.mark.parametrize(("module", "name"), [(gguf, "pull"), (parser, "pull_parser")])
def test_a_pull_that_fails_ends_with_3(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
    def fail(_settings: Settings, _report: Report) -> Weights:
        raise ModelFileError("No route brought it.")

    pulls(monkeypatch)
    monkeypatch.setattr(module, name, fail)
    assert sitrep("model", "pull").exit_code == 3


def test_a_port_in_use_is_told_before_anything_is_opened(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = sitrep("serve", "--port", port)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: 127.0.0.1:{port}: ")
    assert not service.closed


SERVE = """
import sys
from app import cli
from tests.fakes.service import FakeService
service = FakeService()
cli.open_service = service.opener()
try:
    cli.app(["serve", "--port", "0"])
finally:
    print("closed" if service.closed else "open", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_served_address_is_printed_answers_and_ends_in_order(number: signal.Signals) -> None:
    """In a process of its own, as a user has it: the first line is the address; a signal closes the service, exit 0."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_")}
    environment["SITREP_INDEX_URL"] = "none"
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = next(word for word in line.split() if "://" in word)
        connection = HTTPConnection(address.removeprefix("http://"), timeout=10)
        connection.request("POST", "/v1/summaries", TEXT.encode(), {"Content-Type": "text/plain"})
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (out, process.returncode) == ("closed\n", 0)
    assert "Traceback" not in err
    assert "POST /v1/summaries 200 in" in err
    assert "Redfern" not in err


def test_a_service_without_weights_ends_with_3_and_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setenv("SITREP_MODEL_DIR", str(tmp_path))
    monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "answers"))
    result = sitrep("serve", "--port", "0")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("error: ")
    assert "hint: Run `sitrep model pull`" in result.stderr


def test_a_reader_before_an_endpoint_and_without_its_parser_ends_with_3_and_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setenv("SITREP_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("SITREP_LLM_MODEL", "any")
    monkeypatch.setenv("SITREP_LLM_PROPOSER", "reader")
    monkeypatch.delenv("SITREP_PARSER_PATH", raising=False)
    monkeypatch.setenv("SITREP_MODEL_DIR", str(tmp_path))
    monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "answers"))
    result = sitrep("serve", "--port", "0")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(
        "error: the parser's pipeline is not on this machine\nhint: Run `sitrep model pull`"
    )


@pytest.fixture
def record(tmp_path: Path) -> tuple[Path, Path]:
    """A summary as `summarize --json` prints it, and its article."""
    case = gold_cases("seeds")[0]
    about = article_of(case)
    summary, text = tmp_path / "summary.json", tmp_path / "text.txt"
    summary.write_text(summary_of(draft_of(gold_of(case), about), about).model_dump_json())
    text.write_bytes(case.text.encode())
    return summary, text


def test_a_record_that_holds_ends_with_0(record: tuple[Path, Path]) -> None:
    result = sitrep("verify", *record)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("The record holds")


def test_a_record_that_does_not_hold_ends_with_1_and_says_why(record: tuple[Path, Path]) -> None:
    summary, text = record
    summary.write_text(summary.read_text().replace('"best":4', '"best":5', 1))
    result = sitrep("verify", summary, text)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "incidents/0/fatalities/best: saved 5, derived 4" in result.stdout


def test_another_article_ends_with_1(record: tuple[Path, Path]) -> None:
    result = sitrep("verify", record[0], "-", stdin=b"Nothing happened.")
    assert result.exit_code == 1
    assert "another article" in result.stdout


def test_a_finding_in_json_is_one_and_nothing_else(record: tuple[Path, Path]) -> None:
    result = sitrep("verify", *record, "--json")
    assert Verification.model_validate_json(result.stdout).holds


def test_what_is_no_record_ends_with_2(record: tuple[Path, Path]) -> None:
    summary, text = record
    summary.write_text("{}")
    result = sitrep("verify", summary, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")


def test_a_record_of_an_older_schema_holds_and_says_what_was_not_compared(tmp_path: Path) -> None:
    name = "1.1-seeds-000"
    (tmp_path / "article.txt").write_bytes(older.TEXTS[name].encode())
    result = sitrep("verify", older.FOLDER / f"{name}.json", tmp_path / "article.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("The record holds: derived again, all that is compared is the same")
    assert "the record is of schema 1.1" in result.stdout
    assert "not compared: corroboration" in result.stdout


def test_a_record_of_a_later_schema_ends_with_2_and_names_both_versions(record: tuple[Path, Path]) -> None:
    summary, text = record
    summary.write_text(summary.read_text().replace('"schema_version":"2.0"', '"schema_version":"3.0"', 1))
    result = sitrep("verify", summary, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "of schema 3.0; this program reads 1.0 to 2.0" in result.stderr


def test_a_record_that_is_not_there_ends_with_2(record: tuple[Path, Path]) -> None:
    result = sitrep("verify", record[0].with_name("none.json"), record[1])
    assert (result.exit_code, result.stdout) == (2, "")


# Questions that are not asked now


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody listens there."""
    for name, value in (
        ("LLM_BASE_URL", "http://127.0.0.1:1/v1"),
        ("LLM_MODEL", "some"),
        ("CACHE_DIR", str(tmp_path / "answers")),
    ):
        monkeypatch.setenv(f"SITREP_{name}", value)


def test_an_estimate_is_a_sentence_and_asks_nobody(endpoint: None, file: Path) -> None:
    result = sitrep("summarize", file, "--estimate")
    assert result.exit_code == 0
    assert "Questions to be asked: 1, answered already: 0; at most about " in result.stdout
    assert "price that is not known" in result.stdout


def test_a_batch_is_exported_a_line_each_and_read_back(endpoint: None, file: Path, tmp_path: Path) -> None:
    line = sitrep("batch", "export", file).stdout.splitlines()[0]
    output = tmp_path / "responses.jsonl"
    output.write_text(json.dumps({"custom_id": json.loads(line)["custom_id"], "response": None, "error": {}}))
    result = sitrep("batch", "import", output)
    assert result.exit_code == 0
    assert "0 answers kept" in result.stdout
    assert "1 without an answer" in result.stdout


def test_a_file_that_is_no_batch_s_output_is_named_with_its_line(endpoint: None, file: Path) -> None:
    result = sitrep("batch", "import", file)
    assert result.exit_code == 2
    assert "line 1 is not JSON" in result.stderr


def test_the_embedded_model_has_no_batches(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.delenv("SITREP_LLM_BASE_URL", raising=False)
    assert sitrep("batch", "export", file).exit_code == 2


def test_a_budget_that_is_spent_is_an_exit_code_of_its_own(service: FakeService, file: Path) -> None:
    service.error = BudgetSpent("today's 5 USD are spent, until 2026-11-02 00:00 UTC", retry_after_s=60)
    result = sitrep("summarize", file)
    assert result.exit_code == 5
    assert "2026-11-02 00:00 UTC" in result.stderr


def test_fresh_asks_anew(monkeypatch: pytest.MonkeyPatch, service: FakeService, file: Path) -> None:
    opened: list[Settings] = []

    def open_service(settings: Settings) -> AbstractAsyncContextManager[Service]:
        opened.append(settings)
        return service.opener()(settings)

    monkeypatch.setattr(cli, "open_service", open_service)
    sitrep("summarize", file, "--fresh")
    assert opened[0].cache_max_age_days == 0
