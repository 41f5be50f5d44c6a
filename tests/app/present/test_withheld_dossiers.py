"""A saved dossier without the summaries that it was made of: its own incidents say who is withheld."""

from app.dossier.build import build
from app.present.masking import MASK
from app.present.withheld import dossier_withheld
from schemas import ArticleSummary
from tests.app.drafts import read
from tests.app.export.examples import seeds_dossier
from tests.app.http.test_scopes import NAME, about_a_child
from tests.fakes.service import TEXT


def survivor() -> ArticleSummary:
    """A record in which the one whom it singles out is a survivor, and her words are what the article quotes."""
    full = about_a_child(read(TEXT))
    one = full.incidents[0].model_copy(update={"sub_event_type": "Sexual violence"})
    return full.model_copy(update={"incidents": (one,)})


def test_what_a_survivor_s_words_are_is_masked_in_each_article_s_own_offsets() -> None:
    """As where the summaries are at hand."""
    made = build([survivor()])
    alone, known = dossier_withheld(made), dossier_withheld(made, [survivor()])
    assert MASK in alone.incidents[0].casualty_claims[0].victims[0].evidence[0].quote
    assert alone == known


def test_no_name_of_a_child_is_left() -> None:
    made = build([about_a_child(read(TEXT))])
    assert NAME in made.model_dump_json()
    assert NAME not in dossier_withheld(made).model_dump_json()


def test_the_same_again_changes_nothing_and_nobody_is_nobody() -> None:
    under = dossier_withheld(build([survivor()]))
    assert dossier_withheld(under) == under
    assert dossier_withheld(seeds_dossier()) is seeds_dossier()
