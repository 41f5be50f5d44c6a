"""No pattern over an article's text takes time with the square of it: a search holds the lock of the interpreter from
beginning to end, so that one that takes seconds holds up everybody, whichever thread it runs in.
"""

import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import import_module
from typing import Any, Final

import pytest

import app
from app import article
from app.article import datelines
from app.core.errors import ArticleRejected
from app.reader import codes
from app.values import counts, dates, places
from app.values.gazetteer import guards

SIZE: Final = 1_200
"""Characters of a first look."""
QUICK_S: Final = 0.002
"""For these: what takes less is as quick as a search of so many letters for some words."""
LONG: Final = 2_400
MOST: Final = 3.0
"""How much longer twice the text may take: linear is 2, quadratic 4."""
ROUNDS: Final = 4
BLANKS: Final = " " * 24
"""No sentence holds more in a row (`app.article.sentences`)."""
ATOMS: Final = (
    *("a", "A", "1", ",", ".", "-", "'", '"', "(", "[", "\u201c", "\u2019", "--", "_", "\u00e9"),
    *("a ", "A ", "Aa ", "A. ", "1 ", "1,", "1.", "a-", "A-", "Aa-", "1-", "a's ", "A\u2019", "a, ", ", ", ". ", "- "),
    *(f"a{BLANKS}", f"1{BLANKS}", f",{BLANKS}", f"and{BLANKS}", "of the ", "in the A ", "two men and ", "killed and "),
    "rebels killed four people , ",
)
AT_ONE_PLACE: Final = (datelines._SURE, datelines._LIKELY, datelines._SENTENCE)
"""Patterns that are only ever tried at the beginning of a line."""

NOT_IMPORTED: Final = re.compile(r"\.engine|\.migrations\.env$")
"""The engine's own process, and what alembic runs: neither reads an article."""

Search = Callable[[str], object]


def patterns() -> dict[re.Pattern[str], str]:
    """The compiled patterns that the modules of the package hold, each with the name of one that holds it."""
    modules = (each.name for each in pkgutil.walk_packages(app.__path__, "app.") if not NOT_IMPORTED.search(each.name))
    return {
        pattern: f"{module}.{name}"
        for module in modules
        for name, value in tuple(vars(import_module(module)).items())
        for pattern in within(value)
    }


def within(value: Any) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, and in what it is made of."""
    if isinstance(value, re.Pattern):
        yield from [value] if isinstance(value.pattern, str) else []
    elif isinstance(value, (tuple, list, set, frozenset, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from within(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from within(getattr(value, field.name, None))


def rows() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns of the word table."""
    for table in dict.fromkeys(name for name, _, _ in codes._lines() if name != "event"):
        yield from ((f"{table}: {code}", pattern) for code, pattern in codes._rows(table))
    for code, words in codes._deeds():
        yield from ((f"event: {code}", pattern) for pattern in (*words.wanted, *words.unwanted))


def searched(pattern: re.Pattern[str]) -> Search:
    """Look for a pattern everywhere, or where it is looked for."""
    if pattern in AT_ONE_PLACE:
        return pattern.match
    return lambda text: sum(1 for _ in pattern.finditer(text))


def atoms_of(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """What a pattern may stumble over when it is repeated: the words in it, and what is in no pattern in particular."""
    words = dict.fromkeys(re.findall(r"[A-Za-z]{2,}", pattern.pattern))
    some = tuple(words)[:: max(1, len(words) // 6)]
    return (*ATOMS, *(f"{word} " for word in some), *(f"{word}{BLANKS}" for word in some))


def grows_with_the_square(search: Search, atom: str) -> bool:
    """Whether twice as many of the same take more than three times as long, in the best of several goes."""
    if took_s(search, repeated(atom, SIZE)) < QUICK_S:
        return False
    short, long = repeated(atom, LONG), repeated(atom, 2 * LONG)
    once_s, twice_s = float("inf"), float("inf")
    for _ in range(ROUNDS):
        once_s, twice_s = min(once_s, took_s(search, short)), min(twice_s, took_s(search, long))
        if twice_s < MOST * once_s:
            return False
    return True


def repeated(atom: str, size: int) -> str:
    """So many characters of the same, and one that nothing expects."""
    return (atom * (size // len(atom) + 1))[:size].rstrip() + "\u00a4"


def took_s(search: Search, text: str) -> float:
    began_s = time.thread_time()
    search(text)
    return time.thread_time() - began_s


def slow(search: Search, atoms: tuple[str, ...]) -> list[str]:
    """The atoms that a search takes too long over."""
    return [atom for atom in atoms if grows_with_the_square(search, atom)]


@pytest.mark.timeout(300)
def test_no_pattern_of_the_code_takes_time_with_the_square_of_a_text() -> None:
    """Case 34: every compiled pattern, over what may be repeated to its harm."""
    found = patterns()
    assert len(found) > 150
    assert not {name: bad for each, name in found.items() if (bad := slow(searched(each), atoms_of(each)))}


@pytest.mark.timeout(300)
def test_no_row_of_the_word_table_takes_time_with_the_square_of_a_text() -> None:
    """Case 34: the same of the rows of `words.tsv`."""
    found = tuple(rows())
    assert len(found) > 100
    assert not {name: bad for name, each in found if (bad := slow(searched(each), atoms_of(each)))}


@pytest.mark.parametrize("kind", sorted(guards()))
def test_no_class_of_words_around_places_takes_time_with_the_square_of_a_text(kind: str) -> None:
    """Case 34: the rows of `guards.tsv`, which stand around places."""
    words = " ".join(sorted(guards()[kind]))[:400]
    assert not slow(places.find, (f"{words} ", f"{words.title()} ", f"Kano {words} ".title()))


@pytest.mark.parametrize("find", [counts.find, dates.find, places.find], ids=["counts", "dates", "places"])
def test_no_reader_of_values_takes_time_with_the_square_of_a_sentence(find: Search) -> None:
    """Case 34: what uses patterns around each hit of another."""
    assert not slow(find, ATOMS)


def test_no_text_is_taken_in_in_time_with_the_square_of_it() -> None:
    """Case 34: sentences, lines, dateline and language, before any sentence is bounded."""

    def taken_in(text: str) -> None:
        with suppress(ArticleRejected):
            article.read(f"Ab {text}", today=date(2024, 1, 4))

    taken_in("Two died.")  # loads the detector of languages
    assert not slow(taken_in, (*ATOMS, "\n", "a\n", "Mr. ", "e\u0301 "))


def test_a_pattern_that_does_is_found() -> None:
    """The measure tells the two apart."""
    assert slow(re.compile(r"[\s,]+$").search, (", ",)) == [", "]
    assert slow(re.compile(r"(?<![\s,])[\s,]+$").search, (", ",)) == []
