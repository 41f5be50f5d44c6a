"""Offsets in UTF-16 code units cut the same words out of a JavaScript string as ours do here."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.present.offsets import in_units, standing
from schemas import ArticleSummary, Evidence
from tests.app.clusters import TEXTS
from tests.app.drafts import read
from tests.fakes.service import TEXT, summary_of


def javascript_slice(text: str, start: int, end: int) -> str:
    """`text.slice(start, end)` as JavaScript has it: half of a surrogate pair stays half of one."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def quoting(text: str, *spans: tuple[int, int]) -> ArticleSummary:
    """A record with a fact for each span."""
    facts = [
        {"text": "a fact", "evidence": [{"quote": text[start:end], "start": start, "end": end}]} for start, end in spans
    ]
    made: dict[str, Any] = summary_of(read("Nothing happened.")).model_dump(mode="json")
    return ArticleSummary.model_validate(made | {"context": facts})


@settings(deadline=None)  # the first record of a process builds the models
@given(TEXTS | st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_each_quote_is_the_slice_of_a_javascript_string(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = in_units(quoting(text, (start, end)), text, "utf16")
    (quote,) = made.context[0].evidence
    assert javascript_slice(text, quote.start, quote.end) == quote.quote == text[start:end]
    assert standing(text, "utf16")(quote)
    assert ArticleSummary.model_validate_json(made.model_dump_json()) == made


def test_an_emoji_counts_two_and_an_accent_of_its_own_one() -> None:
    text = "🚨 Cafe\u0301: four died."
    made = in_units(quoting(text, (0, 1), (2, 7), (9, 19)), text, "utf16")
    assert [(fact.evidence[0].start, fact.evidence[0].end) for fact in made.context] == [(0, 2), (3, 8), (10, 20)]
    assert made.offsets == "utf16"


def places(value: Any) -> list[tuple[int, int, str]]:
    """All quotes in some JSON with their offsets, however deep."""
    if isinstance(value, dict) and {"quote", "start", "end"} <= value.keys():
        return [(value["start"], value["end"], value["quote"])]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [place for part in parts for place in places(part)]


def test_every_quote_of_a_record_is_moved_and_nothing_else() -> None:
    """Evidence stands in incidents, their claims, victims, sources, and so on; five emoji go before the text."""
    record, shifted = summary_of(read(TEXT)), "🚨" * 5 + TEXT
    written = json.loads(record.model_dump_json())
    moved = json.loads(in_units(record, shifted, "utf16").model_dump_json())
    assert [(s + min(s, 5), e + min(e, 5), q) for s, e, q in places(written)] == places(moved)
    assert len(places(moved)) > 10
    assert moved["article"] == written["article"]
    assert moved["unsupported"] == written["unsupported"]


def test_code_points_leave_a_record_as_it_is() -> None:
    record = summary_of(read(TEXT))
    assert in_units(record, TEXT, "codepoints") is record
    assert record.offsets == "codepoints"


def test_what_the_model_said_is_not_moved_though_it_looks_like_evidence() -> None:
    said = {"quote": "b", "start": 1, "end": 2}
    record = quoting("🚨b", (1, 2)).model_copy(update={"draft": said})
    assert in_units(record, "🚨b", "utf16").draft == said


@pytest.mark.parametrize(
    ("quote", "start", "end", "stands"),
    [("b", 4, 5, True), ("b", 2, 3, False), ("b", 4, 6, False), ("🚨", 2, 4, True), ("🚨", 1, 3, False)],
)
def test_a_quote_stands_at_its_code_units_and_nowhere_else(quote: str, start: int, end: int, *, stands: bool) -> None:
    """Neither at its code points, nor beyond the end of the text, nor in the middle of a surrogate pair."""
    made = Evidence.model_construct(quote=quote, start=start, end=end, match="exact")
    assert standing("🚨🚨b", "utf16")(made) is stands


@pytest.mark.timeout(10)
def test_a_long_text_full_of_emoji_is_moved_in_bounded_time() -> None:
    text = "🚨" * 200_000
    spans = [(offset, offset + 1) for offset in range(0, 200_000, 100)]
    made = in_units(quoting(text, *spans), text, "utf16")
    assert made.context[-1].evidence[0].end == 2 * spans[-1][1]
