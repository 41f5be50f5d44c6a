"""Who says what, by made-up scores."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.encoder.codes import SAYINGS
from app.encoder.marked import Tie
from app.encoder.sayings import Limits, by_party, sayings_in

REBELS, POLICE, VILLAGERS = range(3)
OWNERS = (REBELS, POLICE, VILLAGERS)
SURE, EVEN = 9.0, 0.5


def scores(rows: int, columns: int, *high: tuple[int, int]) -> Any:
    found = np.full((rows, columns), -SURE)
    for place in high:
        found[place] = SURE
    return found


def heard(code: str, who: int, says: int, about: tuple[int, ...] = (0,)) -> list[tuple[int, Tie]]:
    """What is said where one sentence says one thing of a party on a party's word (3: nobody's), of two incidents."""
    asked = {"who": scores(1, 3, (0, who)), "says": scores(1, 4, (0, says))}
    net = SimpleNamespace(
        sayings=lambda read: scores(1, len(SAYINGS), (0, SAYINGS.index(code))),
        asking=lambda read, sentences, codes: np.zeros((1, 2)),
        about=lambda questions, deeds, apart: scores(1, 2, *((0, at) for at in about))[:, :, None],
    )
    seen: Any = SimpleNamespace(net=net, read=None, asked=lambda name, questions, sentences: asked[name])
    limits = Limits(blame=EVEN, act=EVEN, who=EVEN)
    return list(sayings_in(seen, np.zeros((2, 2)), np.asarray([0, 1]), OWNERS, limits))


def test_an_attribution_has_its_party_and_its_speaker() -> None:
    """Each by a pointer of its own."""
    assert heard("accused", REBELS, POLICE) == [(0, Tie(REBELS, "accused", 0, POLICE))]


def test_nobody_accuses_itself() -> None:
    """The next likely speaker does."""
    [(_, tie)] = heard("accused", REBELS, REBELS)
    assert tie.by not in {REBELS, None}


def test_a_claim_is_often_the_partys_own() -> None:
    """And has a speaker, also where nobody seemed to say it."""
    assert heard("claimed", REBELS, REBELS) == [(0, Tie(REBELS, "claimed", 0, REBELS))]
    assert heard("claimed", REBELS, 3)[0][1].by is not None


@pytest.mark.parametrize("code", ["reported_as_fact", "ACCUSE"])
def test_what_the_article_says_itself_and_what_a_party_does_with_words_have_no_other_speaker(code: str) -> None:
    """The party alone."""
    assert heard(code, POLICE, VILLAGERS) == [(0, Tie(POLICE, code, 0))]


def test_a_saying_is_of_all_its_incidents_or_of_the_likeliest() -> None:
    """Never of none."""
    assert [deed for deed, _ in heard("REJECT", REBELS, 3, about=(0, 1))] == [0, 1]
    assert len(heard("REJECT", REBELS, 3, about=())) == 1


def test_the_mentions_of_a_party_stand_together() -> None:
    """Two weak mentions go before one that is a little stronger; nobody is the last."""
    chances = by_party(np.asarray([[1.0, 1.0, 1.4, -9.0]]), (0, 0, 1))
    assert chances.shape == (1, 3)
    assert chances[0].argmax() == 0
