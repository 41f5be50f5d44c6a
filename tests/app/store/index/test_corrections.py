"""Corrections in the store: kept beside the record, through another reading of the article, and erased with it."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import column, create_engine, select, table

from app.review.check import CorrectionRefused, Given
from app.store.index.corrections import ArticleUnknown, Corrections, NotShown
from app.store.index.database import MIGRATIONS, Database
from app.store.index.packing import digest, packed, written
from app.store.index.tables import corrections, summaries
from app.store.index.writing import Writing
from schemas import ArticleSummary, Correction, Count
from tests.app.store.index.records import NOW, child, reported

KILLED = "incidents/0/casualty_claims/0/killed"
FIRST = reported("One.")
RIVAL = (
    FIRST.incidents[0].casualty_claims[0].model_copy(update={"killed": Count(min=9, max=9), "asserted_by": "the army"})
)


def rivalling(summary: ArticleSummary) -> ArticleSummary:
    """A record of two sources that differ."""
    one = summary.incidents[0]
    update = {"casualty_claims": (*one.casualty_claims, RIVAL), "toll_status": "differ"}
    return summary.model_copy(update={"incidents": (one.model_copy(update=update),)})


def add(database: Database, summary: ArticleSummary, path: str, value: Any, owner: str = "", **how: Any) -> Correction:
    """A correction that the desk gives by a rule of its own."""
    said = Correction(
        id=1,
        article_id=summary.article.id,
        path=path,
        value=None,
        was=None,
        basis="desk_rule",
        quote=None,
        evidence=None,
        doubts=(),
        note="secret words",
        client_ref=None,
        key=owner,
        at=NOW,
    )
    return Corrections(database).add(owner, Given(path, value, "desk_rule"), said, sees_all=how.get("sees_all", True))[
        0
    ]


@pytest.fixture
def store(database: Database, writing: Writing) -> Corrections:
    writing.put("", FIRST, None, NOW)
    return Corrections(database)


def test_a_correction_is_beside_the_record_which_stays(store: Corrections, writing: Writing) -> None:
    """Its view has it; the record as it was put in says what it said."""
    made = add(store.database, FIRST, KILLED, 6)
    found = store.reviewed("", FIRST.article.id, full=True)
    assert found is not None
    assert [each.correction for each in found.corrected] == [made]
    assert found.summary.incidents[0].fatalities.best == 6
    assert not writing.put("", FIRST, None, NOW)
    assert store.corrected("", FIRST, full=False) == found.summary


def test_another_reading_of_the_article_has_it_too(store: Corrections, writing: Writing) -> None:
    """A newer record takes the older one's place, and the corrections stay."""
    add(store.database, FIRST, KILLED, 6)
    again = FIRST.model_copy(update={"headline": "Another headline"})
    assert writing.put("", again, None, NOW)
    found = store.reviewed("", FIRST.article.id, full=True)
    assert found is not None
    assert (found.summary.headline, found.summary.incidents[0].fatalities.best) == ("Another headline", 6)


def test_it_is_erased_with_the_article(store: Corrections, writing: Writing) -> None:
    """Nothing of what a person wrote is left."""
    add(store.database, FIRST, KILLED, 6)
    assert writing.erase("", FIRST.article.id, NOW)
    with store.database.reading() as connection:
        assert connection.execute(select(corrections)).all() == []


def test_only_the_owner_sees_and_corrects(store: Corrections) -> None:
    """Another key's article is not known to it."""
    add(store.database, FIRST, KILLED, 6)
    with pytest.raises(ArticleUnknown):
        add(store.database, FIRST, KILLED, 6, owner="other")
    assert store.page("other", None, 0, 10, full=True).corrections == ()
    assert store.reviewed("other", FIRST.article.id, full=True) is None
    assert len(store.page(None, FIRST.article.id, 0, 10, full=True).corrections) == 1


def test_corrections_come_in_pages(store: Corrections) -> None:
    """In the order in which they were given."""
    ids = [add(store.database, FIRST, KILLED, number).id for number in (1, 2, 3)]
    first = store.page("", None, 0, 2, full=True)
    second = store.page("", None, int(first.next or 0), 2, full=True)
    assert [each.id for each in (*first.corrections, *second.corrections)] == ids
    assert second.next is None


def test_what_is_refused_is_not_kept(store: Corrections) -> None:
    """The transaction is undone."""
    with pytest.raises(CorrectionRefused):
        add(store.database, FIRST, "incidents/0/note", "Words.")
    assert store.page("", None, 0, 10, full=True).corrections == ()


def test_where_names_are_masked_only_who_sees_them_corrects(store: Corrections, writing: Writing) -> None:
    """And what was said is shown to others without its words."""
    named = reported("Two.", "Suva", victims=(child("Aisha Kharroub"),))
    writing.put("", named, None, NOW)
    with pytest.raises(NotShown):
        add(store.database, named, KILLED, 6, sees_all=False)
    add(store.database, named, "incidents/0/casualty_claims/0/victims/0/name", "Aisha Kharroubi")
    for found in (store.page("", None, 0, 10, full=False), store.reviewed("", named.article.id, full=False)):
        assert found is not None
        assert "Kharroub" not in found.model_dump_json()
        assert "secret words" not in found.model_dump_json()
    assert "Kharroubi" in store.page("", None, 0, 10, full=True).model_dump_json()


def test_records_are_listed_by_what_is_open(store: Corrections, writing: Writing) -> None:
    """In pages; what is corrected is open no more."""
    doubted = rivalling(reported("Two.", "Suva"))
    writing.put("", doubted, None, NOW)
    writing.put("", rivalling(reported("Three.", "Apia")), None, NOW)
    first, place = store.review("", None, 1, full=True)
    second, end = store.review("", place, 1, full=True)
    titles = [each.article.id for page in (first, second) for each in page.records]
    assert titles == [reported("Three.", "Apia").article.id, doubted.article.id]
    assert (place and place.open, end) == (1, None)
    add(store.database, doubted, KILLED, 9)
    assert [each.article.id for each in store.review("", None, 9, full=True)[0].records] == titles[:1]


def test_the_migration_counts_what_is_open_in_records_that_are_there(tmp_path: Path) -> None:
    """An index of before has no such number."""
    summary = rivalling(FIRST)
    row: dict[str, Any] = {
        "owner": "",
        "article_id": summary.article.id,
        "received_at": written(NOW),
        "article": "",
        "status": "",
    }
    row |= {"digest": digest(summary), "record": packed(summary)}
    file = tmp_path / "old.db"
    with create_engine(f"sqlite:///{file}").begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(table("summaries", *map(column, row)).insert().values(row))
    with closing(Database(f"sqlite:///{file}")) as database, database.reading() as connection:
        assert connection.scalars(select(summaries.c.open)).all() == [1]
