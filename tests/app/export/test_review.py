"""Rows that need a person."""

from app.export.conventions import load
from app.export.lines import lines
from app.export.review import reasons
from schemas import Incident
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import actor, claim, event, exactly, incident, options, plural, said, seeds_dossier

SEED = gold_of(gold_cases("seeds")[0])


def of(one: Incident) -> tuple[str, ...]:
    (line,) = lines([SEED.model_copy(update={"incidents": (one,)})], options())
    return line.to_review


def test_a_row_that_nothing_speaks_against_needs_nobody() -> None:
    assert of(SEED.incidents[0]) == ()


def test_a_row_that_lacks_what_its_data_set_cannot_do_without_needs_somebody() -> None:
    bare = {"date": None, "attribution": (), "attribution_status": ("nobody_named",)}
    assert of(SEED.incidents[0].model_copy(update=bare)) == ("Blank: event_date, actor1.",)


def test_sources_that_differ_need_somebody() -> None:
    rivals = (said("Army", "accused", "Front"), said("Front", "accused", "Army"))
    one = incident(
        actors=(actor("Army"), actor("Front")),
        attribution=rivals,
        toll_status="differ",
        attribution_status=("rival_blame",),
    )
    found = reasons(event(one, SEED), lines([SEED], options())[0].own, load("acled"), "acled")
    assert found == (
        "Sources differ on the dead or the injured.",
        "Sources name different doers, none more firmly than the others.",
    )


def test_a_word_that_is_read_as_a_number_needs_somebody() -> None:
    """Not one that the convention passes over beside a number, nor the injured, whom ACLED does not count."""
    dozens, three = claim(plural(24), injured=plural(2)), claim(exactly(3), "police")
    alone, beside = (
        SEED.incidents[0].model_copy(update={"casualty_claims": each}) for each in ((dozens,), (dozens, three))
    )
    assert of(alone) == ('"dozens" is no number; ACLED reads 12.',)
    assert of(beside) == ()


def test_articles_that_cannot_all_be_right_need_somebody_and_silences_do_not() -> None:
    (line,) = lines([seeds_dossier()], options())
    assert line.to_review == (
        "Sources differ on the dead or the injured.",
        "Articles differ: casualty_claims/killed.",
    )
