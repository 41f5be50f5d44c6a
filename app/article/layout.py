"""What stands where in the text of an article: lines, paragraphs, and lines that are no news.

The recognisers say yes only where the form leaves no doubt: a line that could be news is news.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from app.article import datelines, graphemes
from app.article.datelines import AGENCY, WORD

LINE_END: Final = re.compile(r"\r\n|[\n\r\f\u2028\u2029]")
_LINE: Final = re.compile(r"[^\n\r\f\u2028\u2029]+")
_SENTENCE_END: Final = re.compile(r"""[.!?…。\uff01\uff1f؟]["'”\u2019»)\]]*$""")
_WRAP_SHORTEST, _WRAP_LONGEST = 40, 120  # characters in a line of a text that was broken at a fixed width


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that is read as one piece: `text[start:end]`, one line, or the lines of a paragraph broken at a fixed width.

    `paragraph` counts from 0; `opens` says whether it is the first of its paragraph.
    """

    start: int
    end: int
    paragraph: int
    opens: bool = True


def stretches(text: str) -> list[Stretch]:
    """The pieces of a text in order; each character that is not white space is in exactly one, but for a leading BOM.

    Paragraphs are separated by blank lines; in a text without blank lines each line is one, unless it was broken at a
    fixed width.
    """
    found: list[Stretch] = []
    groups = _groups(text)
    for group in groups:
        wrapped = _wrapped(text, group)
        by_line = len(groups) == 1 and not wrapped
        first = found[-1].paragraph + 1 if found else 0
        for position, line in enumerate(group):
            placed = replace(line, paragraph=first + position * by_line, opens=by_line or position == 0)
            if wrapped and position and not _breaks(text, group[position - 1], line, group[-1].end):
                found[-1] = replace(found[-1], end=line.end)
            else:
                found.append(placed)
    return found


def _groups(text: str) -> list[list[Stretch]]:
    """Lines between blank lines, without white space at their ends."""
    groups: list[list[Stretch]] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        start, end = trim(text, *match.span())
        if start == end:
            continue
        if not groups or len(LINE_END.findall(text, previous_end, start)) > 1:
            groups.append([])
        groups[-1].append(Stretch(start, end, paragraph=0))
        previous_end = end
    return groups


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without white space, and without a byte order mark at the start of the text.

    White space that is part of a grapheme cluster stays, as under an accent: no cluster is cut that [start, end) holds.
    """
    if start == 0 and text.startswith("\ufeff"):
        start = 1
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return graphemes.widen(text, start, max(start, end - len(piece) + len(piece.rstrip())))


def _wrapped(text: str, lines: list[Stretch]) -> bool:
    """Whether lines were broken at a fixed width: none is long, and most stop in the middle of a sentence."""
    if not lines[1:] or any(line.end - line.start > _WRAP_LONGEST for line in lines):
        return False
    cut = [
        line.end - line.start >= _WRAP_SHORTEST and not _SENTENCE_END.search(text[line.start : line.end])
        for line in lines[:-1]
    ]
    return sum(cut) * 2 > len(cut)


def _breaks(text: str, before: Stretch, line: Stretch, end: int) -> bool:
    """Whether a line of a wrapped paragraph that ends at `end` is a piece of its own: furniture, or the dateline's."""
    pieces = (text[before.start : before.end], text[line.start : line.end])
    return any(map(is_furniture, pieces)) or datelines.match_dateline(text, line.start, end) is not None


# Lines that are no news.

