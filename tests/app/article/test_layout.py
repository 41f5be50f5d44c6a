"""Lines and paragraphs are found whatever ends them, and a line that could be news is no furniture."""

import pytest

from app.article import layout

SHORT, LONG = "Two died in the blast.", "The army moved into the city on Monday and took control of the port,"


def pieces(text: str) -> list[tuple[str, int]]:
    return [(text[piece.start : piece.end], piece.paragraph) for piece in layout.stretches(text)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\f", "\u2028"])
def test_blank_lines_separate_paragraphs(line_end: str) -> None:
    text = line_end.join(["One died.", "Two fled.", "", " \t", "Three hid.", ""])
    assert pieces(text) == [("One died.", 0), ("Two fled.", 0), ("Three hid.", 1)]


def test_each_line_is_a_paragraph_where_no_line_is_blank() -> None:
    assert pieces("\nOne died.\r\n Two fled. \n") == [("One died.", 0), ("Two fled.", 1)]


def test_lines_broken_at_a_fixed_width_are_one_piece() -> None:
    text = f"{LONG}\n{LONG}\nand left."
    assert pieces(text) == [(text, 0)]
    assert pieces(f"{SHORT}\n\n{text}") == [(SHORT, 0), (text, 1)]


def test_a_wrapped_paragraph_breaks_at_furniture_and_at_the_dateline() -> None:
    text = f"A headline that is as long as a line of the text itself\nBy JOHN DOE\nKYIV, Jan 4 (AP) - {LONG}\nand left."
    assert [piece.split("\n")[0][:12] for piece, _ in pieces(text)] == ["A headline t", "By JOHN DOE", "KYIV, Jan 4 "]


def test_long_lines_are_paragraphs_even_without_a_full_stop() -> None:
    assert len(pieces(f"{LONG}\n{LONG} {LONG}\n{LONG}")) == 3


def test_a_byte_order_mark_at_the_start_is_in_no_piece() -> None:
    assert pieces("\ufeff One died.\n\n\ufeff") == [("One died.", 0), ("\ufeff", 1)]


def test_only_the_first_piece_of_a_paragraph_opens_it() -> None:
    assert [piece.opens for piece in layout.stretches("One.\nTwo.\n\nThree.")] == [True, False, True]


@pytest.mark.timeout(10)
def test_hostile_credits_are_read_in_bounded_time() -> None:
    """Names and tasks that could be split in many ways must not be tried in all of them."""
    for unit in ("Reporting by A ", "By A.A.A. ", "(AP Photo/", "A.A. (AP "):
        assert not layout.is_furniture(unit * 5_000 + "!")
