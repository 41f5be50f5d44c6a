"""Articles and their twins with the two sides exchanged."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import article
from app.reader import codes
from app.values import places
from eval import cases, symmetry
from eval.results import Share, Tally
from eval.symmetry import SidedArticle, Sides
from schemas import ArticleSummary, Count
from tests.eval.build import summary

NAMES = (("Greyline Front", "Redline Front"), ("Greyline", "Redline"))
SIDES = Sides(NAMES)
ARTICLES = symmetry.load_articles(cases.ROOT / "symmetry")
EACH = [pytest.param(one, id=one.id) for one in ARTICLES]


def twin(**fields: Any) -> ArticleSummary:
    """What is read of the twin by a reader that does not care for names, but for these fields."""
    record = symmetry.exchanged(summary(), NAMES)
    return record.model_copy(update={"incidents": (record.incidents[0].model_copy(update=fields),)})


def test_names_change_places_as_whole_words_and_the_longest_counts() -> None:
    text = "The Greyline Front hit the Redline Front; Greyline men ran, Redlined or not."
    assert (
        symmetry.exchange(text, NAMES) == "The Redline Front hit the Greyline Front; Redline men ran, Redlined or not."
    )


@given(st.lists(st.sampled_from(["Greyline", "Redline", "Front", "hit", ",", "Ünder"])).map(" ".join))
def test_exchanging_twice_gives_the_text_again(text: str) -> None:
    assert symmetry.exchange(symmetry.exchange(text, NAMES), NAMES) == text


def test_the_names_of_a_record_are_exchanged_and_its_quotes_are_not() -> None:
    incident = symmetry.exchanged(summary(), NAMES).incidents[0]
    assert (incident.actors[0].name, incident.attribution[0].actor) == ("Redline Front", "Redline Front")
    assert incident.actors[0].evidence[0].quote == "Greyline Front"


def test_a_reader_that_does_not_care_for_names_is_symmetric() -> None:
    got = symmetry.measures(SIDES, summary(), twin())
    assert got["symmetric"] == Share(hits=1, of=1)
    assert {name for name, one in got.items() if isinstance(one, Tally) and (one.fp or one.fn)} == set()


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("sub_event_type", {"sub_event_type": "Attack"}),
        ("stage", {"stage": "attempted"}),
        ("attribution", {"attribution": ()}),
        ("casualty_claims", {"casualty_claims": ()}),
    ],
)
def test_each_field_that_is_held_breaks_the_symmetry(field: str, fields: dict[str, object]) -> None:
    got = symmetry.measures(SIDES, summary(), twin(**fields))
    assert got["symmetric"] == Share(hits=0, of=1)
    assert [name for name, one in got.items() if isinstance(one, Tally) and (one.fp or one.fn)] == [field]


def test_another_number_another_basis_and_the_other_side_break_it_too() -> None:
    (said,), (claim,) = twin().incidents[0].attribution, twin().incidents[0].casualty_claims
    other = {
        "number": twin(casualty_claims=(claim.model_copy(update={"killed": Count(min=5, max=5)}),)),
        "basis": twin(attribution=(said.model_copy(update={"basis": "accused"}),)),
        "side": summary(),
    }
    for name, record in other.items():
        assert symmetry.measures(SIDES, summary(), record)["symmetric"] == Share(hits=0, of=1), name


def test_what_a_name_may_tell_is_not_held() -> None:
    assert symmetry.measures(SIDES, summary(), twin(location=None, date=None))["symmetric"] == Share(hits=1, of=1)


def test_reading_nothing_at_all_is_not_symmetric() -> None:
    nothing = summary().model_copy(update={"incidents": ()})
    assert symmetry.measures(SIDES, nothing, nothing)["symmetric"] == Share(hits=0, of=1)


@pytest.mark.parametrize(("first", "other"), [(None, twin()), (summary(), None)])
def test_an_article_that_was_not_read_is_not_symmetric(
    first: ArticleSummary | None, other: ArticleSummary | None
) -> None:
    assert symmetry.measures(SIDES, first, other)["symmetric"] == Share(hits=0, of=1)


def test_the_rows_show_the_twin_exchanged_back() -> None:
    assert {row.verdict for row in symmetry.rows(SIDES, summary(), twin())} == {"same"}
    assert symmetry.rows(SIDES, None, twin()) == ()


# The data.


def test_there_are_ten_articles_or_more_of_several_types() -> None:
    types = {codes.sub_event_type(one.text) for one in ARTICLES}
    assert len({one.id for one in ARTICLES}) == len(ARTICLES) >= 10
    assert len(types) >= 6


@pytest.mark.parametrize("one", EACH)
def test_every_name_stands_in_its_article(one: SidedArticle) -> None:
    assert [name for pair in one.names for name in pair if name not in one.text] == []


@pytest.mark.parametrize("one", EACH)
def test_the_two_names_are_of_one_kind_and_an_indefinite_article_fits_both(one: SidedArticle) -> None:
    for left, right in one.names:
        assert codes.inter(left, None) == codes.inter(right, None)
        assert bool(places.country_of(left)) == bool(places.country_of(right))
        assert bool(places.find(f"in {left}.")) == bool(places.find(f"in {right}."))
        if any(f" {a} {name} " in one.text.lower() for a in ("a", "an") for name in (left.lower(), right.lower())):
            assert (left[0] in "AEIO") == (right[0] in "AEIO")


@pytest.mark.parametrize("one", EACH)
def test_the_service_accepts_the_article_and_its_twin(one: SidedArticle) -> None:
    for text in (one.text, symmetry.exchange(one.text, one.names)):
        assert article.read(text, today=one.published_on, published_on=one.published_on).language == "en"
