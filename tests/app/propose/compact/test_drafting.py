"""A compact answer as a draft: what is looked up, what is kept, what stands once."""

from typing import Any

from app.article import Article
from app.propose.compact.drafting import draft_of
from app.propose.compact.wire import Compact
from app.records.draft import Draft
from tests.app.drafts import only_incident, read, summary_of

TEXT = (
    "Gunmen killed four villagers in Gao on Monday, police said. The army blamed the Blue Front. "
    "A truck was burned near the market. Last week rebels hit Kidal."
)
ARTICLE: Article = read(TEXT)


def drafted(*news: dict[str, Any], **more: Any) -> Draft:
    said = {"headline": "Four killed", "reports": "incident" if news else "none", "news": news, **more}
    return draft_of(Compact.model_validate(said, strict=False), ARTICLE)


def incident(*at: int, **more: Any) -> dict[str, Any]:
    return {"type": "Attack", "at": at, **more}


def test_an_answer_without_incident_is_a_draft_without_incident() -> None:
    assert drafted() == Draft(headline="Four killed")


def test_news_stand_before_background() -> None:
    draft = drafted(incident(0), background=[incident(3)])
    assert [(each.newly_reported, each.sentences) for each in draft.incidents] == [(True, (0,)), (False, (3,))]


def test_a_name_is_looked_up_in_the_sentences_of_its_incident_first() -> None:
    """`market` stands in sentence 2 alone, `army` in 1; the incident names 0 and 2."""
    one = only_incident(drafted(incident(0, 2, targets=[{"name": "market", "kind": "building"}])))
    assert one.targets[0].sentences == (2,)


def test_a_name_that_stands_elsewhere_is_found_there() -> None:
    one = only_incident(drafted(incident(0, targets=[{"name": "truck", "kind": "vehicle"}])))
    assert one.targets[0].sentences == (2,)


def test_a_name_that_stands_nowhere_is_left_to_verification_which_refuses_it() -> None:
    draft = drafted(incident(0, targets=[{"name": "bridge", "kind": "infrastructure"}]))
    assert only_incident(draft).targets[0].sentences == (0,)
    assert [each.code for each in summary_of(draft, ARTICLE).unsupported] == ["not_in_article"]


def test_a_claim_that_names_no_sentence_rests_on_those_of_its_incident() -> None:
    one = only_incident(drafted(incident(0, 1, tolls=[{"killed": "4", "says": "police"}])))
    assert (one.claims[0].sentences, one.claims[0].killed, one.claims[0].asserted_by) == ((0, 1), "4", "police")


def test_what_is_said_twice_stands_once() -> None:
    """Small models repeat items until the list is full."""
    said = {"actor": "Blue Front", "basis": "accused_by_authorities", "says": "army", "at": [1]}
    assert len(only_incident(drafted(incident(0, by=[said] * 10))).attribution) == 1


def test_days_that_the_words_give_are_left_to_arithmetic() -> None:
    date = only_incident(drafted(incident(0, when="on Monday"))).date
    assert date
    assert (date.words, date.start, date.end) == ("on Monday", None, None)
    (made,) = summary_of(drafted(incident(0, when="on Monday")), ARTICLE).incidents
    assert made.date
    assert made.date.start
    assert made.date.start.isoformat() == "2024-01-01"


def test_days_that_the_words_do_not_give_are_the_model_s() -> None:
    date = only_incident(drafted(incident(0, when="on Monday", day="2023-12-25/2023-12-26"))).date
    assert date
    assert (date.start, date.end) == ("2023-12-25", "2023-12-26")


def test_a_line_of_the_summary_is_the_article_s_own_sentence() -> None:
    (line,) = drafted(incident(0), summary=[0]).summary
    assert (line.text, line.sentences) == (ARTICLE.sentences[0].text, (0,))


def test_a_line_of_no_sentence_is_refused_and_not_dropped() -> None:
    made = summary_of(drafted(incident(0), summary=[99]), ARTICLE)
    assert [(each.path, each.code) for each in made.unsupported] == [("summary/0", "no_such_sentence")]


def test_what_was_mended_of_the_answer_was_mended_of_the_draft() -> None:
    said = '{"headline":"","reports":"none","colour":"red"}'
    draft = draft_of(Compact.model_validate_json(said), ARTICLE)
    assert [(each.path, each.kind) for each in draft.mendings] == [(("colour",), "unknown_field")]
