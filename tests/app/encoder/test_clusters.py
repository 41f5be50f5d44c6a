"""Which mentions are of one party."""

from app.encoder.clusters import clusters
from tests.app.encoder.fakes import shown, span_of


def test_a_name_and_the_end_of_a_longer_one_are_one_party() -> None:
    """A surname alone is the person named in full; another name is another party."""
    given = shown("Col. Ana Ruiz blamed Hamas for the attack, and later the Ruiz family left.")
    spans = [span_of(given, words) for words in ("Ana Ruiz", "Hamas")]
    later = given.span(given.article.text.rindex("Ruiz"), given.article.text.rindex("Ruiz") + 4)
    assert later is not None
    assert clusters(given, [*spans, later]) == [0, 1, 0]


def test_the_end_of_two_longer_names_is_neither() -> None:
    """An official may be of either side."""
    given = shown("A US official and an Iraqi official spoke, and an official left.")
    spans = [span_of(given, words) for words in ("US official", "Iraqi official")]
    last = given.span(given.article.text.rindex("official"), given.article.text.rindex("official") + 8)
    assert last is not None
    assert clusters(given, [*spans, last]) == [0, 1, 2]
