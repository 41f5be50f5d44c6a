"""The same summaries in any order, in any batches, some of them twice, give the same dossier, byte for byte."""

import random
from datetime import UTC, date, datetime
from itertools import chain

import pytest

from app.dossier.build import build
from schemas import ArticleSummary, FailedArticle, GivenRef
from tests.app.dossier.gold import FOLDERS, folder
from tests.eval.records import BOMBING, PROVENANCE, STRIKE, claim, summary

FAILED = (
    FailedArticle(position=3, article_id=None, code="article-not-text", detail="no text"),
    FailedArticle(position=1, article_id="a" * 64, code="draft-invalid", detail="no record"),
)


def summaries(name: str) -> list[ArticleSummary]:
    return [each.summary for each in folder(name).articles]


@pytest.mark.parametrize("name", FOLDERS)
def test_order_duplicates_and_batches_are_no_matter(name: str) -> None:
    given = summaries(name)
    written = build(given).model_dump_json()
    for seed in range(3):
        shuffled = [*given, *given[: seed + 1]]
        random.Random(seed).shuffle(shuffled)  # noqa: S311
        assert build(shuffled).model_dump_json() == written
    batches = [given[at : at + 1] for at in range(len(given))]
    assert build(chain.from_iterable(reversed(batches))).model_dump_json() == written


@pytest.mark.parametrize("name", FOLDERS)
def test_every_article_and_every_report_is_somewhere_once(name: str) -> None:
    given = summaries(name)
    made = build(given)
    listed = [each.id for each in (*made.articles, *(copy.article for copy in made.copies))]
    assert sorted(listed) == sorted(each.article.id for each in given)
    reports = [report.incident_id for one in (*made.incidents, *made.background) for report in one.reports]
    own = {each.id for each in made.articles}
    told = [one.id for each in given if each.article.id in own for one in (*each.incidents, *each.background)]
    assert sorted(reports) == sorted(told)


def test_what_no_article_newly_reports_is_background() -> None:
    made = build([summary(STRIKE, background=(BOMBING,))])
    assert [[each.id for each in part] for part in (made.incidents, made.background)] == [["x-1"], ["x-2"]]


def test_nothing_makes_an_empty_dossier_that_lists_what_failed() -> None:
    made = build([], failures=FAILED)
    assert (made.incidents, made.articles) == ((), ())
    assert [failure.position for failure in made.failures] == [1, 3]


def test_of_two_summaries_of_one_article_the_complete_and_then_the_newest_counts() -> None:
    newer = PROVENANCE.model_copy(update={"created_at": datetime(2025, 1, 1, tzinfo=UTC)})
    partial = summary(status="partial", provenance=newer)
    old, new = summary(STRIKE), summary(STRIKE, BOMBING, provenance=newer)
    assert len(build([partial, old]).incidents) == 1
    assert len(build([old, new, partial]).incidents) == 2


def test_references_of_callers_are_kept_for_each_article() -> None:
    given = [summary(STRIKE, client_ref=ref) for ref in ("row 2", "row 1")]
    article = given[0].article.id
    assert build(given).client_refs == tuple(GivenRef(client_ref=ref, article_id=article) for ref in ("row 1", "row 2"))


def test_offsets_of_two_units_are_refused() -> None:
    with pytest.raises(ValueError, match="several units"):
        build([summary(), summary(text="Another.", offsets="utf16")])


def test_200_articles_are_merged_in_a_second_or_so() -> None:
    told = [summary(STRIKE.model_copy(update={"id": f"x-{number}"}), text=f"{number}") for number in range(200)]
    made = build(told)
    assert len(made.articles) == 200
    assert sum(len(each.reports) for each in made.incidents) == 200


def test_articles_without_a_date_and_in_different_languages_are_merged() -> None:
    """Nothing is published on a known day, nothing happened on one, and one article is in Spanish."""
    undated = STRIKE.model_copy(update={"date": None})
    spanish = summary(undated.model_copy(update={"id": "y-1"}), text="Otra vez.")
    spanish = spanish.model_copy(update={"article": spanish.article.model_copy(update={"language": "es"})})
    made = build([summary(undated), spanish])
    assert sorted(each.language for each in made.articles) == ["en", "es"]
    assert sum(len(each.reports) for each in made.incidents) == 2
    assert build([spanish, summary(undated)]) == made


def test_an_older_version_of_a_page_is_listed_and_tells_nothing() -> None:
    def version(text: str, day: int, killed: int) -> ArticleSummary:
        told = STRIKE.model_copy(update={"id": f"{day}-1", "casualty_claims": (claim(killed),)})
        made = summary(told, text=text)
        known = {"url": "https://example.org/a", "published_on": date(2024, 1, day)}
        return made.model_copy(update={"article": made.article.model_copy(update=known)})

    older, newer = version("Four are dead.", 4, 4), version("Five are dead, police say now.", 5, 5)
    made = build([newer, older])
    assert [each.id for each in made.articles] == [newer.article.id]
    assert [(each.article.id, each.newer_id) for each in made.superseded] == [(older.article.id, newer.article.id)]
    assert [each.fatalities.best for each in made.incidents] == [5]


def test_a_copy_is_listed_and_is_no_second_source() -> None:
    given = [each.summary for each in folder("a01").articles]
    first = given[0]
    copy = first.model_copy(
        update={"article": first.article.model_copy(update={"id": "f" * 64, "source": "Elsewhere"})}
    )
    made = build([*given, copy])
    assert (copy.article.id, first.article.id) in {(each.article.id, each.origin_id) for each in made.copies}
    assert made.incidents == build(given).incidents
