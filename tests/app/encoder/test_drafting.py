"""What is marked, as a draft."""

from app.encoder.codes import OTHER
from app.encoder.drafting import drafted
from app.encoder.marked import Deed, Marked, Party, Thing, Tie
from tests.app.encoder.fakes import shown, span_of

TEXT = "Rebels shelled Aden, said police. The army owns the depot. Villagers wept."
NAMES = ("Rebels", "police", "army", "Villagers")
REBELS, POLICE, ARMY, VILLAGERS = range(len(NAMES))


def test_a_party_of_an_incident_that_nothing_else_names_is_one_of_the_others() -> None:
    """Not the doer, who says so, or whose the target is."""
    given = shown(TEXT)
    parties = tuple(Party((span_of(given, name),), "", "") for name in NAMES)
    target = Thing(span_of(given, "depot"), {"kind": "infrastructure", "sector": "", "damage": ""}, of=ARMY)
    ties = [Tie(REBELS, "accused_by_authorities", 0, POLICE), *(Tie(party, OTHER, 0) for party in range(len(NAMES)))]
    deed = Deed(0, True, "Attack", "accomplished", things={"target": [target]}, ties=[*ties, Tie(VILLAGERS, OTHER, 2)])
    [incident] = drafted(given, Marked(parties, (deed,), ())).incidents
    assert incident.parties == ("Villagers",)
    assert [(each.actor, each.asserted_by) for each in incident.attribution] == [("Rebels", "police")]
