from app.dossier.accounts import Account
from schemas import CasualtyClaim, Count
from tests.eval.records import actor, claim, exactly, person
from tests.fakes.accounts import account, listed, listed_as, said

KILLED = "casualty_claims/killed"
AT_LEAST_TWO = Count(min=2, max=None, qualifier="at_least")


def counting(name: str, *claims: CasualtyClaim, news: bool = True) -> Account:
    return account(name, news=news, casualty_claims=claims)


def test_two_numbers_that_cannot_both_be_true() -> None:
    """Each source is a position; who counts as another does is one, too."""
    found = listed_as(
        "numeric",
        KILLED,
        counting("a", claim(4, by="police"), claim(4, by="army")),
        counting("b", claim(2, by="official")),
    )
    assert said(found) == [(exactly(4), "army", "a"), (exactly(4), "police", "a"), (exactly(2), "official", "b")]
    assert found is not None
    assert not found.compatible


def test_numbers_that_are_not_written_alike_may_both_be_true() -> None:
    found = listed_as(
        "numeric", KILLED, counting("a", claim(4)), counting("b", claim().model_copy(update={"killed": AT_LEAST_TWO}))
    )
    assert found is not None
    assert found.compatible


def test_equal_numbers_are_no_conflict() -> None:
    assert listed(counting("a", claim(4, by="police")), counting("b", claim(4, by="army"))) == set()


def test_two_sources_of_one_article_may_differ() -> None:
    assert listed(counting("a", claim(4, by="police"), claim(3, by="residents"))) == {("numeric", KILLED)}


def test_a_subset_is_never_set_against_the_whole() -> None:
    """ "Four, two of them children" and "four" agree, and of the children nobody is silent."""
    whole = counting("a", claim(4, by="police"), claim(2, by="police", victim_class="children"))
    assert listed(whole, counting("b", claim(4, by="army"))) == set()


def test_numbers_of_the_same_subset_are_compared() -> None:
    one, other = (
        counting(name, claim(4), claim(children, victim_class="children")) for name, children in (("a", 2), ("b", 3))
    )
    found = listed_as("numeric", KILLED, one, other)
    assert said(found) == [(exactly(2), None, "a"), (exactly(3), None, "b")]
    assert found is not None
    assert found.note == "Counted: children."


def test_what_is_counted_on_top_is_added_within_its_source() -> None:
    """ "Nineteen ... four more died" is 23, as the other article has it."""
    rising = counting("a", claim(19, by="police"), claim(4, by="police", additional=True))
    assert listed(rising, counting("b", claim(23, by="army"))) == set()
    assert said(listed_as("numeric", KILLED, rising, counting("b", claim(25, by="army"))))[0][0] == exactly(23)


def test_what_is_counted_on_top_of_anothers_number_is_no_toll() -> None:
    assert listed(counting("a", claim(19, by="police"), claim(4, by="doctor", additional=True))) == set()


def test_numbers_of_different_people_are_scope() -> None:
    fighters = counting("a", claim(injured=3, victim_class="combatants", by="general"))
    soldiers = counting("b", claim(injured=5, victim_class="security_forces", by="ministry"))
    found = listed_as("scope", "casualty_claims/injured", fighters, soldiers)
    assert said(found) == [(exactly(3), "general", "a"), (exactly(5), "ministry", "b")]
    assert listed(fighters, soldiers) == {("scope", "casualty_claims/injured")}


def test_dead_of_two_parties_are_different_people() -> None:
    """Both count fighters, each of another group."""
    one, other = (
        account(
            name,
            actors=(actor(party, kind="Rebel groups"),),
            casualty_claims=(claim(killed, victim_class="combatants", of=party),),
        )
        for name, killed, party in (("a", 3, "Red Brigade"), ("b", 5, "Blue Front"))
    )
    assert ("scope", KILLED) in listed(one, other)
    assert ("numeric", KILLED) not in listed(one, other)


def test_dead_of_one_party_under_two_spellings_are_the_same_people() -> None:
    one, other = (
        account(name, casualty_claims=(claim(killed, victim_class="combatants", of=party),))
        for name, killed, party in (("a", 3, "Hashed al-Shaabi"), ("b", 5, "Hashd al Shaabi"))
    )
    assert listed(one, other) == {("numeric", KILLED)}


def test_parts_of_one_source_are_set_against_the_same_part_alone() -> None:
    """Two soldiers and three policemen here, two soldiers and four policemen there: the policemen differ."""
    one, other = (
        counting(
            name,
            claim(2, victim_class="security_forces", noun="soldiers", by="army"),
            claim(police, victim_class="security_forces", noun="policemen", by="army"),
        )
        for name, police in (("a", 3), ("b", 4))
    )
    assert said(listed_as("numeric", KILLED, one, other)) == [(exactly(3), "army", "a"), (exactly(4), "army", "b")]


def test_an_article_without_a_number_is_silent() -> None:
    """Silence comes as null, and never as another kind of conflict; people singled out are no number."""
    silent = counting("b", claim(victims=(person("Ali Omar").model_copy(update={"outcome": "injured"}),)))
    found = listed_as("scope", "casualty_claims/injured", counting("a", claim(injured=7, by="police")), silent)
    assert said(found) == [(exactly(7), "police", "a"), (None, None, "b")]
    assert found is not None
    assert found.compatible
    assert found.positions[1].evidence == ()


def test_a_background_mention_is_not_silent() -> None:
    assert listed(counting("a", claim(7)), counting("b", news=False)) == set()


def test_who_counts_a_part_of_the_victims_is_not_silent() -> None:
    children = counting("b", claim(2, victim_class="children"))
    assert listed(counting("a", claim(7)), children) == set()
    assert listed(counting("a", claim(7, by="police")), counting("b", claim(2, additional=True))) == set()


def test_a_stated_zero_is_a_number() -> None:
    assert listed(counting("a", claim(injured=0)), counting("b", claim(injured=2))) == {
        ("numeric", "casualty_claims/injured")
    }


def test_who_counts_others_is_silent_of_those() -> None:
    """Both have the soldiers, one the farmers besides: the other says nothing of them."""
    soldiers = claim(2, victim_class="security_forces", by="army")
    farmers = claim(4, victim_class="civilians", by="mayor")
    found = listed_as("scope", KILLED, counting("a", soldiers), counting("b", soldiers, farmers))
    assert said(found) == [(None, None, "a"), (exactly(4), "mayor", "b")]


def test_the_same_number_of_people_and_of_civilians_is_no_difference() -> None:
    assert listed(counting("a", claim(4)), counting("b", claim(4, victim_class="civilians"))) == set()
