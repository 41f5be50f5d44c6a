"""Whether sentences name the places and the times of a draft. Pure."""

from datetime import date
from functools import lru_cache, partial
from typing import Final

from app.article import Sentence
from app.article.ground import locate
from app.records.draft import DraftDate, DraftPlace, DraftTime
from app.records.verified import DateWords, Named, PlaceNames, TimeWords
from app.values.clock import hours_in
from app.values.gazetteer import CountryWord, country_keys
from app.values.names import key, split
from app.values.place_names import Name, known_names
from app.verify.findings import Findings
from app.verify.parties import NOT_HERE
from app.verify.words import Words, stretch
from schemas import Evidence

_PUBLIC: Final = {"town": "city", "region": "admin1", "country": "country"}
"""The draft's levels of a place by their names in the public record, in which paths are written."""


def verify_date(draft: DraftDate, path: str, words: Words, findings: Findings) -> DateWords | None:
    """The words for the time, which must stand in the article, and the days of the model; None: they do not stand."""
    found = words.locate(draft.words, draft.sentences)
    if found is None:
        findings.refuse(path, draft, "not_in_article", f"{draft.words!r} stands nowhere in the article")
        return None
    start = _day(draft.start, f"{path}/start", findings)
    end = _day(draft.end, f"{path}/end", findings) or start
    if start and end and end < start:
        findings.refuse(f"{path}/end", draft.end, "not_a_date", "it is before the first day")
        end = start
    return DateWords(path, Named(found.quote, found), start, end)


def _day(written: str | None, path: str, findings: Findings) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        findings.refuse(path, written, "not_a_date", "write it as YYYY-MM-DD")
        return None


def verify_time(draft: DraftTime, path: str, words: Words, findings: Findings) -> TimeWords | None:
    """The words for the time of day and what they give; None: they do not stand, or give neither part nor hour.

    An hour must be one that the words can mean (`app.values.clock`); the part of the day is the model's reading.
    """
    found = words.locate(draft.words, draft.sentences)
    if found is None:
        findings.refuse(path, draft, "not_in_article", f"{draft.words!r} stands nowhere in the article")
        return None
    hour = draft.hour if draft.hour in hours_in(found.quote) else None
    if draft.hour and hour is None:
        findings.refuse(f"{path}/hour", draft.hour, "not_a_time", f"{found.quote!r} is no clock time that means it")
    if draft.part is None and hour is None:
        findings.refuse(path, draft, "nothing_left", "neither a part of the day nor an hour of it is carried")
        return None
    return TimeWords(path, Named(found.quote, found), draft.part, hour)


def verify_place(draft: DraftPlace, path: str, words: Words, findings: Findings) -> PlaceNames | None:
    """The names of the place that stand in the article; None: none does.

    The finest of town, region and country must be named, be it by another spelling that the gazetteer knows, or for a
    country by its adjective; what lies above it is the gazetteer's knowledge and needs no words.
    """
    site = _as_written(draft.site, f"{path}/site", draft, words, findings)
    district = _as_written(draft.district, f"{path}/admin2", draft, words, findings)
    several = (_as_written(name, f"{path}/places/{i}", draft, words, findings) for i, name in enumerate(draft.places))
    places = tuple(each for each in several if each)
    names = {level: name for level in ("town", "region", "country") if (name := getattr(draft, level))}
    quotes: list[Evidence] = []
    for level in tuple(names):
        found = words.search(partial(_named_in, names[level], level == "country"), draft.sentences)
        if found:
            quotes.append(found)
        elif not quotes:
            reason = f"{NOT_HERE}, nor does another name of the place"
            findings.refuse(f"{path}/{_PUBLIC[level]}", names.pop(level), "place_not_carried", reason)
    written = next((each for each in (site, district, *places) if each), None)
    if not (written or names):
        return None
    return PlaceNames(
        origin=path,
        site=site,
        town=names.get("town"),
        region=names.get("region"),
        country=names.get("country"),
        quotes=tuple(quotes) or ((written.evidence,) if written else ()),
        district=district,
        position=draft.position,
        places=places,
    )


def _as_written(name: str | None, path: str, draft: DraftPlace, words: Words, findings: Findings) -> Named | None:
    """A name of the place where the article has it in these words; None: none is given, or it stands nowhere."""
    found = words.locate(name, draft.sentences) if name else None
    if name and found is None:
        findings.refuse(path, name, "not_in_article", NOT_HERE)
    return Named(name, found) if name and found else None


def _named_in(name: str, is_country: bool, sentence: Sentence) -> Evidence | None:
    """Where a sentence names a place: by this name, by another of the same place, or by its country's adjective."""
    found = locate(sentence.text, name)
    span = (found.start, found.end) if found else _known_in(key(name), is_country, sentence.text)
    if span is None:
        return None
    start, end = span
    return stretch(sentence, start, end)


def _known_in(wanted: str, is_country: bool, text: str) -> tuple[int, int] | None:
    country = country_keys().get(wanted) if is_country else None
    for known in _names_in(text):
        same = any(key(entry.place.name) == wanted for entry in known.entries)
        if same or (country and known.word and _stands_for(known.word, country.code)):
            words = known.span.words
            return words.starts[known.span.start], words.ends[known.span.end - 1]
    return None


@lru_cache(maxsize=4096)  # each place of a draft looks through the same sentences
def _names_in(text: str) -> tuple[Name, ...]:
    return tuple(known_names(split(text)))


def _stands_for(word: CountryWord, code: str) -> bool:
    """Whether a word is a country's name or adjective; its seat of government is a town, and may be another one."""
    return word.code == code and word.sort != "metonym"
