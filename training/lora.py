"""Low-rank changes to the weights of a GGUF file: put on, trained, written as a GGUF adapter.

The weights are those that are shipped, dequantised, so that what is trained is what is run. Needs torch, transformers
and gguf, and nothing of Sitrep.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import gguf
import numpy as np
import torch
from torch.nn.functional import cross_entropy
from torch.utils.checkpoint import checkpoint
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

from training.examples import Example
from training.recipe import Recipe

PARTS: Final[Mapping[str, str]] = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
"""The matrices of a layer that are changed: transformers' name, GGUF's name."""


@dataclass(frozen=True, slots=True)
class Base:
    """A model and its tokenizer."""

    model: Any
    tokenizer: Any


@dataclass(frozen=True, slots=True)
class Pair:
    """The change of one matrix: `scale * up @ down`; `down` is (rank, in), `up` (out, rank), which begins at zero."""

    down: Any
    up: Any


def load(file: Path, device: str) -> Base:
    """The model of a GGUF file, dequantised to bfloat16 (3 GB); to 32 bits where a CPU is slow with 16.

    Raises OSError for a file that is not there, ValueError for one that cannot be dequantised.
    """
    disable_progress_bar()
    where = {"gguf_file": file.name}
    precision = torch.bfloat16 if device != "cpu" or _has_fast_bfloat16() else torch.float32
    tokenizer = AutoTokenizer.from_pretrained(file.parent, **where)
    model = AutoModelForCausalLM.from_pretrained(file.parent, **where, dtype=precision, attn_implementation="sdpa")
    if not model.model.layers[0].mlp.up_proj.weight.is_floating_point():
        raise ValueError("this version of transformers keeps the weights packed; they are trained on dequantised")
    return Base(model.to(device), tokenizer)


class Tuned:
    """A model with low-rank changes on its upper layers; the weights below them are frozen.

    Where not all layers are trained, what comes out of those below is computed once for each example and kept.
    """

    def __init__(self, model: Any, recipe: Recipe) -> None:
        """Put the changes on; they change nothing yet. The model itself is hooked, and serves one `Tuned` alone."""
        model.requires_grad_(False)
        model.eval()
        self._model = model
        self._layers = model.model.layers
        self.first = len(self._layers) - recipe.layers if recipe.layers else 0
        self._recompute = recipe.recompute
        self._device = next(model.parameters()).device
        self._below: dict[tuple[int, ...], Any] = {}
        generator = torch.Generator().manual_seed(recipe.seed)
        self.pairs = {
            f"blk.{index}.{name}": self._put_on(_part(self._layers[index], part), recipe, generator)
            for index in range(self.first, len(self._layers))
            for part, name in PARTS.items()
        }

    def parameters(self) -> list[Any]:
        """What is trained, in a fixed order."""
        return [each for pair in self.pairs.values() for each in (pair.down, pair.up)]

    def loss(self, batch: Sequence[Example]) -> Any:
        """The sum of the cross-entropy over all tokens of the answers; those of the prompts do not count."""
        hidden = self._upper(self._hidden(batch))
        # The state before a token predicts it: an answer begins where its prompt ends.
        rows = [hidden[row, len(one.prompt) - 1 : one.length - 1] for row, one in enumerate(batch)]
        wanted = torch.tensor([token for one in batch for token in one.answer], device=self._device)
        logits = self._model.lm_head(self._model.model.norm(torch.cat(rows)))
        return cross_entropy(logits.float(), wanted, reduction="sum")

    def _put_on(self, linear: Any, recipe: Recipe, generator: Any) -> Pair:
        scale = recipe.alpha / recipe.rank
        down = torch.randn(recipe.rank, linear.in_features, generator=generator) / math.sqrt(linear.in_features)
        pair = Pair(
            torch.nn.Parameter(down.to(self._device)),
            torch.nn.Parameter(torch.zeros(linear.out_features, recipe.rank, device=self._device)),
        )

        def changed(_module: Any, given: tuple[Any, ...], out: Any) -> Any:
            (x,) = given
            return out + scale * ((x @ pair.down.to(x.dtype).T) @ pair.up.to(x.dtype).T)

        linear.register_forward_hook(changed)
        return pair

    def _hidden(self, batch: Sequence[Example]) -> Any:
        """What goes into the first layer that is trained. Padding stands at the end, where no token can see it."""
        if self.first and len(batch) == 1:
            return self._kept(batch[0])
        longest = max(one.length for one in batch)
        rows = [[*one.prompt, *one.answer, *[0] * (longest - one.length)] for one in batch]
        return self._lower(torch.tensor(rows, device=self._device))

    def _kept(self, one: Example) -> Any:
        tokens = (*one.prompt, *one.answer)
        if tokens not in self._below:
            self._below[tokens] = self._lower(torch.tensor([tokens], device=self._device)).to("cpu", torch.bfloat16)
        return self._below[tokens].to(self._device, next(self._model.parameters()).dtype)

    def _lower(self, tokens: Any) -> Any:
        with torch.no_grad():
            return self._through(self._model.model.embed_tokens(tokens), self._layers[: self.first])

    def _upper(self, hidden: Any) -> Any:
        return self._through(hidden, self._layers[self.first :], recompute=self._recompute)

    def _through(self, hidden: Any, layers: Any, *, recompute: bool = False) -> Any:
        positions = torch.arange(hidden.shape[1], device=self._device)[None]
        turned = self._model.model.rotary_emb(hidden, positions)

        def out_of(layer: Any, x: Any) -> Any:
            out = layer(x, position_embeddings=turned, position_ids=positions, attention_mask=None, use_cache=False)
            return out[0] if isinstance(out, tuple) else out

        for layer in layers:
            hidden = checkpoint(out_of, layer, hidden, use_reentrant=False) if recompute else out_of(layer, hidden)
        return hidden


def write_adapter(tuned: Tuned, recipe: Recipe, name: str, file: Path) -> None:
    """Write the changes as a GGUF adapter of 16-bit numbers, whole or not at all."""
    aside = file.with_name(f"{file.name}.part")
    writer = gguf.GGUFWriter(aside, "qwen2")
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", recipe.alpha)
    for tensor, values in _tensors(tuned):
        writer.add_tensor(tensor, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    aside.replace(file)


def _tensors(tuned: Tuned) -> Iterator[tuple[str, Any]]:
    for name, pair in tuned.pairs.items():
        for part, values in (("lora_a", pair.down), ("lora_b", pair.up)):
            yield f"{name}.weight.{part}", values.detach().cpu().numpy().astype(np.float16)


def _has_fast_bfloat16(about: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the CPU multiplies bfloat16 by itself; four times faster than 32 bits where it was tried."""
    return about.exists() and not {"avx512_bf16", "amx_bf16"}.isdisjoint(about.read_text().split())


def _part(layer: Any, path: str) -> Any:
    for name in path.split("."):
        layer = getattr(layer, name)
    return layer
