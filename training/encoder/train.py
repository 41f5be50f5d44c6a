"""Train the encoder and its heads on labelled articles, with checkpoints; a run that is cut off goes on where it was.

python -m training.encoder.train --weights FOLDER --out FOLDER [--data training/data] [--passes 8]
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import torch

from app.encoder.codes import TAGGED
from app.encoder.shown import MARKER, Shown, show
from app.encoder.weights import TOKENIZER, tokenizer_of
from training.encoder.answers import Labels
from training.encoder.folders import Example, data_digest, for_training
from training.encoder.labels import label
from training.encoder.losses import losses, pooled
from training.encoder.net import Net, Sizes, open_net

MASK: Final = 103
"""BERT's [MASK], under which a share of the pieces is hidden."""
_TELL_EVERY: Final = 20  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run is made; two runs of one recipe on the same articles are the same."""

    passes: int = 8
    batch: int = 2
    body_rate: float = 1.5e-4
    head_rate: float = 2e-3
    warm: float = 0.06
    masked: float = 0.1
    renamed: float = 0.25
    share: float = 1.0
    seed: int = 0
    begun_from: str | None = None


Pair = tuple[Shown, Labels]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or go on with a run that was cut off."""
    args = _arguments().parse_args(arguments)
    torch.set_num_threads(args.threads)
    recipe = Recipe(
        passes=args.passes,
        body_rate=Recipe().body_rate * args.rate,
        head_rate=Recipe().head_rate * args.rate,
        share=args.share,
        seed=args.seed,
        begun_from=args.begin_from and args.begin_from.name,
    )
    torch.manual_seed(recipe.seed)
    tokenizer = tokenizer_of((args.weights / TOKENIZER).read_text("utf-8"))
    examples = list(for_training(args.data))
    pairs = prepared(examples, tokenizer, recipe)
    print(f"{len(pairs)} articles, {sum(len(shown.pieces) for shown, _ in pairs)} pieces", flush=True)
    net = open_net(args.weights, Sizes())
    if args.begin_from:
        begin_from(net, args.begin_from / "net.pt")
    run = _Run(net, pairs, recipe, args.out)
    run.made_of = {"data": data_digest(examples)}
    return run.go_on(args.minutes * 60)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the pre-trained encoder")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint and the result")
    parser.add_argument("--data", type=Path, default=Path("training/data"))
    parser.add_argument(
        "--begin-from", type=Path, help="folder of a trained net whose weights are taken, as far as they fit"
    )
    parser.add_argument("--passes", type=int, default=Recipe().passes)
    parser.add_argument("--rate", type=float, default=1.0, help="times the learning rates, less for a trained net")
    parser.add_argument("--share", type=float, default=1.0, help="share of the articles, for a learning curve")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="stop after so long, to go on later")
    return parser


def begin_from(net: Net, file: Path) -> None:
    """Take the weights of a trained net; a head of another shape stays new."""
    own = net.state_dict()
    state = torch.load(file, weights_only=True)
    fitting = {name: each.float() for name, each in state.items() if name in own and own[name].shape == each.shape}
    net.load_state_dict(fitting, strict=False)


def prepared(examples: Iterable[Example], tokenizer: Any, recipe: Recipe) -> list[Pair]:
    """The examples by pieces with their labels, or a share of them, the same for each seed."""
    chosen = sorted(examples, key=lambda one: one.name)
    random.Random(17).shuffle(chosen)  # noqa: S311  # no secret
    kept = chosen[: round(len(chosen) * recipe.share)]
    shown = ((show(one.article, tokenizer), one) for one in kept)
    return [(each, label(each, one.gold)) for each, one in shown if each.pieces]


