"""Everyone who has a part in an incident is one of its actors, once."""

from app.assemble.actors import actors, naming
from schemas import Actor
from tests.app.assemble.build import (
    FOUR,
    attribution,
    claim,
    confirmation,
    incident,
    named,
    party,
    quote,
    statement,
)

EVERYBODY = incident(
    attribution=(attribution("Greyline Front", by="Valmora army"),),
    claims=(
        claim(
            FOUR, by="police", confirmed_by=(confirmation("Medics", "incidents/0/casualty_claims/0/confirmed_by/0"),)
        ),
        claim(FOUR, by="police", nth=1),
    ),
    reactions=(statement("Oro Lund", "We will answer,"),),
    parties=(named("residents"),),
)


def test_everyone_whom_a_value_names_is_an_actor() -> None:
    """Blamed, blaming, counting, confirming, speaking, or party to it besides."""
    names = {placed.value.name for placed in actors(EVERYBODY, ())}
    assert names == {"Greyline Front", "Valmora army", "police", "Medics", "Oro Lund", "residents"}


def test_parties_stand_as_in_the_draft_and_then_others_as_in_the_text() -> None:
    parties = (party("Oro Lund"), party("Medics", "parties/1"))
    names = [placed.value.name for placed in actors(EVERYBODY, parties)]
    assert names == ["Oro Lund", "Medics", "police", "Valmora army", "Greyline Front", "residents"]


def test_an_actor_has_what_its_party_has() -> None:
    """Aliases, type and quotes are the draft's, verified."""
    parties = (party("Greyline Front", "parties/4", aliases=("Front",), type="Rebel groups"),)
    placed = next(actors(EVERYBODY, parties))
    assert placed.moves == {"parties/4": ""}
    assert placed.value == Actor(
        name="Greyline Front", aliases=("Front",), type="Rebel groups", evidence=(quote("Greyline Front"),)
    )


def test_a_name_without_a_party_has_no_type_and_the_words_that_name_it() -> None:
    """Code fills no null: what the model did not say of it stays open."""
    placed = next(actors(incident(parties=(named("Medics"),)), ()))
    assert placed.value == Actor(name="Medics", type=None, evidence=(quote("Medics"),))


def test_a_party_that_the_incident_does_not_name_is_no_actor_of_it() -> None:
    assert not tuple(actors(incident(), (party("Medics"),)))


def test_another_name_of_the_party_in_a_quote_is_enough() -> None:
    """A quote with an alias names the party, so no second one is added."""
    parties = (party("Greyline Front", aliases=("Front",)),)
    quotes = (quote("the Front's spokesman Oro Lund said"),)
    assert naming(quotes, [named("Greyline Front"), None], parties) == quotes


def test_a_mention_that_is_no_name_is_joined_by_the_words_that_are() -> None:
    """ "which" stands for the Front, whose name must be among the quotes."""
    quotes = (quote("denied it"),)
    parties = (party("Greyline Front"),)
    assert naming(quotes, [named("Greyline Front", "which")], parties) == (*quotes, quote("Greyline Front"))
    assert naming(quotes, [named("Greyline Front", "which")], ()) == (*quotes, quote("which"))
