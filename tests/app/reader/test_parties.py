"""A party is one party under whatever name: and two parties are never made one."""

import pytest

from app.reader.parties import one_named
from schemas import Actor, Attribution, Evidence, Incident, Statement
from schemas.codes import Basis
from tests.fakes.service import incident

QUOTE = (Evidence(quote="a", start=0, end=1, match="exact"),)
Blame = tuple[str, Basis, str | None]


def blamed(*said: Blame, country: str | None = None) -> Incident:
    """An incident of these attributions alone, its actors those whom they name; in the country of the code."""
    names = dict.fromkeys(name for actor, _, by in said for name in (by, actor) if name)
    one = incident("0" * 64)
    assert one.location is not None
    return one.model_copy(
        update={
            "actors": tuple(Actor(name=name, type=None, evidence=QUOTE) for name in names),
            "attribution": tuple(Attribution(actor=a, basis=b, asserted_by=by, evidence=QUOTE) for a, b, by in said),
            "casualty_claims": (),
            "reactions": (),
            "location": one.location.model_copy(update={"country_code": country}),
        }
    )


def parties(*said: Blame, country: str | None = None) -> dict[str, tuple[str, ...]]:
    """The aliases of each actor, by its name."""
    (one,) = one_named((blamed(*said, country=country),))
    assert {name for each in one.attribution for name in (each.actor, each.asserted_by) if name} <= {
        actor.name for actor in one.actors
    }
    return {actor.name: actor.aliases for actor in one.actors}


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ((("US", "accused", "source"), ("United States", "accused", "group")), {"United States": ("US",)}),
        (
            (("Israeli army", "reported_as_fact", None), ("Israel", "accused", "group")),
            {"Israeli army": ("Israel",)},
        ),
        (
            (("US military", "claimed", "US official"), ("United States", "accused", "group")),
            {"US military": ("United States",)},
        ),
        (
            (("US-led coalition", "accused", "source"), ("forces of the coalition", "accused", "group")),
            {"US-led coalition": ("coalition",)},
        ),
    ],
)
def test_one_party_of_two_names_stands_under_one_and_keeps_the_other(
    said: tuple[Blame, ...], names: dict[str, tuple[str, ...]]
) -> None:
    assert parties(*said).items() >= names.items()
    assert len(parties(*said)) == len({by for _, _, by in said if by}) + 1


@pytest.mark.parametrize(
    "said",
    [
        (("Israel", "accused", "source"), ("Iran", "accused", "source")),
        (("Israel", "accused", "source"), ("Syrian army", "accused", "source")),
        (("Israel", "accused", "source"), ("Israeli army", "accused", "x"), ("Israeli police", "accused", "x")),
        (("forces of the Front", "accused", "source"), ("Red Front", "accused", "x"), ("Blue Front", "accused", "x")),
        (("army of the north", "accused", "source"), ("Front of the north", "accused", "source")),
        (("village of the Front", "accused", "source"), ("Red Front", "accused", "source")),
    ],
)
def test_parties_that_may_be_two_stay_two(said: tuple[Blame, ...]) -> None:
    assert set(parties(*said)) == {name for actor, _, by in said for name in (actor, by) if name}


def test_a_state_that_accuses_is_its_office_that_accuses_of_the_same() -> None:
    said: tuple[Blame, ...] = (
        ("coalition", "accused_by_authorities", "Iraq"),
        ("coalition", "accused_by_authorities", "prime minister's office"),
    )
    (one,) = one_named((blamed(*said, country="IQ"),))
    assert [(each.actor, each.asserted_by) for each in one.attribution] == [("coalition", "prime minister's office")]
    assert parties(*said, country="IQ")["prime minister's office"] == ("Iraq",)


@pytest.mark.parametrize(("accused", "country"), [("Front", "IQ"), ("coalition", "SY"), ("coalition", None)])
def test_a_state_is_no_office_that_accuses_another_or_sits_elsewhere(accused: str, country: str | None) -> None:
    """An office without a state in its name is of where it happened."""
    known = parties(
        ("coalition", "accused_by_authorities", "Iraq"),
        (accused, "accused_by_authorities", "prime minister's office"),
        country=country,
    )
    assert {"Iraq", "prime minister's office"} <= set(known)


def test_what_is_said_twice_under_two_names_is_said_once() -> None:
    said = tuple(Statement(speaker=by, act="ACCUSE", text="a", evidence=QUOTE) for by in ("US", "United States"))
    one = blamed(("US", "accused", "source"), ("United States", "accused", "source"))
    one = one.model_copy(update={"reactions": said})
    (named,) = one_named((one,))
    assert [each.actor for each in named.attribution] == ["United States"]
    assert [each.speaker for each in named.reactions] == ["United States"]


def test_a_name_means_the_same_party_in_all_incidents_of_an_article() -> None:
    first, second = one_named(
        (
            blamed(("US military", "claimed", "US official"), ("United States", "accused", "group")),
            blamed(("United States", "reported_as_fact", None)),
        )
    )
    assert [each.actor for each in (*first.attribution, *second.attribution)] == ["US military"] * 3


@pytest.mark.parametrize(
    ("target", "owner"),
    [
        ("headquarters of Red-Eagle", "Red Eagle"),
        ("headquarters of the Red Eagle", "Red Eagle"),
        ("headquarters of Blue Eagle", None),
        ("Red Eagle", None),
    ],
)
def test_a_thing_whose_words_end_with_an_actor_is_that_actor_s(target: str, owner: str | None) -> None:
    one = blamed(("army", "accused", "Red Eagle"))
    hit = one.targets[0].model_copy(update={"name": target})
    (named,) = one_named((one.model_copy(update={"targets": (hit,)}),))
    assert [each.of for each in named.targets] == [owner]
