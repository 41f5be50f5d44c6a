"""`sitrep doctor`."""

import asyncio
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from app import doctor
from app.cli import app
from app.core.settings import Settings
from tests.fakes.loopback import served
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.redis import RedisServer
from tests.faults.endpoint import good


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own: folders, and an endpoint that is named by each test."""
    for name in ("CACHE", "MODEL"):
        monkeypatch.setenv(f"SITREP_{name}_DIR", str(tmp_path / name))
    monkeypatch.setenv("SITREP_LLM_MODEL", "first")
    return tmp_path


def report(*args: str) -> tuple[int, str]:
    said = CliRunner().invoke(app, ["doctor", *args])
    return said.exit_code, said.stdout


def listing(status: int, body: str, seen: list[dict[str, str]], date: str | None = None) -> AbstractContextManager[str]:
    """An endpoint that answers every GET alike; `seen` gets the headers of each."""

    class Listing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response_only(status)
            self.send_header("Date", date or self.date_time_string())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return served(Listing)


def test_a_machine_that_is_well_has_nothing_to_mend(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an endpoint that answers: reached, its model read a sentence, answers are kept; exit code 0."""
    with FakeOpenAI(good) as endpoint:
        monkeypatch.setenv("SITREP_LLM_BASE_URL", endpoint.base_url)
        code, said = report("--ask")
    assert code == 0, said
    assert "read one sentence" in said
    assert "found the toll in it" in said
    assert "BROKEN" not in said
    assert len(endpoint.completions) == 1


def test_without_being_told_to_it_asks_the_model_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeOpenAI(good) as endpoint:
        monkeypatch.setenv("SITREP_LLM_BASE_URL", endpoint.base_url)
        report()
    assert not endpoint.completions


def test_an_endpoint_that_is_not_there_is_named_with_what_to_look_at(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITREP_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    code, said = report()
    assert code == 1
    assert "127.0.0.1:9/v1 is not reached (ConnectError)" in said
    assert "SITREP_LLM_BASE_URL" in said


def test_weights_that_are_missing_are_named_with_the_command_that_brings_them(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITREP_LLM_MODEL")
    code, said = report()
    assert code == 1
    assert said.count("not on this machine") == 2
    assert "sitrep model pull" in said


def test_an_encoder_that_is_missing_is_named_and_the_embedded_model_is_not_wanted(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is read with."""
    monkeypatch.setenv("SITREP_LLM_PROPOSER", "encoder")
    monkeypatch.setenv("SITREP_ENCODER_FILE", str(here / "no.npz"))
    code, said = report()
    assert code == 1
    assert "BROKEN  weights of the encoder" in said
    assert "training.encoder.export" in said
    assert "weights of the model" not in said


def test_a_misspelt_setting_is_named_with_the_one_that_is_meant() -> None:
    (found,) = doctor.names(["SITREP_LLM_MODLE", "HOME"])
    assert (found.state, found.mend) == ("look", "Did you mean SITREP_LLM_MODEL?")


@pytest.mark.parametrize(
    ("status", "body", "state", "words"),
    [
        (401, "{}", "broken", "refuses the key (401)"),
        (200, '{"data": [{"id": "first"}]}', "ok", "has first"),
        (200, '{"data": [{"id": "second"}]}', "look", "does not list first; it lists second"),
        (404, "<html>", "look", "lists no models"),
    ],
)
async def test_what_an_endpoint_lists_is_compared_with_the_settings(
    status: int, body: str, state: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is sent, and the clocks are compared where the endpoint names its own."""
    seen: list[dict[str, str]] = []
    with listing(status, body, seen) as url:
        chosen = Settings(llm_base_url=url, llm_model="first", llm_api_key=SecretStr("CANARY"))
        found = await doctor.endpoint(chosen)
    assert (found[0].state, words in found[0].says) == (state, True), found
    assert seen[0]["authorization"] == "Bearer CANARY"
    assert not any("CANARY" in each.says + each.mend for each in found)


def test_a_clock_that_is_hours_away_is_seen() -> None:
    with listing(200, '{"data": []}', [], date="Thu, 01 Jan 2026 00:00:00 GMT") as url:
        found = asyncio.run(doctor.endpoint(Settings(llm_base_url=url, llm_model="first")))
    assert [each.state for each in found if each.what == "clock"] == ["look"]


async def test_a_shared_store_is_tried(tmp_path: Path, one_redis: RedisServer) -> None:
    """Reached, not reached, no URL of one; a password stands in no line."""
    found = [
        await doctor.shared_store(Settings(cache_dir=tmp_path, store_url=SecretStr(url)))
        for url in (one_redis.url, "redis://:zanzibar@127.0.0.1:9", "zanzibar")
    ]
    assert [each.state for each in found] == ["ok", "broken", "broken"]
    assert "zanzibar" not in str(found)
