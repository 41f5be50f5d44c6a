"""Provenance and receipts: how a record came to be, and digests of all that it was derived from.

Pure, but for reading our own files once.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import JsonValue

from app.article import Article
from app.core.settings import Proposer
from app.llm.asking import Message, Origin, schema_digest
from app.llm.meter import Meter
from app.records.draft import Draft
from app.records.proposal import Proposal
from schemas import SCHEMA_VERSION, AnsweringModel, Provenance, Receipt

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


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands behind an answer: the model's name for readers, who proposed, and the digest of its messages."""

    model: str
    backend: Literal["embedded", "endpoint"]
    proposer: Proposer
    prompt_version: str
    prompt_digest: str


def provenance(
    proposal: Proposal,
    article: Article,
    stamp: Stamp,
    duration_s: float,
    now: datetime | None = None,
    *,
    meter: Meter | None = None,
) -> Provenance:
    """How a summary came to be; `duration_s` is what proposing took.

    `now` None: this moment, UTC. `meter` is what was read while it was proposed; None: nothing was.
    """
    spent = meter or Meter()
    usage = proposal.usage + spent.in_vain
    return Provenance(
        model=", ".join(proposal.models) or stamp.model,
        backend=stamp.backend if proposal.models in ((), (stamp.model,)) else "endpoint",
        proposer=stamp.proposer,
        prompt_version=stamp.prompt_version,
        schema_version=SCHEMA_VERSION,
        pipeline_version=pipeline_digest()[:12],
        created_at=now or datetime.now(UTC),
        cached=proposal.cached,
        attempts=usage.attempts,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        reasoning_tokens=usage.reasoning_tokens,
        cached_tokens=usage.cached_tokens,
        unreported_calls=usage.unreported,
        cost_usd=None if spent.cost_usd is None else float(round(spent.cost_usd, 9)),
        price_table=", ".join(sorted(spent.tables)) or None,
        answered_by=_answered_by(proposal.origins),
        answered_at=min((each.at for each in proposal.origins if each.at), default=None),
        duration_s=round(duration_s, 3),
        dialect=proposal.dialect,
        receipt=receipt_of(proposal.draft, article, stamp.prompt_digest),
    )


def _answered_by(origins: Iterable[Origin]) -> tuple[AnsweringModel, ...]:
    named = dict.fromkeys((each.model, each.fingerprint) for each in origins if each.model)
    return tuple(AnsweringModel(model=model, fingerprint=fingerprint or None) for model, fingerprint in named)


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
    return json_digest(draft.model_dump(mode="json"))


def json_digest(value: JsonValue) -> str:
    """SHA-256, in lower-case hex, of the canonical JSON of a value."""
    return _digest(json.dumps(value, sort_keys=True, separators=(",", ":")))


def messages_digest(messages: Iterable[Message]) -> str:
    """SHA-256, in lower-case hex, of constant messages."""
    return _digest(json.dumps([[message.role, message.content] for message in messages], separators=(",", ":")))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
