"""A number is a toll only where the words around it tell of killing or wounding people."""

import pytest

from app.reader import casualties, sources, speakers
from app.reader.claims import grounded, merge, with_confirmation
from schemas import CasualtyClaim, Count, Source, UnsupportedValue
from tests.app.reader.build import checked, read, told


def claims(text: str, **words: str) -> tuple[tuple[CasualtyClaim, ...], tuple[UnsupportedValue, ...]]:
    article, clause, _ = checked(text, **words)
    (asserted,) = sources.assertions((clause,), speakers.speakers(article))
    return casualties.read(clause, asserted, article)


def exactly(number: int) -> Count:
    return Count(min=number, max=number)


def test_killed_and_wounded_of_one_source_are_one_claim() -> None:
    (claim,), refused = claims(
        'The strike killed "two members and wounded seven others", said an official.',
        killed="two members",
        wounded="seven others",
        said_by="an official",
    )
    assert (claim.killed, claim.injured, claim.asserted_by) == (exactly(2), exactly(7), "official")
    assert refused == ()


def test_what_is_not_stated_is_none_and_not_zero() -> None:
    (claim,), _ = claims("The blast killed four people.", killed="four people")
    assert (claim.killed, claim.injured, claim.asserted_by, claim.source_type) == (exactly(4), None, None, "media")


def test_a_stated_zero_is_zero() -> None:
    (claim,), _ = claims("No one was killed in the blast, the mayor said.", killed="No one", said_by="the mayor")
    assert claim.killed == exactly(0)


@pytest.mark.parametrize(
    ("text", "killed", "count"),
    [
        ("At least 12 people were killed.", "At least 12 people", Count(min=12, max=None, qualifier="at_least")),
        ("Dozens died in the raid.", "Dozens", Count(min=24, max=None, qualifier="plural")),
        ("The quake killed 2000 people.", "2000 people", Count(min=2000, max=2000)),
        ("The blast killed two or three men.", "two or three men", Count(min=2, max=3, qualifier="about")),
    ],
)
def test_counts_keep_their_bounds(text: str, killed: str, count: Count) -> None:
    (claim,), _ = claims(text, killed=killed)
    assert claim.killed == count


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("Shelling wounded three civilians and killed a cow.", {"killed": "three civilians"}, "tell of wounded"),
        ("Four rockets hit the base and killed a guard.", {"killed": "Four rockets"}, "does not count people"),
    ],
)
def test_a_number_of_something_else_is_refused(text: str, words: dict[str, str], reason: str) -> None:
    found, (refused,) = claims(text, **words)
    assert all(claim.killed is None for claim in found)
    assert reason in refused.reason


@pytest.mark.parametrize("text", ["Were forty people killed?", '"How can it be that forty people were killed?"'])
def test_a_number_that_is_asked_about_is_no_toll(text: str) -> None:
    """A question tells of nothing, whoever asks it."""
    found, (refused,) = claims(text, killed="forty people")
    assert all(claim.killed is None for claim in found)
    assert refused.reason == "the sentence asks, and tells of nothing"


def test_a_number_that_somebody_was_asked_about_is_told() -> None:
    """The question is quoted, and the sentence around it tells."""
    (claim,), _ = claims('"Why?" asked the widow of one of the 40 people killed in the raid.', killed="40 people")
    assert claim.killed == exactly(40)


def test_victims_singled_out_are_people_and_no_number() -> None:
    (claim,), _ = claims(
        "It killed four people, including a local commander and one of his aides, police said.",
        killed="four people",
        said_by="police",
    )
    assert claim.killed == exactly(4)
    assert [victim.description for victim in claim.victims] == ["local commander", "one of his aides"]


def test_a_victim_without_a_number_is_a_claim_without_a_count() -> None:
    (claim,), _ = claims("The blast killed Judge Ana Ruiz.", killed="Judge Ana Ruiz")
    assert claim.killed is None
    assert [victim.name for victim in claim.victims] == ["Judge Ana Ruiz"]


