"""Names are masked in any text in which they stand, one sign for each character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.present.masking import MASK, WIDE_MASK, Names, covered

WORD = st.from_regex(r"\A[A-Z][a-z]{1,6}zq\Z")
AROUND = st.text(st.characters(exclude_categories=["Cs", "L", "M", "Cf"]), max_size=8)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_covered_is_as_long_in_either_unit_and_shows_white_space_alone(text: str) -> None:
    hidden = covered(text)
    assert (len(hidden), units(hidden)) == (len(text), units(text))
    assert {each for each in hidden if not each.isspace()} <= {MASK, WIDE_MASK}
    assert covered(hidden) == hidden


@given(given_name=WORD, surname=WORD, before=AROUND, after=AROUND)
def test_each_word_of_a_name_is_masked_between_whatever_is_no_letter(
    given_name: str, surname: str, before: str, after: str
) -> None:
    names = Names.of([f"{given_name} {surname}"])
    for word in (given_name, surname, surname.upper(), f"{surname}s", f"For{given_name}"):
        hidden = names.hide(f"{before}{word}{after}")
        assert given_name not in hidden
        assert surname.lower() not in hidden.lower()
        assert len(hidden) == len(before) + len(word) + len(after)
        assert names.hide(hidden) == hidden


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("Aisha Khan", "Aisha Khan's uncle Ahmed KHAN, the Khans", "█████ ████'s uncle Ahmed ████, the █████"),
        ("Aisha bin Khan", "aisha bin khan; the bin of Aisha", "█████ ███ ████; the bin of █████"),
        ("Rose Ali", "Rose rose to the occasion in Australia", "████ rose to the occasion in Australia"),
        ("J. Doe", "J. Doe, J. Smith and J.", "█. ███, J. Smith and J."),
        ("Núñez", "NUNEZ, Nun\u0303ez", "█████, ██████"),
        ("DiCaprio", "DICAPRIO", "████████"),
        ("The Lopez girl", "The girl; the Lopez girl", "The girl; the █████ ████"),
        ("zoe quinn", "Zoe met quinn", "███ met █████"),
        ("अनीता देवी", "अनीता देवी ने कहा", "█████ ████ ने कहा"),
        ("王小明", "记者见到王小明了", "记者见到███了"),
        ("Zoë \U0001d400", "Zoë \U0001d400 left", f"███ {WIDE_MASK} left"),
        ("Ai\u00adsha", "Aisha", "█████"),
        ("K", "K and K", "K and K"),
        ("K", "K", "█"),
        ("\U0001f642", "\U0001f642 left", f"{WIDE_MASK} left"),
    ],
)
def test_names_as_articles_write_them(name: str, text: str, hidden: str) -> None:
    assert Names.of([name]).hide(text) == hidden


def test_a_word_that_is_a_country_s_stays_unless_it_is_the_whole_name() -> None:
    countries = frozenset({"israel"})
    assert Names.of(["Israel Levi"], countries).hide("Israel hit Israel Levi") == "Israel hit ██████ ████"
    assert Names.of(["Israel"], countries).hide("Israel was nine") == "██████ was nine"


def test_in_an_address_lower_case_names_somebody_too() -> None:
    names = Names.of(["Rose Khan"])
    assert names.hide("rose-khan-nine, khan", any_case=True) == "████-████-nine, ████"


def test_without_a_name_nothing_is_masked() -> None:
    assert Names.of(["", " ", "███"]).hide("███ anything") == "███ anything"
