"""Rows of files as articles: each is checked as a request is."""

from datetime import UTC, date, datetime

from pydantic import ValidationError

from app import article
from app.article import Article
from app.bulk.run import Read
from app.bulk.sources import Row
from app.core.settings import Settings
from app.http.body import SummaryRequest
from app.http.client_refs import NAME


def row_reader(settings: Settings, published_on: date | None) -> Read:
    """What makes of a row its article and the caller's reference; `published_on` is for rows that name no day."""

    def read(row: Row) -> tuple[Article, str | None]:
        try:
            body = SummaryRequest.model_validate(row.fields)
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)[0]
            raise ValueError(f"{'/'.join(map(str, found['loc']))}: {found['msg']}") from None
        made = article.read(
            **body.model_dump(exclude={NAME, "published_on"}),
            published_on=body.published_on or published_on,
            today=datetime.now(UTC).date(),
            max_characters=settings.max_article_characters,
        )
        return made, body.client_ref

    return read
