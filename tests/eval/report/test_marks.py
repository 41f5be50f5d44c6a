"""An article with its evidence marked."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from eval.report.marks import Mark, marked, marks_of
from tests.eval.build import summary

MARKS = st.builds(
    Mark, st.integers(0, 50), st.integers(0, 50), st.sampled_from(["gold", "output"]), st.sampled_from(["a", "<b>"])
)


@given(st.text(max_size=40), st.lists(MARKS, max_size=6))
def test_without_its_marks_the_article_is_what_it_was(text: str, marks: list[Mark]) -> None:
    assert unescape(re.sub(r"<[^>]*>", "", marked(text, marks))) == text


def test_words_are_marked_for_the_side_that_uses_them_and_where_both_do_for_both() -> None:
    text = marked("four people", [Mark(0, 4, "gold", "killed"), Mark(0, 11, "output", "victims")])
    assert text == (
        '<mark class="both" title="gold: killed\noutput: victims">four</mark>'
        '<mark class="output" title="output: victims"> people</mark>'
    )


def test_the_values_of_a_record_are_marked_and_whole_incidents_are_not() -> None:
    paths = {mark.path for mark in marks_of(summary(), "gold")}
    assert {"incidents/0/date", "incidents/0/casualty_claims/0/victims/0", "context/0"} <= paths
    assert not paths & {"incidents/0", "summary/0"}


def test_no_record_has_no_marks() -> None:
    assert list(marks_of(None, "output")) == []
