"""Values as they are kept: records as compressed JSON, moments and reports as texts."""

import json
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from schemas import ArticleSummary, Report

_HOW_IT_WAS_MADE = {"provenance", "client_ref", "withheld"}


def packed(record: BaseModel) -> bytes:
    """A record, as it is kept."""
    return zlib.compress(record.model_dump_json().encode(), 6)


def unpacked(kept: bytes) -> Any:
    """The JSON of a record."""
    return json.loads(zlib.decompress(kept))


def packed_text(text: str) -> bytes:
    """An article, as it is kept."""
    return zlib.compress(text.encode(errors="surrogatepass"), 6)


def written(moment: datetime) -> str:
    """A moment, as it is kept: of one length, so that texts sort as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def named(report: Report) -> str:
    """A report, as it is kept."""
    return f"{report.article_id}/{report.incident_id}"


def report(name: str) -> Report:
    """The report of such a name."""
    article_id, _, incident_id = name.partition("/")
    return Report(article_id=article_id, incident_id=incident_id)


def digest(summary: ArticleSummary) -> str:
    """Of what a record says, whenever and however it was made: the same article again has the same."""
    return sha256(summary.model_dump_json(exclude=_HOW_IT_WAS_MADE).encode(errors="surrogatepass")).hexdigest()
