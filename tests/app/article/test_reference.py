"""A record says which article it is about."""

from datetime import date

from app.article import read
from app.article.reference import reference


def test_it_tells_the_article_and_not_its_text() -> None:
    """Digest, length in code points, language, day and title are the article's own."""
    article = read("A bomb killed two in Gao. 🕯", today=date(2024, 1, 5), published_on=date(2024, 1, 4), title="Bomb")
    found = reference(article)
    assert (found.id, found.characters, found.language) == (article.id, 27, "en")
    assert (found.published_on, found.title, found.source) == (date(2024, 1, 4), "Bomb", None)
