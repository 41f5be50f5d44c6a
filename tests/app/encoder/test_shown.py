"""An article as pieces."""

from app.encoder.shown import MARKER, Span, case_of
from tests.app.encoder.fakes import shown, span_of

TEXT = "Rebels shelled Aden on Thursday, killing four people. Police said two were hurt."


def test_each_sentence_begins_with_a_marker_and_owns_its_pieces() -> None:
    """Two sentences, two markers."""
    given = shown(TEXT)
    assert [given.pieces[at] for at in given.markers] == [MARKER, MARKER]
    assert [given.owners[at] for at in given.markers] == [0, 1]
    assert given.markers[0] == 0


def test_a_span_gives_back_the_articles_own_words() -> None:
    """In the first sentence and in the second."""
    given = shown(TEXT)
    for words in ("Rebels", "four people", "Police", "hurt"):
        assert given.words(span_of(given, words)) == words
    assert given.sentence(span_of(given, "Police")) == 1


def test_a_stretch_without_a_piece_has_no_span() -> None:
    """The blank between two sentences."""
    at = TEXT.index(" Police")
    assert shown(TEXT).span(at, at + 1) is None


def test_numbers_days_and_places_are_found_where_they_stand() -> None:
    """By the code that reads them everywhere else."""
    given = shown(TEXT)
    assert [given.words(one.span) for one in given.numbers] == ["four", "two"]
    assert [one.words for one in given.days] == ["on Thursday"]
    assert [(one.words, one.place.country_code) for one in given.spots] == [("Aden", "YE")]


def test_spans_overlap_where_they_share_a_piece() -> None:
    """Both ends are included."""
    assert Span(1, 3).overlaps(Span(3, 5))
    assert not Span(1, 3).overlaps(Span(4, 5))


def test_how_a_piece_is_written() -> None:
    """The encoders know no capitals, so they are told."""
    assert [case_of(each) for each in ("rebels", "Aden", "US", "A", "7th", ",")] == [
        *("lower", "initial", "capitals", "initial", "digit", "other")
    ]
