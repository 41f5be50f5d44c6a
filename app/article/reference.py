"""Which article a record is about."""

from app.article.reading import Article
from schemas import ArticleRef


def reference(article: Article) -> ArticleRef:
    """The article as a record names it: its digest and what was submitted with it, without its text."""
    return ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published_on=article.published_on,
        language=article.language,
        characters=len(article.text),
    )
