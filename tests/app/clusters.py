"""Texts full of grapheme clusters, and an oracle that says whether a span cuts one."""

import regex
from hypothesis import strategies as st

FAMILY, FLAGS, KEYCAP = "👨‍👩‍👧‍👦", "🇫🇷🇩🇪", "4️⃣"
CAFE, DEVANAGARI, THAI = "cafe\u0301", "क्षति", "น้ำ"
PIECES = (
    *(FAMILY, FLAGS, KEYCAP, CAFE, DEVANAGARI, THAI, "🇫🇷", "👩🏽", "❤️", "각", "\u1112\u1161\u11ab"),
    *("four", "4", "two people", "Kabul", "The army", "said", "KABUL, May 3 (AP) --", "date 2024-01-04", "Mr."),
    *("\r\n", "\r\n\r\n", "\n\n", " ", " ", " ", ". ", "! ", "? ", '"', "“", "”", "(", ")", ",", "-"),
    *("\u0301", "\u200d", "\u0600", "\u093f", "\ufe0f", "\u20e3", "\u00ad", "\ufeff", "\u2028", "\u3000", "\U0001f1eb"),
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)
"""Texts in which much can be cut, also between a space or a full stop and the mark on it."""


def edges(text: str) -> set[int]:
    """Where a span may begin or end."""
    return {0, *(match.end() for match in regex.finditer(r"\X", text))}
