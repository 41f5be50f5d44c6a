"""What no reader sees cuts no word, and offsets stay those of the text."""

from hypothesis import given
from hypothesis import strategies as st

from app.values.visible import visible


def test_invisible_characters_are_left_out_with_offsets_kept() -> None:
    """The words are as they look; each character knows where it came from."""
    plain, offsets = visible("kil\u00adled \u200btwo")
    assert (plain, list(offsets)) == ("killed two", [0, 1, 2, 4, 5, 6, 7, 9, 10, 11])


@given(st.text(alphabet="ab 1\u00ad\u200b\u2060", max_size=30))
def test_each_character_stands_at_its_offset(text: str) -> None:
    """For any text."""
    plain, offsets = visible(text)
    assert plain == "".join(text[offset] for offset in offsets)
    assert len(plain) == len(offsets)
