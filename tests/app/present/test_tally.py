"""What operators count of a record."""

import json
from datetime import date

from app.article import read
from app.present.tally import tally
from schemas import Question, UnsupportedValue
from tests.fakes.service import TEXT, summary_of

TODAY = date(2026, 11, 27)


def test_every_quote_is_counted_once_wherever_it_stands() -> None:
    """As many as the record's JSON has, whatever the depth; the draft, which has none, is left out."""
    made = summary_of(read(TEXT, today=TODAY))
    said = json.dumps(made.model_dump(mode="json", exclude={"draft"}))
    counted = tally(made)
    assert counted["evidence/exact"] + counted["evidence/normalised"] == said.count('"quote":') > 0


def test_refused_and_questioned_values_are_counted_by_reason_and_nothing_is_named_after_the_article() -> None:
    made = summary_of(read(TEXT, today=TODAY)).model_copy(
        update={
            "unsupported": (UnsupportedValue(path="x", value="4", code="reader_rule", reason="so"),) * 2,
            "questions": (Question(path="y", code="date_and_words_disagree", reason="so", evidence=()),),
        }
    )
    counted = tally(made)
    assert (counted["refused/reader_rule"], counted["questioned/date_and_words_disagree"]) == (2, 1)
    assert (counted["articles/complete"], counted["answers/asked"]) == (1, 1)
    assert all(number > 0 for number in counted.values())
