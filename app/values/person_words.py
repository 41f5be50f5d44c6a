"""Words that carry what is said of a person: an age in years, a sex. Used to refuse a value, never to set one."""

import re
from typing import Final

from text_to_num import text2num

from schemas.codes import Sex

_HYPHENS: Final = r"[-\u2010\u2011]"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES: Final = "one|two|three|four|five|six|seven|eight|nine"
_COUNTED: Final = (
    r"(?!\s+(?:of(?!\s+age)|years?\s+(?:ago|later|earlier|after|before|in|since|of(?!\s+age))|"
    r"(?!(?:years?|yrs?|was|is|has|as)\b)(?:people|persons?|men|women|children|police|others?|more|dead|killed|wounded|"
    r"injured|hundred|thousand|million|dozen|percent|per\s+cent|km|day|week|month|[a-z]{2,}s)\b))"
)
"""Not before what a number counts: "41 farmers", "two days", "41 years ago"."""
_AGE: Final = re.compile(
    rf"(?<![\w.,:/$\u20ac\u00a3])(?<!(?-i:[A-Z])-)(\d{{1,3}})(?!\w|[.,:/]\d|\s?%|{_HYPHENS}(?:day|week|month)){_COUNTED}"
    rf"|\b(?:(?:{_TENS})\s(?:{_ONES})|[a-z]+(?:{_HYPHENS}[a-z]+)*)\b{_COUNTED}",
    re.IGNORECASE,
)
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_BABY: Final = re.compile(
    rf"\b(?:(?:({_ONES}|{_TEENS}|\d{{1,2}})(?:\s+|{_HYPHENS}))?(day|week|month)s?(?:\s+|{_HYPHENS})old|newborn)\b",
    re.IGNORECASE,
)
_MONTHS_A_YEAR: Final = 12
_UNIT: Final = frozenset({"year", "years", "yr", "old", "aged", "olds"})
_FEMALE: Final = (
    r"she|her|hers|herself|mrs|ms|(?-i:Miss)|lady|ladies|girl\w*|schoolgirl\w*|(?:\w+-?)?wom[ae]n|females?|"
    r"(?:grand|step-?|god)?mothers?|mums?|moms?|widow(?!er)\w*|wi(?:fe|ves)|brides?|(?:grand|step-?)?daughters?|"
    r"(?:step-?)?sisters?|aunts?|nieces?|nuns?|queens?|princess\w*|actress\w*|waitress\w*|heroines?|matriarchs?|pregnant|"
    r"midwi\w+|headmistress\w*|fianc\u00e9e|girlfriend\w*|hostess\w*|stewardess\w*|sheikha|begum|housewi\w+"
)
_TRADES: Final = (
    "air|alder|assembly|boat|business|camera|cattle|chair|church|clans|clergy|congress|council|country|crafts|crew|door|"
    "ferry|fire|fisher|fore|gentle|guards|gun|herds|horse|kins|lay|lines|mail|marks|medicine|militia|milk|news|noble|"
    "ombuds|patrol|police|post|rifle|sales|sea|service|spokes|sports|states|strong|swords|tribes|village|watch|work"
)
"""What stands before "man" in a word for a man; without them a German, Yemen and Salman would be men."""
_MALE: Final = (
    rf"he|him|his|himself|mr|sir|boys?|schoolboys?|(?:(?:{_TRADES})-?)?m[ae]n|males?|(?:grand|step-?|god)?fathers?|dads?|"
    r"widowers?|husbands?|bridegrooms?|grooms?|(?:grand|step-?)?sons?|(?:step-?)?brothers?|uncles?|nephews?|monks?|"
    r"kings?|princes?|imams?|priests?|bishops?|archbishops?|patriarchs?|headmasters?|fianc\u00e9|boyfriends?|"
    r"lads?|sheikhs?|mullahs?|muezzins?|friars?|abbots?|popes?"
)
_OF: Final[dict[Sex, re.Pattern[str]]] = {
    "female": re.compile(rf"\b(?:{_FEMALE})\b", re.IGNORECASE),
    "male": re.compile(rf"\b(?:{_MALE})\b", re.IGNORECASE),
}


def age_in(text: str, age: int) -> tuple[int, int] | None:
    """Where a text has a number that may be this age, [start, end): digits or number words; None: nowhere.

    A number that counts or measures ("41 farmers", "F-41", "41st") is none; "eighteen-month-old" is 1.

    Example:
        >>> age_in("a nine-year-old girl", 9)
        (2, 15)
    """
    babies = (match.span() for match in _BABY.finditer(text) if age == _whole_years(match))
    found = (match.span() for match in _AGE.finditer(text) if age == _number(match))
    return next(babies, None) or next(found, None)


def says_sex(text: str, sex: Sex, near: int = 0) -> tuple[int, int] | None:
    """Where a text has a word for somebody of this sex, [start, end); None: nowhere. A first name is no such word.

    Of several the one that begins nearest to the offset `near`: that of the person, not of who attacked him.
    """
    found = (match.span() for match in _OF[sex].finditer(text))
    return min(found, key=lambda span: abs(span[0] - near), default=None)


def _number(match: re.Match[str]) -> int | None:
    if match[1]:
        return int(match[1])
    words = re.split(rf"\s|{_HYPHENS}", match[0].lower())
    return _spelled(" ".join(word for word in words if word not in _UNIT))


def _whole_years(match: re.Match[str]) -> int:
    """The years of "six-month-old" or "newborn": 0 below twelve months."""
    if match[1] is None or (match[2] or "").lower() != "month":
        return 0
    months = int(match[1]) if match[1].isdecimal() else _spelled(match[1].lower())
    return (months or 0) // _MONTHS_A_YEAR


def _spelled(words: str) -> int | None:
    try:
        return int(text2num(words, "en")) if words else None
    except ValueError:
        return None
