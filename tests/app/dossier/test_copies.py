"""Copies collapse to one origin, and older versions of a page are superseded, in whatever order articles come."""

from datetime import date
from itertools import permutations

import pytest

from app.article import read
from app.article.reference import reference
from app.dossier.copies import origins, superseded
from eval.cases import ROOT
from schemas import ArticleRef

MONDAY, TUESDAY = date(2025, 6, 2), date(2025, 6, 3)
PARAGRAPHS = tuple(
    f"The {name} column reached {place} at dawn, {name} officers said, and took {what} from {place} to the river."
    for name, place, what in (
        ("northern", "Ardent", "lorries"),
        ("southern", "Bellow", "mules"),
        ("eastern", "Cinder", "boats"),
        ("western", "Dapple", "radios"),
        ("royal", "Ember", "flour"),
        ("lost", "Fallow", "prisoners"),
    )
)


def article(*paragraphs: str, on: date | None = MONDAY, url: str | None = None) -> ArticleRef:
    return reference(read("\n\n".join(paragraphs), today=date.max, published_on=on, url=url))


ORIGIN = article(*PARAGRAPHS)
CUT = article(*PARAGRAPHS[:-1], on=TUESDAY)
HEADED = article("Columns reach the river", "ARDENT, June 3 (Wire) - " + PARAGRAPHS[0], *PARAGRAPHS[1:], on=TUESDAY)
OTHER = article("Three people drowned when a ferry sank off Grebe on Sunday, the coast guard said in a statement.")


@pytest.mark.parametrize("order", list(permutations((ORIGIN, CUT, HEADED, OTHER))))
def test_copies_have_one_origin_in_any_order(order: tuple[ArticleRef, ...]) -> None:
    assert origins(order) == {
        ORIGIN.id: ORIGIN.id, CUT.id: ORIGIN.id, HEADED.id: ORIGIN.id, OTHER.id: OTHER.id
    }  # fmt: skip


def test_an_article_that_comes_twice_is_one() -> None:
    assert origins((ORIGIN, OTHER, ORIGIN)) == origins((OTHER, ORIGIN))


def test_the_origin_is_the_earliest_then_the_longest() -> None:
    """A copy of one day is the shorter one, since copies are cut; an undated one is no origin of a dated one."""
    same_day = article(*PARAGRAPHS[:-1])
    undated = article(*PARAGRAPHS, "And that was all of it.", on=None)
    assert origins((same_day, ORIGIN, undated)) == dict.fromkeys((same_day.id, ORIGIN.id, undated.id), ORIGIN.id)


def test_without_a_fingerprint_an_article_is_its_own_origin() -> None:
    """Records of before the fingerprint came."""
    older = CUT.model_copy(update={"fingerprint": None})
    assert origins((ORIGIN, older)) == {ORIGIN.id: ORIGIN.id, older.id: older.id}


def test_reports_of_one_incident_are_no_copies() -> None:
    """In the stories: two copies as labelled by hand, and no other report is one."""
    found: dict[str, int] = {}
    for story in sorted((ROOT / "stories").iterdir()):
        read_in = {path: article(path.read_text("utf-8"), on=None) for path in sorted(story.glob("*.txt"))}
        origin_of = origins(read_in.values())
        copies = [one.stem for one, ref in read_in.items() if origin_of[ref.id] != ref.id]
        found |= {story.name: len(copies)} if copies else {}
    assert found == {"a03": 1, "b02": 1}


OLD = article(*PARAGRAPHS[:3], url="https://wire.example/1")
NEW = article("Two ferries sank.", "Nobody was hurt in it at all.", on=TUESDAY, url="https://wire.example/1")


def test_the_latest_version_of_a_page_stands() -> None:
    assert superseded((OLD, NEW, ORIGIN)) == superseded((NEW, ORIGIN, OLD)) == {OLD.id: NEW.id}


def test_of_three_versions_the_newest_stands_for_both() -> None:
    middle = article(*PARAGRAPHS[:2], on=MONDAY.replace(day=3), url=OLD.url)
    newest = article(*PARAGRAPHS[:1], on=date(2025, 6, 9), url=OLD.url)
    assert superseded((newest, OLD, middle)) == {OLD.id: newest.id, middle.id: newest.id}


def test_of_one_day_the_longest_stands_and_an_undated_one_does_not() -> None:
    """Reports grow; which of two came later is not known."""
    longer = article(*PARAGRAPHS, url=OLD.url)
    undated = article(*PARAGRAPHS, PARAGRAPHS[0], on=None, url=OLD.url)
    assert superseded((undated, OLD, longer)) == {OLD.id: longer.id, undated.id: longer.id}


def test_articles_without_a_url_have_no_versions() -> None:
    assert superseded((ORIGIN, CUT, OTHER)) == {}


@pytest.mark.parametrize("order", list(permutations((OLD, NEW, OTHER))))
def test_a_copy_of_a_superseded_version_is_one_of_the_version_that_stands(order: tuple[ArticleRef, ...]) -> None:
    """Else what was corrected would go on as a source of its own."""
    copy = article("Columns on the move", *PARAGRAPHS[:3], on=TUESDAY)
    assert origins((*order, copy))[copy.id] == NEW.id


def test_the_version_that_stands_is_no_copy_of_an_older_one() -> None:
    """A light correction would be a copy of what it corrects, and both would be left out."""
    corrected = article(*PARAGRAPHS[:3], "Correction: the boats were two.", on=TUESDAY, url=OLD.url)
    assert origins((OLD, corrected)) == {OLD.id: corrected.id, corrected.id: corrected.id}
    assert superseded((OLD, corrected)) == {OLD.id: corrected.id}
