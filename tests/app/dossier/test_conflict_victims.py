from app.dossier.accounts import Account
from tests.eval.records import claim, exactly, person
from tests.fakes.accounts import account, listed, listed_as, said

WHO = ("identity", "casualty_claims/victims")


def singling_out(name: str, *victims: tuple[str, str | None], killed: int | None = None) -> Account:
    people = tuple(person(*each).model_copy(update={"outcome": "killed"}) for each in victims)
    return account(name, casualty_claims=(claim(killed, by="police", victims=people),))


def test_one_victim_has_two_names() -> None:
    """Described alike, or nobody else was killed: it may be one person."""
    described = [
        singling_out("a", ("Ali Omar", "mayor"), killed=4),
        singling_out("b", ("Sami Haddad", "mayor"), killed=4),
    ]
    alone = [singling_out("a", ("Ali Omar", None)), singling_out("b", ("Sami Haddad", None))]
    for cluster in (described, alone):
        found = listed_as(*WHO, *cluster)
        assert said(found) == [("Ali Omar", "police", "a"), ("Sami Haddad", "police", "b")]
        assert found is not None
        assert found.compatible


def test_a_spelling_and_a_short_form_are_no_second_name() -> None:
    assert listed(singling_out("a", ("Mohammed Omar", None)), singling_out("b", ("Muhammad Omar", None))) == set()
    assert listed(singling_out("a", ("Mohammed Omar", None)), singling_out("b", ("Omar", None))) == set()


def test_several_victims_have_several_names() -> None:
    one = singling_out("a", ("Ali Omar", "teacher"), ("Sara Nur", "teacher"), killed=9)
    other = singling_out("b", ("Sami Haddad", "teacher"), killed=9)
    assert listed(one, other) == set()


def test_who_the_dead_were_is_disputed() -> None:
    """What the army counts as rebels, the rebels count lower, and farmers besides."""
    army = account("a", casualty_claims=(claim(7, by="army", victim_class="combatants", noun="rebels"),))
    rebels = account(
        "b",
        casualty_claims=(
            claim(2, by="Front", victim_class="combatants", noun="men"),
            claim(4, by="Front", victim_class="civilians", noun="farmers"),
        ),
    )
    found = listed_as(*WHO, army, rebels)
    assert said(found) == [("rebels", "army", "a"), ("farmers", "Front", "b")]
    assert found is not None
    assert not found.compatible
    assert said(listed_as("numeric", "casualty_claims/killed", army, rebels)) == [
        (exactly(7), "army", "a"),
        (exactly(2), "Front", "b"),
    ]


def test_civilians_beside_fighters_are_no_dispute() -> None:
    army = account("a", casualty_claims=(claim(7, by="army", victim_class="combatants"),))
    mayor = account("b", casualty_claims=(claim(4, by="mayor", victim_class="civilians"),))
    assert listed(army, mayor) == {("scope", "casualty_claims/killed")}
