"""Words to codes: ACLED sub-event types, PLOVER, actor, source, target and weapon kinds. English; pure.

The words stand in `data/words.tsv`. Each of its tables is read from the top and the first row that matches wins, so a
row stands above those it is more telling than. Code lists: `schemas.codes`. Which words stand for which sub-event type
follows the definitions in the ACLED Codebook.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, cast

from app.values import places
from schemas.codes import (
    PLOVER_OF,
    Inter,
    Plover,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
    VictimClass,
    WeaponCategory,
)

_ARMED: Final = frozenset({"Rebel groups", "Political militias", "Identity militias"})
_NAMED: Final = re.compile(r"\{([a-z_]+)\}")
_HEAD_ENDS: Final = re.compile(r"\b(?:of|in|inside|near|at|on|belonging to|used by|carrying)\b")


def pattern(table: str) -> re.Pattern[str]:
    """The words of a table that has one row, e.g. `saying`."""
    ((_, words),) = _rows(table)
    return words


def is_office(word: str) -> bool:
    """Whether a capitalised word names an office or a kind of source, and nobody in particular: Police, Minister."""
    return pattern("office").fullmatch(word) is not None


def killing(text: str) -> tuple[re.Match[str], ...]:
    """Where the text has a word of killing."""
    return tuple(pattern("killing").finditer(text))


def wounding(text: str) -> tuple[re.Match[str], ...]:
    """Where the text has a word of wounding."""
    return tuple(pattern("wounding").finditer(text))


@lru_cache(maxsize=1024)  # each clause is compared with each other one of its incident
def sub_event_type(text: str) -> SubEventType | None:
    """The sub-event type whose words stand in the text, the most telling first; None when none does.

    Harm that did not come ("nobody was hurt") is no deed, and neither is what a protest is about ("against the killing
    of a student").
    """
    told = pattern("spared").sub("", text)
    told = pattern("grievance").sub("", told) if pattern("protest").search(told) else told
    return next((code for code, words in _deeds() if words.fit(told)), None)


def plover(sub: SubEventType) -> Plover | None:
    """PLOVER's event type for a sub-event type; None where PLOVER has no counterpart (`Other`)."""
    return PLOVER_OF[sub]


def weapon_category(name: str, sentence: str = "") -> WeaponCategory | None:
    """What kind of weapon the name stands for; None when it names no weapon.

    A vehicle is a weapon only where the sentence tells of ramming.
    """
    if pattern("ramming").search(sentence) and target_kind(name) == "vehicle":
        return "vehicle"
    category: WeaponCategory | None = _first("weapon", name)
    return category


def inter(name: str, country_code: str | None) -> Inter | None:
    """ACLED `inter` of an actor in an incident in a country; None when the name does not tell.

    A state's forces outside that state are External/Other forces (ACLED Codebook, actor type 8). A bare name of a
    country stands for its state.
    """
    origin = places.country_of(name)
    found: Inter | None = _first("inter", name)
    if found is None and (places.is_country(name) or (origin and _first("weapon", name))):
        found = "State forces"  # "Russia", "Russian artillery"
    abroad = origin is not None and country_code is not None and origin != country_code
    return "External/Other forces" if found == "State forces" and abroad else found


def inter_of_joint(name: str, described: str, country_code: str | None) -> Inter | None:
    """The same of a name, or else of what describes it; None for a joint name of two kinds, "police and witnesses"."""
    parts = {kind for part in name.split(" and ") if (kind := inter(part, country_code))}
    return None if len(parts) > 1 else inter(name, country_code) or inter(described, country_code)


def is_armed(name: str) -> bool:
    """Whether a name, or what describes it, is that of an armed group that is no state's."""
    return _first("inter", name) in _ARMED


def source_type(name: str | None, described: str = "") -> SourceType:
    """What kind of source the name stands for, or what describes it; `media` for the article's own voice (None).

    A country speaks through its government; "Blue Line Fiji" is no country.
    """
    if name is None:
        return "media"
    found: SourceType | None = _first("source", f"{described} {name}")
    if found in ("military", None) and is_armed(name):
        return "armed_group"  # "Rapid Support Forces"
    return found or ("government" if places.is_country(name) else "unspecified")


def target_kind(name: str) -> TargetKind:
    """What kind of thing was aimed at, by the head of the phrase, which is the first noun known from its end."""
    head = _HEAD_ENDS.split(name)[0]
    return _last("target", head) or _last("target", name) or ("territory" if places.find(name) else "other")


def victim_class(noun_phrase: str) -> VictimClass:
    """Whom a count counts: "three soldiers" are security_forces; `all` when the noun does not limit it."""
    return _first("victim", noun_phrase) or "all"


def stage(text: str) -> Stage:
    """Whether the sentence tells of something done, tried or threatened."""
    return _first("stage", text) or "accomplished"


def speech_act(text: str) -> Plover | None:
    """The PLOVER act that the words perform; None for a plain report."""
    act: Plover | None = _first("act", text)
    return act


def denies(text: str) -> bool:
    """Whether the words deny a deed or a part in it."""
    return pattern("denying").search(text) is not None


def disowns(text: str) -> bool:
    """Whether the words deny the deed itself ("not involved", "denied that its guns fired"), and not a toll."""
    return pattern("disowning").search(text) is not None


def claims(text: str) -> bool:
    """Whether the words claim or admit responsibility."""
    return pattern("claiming").search(text) is not None


def doubts(text: str) -> bool:
    """Whether the words leave open who did it: suspected, alleged, believed."""
    return pattern("doubting").search(text) is not None


def _first(table: str, text: str) -> Any:
    return next((code for code, words in _rows(table) if words.search(text)), None)


def _last(table: str, text: str) -> Any:
    """The code whose words stand furthest to the right."""
    hits = [(found.end(), code) for code, words in _rows(table) for found in words.finditer(text)]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of which all must stand in a text, and words of which none may."""

    wanted: tuple[re.Pattern[str], ...]
    unwanted: tuple[re.Pattern[str], ...]

    def fit(self, text: str) -> bool:
        wanted = all(words.search(text) for words in self.wanted)
        return wanted and not any(words.search(text) for words in self.unwanted)


@cache
def _deeds() -> tuple[tuple[SubEventType | None, _Words], ...]:
    """The rows of `event`; None is the code of those that are no political violence."""
    rows = ((code, words) for name, code, words in _lines() if name == "event")
    return tuple((None if code == "-" else cast("SubEventType", code), _words(words)) for code, words in rows)


def _words(written: str) -> _Words:
    wanted, _, unwanted = written.partition(" &! ")
    return _Words(
        tuple(_pattern(part) for part in wanted.split(" & ")), tuple(_pattern(part) for part in [unwanted] if part)
    )


@cache
def _rows(table: str) -> tuple[tuple[Any, re.Pattern[str]], ...]:
    return tuple((code, _pattern(words)) for name, code, words in _lines() if name == table)


@cache
def _lines() -> tuple[tuple[str, str, str], ...]:
    """Table, code and words of each row of the file, read once."""
    text = resources.files("app.reader").joinpath("words.tsv").read_text("utf-8")
    return tuple((table, code, words) for table, code, words in (line.split("\t") for line in text.splitlines()[1:]))


@cache
def _shared() -> dict[str, str]:
    """The words of each table that other rows may name."""
    return {name: words for name, code, words in _lines() if code == "yes"}


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w-])|(?<=\bal-))(?:{_spelled_out(words)})(?!\w)", re.IGNORECASE)


def _spelled_out(words: str) -> str:
    """The words with those of the tables that they name, in turn spelled out."""
    return _NAMED.sub(lambda named: f"(?:{_spelled_out(_shared()[named[1]])})", words)
