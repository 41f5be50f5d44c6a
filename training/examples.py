"""Turns as token numbers. Needs the standard library alone: it runs where Sitrep is not installed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Tokenizer(Protocol):
    """What is used of a tokenizer of the library `transformers`."""

    def apply_chat_template(self, conversation: Sequence[Mapping[str, str]], **options: Any) -> Any:
        """The text that the model sees of a conversation."""

    def __call__(self, text: str, **options: Any) -> Any:
        """The tokens of a text, under `input_ids`."""


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and the answer to it, in tokens; the answer ends with the token that ends a turn."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    @property
    def length(self) -> int:
        """Tokens in all."""
        return len(self.prompt) + len(self.answer)


@dataclass(frozen=True, slots=True)
class Data:
    """The examples of both halves, and what `turns.json` says of them; `too_long` were left out."""

    train: tuple[Example, ...]
    dev: tuple[Example, ...]
    header: Mapping[str, Any]
    too_long: int


END: str = "<|im_end|>"
"""What ends a turn in the chat of the embedded model."""


def load(folder: Path, tokenizer: Tokenizer, most_tokens: int, most: int | None = None) -> Data:
    """Read what `training.turns` wrote.

    Args:
        folder: with `turns.jsonl` and `turns.json`.
        tokenizer: the model's own.
        most_tokens: longer examples are left out.
        most: of each half, the shortest so many; None: all. For trials.

    Raises OSError, ValueError.
    """
    header = json.loads(folder.joinpath("turns.json").read_text("utf-8"))
    halves: dict[str, list[Example]] = {"train": [], "dev": []}
    for line in folder.joinpath("turns.jsonl").read_text("utf-8").splitlines():
        turn = json.loads(line)
        halves[turn["half"]].append(example(tokenizer, header["system"], turn["prompt"], turn["answer"]))
    kept = {half: [each for each in every if each.length <= most_tokens] for half, every in halves.items()}
    too_long = sum(map(len, halves.values())) - sum(map(len, kept.values()))
    if most is not None:
        kept = {half: sorted(every, key=lambda each: each.length)[:most] for half, every in kept.items()}
    return Data(tuple(kept["train"]), tuple(kept["dev"]), header, too_long)


def example(tokenizer: Tokenizer, system: str, prompt: str, answer: str) -> Example:
    """One turn in tokens, the prompt as the engine's chat template puts it."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": prompt}]
    asked = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    tokens = (tuple(tokenizer(text, add_special_tokens=False)["input_ids"]) for text in (asked, answer + END))
    return Example(*tokens)
