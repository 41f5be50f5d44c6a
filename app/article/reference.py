"""Which article a record is about."""

from app.article.fingerprint import fingerprint
from app.article.reading import Article
from schemas import ArticleRef


def reference(article: Article) -> ArticleRef:
    """The article as a record names it: its digest, its fingerprint and what was submitted with it, not its text."""
    return ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published_on=article.published_on,
        language=article.language,
        characters=len(article.text),
        fingerprint=fingerprint(article),
    )
