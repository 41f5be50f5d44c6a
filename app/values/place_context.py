"""What the words around a name tell: whether it is a place here, a person, or a word of another name."""

from typing import Final

from app.values.gazetteer import gazetteer, guards
from app.values.names import Words
from app.values.place_names import Span

_SENTENCE_BREAKS: Final = frozenset('.!?:;"“”«»—–|(')
"""The dashes end a dateline."""
_SPLICED: Final = frozenset({"pro", "anti", "non", "ex", "post", "trans"})
_PLACELIKE_SUFFIXES: Final = frozenset({"based", "wide"})
_COORDINATORS: Final = frozenset({",", ", and", ", or", " and", " or", "/", "-", "–"})
_MAX_FILLERS: Final = 4
_LONGEST_ACRONYM: Final = 4


def is_acronym(span: Span) -> bool:
    """Whether the span is a short word in capitals amid other text, as "SWAT"; a dateline opens its line."""
    upper = len(span.text) <= _LONGEST_ACRONYM and span.text.isupper()
    return upper and not span.in_capitals and not opens_sentence(span.words, span.start)


def is_spliced(span: Span) -> bool:
    """Whether the name only qualifies by a hyphen: "pro-Russia", "Iran-backed"; "Kabul-based" is a place."""
    words, before, after = span.words, span.before, span.after
    if before is not None and words.keys[before] in _SPLICED and words.gap(before) == "-":
        return True
    hyphenated = after is not None and words.gap(span.end - 1) == "-" and words.word(span.end)[0].islower()
    return hyphenated and words.keys[span.end] not in _PLACELIKE_SUFFIXES


def follows_name(span: Span, *, prominent: bool) -> bool:
    """Whether the word before makes the span part of a person's or another name.

    `prominent`: a country, a region, a large city or a name of several words, which stand after an unknown word too.
    """
    before, person, classes = span.before, span.key in guards()["person"], guards()
    if before is None:
        return False
    word, capital = span.words.keys[before], span.words.word(before)[0].isupper()
    if word in classes["particle"]:
        return _binds(span, before, prominent=prominent)
    if span.in_capitals:
        return word in classes["given"] or (person and word in classes["title"])
    if not capital:
        return person and word in classes["title"]
    if word in classes["title"] or word in classes["water"]:
        return word not in classes["before"]
    return not _may_precede(span.words, before) and _follows_unknown(span, before, prominent=prominent)


def precedes_name(span: Span, *, prominent: bool) -> bool:
    """Whether the word after makes the span part of a person's or another name; `prominent` as above."""
    after, classes = span.after, guards()
    if after is None or span.in_capitals:
        return False
    word = span.words.keys[after]
    if word in classes["link"]:
        further = after + 1 < len(span.words) and span.words.word(after + 1)[0].isupper()
        return further and span.words.joined(after) and not prominent
    if not span.words.word(after)[0].isupper():
        return False
    if word in classes["not_after"]:
        return True
    known = word in classes["after"] or _is_country_or_acronym(span.words, after)
    return not known and (span.key in classes["person"] or not prominent)


def _may_precede(words: Words, index: int) -> bool:
    return words.keys[index] in guards()["before"] or _is_country_or_acronym(words, index)


def _follows_unknown(span: Span, before: int, *, prominent: bool) -> bool:
    word, person, classes = span.words.keys[before], span.key in guards()["person"], guards()
    if opens_sentence(span.words, before):
        return word in classes["given"] or (person and word not in classes["function"])
    return person or word in classes["given"] or not prominent


def _binds(span: Span, particle: int, *, prominent: bool) -> bool:
    """Whether a particle binds the span to a name before it: "Osama bin Laden", "Lula da Silva", "al-Sadr"."""
    words = span.words
    hyphen = words.gap(particle) == "-"
    capital = particle > 0 and words.joined(particle - 1) and words.word(particle - 1)[0].isupper()
    return hyphen or words.word(particle)[0].isupper() or (capital and not prominent)


def _is_country_or_acronym(words: Words, index: int) -> bool:
    word = words.word(index)
    return words.keys[index] in gazetteer().country_words or (len(word) > 1 and word.isupper())


def opens_sentence(words: Words, index: int) -> bool:
    """Whether a word is the first of its sentence, as far as the characters before it tell."""
    gap = words.gap(index - 1)
    return index == 0 or gap.count("\n") > 1 or not _SENTENCE_BREAKS.isdisjoint(gap)


def is_river(span: Span) -> bool:
    """Whether "the" stands before a name and no noun after it: "bank of the Dnipro, which", not "the Aden office"."""
    words, before = span.words, span.before
    if before is None or words.keys[before] != "the":
        return False
    return span.after is None or words.gap(span.end - 1) != " "


def qualifies_only(span: Span) -> bool:
    """Whether an abbreviated country is an adjective here: "US troops", but not "the US on Monday"."""
    after = span.after
    return after is not None and span.words.keys[after] not in guards()["function"]


def preposition_level(span: Span) -> int:
    """How much the words around speak for a place: 3 "town of"; 2 "in", "near"; 1 "from", "city"; 0 nothing."""
    words, index, classes = span.words, span.start - 1, guards()
    furthest = index - _MAX_FILLERS
    while index > furthest and index >= 0 and words.joined(index) and _is_filler(words.keys[index]):
        index -= 1
    after = span.after
    level = int(after is not None and words.keys[after] in classes["head"])
    if index < 0 or not words.joined(index):
        return level
    of_town = words.keys[index] == "of" and index > 0 and words.keys[index - 1] in classes["head"]
    if of_town:
        return 3
    if words.keys[index] in classes["locative"]:
        return 2
    return max(level, int(words.keys[index] in classes["preposition"]))


def _is_filler(word: str) -> bool:
    stands = gazetteer().country_words.get(word)
    return word in guards()["filler"] or (stands is not None and stands.sort == "adjective")


def is_listed(words: Words, prior_end: int, start: int) -> bool:
    """Whether only "," or "and" stands between the place that ends before word `prior_end` and word `start`."""
    if start - prior_end > 1:  # "and" is one word; a slice from further back would cost its length
        return False
    between = words.text[words.ends[prior_end - 1] : words.starts[start]]
    return between.rstrip() in _COORDINATORS


def is_region_here(span: Span) -> bool:
    """Whether a division is meant: "Helmand province", "the state of Kano", not the town of that name."""
    after, classes, words = span.after, guards(), span.words
    if after is not None and words.keys[after] in classes["admin"]:
        return True
    of = span.start > 1 and words.keys[span.start - 1] == "of" and words.joined(span.start - 1)
    return of and words.keys[span.start - 2] in classes["admin"]


def qualifier_start(span: Span) -> int | None:
    """The word at which the country begins in ", Country", " in northern Country" or " (Country)" after the span.

    None when nothing of the kind follows.
    """
    words, index = span.words, span.end
    if index >= len(words):
        return None
    marked = words.gap(index - 1) in {", ", " (", ",\n"}
    if not marked and not (words.joined(index - 1) and words.keys[index] == "in"):
        return None
    if words.keys[index] == "in":
        index += 1
    while index < len(words) and words.joined(index - 1) and words.keys[index] in guards()["filler"]:
        index += 1
    return index if index < len(words) else None


def ends_clause(words: Words, end: int) -> bool:
    """Whether a comma, stop, bracket or dash, or the text's end, follows word `end` - 1, or "province" and then one."""
    if end < len(words) and words.joined(end - 1) and words.keys[end] in guards()["admin"]:
        end += 1
    return end >= len(words) or words.gap(end - 1).strip()[:1] in {*",.;:)—–"}
