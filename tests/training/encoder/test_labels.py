"""Labels of gold, and the way back to a draft."""

from functools import cache

import pytest

from app.encoder.codes import ROLES
from app.encoder.drafting import drafted
from app.encoder.shown import show
from app.pipeline import derive
from eval.score import CaseScores, score, total
from eval.tallies import f1
from tests.app.encoder.fakes import Words
from training.encoder.answers import NOBODY
from training.encoder.exact import exactly
from training.encoder.folders import Example, opened
from training.encoder.labels import label
from training.labelled import written


@cache
def examples() -> tuple[Example, ...]:
    return tuple(opened(source) for source in written() if source.name.startswith("own/P01/"))


@cache
def round_trip() -> CaseScores:
    """Gold to labels to a draft to the record."""
    scores = []
    for one in examples():
        given = show(one.article, Words())
        record = derive(drafted(given, exactly(given, label(given, one.gold))), one.article)
        found = one.gold.model_copy(update={"incidents": record.incidents, "background": record.background})
        scores.append(score(one.gold, found, one.text))
    return total(scores)


def test_labels_keep_nearly_all_of_what_is_scored() -> None:
    """The bound of what heads that are always right would reach."""
    reached = f1(round_trip().pooled("lenient"))
    assert reached is not None
    assert reached >= 0.94


@pytest.mark.parametrize(
    ("field", "least"), [("attribution", 0.95), ("reactions", 0.95), ("casualty_claims", 0.9), ("sub_event_type", 0.97)]
)
def test_the_fields_that_hang_on_sentences_and_pointers_come_back(field: str, least: float) -> None:
    """Who is said to have done it, by whom; who counts how many; what it was."""
    reached = f1(round_trip().fields[field].lenient)
    assert reached is not None
    assert reached >= least


def test_an_article_without_an_incident_opens_none() -> None:
    """Each sentence is of no role."""
    empty = next(one for one in examples() if not (one.gold.incidents or one.gold.background))
    found = label(show(empty.article, Words()), empty.gold)
    assert set(found.roles) == {ROLES.index("none")}
    assert not found.deeds
    assert set(found.owners) <= {NOBODY}


def test_each_incident_opens_with_a_sentence_of_its_role() -> None:
    """As many as have a sentence of their own."""
    for one in examples():
        found = label(show(one.article, Words()), one.gold)
        assert all(found.roles[deed.sentence] != 0 and deed.sentence in deed.members for deed in found.deeds)
        assert len(found.deeds) == len(one.gold.incidents) + len(one.gold.background)
