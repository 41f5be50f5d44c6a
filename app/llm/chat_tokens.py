"""Control tokens of chat templates that stand in an article. Pure."""

import re
from typing import Final

_CONTROL_TOKEN: Final = re.compile(r"<(?=[|/\w\uff5c])|\[(?=/?INST\])")
"""Where one may begin; \uff5c is the full-width bar that some templates use."""
_LOOK_ALIKE: Final = {"<": "\u2039", "[": "\u27e6"}


def neutralise(text: str) -> str:
    """Break control tokens (`<|im_end|>` and kin) without changing the length of the text, so that offsets stand.

    llama.cpp turns such tokens in user text into real control tokens; a look-alike bracket stops it.
    """
    return _CONTROL_TOKEN.sub(lambda found: _LOOK_ALIKE[found[0]], text)
