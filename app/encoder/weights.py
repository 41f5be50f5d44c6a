"""The file of a trained encoder: arrays, tokenizer and thresholds in one (its card: `app.encoder.card`).

The file is numpy's `.npz`: an array under each of the net's names, its scales under `scale_name` where it is in whole
numbers, and as bytes `tokenizer.json` (of the library `tokenizers`) and `about.json`.
"""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, is_zipfile

import numpy as np

from app.core.errors import ModelFileError
from app.encoder.card import EncoderFile
from app.encoder.layers import Array, Weights
from app.encoder.net import Net
from app.encoder.reading import Thresholds
from app.engine.weights.disk import disk_errors

TOKENIZER: Final = "tokenizer.json"
ABOUT: Final = "about.json"


@dataclass(frozen=True, slots=True)
class Encoder:
    """A net that is ready to read, with the tokenizer and the thresholds that it was trained and tuned with."""

    net: Net
    tokenizer: Any
    thresholds: Thresholds


@lru_cache(maxsize=1)
def opened(file: EncoderFile) -> Encoder:
    """Load an encoder: 0.2 s, and 60 MB of memory. Raises ModelFileError where it cannot be read."""
    with disk_errors():
        arrays = read_arrays(file.path)
    net, thresholds = net_of(arrays)
    return Encoder(net, tokenizer_of(arrays[TOKENIZER].tobytes().decode()), thresholds)


def tokenizer_of(text: str) -> Any:
    """The tokenizer of a `tokenizer.json`, which cuts off nothing. Raises ModelFileError without `tokenizers`."""
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra: no other proposer needs it
    except ImportError:
        raise ModelFileError("the package `tokenizers` is not installed", hint="Install `sitrep[embedded]`.") from None
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def net_of(arrays: dict[str, Array]) -> tuple[Net, Thresholds]:
    """The net of an encoder's arrays, and its thresholds."""
    about = json.loads(arrays[ABOUT].tobytes())
    weights = Weights({name: each for name, each in arrays.items() if name not in {ABOUT, TOKENIZER}})
    return Net(weights, about["heads"]), Thresholds(**about["thresholds"])


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an encoder's file. Raises ModelFileError where it is none, OSError."""
    if not is_zipfile(path):
        raise ModelFileError(f"{path} is no file of an encoder.")
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (ValueError, BadZipFile, KeyError) as error:
        raise ModelFileError(f"{path} is no file of an encoder: {error}") from None


def about_of(heads: int, thresholds: Thresholds) -> Array:
    """What `net_of` needs besides the weights, as bytes."""
    text = json.dumps({"heads": heads, "thresholds": asdict(thresholds)}, sort_keys=True)
    return np.frombuffer(text.encode(), np.uint8)
