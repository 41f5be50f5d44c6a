"""Turns in tokens, with a tokenizer that gives each character a number."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.examples import END, example, load


class Characters:
    """A tokenizer whose tokens are characters, and whose chat is a line for each message."""

    def apply_chat_template(self, conversation: Sequence[Mapping[str, str]], **options: Any) -> str:
        return "".join(f"{each['role']}:{each['content']}\n" for each in conversation) + "assistant:"

    def __call__(self, text: str, **options: Any) -> dict[str, list[int]]:
        return {"input_ids": [ord(each) for each in text]}


def folder(path: Path, *turns: tuple[str, str, str]) -> Path:
    rows = [{"half": half, "prompt": prompt, "answer": answer} for half, prompt, answer in turns]
    path.joinpath("turns.json").write_text(json.dumps({"system": "S", "data": "d" * 64}))
    path.joinpath("turns.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


def text(tokens: tuple[int, ...]) -> str:
    return "".join(map(chr, tokens))


def test_the_answer_ends_with_the_token_that_ends_a_turn() -> None:
    """Or a model goes on writing after its answer."""
    one = example(Characters(), "S", "P", "A")
    assert (text(one.prompt), text(one.answer)) == ("system:S\nuser:P\nassistant:", "A" + END)
    assert one.length == len(one.prompt) + len(one.answer)


def test_halves_are_kept_apart_and_what_is_too_long_is_counted(tmp_path: Path) -> None:
    turns = [("train", "P", "A"), ("train", "P" * 100, "A"), ("dev", "Q", "A"), ("train", "R" * 10, "A")]
    data = load(folder(tmp_path, *turns), Characters(), most_tokens=80)
    assert (len(data.train), len(data.dev), data.too_long) == (2, 1, 1)
    assert data.header["data"] == "d" * 64


def test_a_trial_takes_the_shortest(tmp_path: Path) -> None:
    turns = [("train", "P" * size, "A") for size in (9, 3, 6)]
    data = load(folder(tmp_path, *turns), Characters(), most_tokens=1000, most=2)
    assert [text(one.prompt).count("P") for one in data.train] == [3, 6]
