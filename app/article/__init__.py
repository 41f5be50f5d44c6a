"""An article as it was submitted: text untouched, sentences with offsets, publication date, language."""

from app.article.reading import FURNITURE, Article, Kind, Sentence, is_other_language, read

__all__ = ["FURNITURE", "Article", "Kind", "Sentence", "is_other_language", "read"]
