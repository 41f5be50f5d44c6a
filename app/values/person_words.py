"""Words that carry what is said of a person: an age in years, a sex. Used to refuse a value, never to set one."""

import re
from typing import Final

from text_to_num import text2num

from schemas.codes import Sex

_AGE: Final = re.compile(r"(?<![\w.,])(\d{1,3})(?!\d|[.,]\d)|[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
_MONTHS: Final = re.compile(r"\b(?:day|week|month)s?[- ]old\b|\bnewborn\b|\b(?:days|weeks|months) old\b", re.IGNORECASE)
_UNIT: Final = frozenset({"year", "years", "yr", "old", "aged", "olds"})
_FEMALE: Final = (
    r"she|her|hers|herself|mrs|ms|miss|lady|ladies|girl\w*|schoolgirl\w*|(?:\w+-?)?wom[ae]n|female\w*|mother\w*|mum|"
    r"mom|grandmother\w*|step-?mother\w*|widow(?!er)\w*|wi(?:fe|ves)|brides?|daughter\w*|grand-?daughter\w*|sister\w*|"
    r"aunts?|nieces?|nuns?|queens?|princess\w*|actress\w*|waitress\w*|heroine\w*|matriarch\w*|pregnant|midwi\w+|"
    r"headmistress\w*|fianc\u00e9e|girlfriend\w*|hostess\w*|stewardess\w*|sheikha|begum|bibi|housewi\w+|daughter-in-law"
)
_MALE: Final = (
    r"he|him|his|himself|mr|sir|boy\w*|schoolboy\w*|(?:\w+-?)?(?<!wo)m[ae]n|male|males|father\w*|dad|grandfather\w*|"
    r"step-?father\w*|widower\w*|husband\w*|bridegroom\w*|grooms?|sons?|grand-?sons?|brother\w*|uncles?|nephews?|monks?|"
    r"kings?|princes?|imams?|priests?|bishops?|archbishops?|patriarch\w*|headmaster\w*|fianc\u00e9|boyfriend\w*|"
    r"fisherm[ae]n|lads?|sheikhs?|mullahs?|muezzins?|friars?|abbots?|popes?"
)
_OF: Final[dict[Sex, re.Pattern[str]]] = {
    "female": re.compile(rf"\b(?:{_FEMALE})\b", re.IGNORECASE),
    "male": re.compile(rf"\b(?:{_MALE})\b", re.IGNORECASE),
}


def age_in(text: str, age: int) -> tuple[int, int] | None:
    """Where a text has a number that may be this age, [start, end): digits or number words; None: nowhere.

    Example:
        >>> age_in("a nine-year-old girl", 9)
        (2, 15)
    """
    if age == 0 and (months := _MONTHS.search(text)):
        return months.span()
    found = (match for match in _AGE.finditer(text) if age in _numbers(match))
    return next((match.span() for match in found), None)


def says_sex(text: str, sex: Sex) -> tuple[int, int] | None:
    """Where a text has a word for somebody of this sex, [start, end); None: nowhere. A first name is no such word."""
    found = _OF[sex].search(text)
    return found.span() if found else None


def _numbers(match: re.Match[str]) -> set[int]:
    if match[1]:
        return {int(match[1])}
    words = [word for word in match[0].lower().split("-") if word not in _UNIT]
    return {number for number in (_spelled(" ".join(words)), *map(_spelled, words)) if number is not None}


def _spelled(words: str) -> int | None:
    try:
        return int(text2num(words, "en")) if words else None
    except ValueError:
        return None
