"""A small net with made-up weights as a file of the service, and what torch makes of it: `tests/data/encoder`.

`python -m tests.training.encoder.tiny` writes them anew, with torch, transformers and tokenizers.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.encoder.card import EncoderCard, codes_digest
from app.encoder.codes import ASKED, MARKS, SAYINGS
from app.encoder.distances import apart
from app.encoder.reading import Thresholds
from app.encoder.seeing import Seen, looked_at, read_by
from app.encoder.shown import Shown, Span
from app.encoder.weights import TOKENIZER, read_arrays
from tests.app.encoder.fakes import FOLDER, Letters, shown
from training.encoder.export import arrays_of, kept, write

TEXT: Final = (
    "GAO, Mali, 4 January 2024 - A bomb killed two guards near the Kidal road in Gao on Thursday, police said. Rebels "
    "of the Northern Front claimed the attack, in which four soldiers were wounded. " * 4
)
"""Longer than a window, where each letter is a piece."""
HEADS: Final = 4


def article() -> Shown:
    """The article that the numbers are of."""
    return shown(TEXT, Letters())


def outputs(net: Any, given: Shown) -> dict[str, Any]:
    """What all heads make of an article, as arrays of numpy: every fortieth piece, some spans of each kind."""
    read = read_by(net, given)
    spans = {kind: [Span(3 * at + 1, 3 * at + 2 + at % 3) for at in range(4)] for kind in MARKS}
    seen = looked_at(net, given, read, spans)
    opened = net.numbers([0, 2])
    deeds, types, stages = net.deeds(read, opened)
    found = {"pieces": read.pieces[::40], "sentences": read.sentences, "roles": read.roles, "context": read.context}
    found |= {"stretches": read.stretches[::40], "deeds": deeds, "types": types, "stages": stages}
    found |= {"members": net.member(read.sentences, deeds, apart(net.numbers(range(len(given.sentences))), opened))}
    for kind in MARKS:
        found |= {f"said_{kind}_{name}": each for name, each in net.said_of(kind, seen.vectors[kind]).items()}
        head = net.tie if kind == "party" else net.link[kind]
        found[f"link_{kind}"] = head(seen.vectors[kind], deeds, apart(seen.places[kind], opened))
    found |= {f"none_{kind}": head(deeds) for kind, head in net.none.items()}
    found |= {f"point_{name}": seen.pointed(name, "number", [0, 2]) for name in net.point}
    found |= _sayings(net, seen, deeds, opened)
    return {name: net.floats(each) for name, each in found.items()}


def _sayings(net: Any, seen: Seen, deeds: Any, opened: Any) -> dict[str, Any]:
    sentences, codes = net.numbers([0, 1, 3]), net.numbers([0, 5, len(SAYINGS) - 1])
    questions = net.asking(seen.read, sentences, codes)
    asked = {f"ask_{name}": seen.asked(name, questions, sentences) for name in ASKED}
    about = net.about(questions, deeds, apart(sentences, opened))
    return {"sayings": net.sayings(seen.read), "about": about, **asked}


def learner() -> Any:
    """The net of torch, with the weights of the file where there is one, else with random ones."""
    import torch  # noqa: PLC0415 - this module is imported where there is none
    from transformers import BertConfig, BertModel  # noqa: PLC0415

    from training.encoder.net import Net, Sizes  # noqa: PLC0415

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=250, hidden_size=32, num_hidden_layers=2, num_attention_heads=HEADS, intermediate_size=64
    )
    net = Net(BertModel(config, add_pooling_layer=False), 32, Sizes(mark=16, pair=8, ends=4)).eval()
    for name, each in net.named_parameters():
        torch.nn.init.normal_(each, 1.0 if name.endswith("LayerNorm.weight") else 0.0, 0.3)
    if (FOLDER / "tiny.npz").is_file():
        arrays = read_arrays(FOLDER / "tiny.npz")
        net.load_state_dict({name: torch.tensor(arrays[name].astype(np.float32)) for name in net.state_dict()})
    return net


def exact_outputs() -> dict[str, Any]:
    """What torch makes of the article, in full precision."""
    import torch  # noqa: PLC0415

    net, plain = learner(), torch.autocast
    torch.autocast = lambda kind, **_: plain(kind, enabled=False)
    try:
        with torch.no_grad():
            return outputs(net, article())
    finally:
        torch.autocast = plain


def main() -> None:
    """Write file, card and numbers."""
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / "tiny.npz"
    file.unlink(missing_ok=True)
    arrays = kept(arrays_of(learner()), "f16")
    arrays[TOKENIZER] = np.frombuffer(_tokenizer(), np.uint8)
    write(file, arrays, HEADS, Thresholds())
    made: dict[str, Any] = {"name": "tiny", "encoder": _digest(file), "base": "0" * 64, "data": "0" * 64}
    made |= {"codes": codes_digest(), "numbers": "f16", "made_on": date(2026, 11, 27), "recipe": {}, "scores": {}}
    file.with_suffix(".json").write_text(EncoderCard(**made).model_dump_json(indent=1) + "\n")
    np.savez_compressed(FOLDER / "expected.npz", allow_pickle=False, **exact_outputs())


def _tokenizer() -> bytes:
    """Of letters and signs: BERT's way of writing, with a small vocabulary."""
    from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415

    names = {100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 103: "[MASK]"}
    vocabulary = {names.get(at, f"[unused{at}]"): at for at in range(104)}
    signs = [chr(at) for at in range(33, 127) if not chr(at).isupper()]
    for each in (*signs, *(f"##{sign}" for sign in signs)):
        vocabulary[each] = len(vocabulary)
    made: str = BertWordPieceTokenizer(vocabulary).to_str()
    return made.encode()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
