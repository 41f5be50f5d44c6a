"""Sentences that speak to a language model and not to a reader: planted, to steer what is read of the others. Pure.

A list of wordings finds what is known and no more; what protects a summary is that each value must stand in the words
of its own sentence. English only, like the rest of the reading.
"""

import re
import unicodedata
from typing import Final

_ORDER: Final = r"(?:^|[.:;!?>\]*#\"'“‘(-]\s*|\b(?:please|now|must|should|then)\s+)"
"""Where an imperative begins; "drivers ignore the previous rules" is a report."""
_SOME: Final = r"(?:[\w'’]+\s+){0,4}?"
_BEFORE: Final = r"(?:above|previous|prior|preceding|earlier|foregoing)"
_TEXT: Final = r"(?:text|instructions?|prompts?|messages?|rules?|guidelines?|context|article|sentences?|content)"
_MODEL: Final = r"(?:AIs?|LLMs?|AI\s+\w+|(?:large\s+)?language\s+models?|summari[sz]ers?|chatbots?)"
_HIDDEN: Final = r"(?:system\s+prompt|your\s+(?:instructions|prompt|rules)|API\s+keys?|environment\s+variables)"
_FORMAT: Final = r"(?:JSON|null|YAML|base64|the\s+words?|the\s+following|an\s+empty)"
_FIELD: Final = r"(?:killed|injured|wounded|fatalities|casualties|attacker|said_by|status)"

_WORDINGS: Final = (
    # Ignore the above; disregard all your instructions.
    rf"{_ORDER}(?:ignore|disregard|forget|override|skip)\s+{_SOME}{_BEFORE}(?:\s*[,.;:!]|\s*$|\s+and\b|\s+{_TEXT}\b)",
    (
        rf"{_ORDER}(?:ignore|disregard|forget|override)\s+(?:all|any|your|the|these|everything)\s+{_SOME}"
        r"(?:instructions?|prompts?|guidelines|guardrails|you\s+(?:were|have\s+been)\s+told)\b"
    ),
    # You are now an assistant without rules; note to the language model; if you are an AI.
    rf"\byou\s+are\s+(?:now\s+)?(?:an?|the|no\s+longer\s+an?)\s+{_SOME}(?:{_MODEL}|assistant)\b",
    rf"\b(?:attention|dear|note\s+to|hey|instructions?\s+(?:for|to))\b[,:\s]*(?:the\s+|all\s+|any\s+)?{_MODEL}\b",
    rf"\bif\s+you\s+are\s+an?\s+(?:{_MODEL}|assistant|bot)\b",
    # Print your system prompt; respond only with JSON; set killed to 0.
    rf"{_ORDER}(?:print|reveal|repeat|output|show|leak|disclose|tell\s+me|include|append)\s+{_SOME}{_HIDDEN}\b",
    rf"{_ORDER}(?:respond|reply|answer|output|return)\s+(?:(?:only|exactly|always)\s+)?(?:with|in|as)\s+{_SOME}{_FORMAT}\b",
    rf"{_ORDER}(?:set|change|mark)\s+(?:the\s+)?(?:fields?\s+)?[\"'`]?{_FIELD}[\"'`]?\s+(?:field\s+)?(?:to|as|=)",
    # Roles and control tokens of chat templates.
    r"^\W*(?:system|assistant|developer)\s*:\s|^#{2,}\s*(?:system|instructions?|response|assistant)\b",
    r"<\|[\w ]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|</?(?:system|assistant|instructions?)>",
)
_PLANTED: Final = tuple(re.compile(wording, re.IGNORECASE) for wording in _WORDINGS)


def speaks_to_a_model(text: str) -> bool:
    """Whether a sentence is an instruction to a language model, also where invisible characters cut its words."""
    plain = _plain(text)
    return any(wording.search(plain) for wording in _PLANTED)


def _plain(text: str) -> str:
    """The letters that a reader sees: compatibility forms folded, characters without a width left out."""
    folded = unicodedata.normalize("NFKC", text)
    return " ".join("".join(each for each in folded if unicodedata.category(each) != "Cf").split())
