"""What the settings make of the environment."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.settings import Settings, unknown_names

EXTRA = {"top_k": 1, "seed": None}


def test_a_misspelt_name_is_found_with_the_nearest_setting() -> None:
    """Case does not matter to settings, and so not here."""
    known = ["SITREP_LLM_MODEL", "sitrep_port", "HOME", "SITREP_CORPORA"]
    found = unknown_names([*known, "SITREP_LLM_MODLE", "SITREP_ZZZZZZZZ"])
    assert found == {"SITREP_LLM_MODLE": "SITREP_LLM_MODEL", "SITREP_ZZZZZZZZ": None}


def test_extra_body_headers_and_query_are_json_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"EXTRA_BODY": EXTRA, "HEADERS": {"api-key": "CANARY"}, "QUERY": {"api-version": "1"}}.items():
        monkeypatch.setenv(f"SITREP_LLM_{name}", json.dumps(value))
    settings = Settings()
    assert (settings.llm_extra_body, settings.llm_query) == (EXTRA, {"api-version": "1"})
    assert settings.llm_headers["api-key"].get_secret_value() == "CANARY"
    assert "CANARY" not in repr(settings)


@pytest.mark.parametrize("name", ["model", "messages", "stream", "n"])
def test_what_has_a_setting_of_its_own_cannot_be_sent_besides(name: str) -> None:
    with pytest.raises(ValidationError, match="cannot be set here"):
        Settings(llm_extra_body={name: 1})


@pytest.mark.parametrize("name", ["", "x y", "x:y", "x\r\ny"])
def test_a_header_s_name_is_a_token(name: str) -> None:
    with pytest.raises(ValidationError):
        Settings(llm_headers={name: "1"})


def test_a_file_s_worth_of_what_is_sent_besides_holds_no_secret() -> None:
    """It goes into keys and stamps: a header is there by its name, so that a new key costs no stored answer."""
    settings = Settings(llm_headers={"API-Key": "CANARY"}, llm_extra_body=EXTRA, llm_query={"v": "1"})
    assert json.loads(settings.llm_sent_besides) == {"body": EXTRA, "headers": ["api-key"], "query": {"v": "1"}}


def test_where_nothing_is_sent_besides_the_key_is_as_it_was(tmp_path: Path) -> None:
    assert Settings(cache_dir=tmp_path).llm_sent_besides == ""


def test_the_extra_body_takes_the_place_of_the_effort() -> None:
    """The nearer word wins, and the message about it names the setting that it came from."""
    settings = Settings(llm_reasoning_effort="low", llm_extra_body={"reasoning_effort": "x-high", "top_k": 1})
    assert settings.llm_said == {"reasoning_effort": "x-high", "top_k": 1}
    assert settings.llm_asked_for == dict.fromkeys(["reasoning_effort", "top_k"], "SITREP_LLM_EXTRA_BODY")
