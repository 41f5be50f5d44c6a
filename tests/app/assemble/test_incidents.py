"""One incident: its values as they were verified, and what is computed of them."""

from datetime import date

import pytest

from app.assemble.incidents import build
from app.records.resolved import ResolvedIncident
from app.records.verified import Target, Weapon
from schemas import Count, Estimate, IncidentDate, Location
from tests.app.assemble.build import FOUR, NINE, attribution, claim, incident, party, quote, statement

ON_MONDAY = IncidentDate(
    start=date(2024, 1, 1),
    end=None,
    precision="day",
    time_precision=1,
    text="on Monday",
    evidence=(quote("on Monday"),),
)
VALMORA = Location(city="Valmora", precision="town", geo_precision=1, ucdp_where_prec=1, evidence=(quote("Valmora"),))


def test_codes_follow_from_the_sub_event_type() -> None:
    """ACLED's event type and PLOVER's are looked up."""
    value = build(ResolvedIncident(incident(sub_event_type="Arrests"), None, None), (), "abc-1").value
    assert (value.id, value.event_type, value.plover) == ("abc-1", "Strategic developments", "COERCE")


def test_days_and_place_are_those_that_were_resolved() -> None:
    value = build(ResolvedIncident(incident(), ON_MONDAY, VALMORA), (), "abc-1").value
    assert (value.date, value.location) == (ON_MONDAY, VALMORA)


def test_estimates_and_statuses_are_computed_over_the_merged_claims() -> None:
    """Two sources that disagree leave no best number, and contest each other."""
    seven = Count(min=7, max=7)
    claims = (claim(FOUR, by="police"), claim(seven, by="residents", nth=1))
    value = build(ResolvedIncident(incident(claims=claims), None, None), (), "abc-1").value
    assert value.fatalities == Estimate(low=4, best=None, high=7, basis="counted")
    assert value.injured == Estimate()
    assert value.toll_status == "differ"


def test_what_is_said_twice_is_one_attribution_with_the_words_of_both() -> None:
    """Same actor, basis and asserter; another basis is another attribution."""
    said = (
        attribution("Greyline Front", by="Valmora army"),
        attribution("Greyline Front", by="Valmora army", nth=1, evidence=(quote("blamed the Greyline Front"),)),
        attribution("Greyline Front", by="Valmora army", nth=2, basis="possible"),
    )
    placed = build(ResolvedIncident(incident(attribution=said), None, None), (), "abc-1")
    assert [each.basis for each in placed.value.attribution] == ["accused", "possible"]
    assert quote("blamed the Greyline Front") in placed.value.attribution[0].evidence
    assert placed.moves["incidents/0/attribution/1"] == "attribution/0"
    assert placed.moves["incidents/0/attribution/2"] == "attribution/1"


def test_a_reaction_shows_its_first_quote_and_names_its_speaker() -> None:
    """The text stays the words quoted, also where the speaker's name is quoted besides."""
    said = statement("Oro Lund", "We will answer,")
    value = build(ResolvedIncident(incident(reactions=(said,)), None, None), (party("Oro Lund"),), "abc-1").value
    (reaction,) = value.reactions
    assert reaction.text == "We will answer,"
    assert reaction.evidence == (quote("We will answer,"), quote("Oro Lund"))


def test_targets_and_weapons_stand_as_they_were_verified() -> None:
    port = Target("incidents/0/targets/0", "port of Valmora", "infrastructure", (quote("port of Valmora"),))
    shells = Weapon("incidents/0/weapons/0", "shells", "artillery", NINE, (quote("shelled"),))
    placed = build(ResolvedIncident(incident(targets=(port,), weapons=(shells,)), None, None), (), "abc-1")
    assert [each.name for each in placed.value.targets] == ["port of Valmora"]
    assert [(each.name, each.count) for each in placed.value.weapons] == [("shells", NINE)]
    assert placed.moves.keys() == {"incidents/0", port.origin, shells.origin}


@pytest.mark.parametrize("sub", ["Other", "Peaceful protest", "Armed clash"])
def test_every_sub_event_type_has_an_incident(sub: str) -> None:
    value = build(ResolvedIncident(incident(sub_event_type=sub), None, None), (), "abc-1").value
    assert (value.plover is None) == (sub == "Other")
