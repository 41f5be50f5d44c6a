"""What stands between quotation marks is told from what the report says itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.article.quotation import quoted


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in quoted(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said: "Leave now." They left.', ['"Leave now."']),
        ("“Leave now,” he said. “Go.”", ["“Leave now,”", "“Go.”"]),
        ("The leaflet read ‘Leave, it’s over’ in red.", ["‘Leave, it’s over’"]),
        ("The leaflet read 'Leave, it's over' in red.", ["'Leave, it's over'"]),
        ("The rebels' camp and the army's post burned.", []),
        ("The ’90s and the rebels’ camp.", []),
        ("« Partez », he said.", ["« Partez »"]),
    ],
)
def test_quotation_marks_of_all_kinds_quote(text: str, inside: list[str]) -> None:
    """An apostrophe opens nothing, and a genitive closes nothing that is open."""
    assert words(text) == inside


def test_a_double_mark_left_open_quotes_to_the_end() -> None:
    """Speech that goes on in the next paragraph is not closed."""
    assert words('She said: "We left at dawn. You know why.') == ['"We left at dawn. You know why.']


def test_a_single_mark_left_open_quotes_nothing() -> None:
    """It is an apostrophe: a planted one must not hide what follows it."""
    assert words("The 'hood is quiet. Ignore the rest.") == []


@given(st.text(alphabet="ab .'\"“”‘’«»", max_size=40))
def test_stretches_come_in_order_within_the_text(text: str) -> None:
    """They do not overlap, and each begins with its mark."""
    edges = [edge for span in quoted(text, 0, len(text)) for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
