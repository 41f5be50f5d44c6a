"""The two seed articles, and what any right answer about them holds."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from schemas import ArticleSummary, Count, Evidence, Incident

ROOT: Final = Path(__file__).parents[1]
FIRST: Final = (ROOT / "eval/articles/000_dc83507485d0bb55.txt").read_bytes().decode()
SECOND: Final = (ROOT / "eval/articles/001_93f7a7e7bd4d643f.txt").read_bytes().decode()
SEEDS: Final = {"first": FIRST, "second": SECOND}
KILLED: Final = {"first": 4, "second": 2}


def assert_right(name: str, summary: ArticleSummary) -> None:
    """What the issue asks of any right answer about a seed article."""
    (main,) = summary.incidents
    assert main.sub_event_type == "Air/drone strike"
    assert main.location is not None
    assert (main.location.city, main.location.country_code) == ("Baghdad", "IQ")
    assert main.date is not None
    assert (main.date.start.isoformat(), main.date.end.isoformat()) == ("2024-01-04",) * 2  # type: ignore[union-attr]
    assert exact_tolls(main, "killed") == {KILLED[name]}
    assert exact_tolls(main, "injured") == (set() if name == "first" else {7})
    assert (main.fatalities.low, main.fatalities.best, main.fatalities.high) == (KILLED[name],) * 3
    assert all("two others" not in quote.quote for claim in main.casualty_claims for quote in claim.evidence)
    assert_grounded(summary, SEEDS[name])


def exact_tolls(incident: Incident, harm: str) -> set[int]:
    """The exact numbers that claims of an incident give."""
    counts: list[Count | None] = [getattr(claim, harm) for claim in incident.casualty_claims]
    return {count.min for count in counts if count and count.min is not None and count.min == count.max}


def assert_grounded(summary: ArticleSummary, text: str) -> None:
    """Every piece of evidence anywhere in the record is the slice of the article at its offsets."""
    quotes = list(evidence_in(summary))
    assert quotes or not summary.incidents
    for quote in quotes:
        assert text[quote.start : quote.end] == quote.quote


def evidence_in(value: Any) -> list[Evidence]:
    """All evidence in a record, however deep."""
    if isinstance(value, Evidence):
        return [value]
    if isinstance(value, BaseModel):
        return [quote for name in type(value).model_fields for quote in evidence_in(getattr(value, name))]
    return [quote for item in value for quote in evidence_in(item)] if isinstance(value, tuple) else []


def recorded_sentences() -> dict[str, dict[str, str | None]]:
    """What the embedded model said of each sentence of the seeds on 2026-11-21, by the sentence."""
    recorded: dict[str, dict[str, str | None]] = json.loads((ROOT / "tests/data/sentences.json").read_text())
    return recorded


def recorded_whole() -> dict[str, dict[str, Any]]:
    """What a capable model would say of each seed as a whole: written by hand, in the wire format."""
    written: dict[str, dict[str, Any]] = json.loads((ROOT / "tests/data/whole.json").read_text())
    return written
