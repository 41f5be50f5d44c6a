"""Train an adapter, or go on where a run was broken off.

    python -m training.train --turns FOLDER --base MODEL.gguf --out FOLDER --name sitrep-1

Writes `adapter.gguf` and its card `adapter.json` into the folder, and every few minutes `checkpoint.pt`: started again
with the same arguments it goes on from there, to the same adapter. With `--minutes` it ends by then, with a checkpoint
and an adapter of what is learnt so far. Needs torch, transformers and gguf (requirements/training.in), and nothing of
Sitrep: the files of `training.turns` and the weights are all that must be there.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from training import examples, lora
from training.examples import Data
from training.lora import Tuned
from training.plan import Step, plan, rate_at
from training.recipe import Recipe

Log = Callable[[str], None]


@dataclass(slots=True)
class State:
    """How far a run has come: steps done, and the loss for each token of an answer at each."""

    step: int = 0
    losses: list[float] = field(default_factory=list)


class Run:
    """One training run. `folder` holds what it writes; a checkpoint that is there is gone on from."""

    def __init__(self, tuned: Tuned, data: Data, recipe: Recipe, folder: Path, log: Log) -> None:
        """Take up a run. Raises ValueError for a checkpoint of another recipe or other data."""
        self.tuned = tuned
        self._data = data
        self._recipe = recipe
        self._folder = folder
        self._log = log
        self._steps = plan([one.length for one in data.train], recipe)
        self._optimiser = torch.optim.AdamW(tuned.parameters(), lr=recipe.rate, weight_decay=0.0)
        self.state = State()
        if self._checkpoint.exists():
            self._restore(torch.load(self._checkpoint, weights_only=True))

    @property
    def is_done(self) -> bool:
        """Whether all steps are made."""
        return self.state.step == len(self._steps)

    def go_on(self, *, until_s: float = float("inf"), save_every_s: float = 240.0) -> None:
        """Make the steps that are left, or as many as begin before `until_s` (monotonic); ends with a checkpoint."""
        saved_s = began_s = time.monotonic()
        tokens = 0
        while not self.is_done and time.monotonic() < until_s:
            step = self._steps[self.state.step]
            self.state.losses.append(self._learn(step))
            self.state.step += 1
            tokens += sum(self._data.train[each].length for batch in step for each in batch)
            self._tell(tokens, time.monotonic() - began_s)
            if time.monotonic() - saved_s > save_every_s:
                self.save()
                saved_s = time.monotonic()
        self.save()

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        aside = self._checkpoint.with_suffix(".part")
        torch.save(
            {
                "made_of": self._made_of(),
                "step": self.state.step,
                "losses": self.state.losses,
                "values": [each.detach() for each in self.tuned.parameters()],
                "optimiser": self._optimiser.state_dict(),
            },
            aside,
        )
        aside.replace(self._checkpoint)

    def train_scores(self) -> dict[str, float]:
        """Steps made, and the loss for each token of the answers over the last of them."""
        return {"steps": float(self.state.step), "train_loss": _mean(self.state.losses[-20:])}

    def scores(self) -> dict[str, float]:
        """The same, and the loss for each token of the answers that are kept apart, where there are any."""
        if not self._data.dev:
            return self.train_scores()
        with torch.no_grad():
            total = sum(self.tuned.loss([one]).item() for one in self._data.dev)
        return {**self.train_scores(), "dev_loss": total / sum(len(one.answer) for one in self._data.dev)}

    @property
    def _checkpoint(self) -> Path:
        return self._folder / "checkpoint.pt"

    def _learn(self, step: Step) -> float:
        """One step of the optimiser; the loss for each token of its answers."""
        batches = [[self._data.train[each] for each in batch] for batch in step]
        tokens = sum(len(one.answer) for batch in batches for one in batch)
        total = 0.0
        for batch in batches:
            loss = self.tuned.loss(batch) / tokens
            loss.backward()
            total += loss.item()
        for group in self._optimiser.param_groups:
            group["lr"] = rate_at(self.state.step, len(self._steps), self._recipe)
        torch.nn.utils.clip_grad_norm_(self.tuned.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        return total

    def _tell(self, tokens: int, lasted_s: float) -> None:
        step, steps = self.state.step, len(self._steps)
        each = lasted_s / max(1, tokens)
        left = sum(self._data.train[one].length for later in self._steps[step:] for batch in later for one in batch)
        self._log(
            f"step {step} of {steps}, loss {_mean(self.state.losses[-10:]):.3f}, {1 / max(each, 1e-9):.0f} tokens/s, "
            f"{left * each / 60:.1f} min left"
        )

    def _made_of(self) -> dict[str, Any]:
        """What a checkpoint must have in common with the run that goes on from it."""
        lengths = [[len(one.prompt), len(one.answer)] for one in self._data.train]
        return {"recipe": self._recipe.to_json(), "data": self._data.header["data"], "lengths": lengths}

    def _restore(self, kept: dict[str, Any]) -> None:
        if kept["made_of"] != self._made_of():
            raise ValueError(
                f"{self._checkpoint} is of another recipe or other data; name another folder, or remove it"
            )
        self.state = State(kept["step"], kept["losses"])
        with torch.no_grad():
            for here, there in zip(self.tuned.parameters(), kept["values"], strict=True):
                here.copy_(there)
        self._optimiser.load_state_dict(kept["optimiser"])
        self._log(f"goes on after step {self.state.step} of {len(self._steps)}")


def write_card(adapter: Path, name: str, header: dict[str, Any], recipe: Recipe, scores: dict[str, float]) -> None:
    """Write the card of an adapter beside it, as `app.engine.weights.adapter` reads it."""
    with adapter.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    card = {
        "name": name,
        "adapter": digest,
        **{part: header[part] for part in ("base", "data", "prompt", "answer")},
        "made_on": datetime.now(UTC).date().isoformat(),
        "recipe": recipe.to_json(),
        "scores": scores,
    }
    adapter.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Train, write the adapter and its card; 0 when all steps are made, 3 when the time was up before."""
    given = _arguments(arguments)
    recipe = Recipe(**{each.name: getattr(given, each.name) for each in fields(Recipe)})
    given.out.mkdir(parents=True, exist_ok=True)
    began_s = time.monotonic()
    base = lora.load(given.base, given.device)
    data = examples.load(given.turns, base.tokenizer, recipe.most_tokens, given.most)
    _say(_about(data, recipe, time.monotonic() - began_s))
    run = Run(Tuned(base.model, recipe), data, recipe, given.out, _say)
    run.go_on(until_s=began_s + 60 * given.minutes, save_every_s=60 * given.save_every)
    adapter = given.out / "adapter.gguf"
    lora.write_adapter(run.tuned, recipe, given.name, adapter)
    _say(f"{adapter}: {adapter.stat().st_size / 1e6:.1f} MB")
    # The card first without the scores: they take a while, and a machine that is lent may be gone by then.
    for scored in (run.train_scores, run.scores):
        scores = scored()
        write_card(adapter, given.name, dict(data.header), recipe, scores)
        _say(json.dumps(scores))
    return 0 if run.is_done else 3


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.train")
    parser.add_argument("--turns", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--save-every", type=float, default=4.0, help="minutes")
    parser.add_argument("--most", type=int, help="of each half, the shortest so many: for a trial")
    for each in fields(Recipe):
        kind = {"type": type(each.default)} if not isinstance(each.default, bool) else {"action": "store_true"}
        parser.add_argument(f"--{each.name.replace('_', '-')}", default=each.default, **kind)
    return parser.parse_args(arguments)


def _about(data: Data, recipe: Recipe, lasted_s: float) -> str:
    tokens = sum(one.length for one in data.train)
    answers = sum(len(one.answer) for one in data.train)
    return (
        f"loaded in {lasted_s:.0f} s: {len(data.train)} examples of {tokens} tokens, {answers} of them answers; "
        f"{len(data.dev)} kept apart, {data.too_long} too long; {recipe.passes * tokens} tokens in all passes"
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
