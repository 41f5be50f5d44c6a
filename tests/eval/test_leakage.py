from eval.leakage import leaked
from eval.results import Share
from tests.eval.records import BOMBING, STRIKE, claim, incident, summary

GOLD = summary(STRIKE, background=(BOMBING,))


def test_old_dead_told_as_new_leak() -> None:
    """Gold's background has nine killed and one bomb; the output tells the nine as news."""
    told = STRIKE.model_copy(update={"casualty_claims": (claim(4), claim(9))})
    assert leaked(GOLD, summary(told)) == Share(hits=1, of=2)


def test_background_that_stays_background_does_not_leak() -> None:
    assert leaked(GOLD, GOLD) == Share(hits=0, of=2)


def test_the_same_number_of_another_harm_is_no_leak() -> None:
    assert leaked(GOLD, summary(incident(casualty_claims=(claim(None, 9),)))).hits == 0


def test_a_number_that_is_also_news_cannot_be_told_apart() -> None:
    news = incident(casualty_claims=(claim(9),))
    assert leaked(summary(news, background=(incident(casualty_claims=(claim(9),)),)), summary(news)).of == 0


def test_a_failed_case_leaks_nothing() -> None:
    assert leaked(GOLD, None) == Share(hits=0, of=2)
