"""Segments of an article."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.segments import Mark, segments

TEXT = "Four people died in Dahab, police said."
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, max_size=8))
def test_segments_joined_are_the_text_and_each_character_has_the_values_whose_spans_hold_it(
    given_spans: list[list[int]],
) -> None:
    """Whatever overlaps or crosses: nothing is lost, nothing nested, no segment empty."""
    marks = [Mark(start, end, f"v{number}") for number, (start, end) in enumerate(given_spans)]
    found = segments(TEXT, marks)
    assert "".join(each.text for each in found) == TEXT
    assert all(each.text for each in found)
    at = 0
    for each in found:
        for offset in range(at, at + len(each.text)):
            assert set(each.values) == {mark.value for mark in marks if mark.start <= offset < mark.end}
        at += len(each.text)


def test_a_text_without_marks_is_one_segment() -> None:
    assert [each.text for each in segments(TEXT, ())] == [TEXT]
