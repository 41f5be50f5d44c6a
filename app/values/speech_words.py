"""English words that a code of the record should go with: used to question a value, never to set one."""

import re
from typing import Final

_DENYING: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject\w*|refus\w*|dismiss\w*|disclaim\w*|disavow\w*|refut\w*|rebut\w*|disput\w*"
    r"|contradict\w*|exclud\w*|rul(?:e|es|ed|ing)\s+out|not|no|none|nor|neither|never|nothing|nobody|without|hardly"
    r"|false\w*|untrue|unfounded|baseless|fabricat\w*|lies?|lying|myths?|absurd|nonsense|slander\w*|innocent|distanc\w*"
    r"|someone\s+else|others?|acquit\w*|clear(?:s|ed|ing)?|exonerat\w*|absolv\w*)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"\bsince\s+(?:the\s+)?(?:\w+\s+){0,4}(?:\d{4}|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|war|start|beginning|conflict|uprising|coup|invasion)\b"
    r"|\bso\s+far\s+this\s+(?:year|month|week)\b|\b(?:over|during|in)\s+the\s+(?:past|last)\s+(?:\w+\s+)?"
    r"(?:weeks|months|years|decades?|year|month)\b|\bthis\s+year\b|\bin\s+recent\s+(?:weeks|months|years)\b",
    re.IGNORECASE,
)


_NONE: Final = re.compile(
    r"\b(?:no|none|nobody|not|neither|nor|never|without|zero|un(?:hurt|harmed|injured|scathed)|safe(?:ly)?)\b|n['\u2019]t\b",
    re.IGNORECASE,
)


def says_none(text: str) -> bool:
    """Whether a text has a word that may say that nobody was hurt, so that a stated zero may stand in it."""
    return _NONE.search(text) is not None


def denies(text: str) -> bool:
    """Whether a text has a word of denying, rejecting or negating, so that a denial may stand in it."""
    return _DENYING.search(text) is not None


def names_period(text: str) -> bool:
    """Whether a text names a longer time ("since 2014", "so far this year"), of which its numbers may be a tally."""
    return _PERIOD.search(text) is not None
