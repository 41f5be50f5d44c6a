import pytest
from hypothesis import given, settings

from eval.agreement import LABELLINGS, agreement, labelled_twice
from eval.cases import ROOT
from schemas import ArticleSummary
from tests.eval.records import BOMBING, STRIKE, at, summaries, summary

ONE = summary(STRIKE, background=(BOMBING,))
OTHER = summary(STRIKE.model_copy(update={"location": at("Basra", "IQ")}))


def test_a_labelling_agrees_with_itself() -> None:
    same = agreement([(ONE, ONE)])
    assert (same.articles, same.incidents, same.pooled.strict) == (1, 1, 1)


def test_a_disagreement_by_hand() -> None:
    """They differ in the town, and one gives no site."""
    both = agreement([(ONE, OTHER)])
    assert both.fields["city"].strict == both.fields["site"].strict == 0
    assert both.fields["country_code"].strict == 1
    assert (both.fields["city"].values, both.fields["site"].values) == (2, 1)
    assert both.fields["weapon_counts"].strict is None


@settings(max_examples=10, deadline=None)
@given(summaries, summaries)
def test_it_does_not_matter_whose_labelling_comes_first(one: ArticleSummary, other: ArticleSummary) -> None:
    assert agreement([(one, other)]) == agreement([(other, one)])


@pytest.mark.parametrize("labelling", LABELLINGS)
def test_each_article_of_another_labelling_is_compared_with_gold(labelling: str) -> None:
    files = tuple((ROOT / "gold" / labelling).rglob("*.json"))
    assert agreement(labelled_twice(labelling)).articles == len(files) > 0


def test_two_articles_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="different articles"):
        agreement([(ONE, summary(text="Another."))])
