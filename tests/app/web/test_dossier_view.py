"""A dossier as the page shows it."""

from typing import get_args

import pytest

from app.dossier.build import build
from app.web.dossier_view import FIELDS, DossierView, dossier_view
from schemas import (
    CitedEvidence,
    Conflict,
    Count,
    Dossier,
    FailedArticle,
    Position,
    SupersededVersion,
    SyndicatedCopy,
)
from schemas.dossier import ConflictPath
from tests.fakes.recorded import seed_summaries

THIRD = "c" * 64


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return build(seed_summaries().values())


def with_third(dossier: Dossier, *numbers: int | None) -> DossierView:
    """The dossier with a third article, and one conflict, over the killed, in which the three have these numbers."""
    refs = (*dossier.articles, dossier.articles[0].model_copy(update={"id": THIRD, "source": "Third Wire"}))
    positions = tuple(
        Position(
            value=None if number is None else Count(min=number, max=number),
            asserted_by=None,
            article_id=ref.id,
            evidence=() if number is None else (CitedEvidence(quote="x", start=0, end=1, article_id=ref.id),),
        )
        for ref, number in zip(refs, numbers, strict=False)
    )
    conflict = Conflict(kind="numeric", path="casualty_claims/killed", positions=positions, compatible=False)
    incident = dossier.incidents[0].model_copy(update={"conflicts": (conflict,)})
    made = dossier.model_copy(update={"articles": refs, "incidents": (incident,)})
    return dossier_view(made, {}, {})


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((2, 4, 4), ["differs from B, C", "differs from A", "differs from A"]),
        ((2, 2, 4), ["differs from C", "differs from C", "differs from A, B"]),
        ((2, None, 2), ["as in C", "silent", "as in A"]),
        ((2, None), ["said here alone", "silent"]),
    ],
)
def test_a_cell_says_from_which_articles_it_differs(
    dossier: Dossier, numbers: tuple[int | None, ...], words: list[str]
) -> None:
    (row,) = with_third(dossier, *numbers).incidents[0].differences
    assert [cell.words for cell in row.cells] == words


def test_a_column_is_headed_by_its_article_and_its_source(dossier: Dossier) -> None:
    columns = with_third(dossier, 2, 4, 4).incidents[0].columns
    assert columns == (("A", ""), ("B", ""), ("C", "Third Wire"))


def test_every_path_of_a_conflict_has_a_name() -> None:
    assert set(FIELDS) == set(get_args(ConflictPath))


def test_each_value_of_a_page_has_a_key_of_its_own_and_says_in_which_articles_it_stands(dossier: Dossier) -> None:
    view = dossier_view(dossier, {}, {})
    cards = [each.card for each in (*view.incidents, *view.background)]
    values = [value for card in cards for group in card.groups for value in group.values]
    values += [
        value for each in view.incidents for row in each.differences for cell in row.cells for value in cell.positions
    ]
    assert len({value.key for value in values}) == len(values)
    assert all(value.letters in {"A", "B", "A, B"} for value in values if value.quotes)
    assert [(bar.letters, bar.words) for bar in cards[0].killed] == [("A", "2"), ("B", "4")]


def test_what_tells_nothing_of_its_own_and_what_failed_is_listed(dossier: Dossier) -> None:
    """Copies and older versions have letters after the articles'; an article that failed is named by its place."""
    copy, older = (dossier.articles[0].model_copy(update={"id": each * 64}) for each in "cd")
    origin = dossier.articles[1].id
    view = dossier_view(
        dossier.model_copy(
            update={
                "copies": (SyndicatedCopy(article=copy, origin_id=origin),),
                "superseded": (SupersededVersion(article=older, newer_id=origin),),
                "failures": (FailedArticle(position=4, article_id=None, code="article-empty", detail="It is empty."),),
            }
        ),
        {},
        {},
    )
    assert [letter for letter, _ in view.aside] == ["C", "D"]
    assert "repeats B" in view.aside[0][1]
    assert "older version of B" in view.aside[1][1]
    assert view.failures == ("article 5: article-empty: It is empty.",)


def test_an_article_without_text_is_listed_without(dossier: Dossier) -> None:
    """Saved records come without their articles: the quotes alone are shown."""
    assert [each.segments for each in dossier_view(dossier, {}, {}).articles] == [(), ()]
