"""The span of an article."""

from datetime import date

import pytest

from app.article import read
from app.core.errors import ModelUnavailable
from app.traced import Traced
from tests.fakes.service import TEXT, FakeService
from tests.fakes.spans import all_said, named, recorded

ARTICLE = read(TEXT, today=date(2024, 1, 5))


@pytest.mark.parametrize("lengths", [False, True])
async def test_it_tells_what_became_of_the_article_and_at_most_how_long_it_is(lengths: bool) -> None:
    with recorded() as exporter:
        await Traced(FakeService(), lengths).summarize(ARTICLE)
        (span,) = named(exporter, "summarize")
    assert dict(span.attributes or {}) == {
        "sitrep.status": "complete",
        "sitrep.cached": False,
        "sitrep.attempts": 3,
        "sitrep.incidents": 1,
        "sitrep.refused": 1,
        "sitrep.questioned": 0,
        **({"sitrep.article.characters": len(TEXT)} if lengths else {}),
    }


async def test_an_article_that_could_not_be_read_says_why_by_its_code() -> None:
    with recorded() as exporter:
        with pytest.raises(ModelUnavailable):
            await Traced(FakeService(error=ModelUnavailable(TEXT))).summarize(ARTICLE)
        (span,) = named(exporter, "summarize")
        assert (span.attributes or {})["error.type"] == "model-unavailable"
        assert TEXT[:20] not in all_said(exporter)
