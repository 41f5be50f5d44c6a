"""The date header and the dateline that a report begins with, as "KABUL, March 3, 2024 (AP) -- [text]".

A date, an agency that is known, or a town in capitals before a long dash leave no doubt. Other forms are datelines only
where their names are places and a sentence follows: "KHARTOUM, Sudan (SRW) - Go.", "Goma – Rebels fled.".
"""

import re
from dataclasses import dataclass
from typing import Final

from app.values import places

WORD: Final = r"(?![a-z\d_])\w(?:[\w.'\u2019]|-(?!-))*"
"""A word that does not begin with a small letter or a digit, and holds no two hyphens in a row."""
AGENCY: Final = (
    r"(?:Reuters|REUTERS|AP|AFP|UPI|EFE|ACAN-EFE|DPA|dpa|ANSA|Xinhua|TASS|Tass|RIA|Interfax|IRNA|ISNA|SANA|KUNA|WAM|"
    r"WAFA|AA|Anadolu|PTI|ANI|IANS|Kyodo|Yonhap|BBC|CNN|RFE/RL|VOA|Bloomberg|Ukrinform|Al Jazeera)"
)
_HEADER: Final = re.compile(r"date:?[ \t]+([0-9]+[-/.][0-9]+[-/.][0-9]+\S*)", re.IGNORECASE)
_LINK = rf"(?:{WORD}|of|de|del|la|las|los|el|al|and|the|near|city)"
_PLACE = rf"{WORD}(?:[ ,/]{{1,2}}{_LINK}){{0,7}}(?:\s?\([^()\n]{{1,40}}\))?"
_CAPITAL = r"(?:[^\W\d_a-z]|[.'\u2019-])"
_CAPITALS = rf"[^\W\d_a-z]{_CAPITAL}{{2,}}(?:[ /]{_CAPITAL}{{2,}}){{0,4}}"
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:,?\s(?:\d{{4}}|\d{{2}}))?)(?!\d)"
_SURE: Final = re.compile(
    rf"(?:{_PLACE},\s(?:(?P<date>{_DATE})|no\sdate)(?:\s?\([^()\n]{{1,60}}\))?"
    rf"|{_PLACE}\s\({AGENCY}\)"
    rf"|{_CAPITALS}(?:,\s{WORD}(?:\s{WORD}){{0,3}})?(?=\s?(?:--|[\u2013—])\s?(?![a-z\s])))"
    r"\s?(?:--+|[\u2013—]|-(?=\s))(?:\s*\[[^\[\]\n]{1,200}\])*"
)
_OUTLET_WORD = r"[^\W\d_a-z][\w.'\u2019&/-]*"
_OUTLET = rf"{_OUTLET_WORD}(?:\s(?:{_OUTLET_WORD}|of|the|for|and|de|del|la|al|el)){{0,4}}"
_NAMES = rf"{WORD}(?:\s(?:{WORD}|of|de|el|al)){{0,3}}"
_LIKELY: Final = re.compile(
    rf"(?P<names>{_NAMES}(?:/{_NAMES}){{0,2}}(?:,\s{_NAMES}){{0,2}})"
    rf"(?:\s?\((?:(?P<date>{_DATE})|(?P<outlet>{_OUTLET})(?:,\s{_DATE})?)\)\s?(?:--++|[\u2013—:]|-(?=\s))"
    r"|(?P<bare>\s?(?:--++|—)|\s[\u2013-](?=\s)|:(?=\s)))"
    r"(?=\s*+[^\s\w]*+(?:[^\W_a-z]))"  # a capital or a number, perhaps in quotation marks
)
_PAIRED: Final = re.compile(r"--+|—|\s[\u2013-]\s")
_SENTENCE: Final = re.compile(r"(?:[^.!?]|[.!?](?!\s))*[.!?]")
_LONGEST_SENTENCE: Final = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline that ends, dash and editor's brackets included, before `end`; `date` as written, None: it has none."""

    end: int
    date: str | None


def match_header(text: str, start: int, end: int) -> re.Match[str] | None:
    """A leading `date 2024-01-04`; group 1 is the date as written, in any order of year, month and day."""
    return _HEADER.match(text, start, end)


def match_dateline(text: str, start: int, end: int) -> Dateline | None:
    """The dateline that text[start:end] begins with; None when it begins with none."""
    found = _SURE.match(text, start, end)
    if found is None:
        likely = _LIKELY.match(text, start, end)
        found = likely if likely and _opens_sentence(likely, end) and _names_place(likely) else None
    return Dateline(found.end(), found["date"]) if found else None


def _opens_sentence(found: re.Match[str], end: int) -> bool:
    """Whether a whole sentence follows, which a headline has not, and the dash is not one of a pair within it."""
    sentence = _SENTENCE.match(found.string, found.end(), min(end, found.end() + _LONGEST_SENTENCE))
    if sentence is None:
        return False
    return found["bare"] is None or len(_PAIRED.findall(sentence[0])) % 2 == 0


def _names_place(found: re.Match[str]) -> bool:
    """Whether the names are those of places: of towns, where neither an outlet nor a date stands beside them."""
    first, *wholes = re.split(r"/|,\s", found["names"])
    if found["bare"]:
        after = found.string[found.end() :].split(maxsplit=1)[0]
        colon = found["bare"] == ":" and not first.isupper()
        towns = places.may_be_town(first) and all(map(places.may_be_place, wholes))
        return towns and not colon and not places.may_be_town(after)
    heading = first.isupper() and (found["outlet"] is None or _is_heading(first, found["outlet"]))
    return heading or any(map(places.may_be_place, (first, *wholes)))


def _is_heading(words: str, outlet: str) -> bool:
    """Whether several words in capitals are more than a name with its short form: not "ISLAMIC STATE (IS)"."""
    initials = "".join(word[0] for word in words.split())
    return len(initials) > 1 and initials != outlet
