"""Receipts: digests of all that a record was derived from. Pure, but for reading our own files once."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from app.article import Article
from app.llm.asking import Message, schema_digest
from app.records.draft import Draft
from schemas import Receipt

ROOT: Final = Path(__file__).parents[1]
DERIVING: Final = (
    "app/article",
    "app/values",
    "app/records",
    "app/verify",
    "app/resolve",
    "app/assemble",
    "app/present/headline.py",
    "app/pipeline.py",
    "schemas",
)
"""What decides the record once the draft is there: code and tables."""
_KINDS: Final = (".py", ".tsv", ".xz")


@cache
def pipeline_digest() -> str:
    """SHA-256, in lower-case hex, of the code and tables that derive a record from its draft."""
    digest = hashlib.sha256()
    for path in sorted(each for part in DERIVING for each in _files(ROOT / part)):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    return (each for each in (path.rglob("*") if path.is_dir() else (path,)) if each.suffix in _KINDS)


def receipt_of(draft: Draft, article: Article, prompt_digest: str) -> Receipt:
    """The receipt of a record that this code derives from a draft."""
    return Receipt(
        article=article.id,
        draft=draft_digest(draft),
        prompt=prompt_digest,
        answer_schema=schema_digest(Draft),
        pipeline=pipeline_digest(),
    )


def draft_digest(draft: Draft) -> str:
    """SHA-256, in lower-case hex, of a draft's canonical JSON."""
    return _digest(json.dumps(draft.model_dump(mode="json"), sort_keys=True, separators=(",", ":")))


def messages_digest(messages: Iterable[Message]) -> str:
    """SHA-256, in lower-case hex, of constant messages."""
    return _digest(json.dumps([[message.role, message.content] for message in messages], separators=(",", ":")))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
