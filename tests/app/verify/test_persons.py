"""What sentences carry of the people singled out: each value is refused by itself, and the person stands."""

from typing import Any

import pytest

from app.records.verified import Person, Verified
from tests.app.drafts import toll, victim
from tests.app.verify.checked import checked, codes, only

NEWS = (
    "Gunmen shot dead a 41-year-old shepherd, Salem Idris, and wounded his sister near Gao. "
    "The army said that it had found nobody. "
    "Villagers said that twelve goats were taken. "
    "A market was closed. "
    "A six-month-old girl was unhurt."
)
"""Sentences 0 to 4."""
WHERE = "casualty_claims/0/victims/0"


def of(*at: int, **more: Any) -> Verified:
    """What stands of a shepherd who is singled out, with these further values."""
    one = victim(more.pop("who", "shepherd"), *at, **more)
    return checked(NEWS, 0, tolls=[toll(0, killed=None, victims=[one])])


def person(verified: Verified) -> Person:
    (claim,) = only(verified).claims
    (found,) = claim.victims
    return found


def test_all_that_the_words_carry_stands_with_its_quotes() -> None:
    """Name, description, fate, age, sex, relation, and whether it is a child: each as the model read it."""
    verified = of(0, name="Salem Idris", age=41, sex="male", kin="his sister", fate="killed", child=False)
    found = person(verified)
    assert codes(verified) == []
    assert (found.name, found.description, found.outcome) == ("Salem Idris", "shepherd", "killed")
    assert (found.age, found.sex, found.relation, found.minor) == (41, "male", "his sister", False)
    assert {"Salem Idris", "shepherd", "41", "his", "his sister"} == {quote.quote for quote in found.evidence}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("age", 14, "age_not_carried"),
        ("age", 12, "age_not_carried"),  # the goats
        ("relation", "her cousin", "not_in_article"),
        ("name", "Omar Idris", "not_in_article"),
    ],
)
def test_what_the_words_do_not_carry_is_refused_by_itself(field: str, value: Any, code: str) -> None:
    """The person stands with all else."""
    verified = of(0, **{"kin" if field == "relation" else field: value})
    assert codes(verified) == [(f"{WHERE}/{field}", code)]
    found = person(verified)
    assert (found.description, getattr(found, field)) == ("shepherd", None)


def test_a_first_name_says_no_sex() -> None:
    """ "Maria Lopez" is a woman to the model alone: the value is refused and the person stands."""
    text = "Maria Lopez, a teacher, was shot in Gao."
    verified = checked(text, 0, tolls=[toll(0, victims=[victim("teacher", 0, name="Maria Lopez", sex="female")])])
    assert codes(verified) == [(f"{WHERE}/sex", "sex_not_carried")]
    assert (person(verified).name, person(verified).sex) == ("Maria Lopez", None)


def test_three_refusals_of_one_person_are_three() -> None:
    """Each has its own path and code, and the name stands."""
    text = "Maria Lopez was shot in Gao."
    one = victim("judge", 0, name="Maria Lopez", age=3, sex="male", kin="her uncle")
    verified = checked(text, 0, tolls=[toll(0, victims=[one])])
    assert sorted(codes(verified)) == [
        (f"{WHERE}/age", "age_not_carried"),
        (f"{WHERE}/description", "not_in_article"),
        (f"{WHERE}/relation", "not_in_article"),
        (f"{WHERE}/sex", "sex_not_carried"),
    ]
    assert person(verified).name == "Maria Lopez"


def test_a_baby_is_of_age_0_and_no_six_years() -> None:
    """ "Six-month-old" carries 0 whole years, as a stated value, and not 6."""
    found, refused = (of(4, who="girl", age=age, sex="female", fate="injured", child=True) for age in (0, 6))
    assert (person(found).age, person(found).minor) == (0, True)
    assert codes(refused) == [(f"{WHERE}/age", "age_not_carried")]


def test_an_age_far_from_the_named_sentences_is_not_carried() -> None:
    """A number four sentences away belongs to somebody else."""
    assert codes(of(4, who="girl", age=41)) == [(f"{WHERE}/age", "age_not_carried")]


def test_an_age_near_the_named_sentence_is_found_and_marked() -> None:
    """Models miscount by one; the quote says that it stood elsewhere."""
    found = person(of(1, age=41))
    assert [quote.match for quote in found.evidence if quote.quote == "41"] == ["normalised"]


def test_a_person_without_sentences_has_those_of_the_claim() -> None:
    """What is nested is near what it hangs on."""
    assert person(of(age=41)).age == 41


def test_a_person_of_whom_neither_name_nor_description_stands_is_refused_whole() -> None:
    """Its age and its fate do not vanish: the whole is in `refused`, and the claim with nothing else in it, too."""
    verified = of(0, who="dentist", age=41)
    assert codes(verified) == [
        (f"{WHERE}/description", "not_in_article"),
        (WHERE, "nothing_left"),
        ("casualty_claims/0", "nothing_left"),
    ]
    assert only(verified).claims == ()
    assert isinstance(verified.refused[1].value, dict)
    assert verified.refused[1].value["age"] == 41


def test_a_person_without_name_and_description_is_nobody() -> None:
    """A fate alone singles nobody out."""
    assert (WHERE, "nothing_left") in codes(of(0, who=None, age=41))
