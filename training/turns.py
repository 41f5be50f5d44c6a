"""Labelled articles as what the model is trained on: the very prompt that is served, and the answer it shall write.

    python -m training.turns --out FOLDER

Writes `turns.jsonl`, a line for each article and for each cluttered one, and `turns.json` with the digests that an
adapter's card names. Trained on: everything under `training/data`, the odd newswire articles and the even stories.
One story in ten is kept apart (`dev`), whatever is made of it. Nothing here needs torch, and nothing that trains
needs this: the two files are all that travels.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from app.article import Article
from app.article.ground import ALIKE
from app.core.settings import Settings
from app.engine.weights.gguf import DEFAULT
from app.propose import compact
from app.propose.compact.question import question
from app.propose.compact.wire import Compact
from app.propose.question import shown
from app.receipt import messages_digest
from app.values.visible import visible
from eval import gold
from eval.gold_notation import ArticleNote
from training.clutter import cluttered
from training.labelled import Source, of_eval, read
from training.labelled import written as ours
from training.wire import compact_of, written

_DEV: Final = 10
"""One story in so many is kept apart."""
_NUMBERS: Final = frozenset(["at", "summary", "context"])
"""Fields of an answer that hold numbers of sentences."""

Half = Literal["train", "dev"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One example. `article` names the labelled file, `clutter` what was done to its text."""

    article: str
    half: Half
    clutter: tuple[str, ...]
    prompt: str
    answer: str


def sources() -> tuple[Source, ...]:
    """All labelled articles that may be trained on, in a fixed order."""
    return (*ours(), *of_eval())


def turns_of(source: Source) -> Iterator[Turn]:
    """The example of an article, and one of it with clutter where that changes it and leaves its sentences whole.

    Raises GoldInvalid for a note that does not fit its article.
    """
    text = source.text.read_bytes().decode()
    note = gold.read_note(source.note, ArticleNote)
    article = read(text, note)
    answer = compact_of(gold.load_summary(source.note, text), article)
    half = half_of(source.story)
    yield _turn(source.name, half, (), article, answer)
    other, clutter = cluttered(text, source.name)
    if clutter:
        again = read(other, note)
        moved = renumbered(answer, article, again)
        if moved:
            yield _turn(source.name, half, clutter, again, moved)


def half_of(story: str) -> Half:
    """Which half the articles of a story belong to: that follows from its name, so that no others move it."""
    return "dev" if int(hashlib.sha256(story.encode()).hexdigest(), 16) % _DEV == 0 else "train"


def renumbered(answer: Compact, before: Article, after: Article) -> Compact | None:
    """The answer about `before` for the same article with clutter; None: its sentences are not the same any more."""
    numbers: dict[int, int] = {}
    rest = iter(shown(after))
    for sentence in shown(before):
        plain = _plain(sentence.text)
        match = next((each.index for each in rest if _plain(each.text) == plain), None)
        if match is None:
            return None
        numbers[sentence.index] = match
    return Compact.model_validate(_moved(answer.model_dump(), numbers))


def header(turns: Sequence[Turn]) -> dict[str, Any]:
    """What the turns were made for and of: digests, the system message, and how many there are."""
    messages = compact.load(_served().prompt).messages
    return {
        "system": messages[0].content,
        "prompt": messages_digest(messages),
        "answer": compact.form_digest(),
        "base": DEFAULT.sha256,
        "data": hashlib.sha256("\n".join(map(_line, turns)).encode()).hexdigest(),
        "turns": Counter(turn.half for turn in turns),
        "articles": len({turn.article for turn in turns}),
        "cluttered": sum(bool(turn.clutter) for turn in turns),
        "without_incident": sum('"reports":"none"' in turn.answer for turn in turns),
    }


def main(arguments: Sequence[str]) -> int:
    """Write the two files; a note that does not fit its article is named and left out, and makes the exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m training.turns")
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    turns, refused = _all(sources())
    out.joinpath("turns.jsonl").write_text("\n".join(map(_line, turns)) + "\n", encoding="utf-8")
    told = header(turns)
    out.joinpath("turns.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(*(f"REFUSED {each}" for each in refused), json.dumps(told, indent=1), sep="\n")
    return 1 if refused else 0


def _all(labelled: Iterable[Source]) -> tuple[list[Turn], list[str]]:
    turns: list[Turn] = []
    refused = []
    for source in labelled:
        try:
            turns.extend(turns_of(source))
        except (gold.GoldInvalid, OSError, ValueError) as error:
            refused.append(f"{source.name}: {error}")
    return turns, refused


def _turn(name: str, half: Half, clutter: tuple[str, ...], article: Article, answer: Compact) -> Turn:
    asked = question(compact.load(_served().prompt), article, shown(article), _served().max_output_tokens)
    return Turn(name, half, clutter, asked.messages[-1].content, written(answer))


def _served() -> Settings:
    return Settings(llm_proposer="compact")


def _line(turn: Turn) -> str:
    return json.dumps(asdict(turn), ensure_ascii=False)


def _plain(text: str) -> str:
    """A sentence without what clutter changes: case, quotation marks, blanks, characters that nobody sees."""
    return re.sub(r"\s+", " ", visible(text)[0].translate(ALIKE)).casefold().strip()


def _moved(value: Any, numbers: Mapping[int, int], field: str = "") -> Any:
    """The answer's parts with each number of a sentence in its new place."""
    if isinstance(value, dict):
        return {name: _moved(part, numbers, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_moved(part, numbers, field) for part in value)
    return numbers[value] if field in _NUMBERS and isinstance(value, int) else value


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
