"""Write a trained net as the file that the service reads (`app/encoder/weights.py`), with its card.

python -m training.encoder.export --weights FOLDER --net FOLDER --out FILE.npz [--numbers int8] [--name NAME]
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np

from app.encoder.card import EncoderCard, codes_digest
from app.encoder.layers import Array, Weights, scale_name
from app.encoder.net import Net
from app.encoder.reading import Thresholds
from app.encoder.weights import ABOUT, TOKENIZER, about_of
from app.engine.weights.stamps import file_digest
from training.encoder.folders import data_digest, for_training

Numbers = Literal["f32", "f16", "int8", "mixed"]
WORDS: Final = "body.embeddings.word_embeddings.weight"
"""Half of all weights; each article needs few of its rows."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write file and card; print its digest and size."""
    args = _arguments().parse_args(arguments)
    from training.encoder.trained import limits_of, trained  # noqa: PLC0415 - torch

    net = trained(args.weights, args.net)
    arrays = kept(arrays_of(net), args.numbers)
    arrays[TOKENIZER] = np.frombuffer((args.weights / TOKENIZER).read_bytes(), np.uint8)
    write(args.out, arrays, heads_of(net), limits_of(args.net))
    recipe = json.loads((args.net / "recipe.json").read_text())
    card = EncoderCard(
        name=args.name or args.out.stem,
        encoder=file_digest(args.out),
        base=file_digest(args.weights / "model.safetensors"),
        data=recipe.pop("data", None) or _data(args.data, recipe["articles"]),
        codes=codes_digest(),
        numbers=args.numbers,
        made_on=datetime.now(UTC).date(),
        recipe=recipe,
        scores={},
    )
    args.out.with_suffix(".json").write_text(card.model_dump_json(indent=1) + "\n")
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB, {card.encoder}")
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the pre-trained encoder")
    parser.add_argument("--net", type=Path, required=True, help="folder of a trained net")
    parser.add_argument("--out", type=Path, required=True, help="the file, NAME.npz; its card is NAME.json")
    parser.add_argument("--numbers", choices=get_args(Numbers), default="int8", help="how the weights are kept")
    parser.add_argument("--name", help="for readers, in provenance; the file's, if none is given")
    parser.add_argument("--data", type=Path, default=Path("training/data"), help="what it was trained on")
    return parser


def arrays_of(net: Any) -> dict[str, Array]:
    """The weights of a net of torch by name, float32."""
    return {name: each.detach().float().numpy() for name, each in net.state_dict().items()}


def heads_of(net: Any) -> int:
    """Heads of attention of a net of torch."""
    return int(net.body.config.num_attention_heads)


def for_reading(net: Any) -> Net:
    """The net of numpy with the weights of one of torch."""
    return Net(Weights(arrays_of(net)), heads_of(net))


def write(out: Path, arrays: Mapping[str, Array], heads: int, thresholds: Thresholds) -> None:
    """Write the file of an encoder; the same arrays make the same bytes."""
    out.parent.mkdir(parents=True, exist_ok=True)
    everything: dict[str, Any] = {**arrays, ABOUT: about_of(heads, thresholds)}
    np.savez(out, allow_pickle=False, **everything)


def kept(arrays: Mapping[str, Array], numbers: Numbers) -> dict[str, Array]:
    """The arrays as they are kept: matrices in the chosen numbers, biases and the like in f32 or f16."""
    found: dict[str, Array] = {}
    for name, each in arrays.items():
        if each.ndim == 2 and (numbers == "int8" or (numbers == "mixed" and name == WORDS)):  # noqa: PLR2004 - a matrix
            found[name], found[scale_name(name)] = rounded(each)
        else:
            found[name] = each.astype(np.float32 if numbers == "f32" else np.float16)
    return found


def rounded(matrix: Array) -> tuple[Array, Array]:
    """A matrix as whole numbers from -127 to 127, and for each row what one of them stands for."""
    scales = np.maximum(np.abs(matrix).max(1), np.finfo(np.float32).tiny) / 127
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _data(folder: Path, articles: int) -> str:
    examples = list(for_training(folder))
    if len(examples) != articles:
        raise ValueError(f"the net was trained on {articles} articles, and {folder} gives {len(examples)}")
    return data_digest(examples)


if __name__ == "__main__":
    raise SystemExit(main())
