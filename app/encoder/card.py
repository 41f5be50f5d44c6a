"""Which file holds the encoder, and its card. Needs no numpy: who asks an endpoint has none."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.encoder import codes
from app.engine.weights.cards import Card, Digest, card_of
from app.engine.weights.disk import disk_errors
from app.engine.weights.stamps import file_digest

PACKAGED: Final = Path(__file__).with_name("encoder.npz")
"""The encoder of the package, if it has one."""
_MEND: Final = (
    "The proposer `encoder` needs a trained one: name its file, with its card beside it, in SITREP_ENCODER_FILE "
    "(`python -m training.encoder.export` writes both), or leave SITREP_LLM_PROPOSER unset."
)


class EncoderCard(Card):
    """What an encoder was made of, by digests, and how it scored; `data` are the labelled articles.

    encoder  of the file
    base     of the weights that training began from
    codes    of the code lists of the heads (`codes_digest`): a class is a code's position in them
    numbers  how the weights are kept: `f32`, `f16`, `int8`, or `mixed`, the table of words in int8 and the rest in f16
    """

    encoder: Digest
    base: Digest
    codes: Digest
    numbers: str


@dataclass(frozen=True, slots=True)
class EncoderFile:
    """An encoder's file on this machine that fits this code; `name` for readers, `sha256` of all its bytes."""

    path: Path
    name: str
    sha256: str


def locate(settings: Settings) -> EncoderFile:
    """The file that the settings name, or else that of the package. Reads all of it: call it off the event loop.

    Raises:
        ModelFileError: There is none, it has no card that can be read, or card, file and code do not fit together.
    """
    path = settings.encoder_file.expanduser() if settings.encoder_file else PACKAGED
    with disk_errors():
        card = card_of(path, EncoderCard, "encoder", _MEND)
        sha256 = file_digest(path)
    if card.encoder != sha256:
        raise ModelFileError(f"The encoder {path} is not the one of its card.", hint=_MEND)
    if card.codes != codes_digest():
        raise ModelFileError(f"The encoder {path} was trained for other code lists.", hint=_MEND)
    return EncoderFile(path, card.name, sha256)


def codes_digest() -> str:
    """SHA-256, in lower-case hex, of all code lists of the heads."""
    names = (name for name in vars(codes) if name.isupper())
    lists = {name: getattr(codes, name) for name in sorted(names) if name != "IGNORED"}
    return hashlib.sha256(json.dumps(lists, sort_keys=True).encode()).hexdigest()