def test_soldiers_and_rebels_are_two_claims_and_never_a_sum() -> None:
    found, _ = claims("Three soldiers and five rebels died.", killed="Three soldiers and five rebels")
    assert [(claim.killed, claim.victim_class) for claim in found] == [
        (exactly(3), "security_forces"),
        (exactly(5), "combatants"),
    ]


def test_a_confirmation_joins_the_latest_toll() -> None:
    article = read("The blast killed four people, police said. Health sources confirmed the death toll.")
    first, second = told(article, {"killed": "four people", "said_by": "police"}, {"said_by": "Health sources"})
    (claim,), _ = casualties.read(first.clause, first.asserted, article)
    assert casualties.confirms(second.clause)
    source = second.asserted.source()
    assert isinstance(source, Source)
    (confirmed,) = with_confirmation((claim,), source)
    assert [by.name for by in confirmed.confirmed_by] == ["Health sources"]


def test_a_source_does_not_confirm_itself() -> None:
    article = read("The blast killed four people, police said. Police confirmed the toll.")
    first, second = told(article, {"killed": "four people", "said_by": "police"}, {"said_by": "Police"})
    (claim,), _ = casualties.read(first.clause, first.asserted, article)
    source = second.asserted.source()
    assert source is not None
    assert with_confirmation((claim,), source) == (claim,)


def test_the_same_from_the_same_source_is_one_claim() -> None:
    text = "The blast killed four people, police said. Police said the blast killed four people."
    article = read(text)
    said = told(article, {"killed": "four people", "said_by": "police"}, {"killed": "four people", "said_by": "Police"})
    found = [claim for one in said for claim in casualties.read(one.clause, one.asserted, article)[0]]
    (merged,) = merge(found)
    assert len(merged.evidence) == 2


def test_different_counts_of_two_sources_stay_apart() -> None:
    article = read("The blast killed four people, police said. Medics said it killed two.")
    said = told(article, {"killed": "four people", "said_by": "police"}, {"killed": "two", "said_by": "Medics"})
    found = [claim for one in said for claim in casualties.read(one.clause, one.asserted, article)[0]]
    assert [(claim.asserted_by, claim.killed) for claim in merge(found)] == [
        ("police", exactly(4)),
        ("Medics", exactly(2)),
    ]


def test_each_number_of_a_list_has_its_own_word() -> None:
    (claim,), refused = claims('"Three dead, eight wounded," the mayor said.', killed="Three", wounded="eight")
    assert (claim.killed, claim.injured, refused) == (exactly(3), exactly(8), ())


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Nobody was hurt in the blast.", None, 0),
        ("The death toll rose to 31 after the blast.", 31, None),
        ("The blast killed 4 and wounded 9.", 4, 9),
        ("Police seized 12 rifles after the killing.", None, None),
    ],
)
def test_plain_numbers_that_the_model_passed_over_are_read(text: str, killed: int | None, injured: int | None) -> None:
    found, _ = claims(text)
    numbers = [(claim.killed and claim.killed.min, claim.injured and claim.injured.min) for claim in found]
    assert numbers == ([(killed, injured)] if (killed, injured) != (None, None) else [])


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("The attack left one soldier in critical condition and wounded two others.", "security_forces"),
        ("The attack killed a soldier and two others.", "security_forces"),
        ("The attack killed nine people and wounded two others.", "all"),
    ],
)
def test_others_are_of_the_kind_of_the_one_person_before_them(text: str, whom: str) -> None:
    found, _ = claims(text, wounded="two others")
    assert whom in {claim.victim_class for claim in found}


def test_a_number_on_top_of_none_stands_by_itself() -> None:
    """ "two others" beside somebody who is not counted are two, and no further two."""
    (first,), _ = claims("The blast wounded four people.", wounded="four people")
    more = first.model_copy(update={"additional": True})
    assert [claim.additional for claim in grounded((more, first))] == [False, False]
    assert [claim.additional for claim in grounded((first, more))] == [False, True]
