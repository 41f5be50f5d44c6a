"""The adapter beside the weights: low-rank changes of them that were trained for one prompt and one form of answer.

An adapter is a GGUF file with a card, `NAME.json` beside `NAME.gguf`. It fits where its bytes are those of the card and
the card names these weights, this prompt and this form of answer. Anything else is refused: on other weights an adapter
gives fluent nonsense.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights.disk import disk_errors
from app.engine.weights.gguf import Adapter, Weights

PACKAGED: Final = Path(__file__).with_name("adapter.gguf")
"""The adapter of the package, if it has one."""
_DIGEST: Final = r"^[0-9a-f]{64}$"


class AdapterCard(BaseModel):
    """What an adapter was made of, by digests (SHA-256, lower-case hex), and how it scored.

    adapter   of the GGUF file
    base      of the weights that it changes
    data      of the turns that it was trained on
    prompt    of the constant messages
    answer    of the form of the answer (`app.propose.compact.wire.form_digest`)
    recipe    by `training.recipe`; `scores` by the names that training gives them
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[\w.-]{1,80}$")
    adapter: str = Field(pattern=_DIGEST)
    base: str = Field(pattern=_DIGEST)
    data: str = Field(pattern=_DIGEST)
    prompt: str = Field(pattern=_DIGEST)
    answer: str = Field(pattern=_DIGEST)
    made_on: date
    recipe: dict[str, JsonValue]
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class Use:
    """What an adapter is to be used with: the digests of the constant messages and of the form of the answer."""

    prompt: str
    answer: str


def adapted(settings: Settings, weights: Weights, use: Use) -> Weights:
    """The weights with the adapter that the settings name, or else with that of the package. Reads up to 40 MB.

    Raises:
        ModelFileError: There is none, it has no card that can be read, or it does not fit.
    """
    path = settings.engine_adapter.expanduser() if settings.engine_adapter else PACKAGED
    with disk_errors():
        card = _card_of(path)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    found = {"adapter": sha256, "base": weights.sha256, "prompt": use.prompt, "answer": use.answer}
    if unlike := [name for name, digest in found.items() if getattr(card, name) != digest]:
        raise ModelFileError(f"The adapter {path} does not fit: its card names another {' and another '.join(unlike)}.")
    return replace(weights, adapter=Adapter(path, card.name, sha256))


def _card_of(path: Path) -> AdapterCard:
    card = path.with_suffix(".json")
    if not path.is_file() or not card.is_file():
        missing = card if path.is_file() else path
        raise ModelFileError(
            f"The proposer `compact` needs an adapter, and there is no {missing}. Name one with its card in "
            "SITREP_ENGINE_ADAPTER, or leave SITREP_LLM_PROPOSER unset."
        )
    try:
        return AdapterCard.model_validate_json(card.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelFileError(f"{card} is no card of an adapter: {first['loc']}: {first['msg']}") from None
