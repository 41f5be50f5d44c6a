"""A count is what its words allow, no more; a number that counts nothing is none."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.values.counts import carries, find, parse, words
from schemas.evidence import Count, Qualifier


def found(text: str) -> list[str]:
    return [hit.text for hit in find(text)]


EXACT = [
    ("four people", 4),
    ("4", 4),
    ("1,200", 1_200),
    ("1\u00a0200 people", 1_200),
    ("one", 1),
    ("Twenty-three", 23),
    ("twenty three", 23),
    ("one hundred and five", 105),
    ("a hundred", 100),
    ("a hundred\nand five", 105),
    ("twelve hundred", 1_200),
    ("two hundred thousand", 200_000),
    ("two thousand four", 2_004),
    ("2.5 million", 2_500_000),
    ("half a million", 500_000),
    ("a dozen", 12),
    ("half a dozen", 6),
    ("a couple", 2),
    ("no one", 0),
    ("nobody", 0),
    ("none", 0),
    ("zero", 0),
    ("no casualties", 0),
    ("no civilian deaths", 0),
    ("no Iraqi soldiers", 0),
    ("without casualties", 0),
    ("killed 2014 people", 2_014),
    ("four foot soldiers", 4),
    ("another four", 4),
]
LIMITED: list[tuple[str, int | None, int | None, Qualifier]] = [
    ("at least two", 2, None, "at_least"),
    ("no fewer than six", 6, None, "at_least"),
    ("more than 30", 31, None, "at_least"),
    ("over 30", 31, None, "at_least"),
    ("more than a dozen", 13, None, "at_least"),
    ("10 or more", 10, None, "at_least"),
    ("30+", 30, None, "at_least"),
    ("30-plus", 30, None, "at_least"),
    ("at least two or three", 2, None, "at_least"),
    ("up to 12", None, 12, "at_most"),
    ("no more than six", None, 6, "at_most"),
    ("as many as 40", None, 40, "at_most"),
    ("up to about 40", None, 40, "at_most"),
    ("five or fewer", None, 5, "at_most"),
    ("fewer than 10", None, 9, "at_most"),
    ("less than ten", None, 9, "at_most"),
    ("about 40", 40, 40, "about"),
    ("around 2,500", 2_500, 2_500, "about"),
    ("some 40", 40, 40, "about"),
    ("nearly 40", 40, 40, "about"),
    ("an estimated 40", 40, 40, "about"),
    ("40 or so", 40, 40, "about"),
    ("two dozen", 24, 24, "about"),
    ("two or three", 2, 3, "about"),
    ("two to three", 2, 3, "about"),
    ("between 20 and 30", 20, 30, "about"),
    ("20-30", 20, 30, "about"),
    ("20\u201330", 20, 30, "about"),
    ("two or three hundred", 200, 300, "about"),
    ("20 to 30 thousand", 20_000, 30_000, "about"),
    ("dozens", 24, None, "plural"),
    ("several", 2, None, "plural"),
    ("a few", 2, None, "plural"),
    ("several dozen", 24, None, "plural"),
    ("hundreds", 200, None, "plural"),
    ("tens of thousands", 20_000, None, "plural"),
]
PLURALS_BEFORE_A_NOUN = [("scores of people", "scores", 40), ("some people", "some", 2), ("tens of people", "tens", 20)]


@pytest.mark.parametrize(("phrase", "number"), EXACT)
def test_a_stated_number_is_exact(phrase: str, number: int) -> None:
    assert parse(phrase) == Count(min=number, max=number)


@pytest.mark.parametrize(("phrase", "low", "high", "qualifier"), LIMITED)
def test_the_qualifier_limits_the_number_and_belongs_to_the_hit(
    phrase: str, low: int | None, high: int | None, qualifier: Qualifier
) -> None:
    (hit,) = find(f"It killed {phrase} people.")
    assert hit.text == phrase
    assert hit.count == parse(phrase) == Count(min=low, max=high, qualifier=qualifier)


@pytest.mark.parametrize(("phrase", "hit", "low"), PLURALS_BEFORE_A_NOUN)
def test_a_plural_that_is_another_word_besides_needs_its_noun(phrase: str, hit: str, low: int) -> None:
    assert found(phrase) == [hit]
    assert parse(phrase) == Count(min=low, max=None, qualifier="plural")


@pytest.mark.parametrize(
    "text",
    [
        "a rocket hit an airport",
        "in 2014",
        "the 2019 attacks, the 1990s, '90",
        "a 17-year-old boy and his four-year-old sister",
        "aged 12",
        "Jane Doe, 34, and John Roe (45)",
        "children under 12",
        "at 10:30 a.m., around 10 p.m., at 9 on Monday",
        "At 1616 [2216 GMT]",
        "50 percent, 50%, 12.5 per cent",
        "$2 million, €5, 300 dollars, 100,000 Colombian pesos",
        "hundreds of thousands of dollars",
        "an AK-47, an F-16, a Su-35 and a 7.62 mm round",
        "30 km, dozens of miles, 20 square kilometres",
        "for two days, three more hours, 20 to 30 minutes",
        "two days ago, the past two weeks",
        "on 4 January, Jan. 4, January 4, 2024",
        "the first, the 2nd, the twenty-first",
        "Resolution 1701, Flight 752, World War Two, the Group of Seven",
        "one-way drones and a seven-member crew",
        "one of the deadliest raids, one day, this one, one by one, one another",
        "Iran handed over 30 hostages",
        "two thirds, three-quarters, one third",
        "24/7, 9/11, 3-2, 1,00,000",
        "There were no immediate reports of casualties.",
        "no longer, no comment, some of them, to some extent",
        "Ground Zero; they scored; the scores",
        "[3] as noted",
        "30 to 20, fewer than 0, at least",
        "five thousand two thousand",
    ],
)
def test_a_number_that_counts_nothing_is_no_count(text: str) -> None:
    assert found(text) == []
    assert parse(text) is None


def test_each_number_of_a_sentence_is_a_hit_of_its_own() -> None:
    text = "Two officers and three others died; toll rose from 20 to 30, and no one was hurt."
    assert found(text) == ["Two", "three", "20", "30", "no one"]


def test_finds_the_counts_of_the_seed_articles() -> None:
    first, second = (found(path.read_text()) for path in sorted(Path("eval/articles").glob("*.txt")))
    assert first == ["at least two", "four", "one", "at least 100", "2,500", "900", "some", "one", "two"]
    assert second == ["two", "two", "seven", "more than 100", "around 2,500", "900"]


# Reading back.

NUMBERS = st.integers(0, 10**9)
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ONES += [f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    """The number in English words, as a newspaper writes it."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")
    size, name = (100, "hundred") if number < 1_000 else (1_000, "thousand")
    head, rest = divmod(number, size)
    return f"{spelled(head)} {name}" + (
        f" and {spelled(rest)}" if 0 < rest < 100 else f" {spelled(rest)}" if rest else ""
    )


