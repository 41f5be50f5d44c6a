import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bench.peers.__main__ import main
from bench.peers.results import read_run
from tests.bench.peers.build import FULL, LISTS, NONE
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour

app = typer.Typer()
app.command()(main)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Two made-up documents."""
    rows = [{"docid": case.id, "text": case.text, **case.gold} for case in (FULL, NONE) if isinstance(case.gold, dict)]
    for row, case in zip(rows, (FULL, NONE), strict=True):
        row["docid"] = case.id
    (tmp_path / "muc4").mkdir()
    (tmp_path / "muc4" / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path


def test_a_run_writes_scores_counts_and_stamp_without_a_word_of_the_text(
    corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = corpora / "lists.json"
    with FakeOpenAI(lambda _: LISTS) as server:
        server.script(LISTS, Misbehaviour.TRUNCATE)
        monkeypatch.setenv("SITREP_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("SITREP_LLM_MODEL", "fake")
        done = CliRunner().invoke(app, ["--peer", "lists", "--corpora", str(corpora), "--out", str(out)])
    assert done.exit_code == 0, done.output
    (suite,) = read_run(out).suites
    assert (suite.scored, suite.failed) == (1, 1)
    assert suite.seconds_per_document is not None
    assert suite.scores["ceaf_ree"].value == pytest.approx(4 / 7)
    assert not any(word in out.read_text("utf-8").lower() for word in ("rebels", "festival", "bus with"))
    shown = CliRunner().invoke(app, ["--table", str(out)])
    assert "| failed | 1 |" in shown.output


def test_a_run_that_was_stopped_goes_on_and_never_under_another_model(
    corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has is not asked for again; the whole is what one run gives."""
    out = corpora / "lists.json"
    run = ["--peer", "lists", "--corpora", str(corpora), "--out", str(out)]
    with FakeOpenAI(lambda _: LISTS) as server:
        monkeypatch.setenv("SITREP_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("SITREP_LLM_MODEL", "fake")
        assert CliRunner().invoke(app, [*run, "--limit", "1"]).exit_code == 0
        assert CliRunner().invoke(app, [*run, "--go-on"]).exit_code == 0
        assert len(server.completions) == 2
        monkeypatch.setenv("SITREP_LLM_MODEL", "other")
        refused = CliRunner().invoke(app, [*run, "--go-on"])
    assert (refused.exit_code, len(read_run(out).suites[0].cases)) == (2, 2)
    assert "another peer, model" in refused.output


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--peer", "lists", "--suite", "seeds"],
        ["--peer", "naive", "--suite", "nothing"],
        ["--table", "absent.json"],
    ],
)
def test_a_wrong_command_exits_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_an_endpoint_that_is_not_there_exits_with_3(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SITREP_LLM_MODEL", "fake")
    done = CliRunner().invoke(app, ["--peer", "lists", "--corpora", str(corpora), "--out", str(corpora / "x.json")])
    assert done.exit_code == 3
