"""The adapter beside the weights: low-rank changes of them that were trained for one prompt and one form of answer.

An adapter is a GGUF file with a card, `NAME.json` beside `NAME.gguf`. It fits where its bytes are those of the card and
the card names these weights, this prompt and this form of answer. Anything else is refused: on other weights an adapter
gives fluent nonsense.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights.cards import Card, Digest, card_of
from app.engine.weights.disk import disk_errors
from app.engine.weights.gguf import Adapter, Weights
from app.engine.weights.stamps import file_digest

PACKAGED: Final = Path(__file__).with_name("adapter.gguf")
"""The adapter of the package, if it has one."""
_MEND: Final = (
    "The proposer `compact` needs an adapter: name one with its card in SITREP_ENGINE_ADAPTER, or leave "
    "SITREP_LLM_PROPOSER unset."
)


class AdapterCard(Card):
    """What an adapter was made of, by digests, and how it scored; `data` are the turns that it was trained on.

    adapter   of the GGUF file
    base      of the weights that it changes
    prompt    of the constant messages
    answer    of the form of the answer (`app.propose.compact.wire.form_digest`)
    """

    adapter: Digest
    base: Digest
    prompt: Digest
    answer: Digest


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
        card = card_of(path, AdapterCard, "adapter", _MEND)
        sha256 = file_digest(path)
    found = {"adapter": sha256, "base": weights.sha256, "prompt": use.prompt, "answer": use.answer}
    if unlike := [name for name, digest in found.items() if getattr(card, name) != digest]:
        raise ModelFileError(
            f"The adapter {path} does not fit: its card names another {' and another '.join(unlike)}.", hint=_MEND
        )
    return replace(weights, adapter=Adapter(path, card.name, sha256))
