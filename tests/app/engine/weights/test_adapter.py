"""An adapter is used with what it was trained for, and with nothing else."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights.adapter import PACKAGED, Use, adapted
from app.engine.weights.gguf import DEFAULT, Weights

BASE = Weights(Path("base.gguf"), "base", "b" * 64)
USE = Use(prompt="c" * 64, answer="d" * 64)
BYTES = b"GGUF and some numbers"
CARD: dict[str, Any] = {
    "name": "trial-1",
    "adapter": hashlib.sha256(BYTES).hexdigest(),
    "base": BASE.sha256,
    "data": "e" * 64,
    "prompt": USE.prompt,
    "answer": USE.answer,
    "made_on": "2026-11-27",
    "recipe": {"rank": 16},
    "scores": {"dev_loss": 0.5},
}


def settings(folder: Path, card: dict[str, Any] | str | None = None) -> Settings:
    path = folder / "trial.gguf"
    path.write_bytes(BYTES)
    if card is not None:
        path.with_suffix(".json").write_text(card if isinstance(card, str) else json.dumps(card))
    return Settings(llm_proposer="compact", engine_adapter=path)


def test_weights_with_an_adapter_go_by_both_names(tmp_path: Path) -> None:
    """Stored answers and the lock of the engine tell them from the weights as they are."""
    both = adapted(settings(tmp_path, CARD), BASE, USE)
    assert (both.shown, both.identity) == ("base+trial-1", f"{BASE.sha256}+{CARD['adapter']}")
    assert (BASE.shown, BASE.identity) == ("base", BASE.sha256)


@pytest.mark.parametrize("part", ["adapter", "base", "prompt", "answer"])
def test_an_adapter_that_was_made_of_or_for_something_else_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(ModelFileError, match=f"another {part}"):
        adapted(settings(tmp_path, CARD | {part: "0" * 64}), BASE, USE)


@pytest.mark.parametrize("card", ["no JSON", "{}", json.dumps(CARD | {"base": "short"})])
def test_a_card_that_cannot_be_read_is_an_error(tmp_path: Path, card: str) -> None:
    with pytest.raises(ModelFileError, match="no card of an adapter"):
        adapted(settings(tmp_path, card), BASE, USE)


def test_an_adapter_without_a_card_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"trial.json") as raised:
        adapted(settings(tmp_path), BASE, USE)
    assert "SITREP_ENGINE_ADAPTER" in raised.value.hint


def test_where_none_is_named_the_one_of_the_package_is_taken() -> None:
    """It is whole and fits the default weights, or there is none and the message says so."""
    if not PACKAGED.is_file():
        with pytest.raises(ModelFileError) as raised:
            adapted(Settings(llm_proposer="compact"), BASE, USE)
        assert "needs an adapter" in raised.value.hint
        return
    assert DEFAULT.sha256
    from app.propose import compact  # noqa: PLC0415
    from app.receipt import messages_digest  # noqa: PLC0415

    use = Use(messages_digest(compact.load("compact/v1").messages), compact.form_digest())
    assert adapted(Settings(llm_proposer="compact"), Weights(BASE.path, "base", DEFAULT.sha256), use).adapter