class _Run:
    def __init__(self, net: Net, pairs: list[Pair], recipe: Recipe, out: Path) -> None:
        self.net, self.pairs, self.recipe, self.out = net, pairs, recipe, out
        self.made_of: dict[str, str] = {}
        self.names = names_in(pairs)
        self.steps = recipe.passes * (len(pairs) // recipe.batch)
        body = [each for each in net.body.parameters() if each.requires_grad]
        inside = {id(each) for each in net.body.parameters()}
        heads = [each for each in net.parameters() if id(each) not in inside]
        self.optimizer = torch.optim.AdamW(
            [{"params": body, "lr": recipe.body_rate}, {"params": heads, "lr": recipe.head_rate}], weight_decay=0.01
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.step = 0

    def _rate(self, step: int) -> float:
        warm = max(1, round(self.steps * self.recipe.warm))
        return min((step + 1) / warm, max(0.02, 1 - step / self.steps))

    def go_on(self, seconds: float) -> int:
        """Train to the end or until the time is up; 0 at the end, else 3."""
        self._load()
        started = saved = time.monotonic()
        self.net.train()
        told: dict[str, list[float]] = defaultdict(list)
        for batch in islice(self._batches(), self.step, None):
            for name, value in self._learn(batch).items():
                told[name].append(value)
            self.step += 1
            if self.step % _TELL_EVERY == 0:
                self._tell(told, time.monotonic() - started)
                told.clear()
            if time.monotonic() - saved > 180:  # noqa: PLR2004  # seconds
                self._save()
                saved = time.monotonic()
            if time.monotonic() - started > seconds and self.step < self.steps:
                self._save()
                return 3
        self._save()
        torch.save({name: each.half() for name, each in self.net.state_dict().items()}, self.out / "net.pt")
        made = {"articles": len(self.pairs), **self.made_of, **_dict(self.recipe)}
        (self.out / "recipe.json").write_text(json.dumps(made, indent=1))
        return 0

    def _batches(self) -> Iterator[list[int]]:
        """Positions of articles; each pass in an order of its own."""
        for one_pass in range(self.recipe.passes):
            order = list(range(len(self.pairs)))
            random.Random(self.recipe.seed * 1000 + one_pass).shuffle(order)  # noqa: S311
            for at in range(0, len(order) - self.recipe.batch + 1, self.recipe.batch):
                yield order[at : at + self.recipe.batch]

    def _learn(self, batch: list[int]) -> dict[str, float]:
        random.seed(self.recipe.seed * 100_003 + self.step)
        torch.manual_seed(self.recipe.seed * 100_003 + self.step)
        values: dict[str, float] = {}
        for position in batch:
            shown, labels = self.pairs[position]
            varied = masked(renamed(shown, labels, self.recipe.renamed, self.names), self.recipe.masked)
            parts = losses(self.net, varied, labels)
            (pooled(parts) / len(batch)).backward()
            values |= {name: float(part.detach()) for name, part in parts.items()}
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad(set_to_none=True)
        return values

    def _tell(self, told: dict[str, list[float]], seconds: float) -> None:
        means = " ".join(f"{name} {sum(each) / len(each):.2f}" for name, each in told.items())
        print(f"{self.step}/{self.steps} {seconds:.0f} s {means}", file=sys.stderr, flush=True)

    def _save(self) -> None:
        self.out.mkdir(parents=True, exist_ok=True)
        state = {"step": self.step, "articles": len(self.pairs), "net": self.net.state_dict()}
        state |= {"optimizer": self.optimizer.state_dict(), "schedule": self.schedule.state_dict()}
        torch.save(state, self.out / "checkpoint.tmp")
        (self.out / "checkpoint.tmp").replace(self.out / "checkpoint.pt")

    def _load(self) -> None:
        file = self.out / "checkpoint.pt"
        if not file.is_file():
            return
        state = torch.load(file, weights_only=True)
        if state["articles"] != len(self.pairs):
            raise ValueError(f"the checkpoint is of {state['articles']} articles, here are {len(self.pairs)}")
        self.net.load_state_dict(state["net"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = state["step"]


def masked(shown: Shown, share: float) -> Shown:
    """The same article with a share of its pieces hidden; which ones, the `random` module's state decides."""
    hidden = (MASK if one != MARKER and random.random() < share else one for one in shown.pieces)  # noqa: S311
    return replace(shown, pieces=tuple(hidden))


def names_in(pairs: Iterable[Pair]) -> dict[str, list[int]]:
    """The pieces of all spans of each tagged kind."""
    names: dict[str, list[int]] = {kind: [] for kind in TAGGED}
    for shown, labels in pairs:
        for kind, known in names.items():
            known.extend(piece for span in labels.spans[kind] for piece in shown.pieces[span.first : span.last + 1])
    return names


def renamed(shown: Shown, labels: Labels, share: float, names: Mapping[str, Sequence[int]]) -> Shown:
    """The same article with pieces of other names in a share of its spans, so that no name is learnt by heart."""
    pieces = list(shown.pieces)
    for kind, known in names.items():
        for span in labels.spans[kind]:
            if random.random() < share:  # noqa: S311
                pieces[span.first : span.last + 1] = random.choices(known, k=span.last - span.first + 1)  # noqa: S311
    return replace(shown, pieces=tuple(pieces))


def _dict(recipe: Recipe) -> dict[str, Any]:
    return {name: getattr(recipe, name) for name in Recipe.__dataclass_fields__}


if __name__ == "__main__":
    raise SystemExit(main())
