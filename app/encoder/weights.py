"""The file of a trained encoder: arrays, tokenizer and thresholds in one, with a card beside it.

The file is numpy's `.npz`: an array under each of the net's names, its scales under `scale_name` where it is in whole
numbers, and as bytes `tokenizer.json` (of the library `tokenizers`) and `about.json`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.encoder import codes
from app.encoder.layers import Array, Weights
from app.encoder.net import Net
from app.encoder.reading import Thresholds
from app.engine.weights.cards import Card, Digest, card_of
from app.engine.weights.disk import disk_errors

PACKAGED: Final = Path(__file__).with_name("encoder.npz")
"""The encoder of the package, if it has one."""
TOKENIZER: Final = "tokenizer.json"
ABOUT: Final = "about.json"
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


@dataclass(frozen=True, slots=True)
class Encoder:
    """A net that is ready to read, with the tokenizer and the thresholds that it was trained and tuned with."""

    net: Net
    tokenizer: Any
    thresholds: Thresholds


def locate(settings: Settings) -> EncoderFile:
    """The file that the settings name, or else that of the package. Reads all of it: call it off the event loop.

    Raises:
        ModelFileError: There is none, it has no card that can be read, or card, file and code do not fit together.
    """
    path = settings.encoder_file.expanduser() if settings.encoder_file else PACKAGED
    with disk_errors():
        card = card_of(path, EncoderCard, "encoder", _MEND)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if card.encoder != sha256:
        raise ModelFileError(f"The encoder {path} is not the one of its card.")
    if card.codes != codes_digest():
        raise ModelFileError(f"The encoder {path} was trained for other code lists: it must be trained again.")
    return EncoderFile(path, card.name, sha256)


@lru_cache(maxsize=1)
def opened(file: EncoderFile) -> Encoder:
    """Load an encoder: 0.2 s, and 60 MB of memory. Raises ModelFileError where it cannot be read."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - an extra: no other proposer needs it

    with disk_errors():
        arrays = read_arrays(file.path)
    tokenizer = Tokenizer.from_str(arrays.pop(TOKENIZER).tobytes().decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    net, thresholds = net_of(arrays)
    return Encoder(net, tokenizer, thresholds)


def net_of(arrays: dict[str, Array]) -> tuple[Net, Thresholds]:
    """The net of an encoder's arrays, and its thresholds."""
    about = json.loads(arrays[ABOUT].tobytes())
    weights = Weights({name: each for name, each in arrays.items() if name != ABOUT})
    return Net(weights, about["heads"]), Thresholds(**about["thresholds"])


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an encoder's file. Raises ModelFileError where it is none, OSError."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (ValueError, BadZipFile, KeyError) as error:
        raise ModelFileError(f"{path} is no file of an encoder: {error}") from None


def about_of(heads: int, thresholds: Thresholds) -> Array:
    """What `net_of` needs besides the weights, as bytes."""
    text = json.dumps({"heads": heads, "thresholds": asdict(thresholds)}, sort_keys=True)
    return np.frombuffer(text.encode(), np.uint8)


def codes_digest() -> str:
    """SHA-256, in lower-case hex, of all code lists of the heads."""
    names = (name for name in vars(codes) if name.isupper())
    lists = {name: getattr(codes, name) for name in sorted(names) if name != "IGNORED"}
    return hashlib.sha256(json.dumps(lists, sort_keys=True).encode()).hexdigest()
