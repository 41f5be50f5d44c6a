"""Words of a draft are found whole: no quote cuts a character as readers see it."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.article import Sentence
from app.core.errors import ArticleRejected
from app.verify.words import Words
from schemas import Evidence
from tests.app.clusters import TEXTS, edges
from tests.app.drafts import read


@settings(deadline=None)
@given(TEXTS, st.integers(0, 60), st.integers(1, 60))
def test_what_is_found_cuts_no_grapheme_cluster(text: str, first: int, length: int) -> None:
    """Whatever a search gives: any stretch of a sentence, any words, whole sentences."""
    try:
        words = Words(read(text))
    except ArticleRejected:
        assume(False)
        return

    def stretch(sentence: Sentence) -> Evidence | None:
        start, end = sentence.start + first, min(sentence.start + first + length, sentence.end)
        return Evidence(quote=text[start:end], start=start, end=end) if start < end else None

    found = (words.search(stretch, ()), words.locate(text[first : first + length], ()), *words.quotes(range(20)))
    for quote in filter(None, found):
        assert text[quote.start : quote.end] == quote.quote
        assert {quote.start, quote.end} <= edges(text)


def test_a_number_in_a_key_cap_is_quoted_with_it() -> None:
    text = "It killed 4\ufe0f\u20e3 people in the city."
    found = Words(read(text)).search(lambda each: Evidence(quote="4", start=each.start + 10, end=each.start + 11), (0,))
    assert found == Evidence(quote="4\ufe0f\u20e3", start=10, end=13, match="normalised")
