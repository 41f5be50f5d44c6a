"""The command."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.core.errors import ModelFileError, ModelUnavailable
from eval import cases, subject
from eval.__main__ import app
from eval.cases import ROOT, Case
from eval.gold import load_folder
from eval.results import read_results
from tests.eval.build import case
from tests.fakes.service import FakeService


def tiny(_corpora: Path) -> Iterator[Case]:
    yield case("a")
    yield case("b", "Nothing happened in Redfern on Thursday.")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeService:
    """The fake service behind the command, a tiny suite, and a folder to work in."""
    fake = FakeService()
    monkeypatch.setattr(subject, "open_service", fake.opener())
    monkeypatch.setitem(cases.SUITES, "seeds", tiny)
    monkeypatch.chdir(tmp_path)
    return fake


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def run(*more: str) -> Result:
    return call("run", "--suite", "seeds", "--out", "run.json", *more)


def test_a_run_prints_its_scores_and_writes_its_results(service: FakeService) -> None:
    result = run()
    assert (result.exit_code, "fields" in result.stdout) == (0, True)
    assert "2 of 2 cases answered" in result.stdout
    assert [each.id for each in read_results(Path("run.json")).suites[0].cases] == ["a", "b"]


def test_a_limit_takes_the_first_cases(service: FakeService) -> None:
    assert run("--limit", "1").exit_code == 0
    assert len(service.asked) == 1


def test_a_suite_may_have_a_limit_of_its_own(service: FakeService) -> None:
    assert call("run", "--suite", "seeds:1", "--limit", "2", "--out", "run.json").exit_code == 0
    assert len(service.asked) == 1


def test_a_run_that_holds_its_baseline_ends_well(service: FakeService) -> None:
    run()
    assert call("baseline", "run.json", "--out", "base.json").exit_code == 0
    assert run("--gate", "base.json", "--anew").exit_code == 0


def test_a_run_that_falls_ends_with_1_and_says_where(service: FakeService) -> None:
    run()
    call("baseline", "run.json", "--out", "base.json")
    service.error = ValueError("broken")
    result = run("--gate", "base.json", "--anew")
    assert result.exit_code == 1
    assert "seeds: incidents is 0.000 on 1 cases; the baseline is 1.000 on 1 cases, margin 0.030" in result.stderr


def test_a_baseline_keeps_the_suites_that_a_run_lacks(service: FakeService) -> None:
    """Suites that take long are measured less often than the others."""
    run()
    call("baseline", "run.json", "--out", "base.json")
    base = json.loads(Path("base.json").read_text())
    Path("base.json").write_text(json.dumps({"muc4": base["seeds"]}))
    assert call("baseline", "run.json", "--out", "base.json", "--keep").exit_code == 0
    assert json.loads(Path("base.json").read_text()) == {"muc4": base["seeds"], **base}


def test_the_figures_of_a_baseline_are_written_for_the_service(service: FakeService) -> None:
    """Whoever measures a model can make the file that the service shows."""
    run()
    call("baseline", "run.json", "--out", "mine.json")
    assert call("reliability", "--baseline", "mine.json", "--out", "out/figures.json").exit_code == 0
    (entry,) = json.loads(Path("out/figures.json").read_text())["models"]
    assert (entry["name"], entry["model"], entry["articles"]) == ("mine", "fake-model", 2)


def test_a_baseline_without_any_record_s_suite_has_no_figures(service: FakeService) -> None:
    """MUC-4's slots are not the record's fields: 2, and no file."""
    run()
    call("baseline", "run.json", "--out", "base.json")
    Path("base.json").write_text(Path("base.json").read_text().replace('"seeds"', '"muc4"'))
    result = call("reliability", "--baseline", "base.json", "--out", "figures.json")
    assert (result.exit_code, Path("figures.json").exists()) == (2, False)
    assert "do not name one model" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--suite", "nonsense"),
        ("run", "--suite", "seeds:0"),
        ("run", "--suite", "seeds:many"),
        ("run", "--suite", "seeds", "--url", "http://host", "--replay", "file"),
        ("run", "--suite", "seeds", "--answers", "folder", "--model", "m"),
        ("run", "--suite", "seeds", "--gate", "missing.json"),
        ("plain", "--suite", "seeds", "--answers", "nowhere"),
        ("questions", "--suite", "nonsense", "--out", "folder"),
        ("run", "--suite", "muc4", "--corpora", "nowhere"),
        ("run", "--suite", "seeds", "--limit", "0"),
        ("report", "missing.json"),
        ("nonsense",),
    ],
)
def test_a_wrong_command_ends_with_2_and_asks_no_model(service: FakeService, arguments: tuple[str, ...]) -> None:
    result = call(*arguments)
    assert (result.exit_code, service.asked) == (2, [])
    assert result.stderr


def test_a_file_that_is_none_of_ours_ends_with_2(service: FakeService) -> None:
    Path("odd.json").write_text("{}")
    assert call("report", "odd.json").exit_code == 2


@pytest.mark.parametrize("error", [ModelUnavailable("the engine is down"), ModelFileError("no weights")])
def test_a_model_that_is_not_available_ends_with_3(service: FakeService, error: Exception) -> None:
    service.error = error
    result = run()
    assert result.exit_code == 3
    assert str(error) in result.stderr
    assert not Path("run.json").exists()


def test_a_replay_without_a_recording_ends_with_3_and_says_what_to_do(service: FakeService) -> None:
    result = run("--replay", "missing.jsonl")
    assert (result.exit_code, "make recordings" in result.stderr) == (3, True)


def test_a_run_without_its_answers_ends_with_3(service: FakeService) -> None:
    """What a hosted model said is not there, as a recording may not be."""
    result = run("--answers", "nowhere")
    assert (result.exit_code, "nowhere/answers is not there" in result.stderr) == (3, True)


def test_plain_answers_are_shown_and_written_as_a_run(service: FakeService) -> None:
    """One plain answer is a run of one case."""
    Path("plain/seeds").mkdir(parents=True)
    nothing = {"headline": "Nothing", "incidents": [], "background": [], "context": []}
    Path("plain/seeds/b.json").write_text(json.dumps(nothing))
    result = call("plain", "--suite", "seeds", "--answers", "plain", "--out", "plain.json")
    assert (result.exit_code, "1 of 1 cases answered" in result.stdout) == (0, True)
    assert [each.id for each in read_results(Path("plain.json")).suites[0].cases] == ["b"]


def test_an_absent_suite_is_reported_beside_one_that_is_here(service: FakeService) -> None:
    result = run("--suite", "muc4", "--corpora", "nowhere")
    assert (result.exit_code, "muc4: absent, nothing is reported" in result.stdout) == (0, True)


def test_a_report_is_written_in_each_form_that_is_asked_for(service: FakeService) -> None:
    run()
    result = call("report", "run.json", "--html", "r/a.html", "--markdown", "-", "--junit", "a.xml")
    assert (result.exit_code, "### seeds" in result.stdout) == (0, True)
    assert "Greyline Front" in Path("r/a.html").read_text()
    assert "<testsuites" in Path("a.xml").read_text()


def test_a_report_without_a_form_is_shown(service: FakeService) -> None:
    run()
    assert "incidents" in call("report", "run.json").stdout


def test_a_rescored_run_is_written_back_without_asking_a_model(service: FakeService) -> None:
    run()
    written = json.loads(Path("run.json").read_text())
    written["suites"][0]["scores"] = {}
    Path("run.json").write_text(json.dumps(written))
    asked = len(service.asked)
    assert call("rescore", "run.json").exit_code == 0
    assert read_results(Path("run.json")).suites[0].scores["incidents"].value == 1.0
    assert len(service.asked) == asked


def test_agreement_shows_each_labelling_beside_gold(service: FakeService) -> None:
    result = call("agreement")
    assert (result.exit_code, service.asked) == (0, [])
    assert [name in result.stdout for name in ("second and gold", "independent and gold", "pooled")] == [True] * 3


def test_two_folders_are_compared_whatever_they_hold(service: FakeService) -> None:
    """Gold in its notation with its articles elsewhere, or saved records; what one alone has is counted."""
    stories, texts = ROOT / "gold" / "second" / "stories" / "a02", ROOT / "stories" / "a02"
    records = Path("records")
    records.mkdir()
    for each in load_folder(ROOT / "gold" / "stories" / "a02", texts).articles:
        (records / f"{each.name}.json").write_text(each.summary.model_dump_json())
    result = call("agreement", str(stories), str(records), "--texts", str(texts))
    assert (result.exit_code, service.asked) == (0, [])
    assert "1 articles" in result.stdout
    assert "killed, low" in result.stdout
    assert "only one labelling has them" in result.stderr
    assert call("agreement", str(stories)).exit_code == 2
    assert call("agreement", str(stories), str(records)).exit_code == 2  # its articles are not beside it


def test_two_runs_are_compared_in_either_form(service: FakeService) -> None:
    run()
    assert "no clear difference" in call("compare", "run.json", "run.json").stdout
    assert call("compare", "run.json", "run.json", "--markdown").stdout.startswith("| suite | metric |")
