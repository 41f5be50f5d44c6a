"""Words that carry an age or a sex, and words that only look as if they did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.person_words import age_in, says_sex
from schemas.codes import Sex


def quoted(text: str, age: int) -> str | None:
    found = age_in(text, age)
    return text[slice(*found)] if found else None


@given(st.integers(0, 130), st.sampled_from(["a {}-year-old man", "Salma Idris, {}, died", "a man of {}", "aged {}."]))
def test_an_age_in_digits_is_found_where_it_stands(age: int, text: str) -> None:
    """The ways in which articles write an age, for every age."""
    assert quoted(text.format(age), age) == str(age)


@given(st.integers(0, 130), st.integers(0, 130))
def test_a_number_carries_no_other_age(written: int, age: int) -> None:
    """Neither its digits nor a part of it are an age."""
    assert (age_in(f"Salma Idris, {written}, died", age) is not None) == (written == age)


@pytest.mark.parametrize(
    ("text", "age", "words"),
    [
        ("a four-year-old girl", 4, "four-year-old"),
        ("a nine\u2011year\u2011old boy", 9, "nine\u2011year\u2011old"),
        ("a twenty-one-year-old", 21, "twenty-one-year-old"),
        ("he was twenty one years old", 21, "twenty one"),
        ("seven- and nine-year-old sisters", 7, "seven"),
        ("two boys, 7 and 9, were hurt", 9, "9"),
        ("the bomber, who he thinks was about 17", 17, "17"),
        ("a cook (52)", 52, "52"),
        ("a woman 41 years of age", 41, "41"),
        ("a six-month-old", 0, "six-month-old"),
        ("she was six months old", 0, "six months old"),
        ("an eighteen-month-old", 1, "eighteen-month-old"),
        ("a 26-month-old boy", 2, "26-month-old"),
        ("her newborn", 0, "newborn"),
    ],
)
def test_ages_of_articles_are_found(text: str, age: int, words: str) -> None:
    """In digits and words; below a year in months, weeks or days, and in whole years."""
    assert quoted(text, age) == words


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("He was born in 1941", 41),
        ("some 1,941 people", 41),
        ("some 1,941 people", 1),
        ("41 farmers died", 41),
        ("forty people died", 40),
        ("two others were hurt", 2),
        ("one of the guards", 1),
        ("in 41 days", 41),
        ("two years after the truce", 2),
        ("a 17-month-old girl", 17),
        ("a two-day-old boy", 2),
        ("an eighteen-month-old", 0),
        ("twenty-five", 5),
        ("twenty-five", 20),
        ("a man in his 40s", 40),
        ("the 41st brigade", 41),
        ("41% of them", 41),
        ("$41", 41),
        ("an F-16 and an AK-47", 16),
        ("an F-16 and an AK-47", 47),
        ("after 9/11", 9),
        ("at 12:30", 12),
        ("at 12:30", 30),
        ("a 3.5-year-old", 3),
        ("someone", 1),
        ("", 0),
    ],
)
def test_other_numbers_are_no_ages(text: str, age: int) -> None:
    """Years, counts, durations, shares, money, clock times, weapons and parts of numbers."""
    assert age_in(text, age) is None


@pytest.mark.parametrize(
    ("text", "sex", "word"),
    [
        ("He was shot.", "male", "He"),
        ("a policeman", "male", "policeman"),
        ("three fishermen", "male", "fishermen"),
        ("a policewoman", "female", "policewoman"),
        ("her uncle", "male", "uncle"),
        ("her uncle", "female", "her"),
        ("Mr. Idris", "male", "Mr"),
        ("Mrs Idris", "female", "Mrs"),
        ("Miss Idris", "female", "Miss"),
        ("a widower", "male", "widower"),
        ("a widow", "female", "widow"),
        ("the schoolgirls", "female", "schoolgirls"),
        ("his fianc\u00e9e", "female", "fianc\u00e9e"),
        ("a grandmother", "female", "grandmother"),
        ("a pregnant nurse", "female", "pregnant"),
    ],
)
def test_words_for_women_and_men_are_found(text: str, sex: Sex, word: str) -> None:
    """Pronouns, titles, kin and trades."""
    found = says_sex(text, sex)
    assert found
    assert text[slice(*found)] == word


def test_of_several_words_the_nearest_is_found() -> None:
    """Not the word for who shot him."""
    text = "Gunmen shot a shepherd and his dog"
    found = says_sex(text, "male", text.index("shepherd"))
    assert found
    assert text[slice(*found)] == "his"


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("a policewoman", "male"),
        ("women", "male"),
        ("men", "female"),
        ("a widow", "male"),
        ("a widower", "female"),
        ("the fianc\u00e9e", "male"),
        ("a princess", "male"),
        ("The theory is here", "male"),
        ("There were others", "female"),
        ("a missile missed", "female"),
        ("they miss home", "female"),
        ("a human shield", "male"),
        ("an abdomen wound, an omen", "male"),
        ("the Muslim Brotherhood", "male"),
        ("the motherland", "female"),
        ("Motherwell", "female"),
        ("a boycott", "male"),
    ],
)
def test_words_that_only_look_so_say_no_sex(text: str, sex: Sex) -> None:
    """The other sex's words, and words that begin or end alike."""
    assert says_sex(text, sex) is None


@pytest.mark.parametrize(
    "name",
    [
        *("Mary", "Maria Lopez", "John Smith", "Salman Rushdie", "Osman", "Abdul Rahman", "Usman Dan", "Kim Jong Un"),
        *("Yemen", "Oman", "Amman", "Bremen", "German", "a Turkmen", "Norman Mailer", "Truman"),
    ],
)
def test_a_name_says_no_sex(name: str) -> None:
    """Neither a first name nor a country, whatever its letters."""
    assert (says_sex(name, "female"), says_sex(name, "male")) == (None, None)


@given(st.text(), st.integers(0, 130), st.sampled_from(["female", "male"]))
def test_what_is_found_lies_in_the_text(text: str, age: int, sex: Sex) -> None:
    """Spans are half-open, never empty, and inside the text."""
    for found in (age_in(text, age), says_sex(text, sex)):
        assert found is None or 0 <= found[0] < found[1] <= len(text)