_SPEECH: Final = re.compile(
    r"\b(?:said|says?|saying|told|tells?|according to|report(?:s|ed)|announce[sd]|confirm(?:s|ed)|claim(?:s|ed)|"
    r"add(?:s|ed)|state[sd]|accused|den(?:y|ies|ied)|warn(?:s|ed)|vow(?:s|ed))\b",
    re.IGNORECASE,
)
_PICTURE = r"(?i:photo(?:graph)?s?|image|picture|(?:photo\s|image\s)?credit|courtesy|illustration|video)"
_HOUSE = (
    r"(?:REUTERS|Reuters|AFP|AP|EPA(?:-EFE)?|EFE|ANSA|Xinhua|TASS|Anadolu(?:\sAgency)?|AA|NurPhoto|SOPA\sImages|"
    r"Shutterstock|(?:AFP/)?Getty(?:\sImages)?(?:/AFP)?|Bloomberg|UPI|dpa)"
)
_HOUSE_AND_NAME = rf"{_HOUSE}/{WORD}(?:\s{WORD}){{0,3}}(?:/(?i:file\sphoto|pool))?"
_PICTURE_CREDIT: Final = re.compile(rf"\[?{_HOUSE_AND_NAME}\]?\.?")
_CAPTION: Final = re.compile(
    rf"""
      ^FILE(?:\sPHOTO)?\s?(?:[-\u2013\u2014:]\s|\(|$)                       # FILE - Smoke rises over the city.
    | ^(?i:file\s(?:photo|picture|image)|archive\sphoto)\s?(?:[:.]|$)
    | ^\[?{_PICTURE}\s?:                                                    # Photo: Jane Doe
    | [(\[]{_PICTURE}(?:\s?:|\sby\b|\scredit\b)[^()\[\]]{{1,120}}[)\]]\.?$  # ... (credit: JANE DOE/REUTERS)
    | [(\[]{_HOUSE}\s(?i:photo|file\sphoto|pool|images?)\b[^()\[\]]{{0,120}}[)\]]\.?$  # ... (AP Photo/Jane Doe)
    | [(\[][^()\[\]/]{{3,60}}(?:/|\svia\s){_HOUSE}(?:/[^()\[\]]{{1,40}})?[)\]]\.?$     # ... (Jane Doe/AFP)
    | \b{_HOUSE_AND_NAME}\.?$                                               # ... REUTERS/Jane Doe
    """,
    re.VERBOSE,
)
_NAME = rf"(?:{WORD}|and|in|at|with|for|from|of|the|de|del|la|el|al|bin|van|von|by)"
_TASK = (
    r"(?i:(?:(?:additional|further|original)\s)?"
    r"(?:reporting|writing|editing|compiled|photography|translation|edited|written|reported)\sby)"
)
_CREDIT: Final = re.compile(
    rf"""(?:
      (?i:by)\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b){_NAME}(?:[\s,;|&/]+{_NAME}){{0,9}}
    | \(?{_TASK}(?:[\s,;()&/]+(?:{_NAME}|additional|reporting|writing|editing)){{1,60}}[\s.)]*
    | (?:©|\(c\)|(?i:copyright)\s?(?:©|\(c\)|\d{{4}})).{{0,160}}
    | (?i:all\srights\sreserved)\b.{{0,40}}
    | (?i:this\smaterial\smay\snot\sbe\spublished,\sbroadcast).{{0,120}}
    | {_PICTURE_CREDIT.pattern}
    | \({AGENCY}\)
    | (?i:source|via):\s?{AGENCY}
    )$""",
    re.VERBOSE | re.DOTALL,
)
_LABEL: Final = re.compile(
    r"""(?:
      advertisements?(?:\s?[-\u2013\u2014:|].{0,60})? | advertising | skip\sad(?:vertisement)?
    | continue\sreading(?:\sbelow|\sthe\smain\sstory)? | (?:story|article)\scontinues\s(?:below|after).{0,30}
    | (?:sponsored|promoted|paid)\scontent | sponsored | also\sread | read\salso | read\smore
    | related(?:\sarticles|\sstories|\scontent)? | recommended | most\sread | more\son\sthis\sstory
    | share\sthis(?:\sarticle|\sstory)?
    )[\s:.…»>]*$
    | (?:read\smore|also\sread|read\salso|see\salso|related|recommended|watch|listen|in\spictures)\s?[:|»>].+$
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_APPEAL: Final = re.compile(
    r"""
      subscribe\s(?:to|now|today)\b | sign\sup\s(?:for|to)\s(?:our|the|free|a\sfree|your|newsletters?)\b | click\shere\b
    | follow\sus\s(?:on|at)\b | download\s(?:our|the)\s.{0,30}\bapp\b | join\sour\s(?:telegram|whatsapp)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_caption(line: str) -> bool:
    """Whether a line is the caption of a picture: it is labelled as one, or ends in the picture's credit."""
    return _CAPTION.search(line) is not None and not _CREDIT.match(line)


def is_picture_credit(line: str) -> bool:
    """Whether nothing but the credit of a picture stands there: what comes before it is the caption."""
    bracketed = line[:1] in {"(", "["} and line.count("(") + line.count("[") == 1 and is_caption(line)
    return bracketed or _PICTURE_CREDIT.fullmatch(line) is not None


def is_credit(line: str) -> bool:
    """Whether a line names who wrote, edited, pictured or owns the text."""
    return _CREDIT.match(line) is not None and not says(line)


def is_advertisement(line: str) -> bool:
    """Whether a line is an advertisement, its label, or an appeal to read, click or subscribe."""
    return _LABEL.match(line) is not None or (_APPEAL.match(line) is not None and not says(line))


def is_furniture(line: str) -> bool:
    """Whether a line is a caption, a credit or an advertisement."""
    return is_advertisement(line) or is_credit(line) or is_caption(line)


def says(line: str) -> bool:
    """Whether a line has a verb of speech: then it may be news, whatever it looks like."""
    return _SPEECH.search(line) is not None


_OPEN_END: Final = re.compile(r"""[.!?…:;,。\uff01\uff1f؟،"'”\u2019»]\s*$""")
_ITEM: Final = re.compile(r"[-\u2013—•*·▪]\s*\w|\d{1,2}[:.]\d\d\b")


def may_be_subhead(line: str, *, words_max: int) -> bool:
    """Whether a paragraph may be a heading: few words, no punctuation at its end, no verb of speech, no list item."""
    return len(line.split()) <= words_max and not _OPEN_END.search(line) and not _ITEM.match(line) and not says(line)
