"""An article in overlapping parts that fit the model's window. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.article import Sentence

PROMPT_TOKENS: Final = 8_600
"""Room for the constant messages (25 kB) and for a schema that is written into the prompt."""
BYTES_PER_TOKEN: Final = 3
"""A cautious rate: English has 4.5 bytes a token, other scripts about 3."""
OVERLAP: Final = 6
"""Sentences that a part repeats of the one before: by them the incidents of both are known for the same."""


@dataclass(frozen=True, slots=True)
class Window:
    """Bounds in tokens: of the model's context, of one answer, and of the messages besides the article."""

    context_tokens: int
    max_output_tokens: int
    prompt_tokens: int = PROMPT_TOKENS

    @property
    def room_bytes(self) -> int:
        """Bytes of article that fit beside prompt and answer; never less than 600, about a paragraph."""
        return max(600, (self.context_tokens - self.max_output_tokens - self.prompt_tokens) * BYTES_PER_TOKEN)


def parts(sentences: tuple[Sentence, ...], window: Window) -> Iterator[tuple[Sentence, ...]]:
    """Runs of sentences that fit the window, each repeating the end of the one before; a single one for most articles.

    Each has a sentence that the one before has not: it repeats less where that leaves room for no further one.

    A sentence that does not fit by itself is a part of its own: the caller refuses it.
    """
    start = 0
    while start < len(sentences):
        end = _end(sentences, start, window.room_bytes)
        yield sentences[start:end]
        if end == len(sentences):
            return
        start = _next_start(sentences, start, end, window.room_bytes)


def size_bytes(sentence: Sentence) -> int:
    """What a sentence takes of the window, its number and line end included."""
    return len(sentence.text.encode()) + 8


def _end(sentences: tuple[Sentence, ...], start: int, room: int) -> int:
    used = size_bytes(sentences[start])
    end = start + 1
    while end < len(sentences) and used + size_bytes(sentences[end]) <= room:
        used += size_bytes(sentences[end])
        end += 1
    return end


def _next_start(sentences: tuple[Sentence, ...], start: int, end: int, room: int) -> int:
    """Where the part after [start, end) begins: it repeats at most half the room, and has the next sentence besides."""
    for repeated in range(max(start + 1, end - OVERLAP), end):
        overlap = sum(map(size_bytes, sentences[repeated:end]))
        if overlap <= room // 2 and overlap + size_bytes(sentences[end]) <= room:
            return repeated
    return end
