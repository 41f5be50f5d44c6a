"""Windows over a long article."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.encoder.windows import Window, windows


@settings(max_examples=60)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=12))
def test_what_is_taken_of_the_windows_is_the_article_and_none_is_too_long(lengths: list[int]) -> None:
    """Whatever the sentences' lengths."""
    markers = [sum(lengths[:at]) for at in range(len(lengths))]
    found = windows(markers, sum(lengths), longest=300, around=50)
    taken = [at for one in found for at in range(one.keep_from, one.keep_to)]
    assert taken == list(range(sum(lengths)))
    assert all(one.start <= one.keep_from and one.keep_to <= one.end for one in found)
    assert all(one.end - one.start <= 300 for one in found)


def test_a_short_article_is_one_window() -> None:
    """Nothing is cut."""
    assert windows([0, 40], 100) == [Window(0, 100, 0, 100)]