PHRASES = st.sampled_from(
    ["It killed {} people.", "{} people died", "the raid left {} soldiers dead", "{} were hurt, he said"]
)


@given(st.integers(1, 999_999), PHRASES)
def test_number_words_are_read_back(number: int, phrase: str) -> None:
    assert parse(phrase.format(spelled(number))) == Count(min=number, max=number)


@given(NUMBERS, NUMBERS, PHRASES, st.sampled_from(["{}", "{:,}"]))
def test_a_quote_carries_its_own_number_and_no_other(number: int, other: int, phrase: str, digits: str) -> None:
    phrase = "It killed {} people." if digits == "{}" else phrase  # a bare 2014 needs what it counts
    quote = phrase.format(digits.format(number))
    assert carries(quote, Count(min=number, max=number))
    assert carries(quote, Count(min=other, max=other)) == (number == other)
    assert not carries(quote, Count(min=number, max=None, qualifier="at_least"))


@given(NUMBERS, st.integers(1, 10**6), st.sampled_from(["exact", "at_least", "at_most", "about", "range"]))
def test_what_is_written_for_people_is_read_back(number: int, more: int, kind: str) -> None:
    count = {
        "exact": Count(min=number, max=number),
        "at_least": Count(min=number, max=None, qualifier="at_least"),
        "at_most": Count(min=None, max=number, qualifier="at_most"),
        "about": Count(min=number, max=number, qualifier="about"),
        "range": Count(min=number, max=number + more, qualifier="about"),
    }[kind]
    assert parse(words(count)) == count


def test_a_plural_is_written_as_one() -> None:
    assert words(Count(min=24, max=None, qualifier="plural")) == "24 or more (plural)"


PIECES = st.sampled_from(
    [
        *(phrase for phrase, _ in EXACT),
        *(phrase for phrase, *_ in LIMITED),
        " ",
        " and ",
        "-",
        "$",
        ",",
        " km",
        "\n",
        "٤",
        "of ",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join)))
def test_any_text_is_read_and_each_hit_stands_where_it_says(text: str) -> None:
    end = 0
    for hit in find(text):
        assert end <= hit.start < hit.end
        assert text[hit.start : hit.end] == hit.text
        assert carries(text, hit.count)
        end = hit.end


@pytest.mark.timeout(10)
def test_long_texts_are_read_in_bounded_time() -> None:
    for unit in ("at least ", "one hundred and ", "20 to ", "a ", " "):
        find(unit * (50_000 // len(unit)))


@pytest.mark.parametrize("number", [1899, 1900, 1999, 2024, 2099, 2100])
def test_the_words_of_a_count_carry_it_without_what_they_count(number: int) -> None:
    """1900 to 2099 look like years when they stand alone."""
    (hit,) = find(f"The earthquake killed {number} people.")
    assert hit.text == str(number)
    assert carries(hit.text, hit.count)
    assert not carries(hit.text, Count(min=number + 1, max=number + 1))


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("fif\u00adteen people were kil\u00adled", 15, "fif\u00adteen"),
        ("killed 1\u00ad5 people", 15, "1\u00ad5"),
        ("1\u200b2 people", 12, "1\u200b2"),
        ("sixty-\u00adthree people", 63, "sixty-\u00adthree"),
        ("12\u200b,000 people", 12_000, "12\u200b,000"),
        ("1\u202f050 injured", 1050, "1\u202f050"),
        ("1\u2009050 injured", 1050, "1\u2009050"),
        ("1\u00a0050 injured", 1050, "1\u00a0050"),
    ],
)
def test_characters_that_nobody_sees_cut_no_number(text: str, number: int, written: str) -> None:
    """Soft hyphens, zero-width spaces and narrow blanks inside a number; the hit is the text's own wording."""
    (hit,) = find(text)
    assert (hit.count.min, hit.count.max, hit.text) == (number, number, written)
    assert text[hit.start : hit.end] == written
    assert carries(written, hit.count)
