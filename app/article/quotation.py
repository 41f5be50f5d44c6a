"""Where a text quotes. Pure."""

import re
from typing import Final

_OPENS: Final = re.compile(
    r"(?P<double>[\"\u201c\u201d\u201e\u00ab\u2033])|(?<!\w)(?P<single>\u2018)|(?<!\w)(?P<straight>')(?=\w)"
)
_CLOSES: Final = {
    "double": re.compile(r"[\"\u201c\u201d\u00bb\u2033]"),
    "single": re.compile(r"\u2019(?!\w)"),
    "straight": re.compile(r"(?<=[\w.,!?])'(?!\w)"),
}


def quoted(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The stretches of text[start:end] between quotation marks, marks included; a paragraph at a time.

    A double mark that is left open quotes to the end, as reports do with speech that goes on in the next paragraph;
    a single mark that nothing closes is an apostrophe.
    """
    found: list[tuple[int, int]] = []
    unclosed: set[str] = set()
    at = start
    while opening := _OPENS.search(text, at, end):
        mark = str(opening.lastgroup)
        at = opening.end()
        # What nothing closes from here on, nothing closes further down: looked for once, however many there are.
        closing = None if mark in unclosed else _CLOSES[mark].search(text, at, end)
        if closing is None:
            unclosed.add(mark)
        if closing or mark == "double":
            at = closing.end() if closing else end
            found.append((opening.start(), at))
    return tuple(found)
