"""What web pages do to an article, done on purpose: the words stay, so that the labels do.

Soft hyphens, curly quotes, odd spaces, capitals, and lines that belong to the page. Pure: what comes out follows from
the text and the random numbers that are given.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"
SPACES: Final = ("\u00a0", "\u202f", "\u2009")
"""No-break, narrow no-break and thin space."""
LINES: Final = (
    "Advertisement",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Read more: What we know so far",
    "Sign up for our newsletter",
    "Share this article",
    "Follow us on Facebook and X",
    "Subscribe to continue reading",
    "We use cookies to improve your experience. Accept all",
    "© 2024 All rights reserved",
    "Related articles",
)
_LONG_WORD: Final = re.compile(r"[A-Za-z]{8,}")
_AFTER_NUMBER: Final = re.compile(r"(?<=\d) (?=[a-z])")

Random = random.Random


def soft_hyphens(text: str, chance: Random) -> str:
    """A soft hyphen within one long word in five."""

    def broken(match: re.Match[str]) -> str:
        word = match[0]
        at = chance.randrange(3, len(word) - 2)
        return f"{word[:at]}{SOFT_HYPHEN}{word[at:]}" if chance.random() < 0.2 else word  # noqa: PLR2004

    return _LONG_WORD.sub(broken, text)


def curly_quotes(text: str, _chance: Random) -> str:
    """Straight quotation marks and apostrophes as typesetters have them."""
    opened = re.sub(r'(^|[\s(\[—-])"', "\\1\u201c", text).replace('"', "\u201d")
    return re.sub(r"(^|[\s(\[—-])'", "\\1\u2018", opened).replace("'", "\u2019")


def odd_spaces(text: str, chance: Random) -> str:
    """Another space after numbers: "12 people" as it is kept on one line."""
    return _AFTER_NUMBER.sub(lambda _: chance.choice(SPACES), text)


def capitals(text: str, chance: Random) -> str:
    """The first words of the article in capitals, up to its first stop: a headline, or how a lead begins."""
    words = re.match(r"(?:\S+\s+){1,%d}" % chance.randrange(3, 8), text)  # noqa: UP031  the braces are the pattern's
    if words is None or "\n" in words[0].rstrip() or "." in words[0]:
        return text
    return words[0].upper() + text[words.end() :]


def page_lines(text: str, chance: Random) -> str:
    """One to three lines of the page between paragraphs."""
    paragraphs = re.split(r"(\n\s*\n)", text)
    gaps = list(range(1, len(paragraphs), 2))
    for gap in chance.sample(gaps, min(len(gaps), chance.randrange(1, 4))):
        paragraphs[gap] = f"\n\n{chance.choice(LINES)}\n\n"
    return "".join(paragraphs)


KINDS: Final[Mapping[str, Callable[[str, Random], str]]] = {
    "soft-hyphens": soft_hyphens,
    "curly-quotes": curly_quotes,
    "odd-spaces": odd_spaces,
    "capitals": capitals,
    "page-lines": page_lines,
}
"""Ways to clutter a text, by name, in their order: lines of the page come last, and stay as the page has them."""


def cluttered(text: str, seed: str) -> tuple[str, tuple[str, ...]]:
    """The text with one to three kinds of clutter that change it, and their names; none: nothing changes it."""
    chance = Random(seed)
    done = []
    chosen = chance.sample(sorted(KINDS), chance.randrange(1, 4))
    for kind in (each for each in KINDS if each in chosen):
        before, text = text, KINDS[kind](text, chance)
        if text != before:
            done.append(kind)
    return text, tuple(done)
