"""What holds for all tests."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_keys_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """API keys of the person who runs the tests are out of sight; the folder where they are looked for instead."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("SITREP_INDEX_URL", "none")  # nor is the index of that person written; tests of it set their own
    return folder / "sitrep"
