"""An incident that has a value in every field, for the tests of what is shown."""

from schemas import (
    Actor,
    Count,
    Demand,
    Estimate,
    Incident,
    NamedPlace,
    Organiser,
    OtherCount,
    Person,
    Protest,
    Response,
    TimeOfDay,
)
from tests.fakes.service import incident, quote


def whole() -> Incident:
    """The fake service's incident with all that schema 2.0 added; the words are those of its article."""
    one, words = incident("0" * 64), (quote("on Thursday"),)
    (claim,), (depot,), (rockets,), (front,) = one.casualty_claims, one.targets, one.weapons, one.actors
    assert one.location
    foreman = Person(
        name="Oro Lund",
        description="foreman",
        outcome="killed",
        age=17,
        sex="male",
        relation="his nephew",
        minor=True,
        evidence=(quote("a foreman"),),
    )
    wing = Actor(name="wing", type=None, member_of="Greyline Front", roles=("doer", "speaker"), evidence=words)
    return one.model_copy(
        update={
            "time": TimeOfDay(text="around 7:30 p.m.", part="evening", hour="19:30", evidence=words),
            "location": one.location.model_copy(
                update={
                    "admin2": "Redfern district",
                    "precision": "near_town",
                    "places": (NamedPlace(name="Dunmore", evidence=words),),
                }
            ),
            "actors": (front.model_copy(update={"roles": ("attacked",)}), wing),
            "targets": (depot.model_copy(update={"of": "Greyline Front", "sector": "energy", "damage": "burned"}),),
            "weapons": (rockets.model_copy(update={"system": "Grad"}),),
            "casualty_claims": (
                claim.model_copy(update={"noun": "workers", "of": "Greyline Front", "victims": (foreman,)}),
            ),
            "other_counts": (
                OtherCount(
                    what="displaced",
                    count=Count(min=300, max=None, qualifier="at_least"),
                    unit="families",
                    noun="households",
                    asserted_by="police",
                    source_type="police",
                    evidence=words,
                ),
            ),
            "protest": Protest(
                organisers=(Organiser(name="Union", evidence=words),),
                demands=(Demand(text="the closing", stance="against", evidence=words),),
                responses=(
                    Response(kind="tear_gas", by="police", evidence=words),
                    Response(kind="curfew", evidence=words),
                ),
            ),
            "injured": Estimate(basis="singled_out", low=1, best=1, high=1),
            "attribution_status": ("denied", "rival_blame"),
            "toll_status": "differ",
            "origins": ("police", "Greyline Front"),
            "civilian_targeting": False,
            "note": "On 4 January 2024: Air/drone strike.",
        }
    )
