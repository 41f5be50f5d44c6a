"""The project's own commands, checks and image."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.engine.weights import parser
from app.present.reliability import measured
from scripts import checks, image_build, image_test, reliability_text

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


# Checks: each finds what it is for.


def test_functions_are_measured_without_their_docstring(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text('def f():\n    """Two\n    lines."""\n    a = 1\n    return a\n\n\ndef g(): ...\n')
    assert dict(checks.function_lines(path)) == {"module.py::f": 2, "module.py::g": 1}


def test_modules_and_functions_over_budget_are_named(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "long.py").write_text("def f():\n" + "    x = 1\n" * 301)
    (tmp_path / "app" / "short.py").write_text("def g():\n    pass\n")
    findings = "\n".join(checks.check_sizes(tmp_path))
    assert "long.py: 302 lines" in findings
    assert "long.py::f: 301 lines" in findings
    assert "median" in findings
    assert "short.py" not in findings


SERVICE_IN = "fastapi>=0.1,<0.2\n"
SERVICE_LOCK = "fastapi==0.1.5 \\\n    --hash=sha256:aa\n    # via -r requirements/service.in\n"
DEV_LOCK = SERVICE_LOCK + "pytest==9.0 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"


@pytest.mark.parametrize(
    ("service", "dev", "finding"),
    [
        (SERVICE_LOCK, DEV_LOCK, ""),
        (SERVICE_LOCK.replace("0.1.5", "0.3"), DEV_LOCK.replace("0.1.5", "0.3"), "fastapi<0.2,>=0.1 is not met"),
        (SERVICE_LOCK, SERVICE_LOCK, "pytest is not met"),
        ("fastapi==0.1.5\n", DEV_LOCK, "fastapi has no hash"),
        (SERVICE_LOCK, DEV_LOCK.replace("0.1.5", "0.1.6"), "fastapi is not at 0.1.5"),
    ],
)
def test_a_lock_out_of_step_is_found(tmp_path: Path, service: str, dev: str, finding: str) -> None:
    files = {
        "service.in": SERVICE_IN,
        "dev.in": "-r service.in\npytest  # runs them\n",
        "service.txt": service,
        "dev.txt": dev,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    findings = "\n".join(checks.check_locks(tmp_path))
    assert finding in findings if finding else not findings


def test_a_line_of_a_lock_that_is_no_pin_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("--extra thing\n")
    with pytest.raises(ValueError, match="not a pin"):
        list(checks.read_lock(tmp_path / "x.txt"))


@pytest.mark.parametrize(
    "text",
    [
        "see https://py" + "pi.org/simple",
        "https://files.python" + "hosted.org/x",
        "https://hugging" + "face.co/Q",
        "--extra-index" + "-url https://mirror.example/simple",
        "find" + "-links = /opt/wheels",
        "/ho" + "me/someone/sitrep",
        "'/wo" + "rk/main'",
    ],
)
def test_hosts_of_registries_and_paths_of_a_machine_are_found(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.md"
    path.write_text(f"first line\n{text}\n")
    (finding,) = checks.check_texts(tmp_path, [path])
    assert finding.startswith("file.md:2: ")


@pytest.mark.parametrize(
    "text",
    ["--no-emit-index-url --no-emit-find-links", "huggingface_hub", "https://news.example/home/world", "~/work/x"],
)
def test_what_only_looks_alike_is_not_found(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.md"
    path.write_text(text)
    assert not list(checks.check_texts(tmp_path, [path]))


# Commands.


def test_the_readme_says_of_the_models_what_the_shipped_figures_say() -> None:
    """`make readme` fills them in anew when the baselines change."""
    readme = (ROOT / "README.md").read_text("utf-8")
    entries = measured().models
    assert reliability_text.paragraph({entry.name: entry for entry in entries}) in readme
    assert "\n".join(reliability_text.table(entries)) in (ROOT / "docs" / "measured.md").read_text("utf-8")


def test_each_target_of_the_makefile_is_told_by_make_help() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\S+)", shown, re.MULTILINE) == [
        "help", "demo", "serve", "test", "faults", "bite", "soak", "backfill", "kills", "fuzz", "image-test", "check",
        "eval", "bench", "recordings", "train", "reliability", "readme", "screenshots", "examples", "docs", "lock",
        "schemas", "model", "clean",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "runs"),
    [([], ["--numprocesses 2 --dist worksteal", "-m model"]), (["ARGS=-k show"], ['-m "model or not model" -k show'])],
)
def test_all_tests_run_and_those_of_the_engine_beside_no_other(given: list[str], runs: list[str]) -> None:
    """Those of the engine, which takes all cores, have a call of their own; what is chosen runs in one process."""
    environment = {name: value for name, value in os.environ.items() if name not in ("ARGS", "MAKEFLAGS")}
    command = ["make", "--dry-run", "test", *given]
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^\S+/pytest (.+)$", shown, re.MULTILINE) == runs


def test_installing_needs_hashes_and_nothing_but_pip() -> None:
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if "$(PIP) install" in line]
    assert lines
    assert all("--require-hashes" in line or "--no-deps --no-build-isolation" in line for line in lines)


def test_what_runs_on_a_fresh_machine_is_check_a_live_eval_test_and_a_short_soak() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    made = re.findall(r"make (\w+)", script.read_text().split("set -euo pipefail")[1])
    assert made == ["check", "docs", "eval", "test", "soak"]


def test_another_python_is_refused_with_a_message(tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    done = subprocess.run(
        ["make", f"PYTHON={other}", f"VENV={tmp_path / 'venv'}", f"{tmp_path / 'venv'}/venv.stamp"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "needs Python 3.11" in done.stderr


# The image.


def test_the_dockerfile_is_clean() -> None:
    done = subprocess.run([BIN / "hadolint", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "fact",
    [
        r"^USER 10001",
        r"^HEALTHCHECK .*",
        r"'/livez'",
        r"^EXPOSE 8000",
        r"SITREP_HOST=0\.0\.0\.0",
        r"^ARG WITH_MODEL=0",
        r"ca-certificates libgomp1",
        r"org\.opencontainers\.image\.licenses",
        r"^FROM python:3\.11-slim AS build",
    ],
)
def test_the_image_is_as_promised(fact: str) -> None:
    assert re.search(fact, (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_the_image_has_the_parser_where_it_looks_for_it() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert f"SITREP_PARSER_PATH=/opt/sitrep/models/spacy/{parser.DEFAULT.name}" in text
    assert "SITREP_MODEL_DIR=/opt/sitrep/models sitrep model pull" in text.split("\nFROM ")[1]


def test_dependencies_are_a_layer_before_the_source() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert text.index("--require-hashes") < text.index("COPY app app")


def test_only_what_the_image_is_made_of_is_sent_to_the_builder() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY ((?!--)\S+(?: \S+)*) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert kept == {name for names in copied for name in names.split()}


def test_the_test_of_the_image_says_what_it_misses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert image_test.main() == image_test.MISSING
    assert "apt-get install podman crun debootstrap" in capsys.readouterr().err


def test_a_build_reaches_the_index_of_this_machine_but_not_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Certificates come under another name, since a step of the build writes the system's own."""
    mirror, more, wheels = "https://mirror.example/simple", "https://more.example/simple", "/opt/wheels"
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", mirror)
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"file://{wheels} {more}")
    monkeypatch.setenv("PIP_FIND_LINKS", wheels)
    monkeypatch.setenv("PIP_CERT", "/etc/ssl/ours.pem")
    mounts = image_build._of_pip(tmp_path)
    assert mounts == {str(tmp_path / "pip.conf"): "/etc/pip.conf", "/etc/ssl/ours.pem": image_build.CERTIFICATES}
    lines = (tmp_path / "pip.conf").read_text().splitlines()
    assert {f"index-url = {mirror}", f"extra-index-url = {more}"} <= {*lines}
    assert f"cert = {image_build.CERTIFICATES}" in lines
    assert not any("wheels" in line for line in lines)
