"""A text as it looks: without the characters that no reader sees, each of the rest with its offset. Pure."""

import re
from collections.abc import Sequence
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Soft hyphen, zero-width space and (non-)joiners, word joiner, byte order mark: a page may hold them inside words."""


def visible(text: str) -> tuple[str, Sequence[int]]:
    """The visible characters, and for each its offset in `text`.

    With a soft hyphen after its "l", "killed" is visible at 0, 1, 2, 4, 5, 6. Words found at [start, end) of what is
    visible stand in `text` at [offsets[start], offsets[end - 1] + 1).
    """
    if not _INVISIBLE.search(text):
        return text, range(len(text))
    offsets = [offset for offset, character in enumerate(text) if not _INVISIBLE.match(character)]
    return "".join(text[offset] for offset in offsets), offsets
