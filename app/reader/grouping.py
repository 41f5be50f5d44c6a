"""Which readings tell of the same incident, and which incidents are only background. Pure.

The first incident that an article reports is its main one. A further reading belongs to an incident unless its own
words speak against it: another time, another town, another country, "in a separate incident".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from app.reader import codes, deeds, speech
from app.reader.check import Checked
from app.reader.deeds import Deed
from app.reader.scenes import (
    DEED_ON,
    Region,
    Setting,
    first_day,
    is_origin,
    is_series,
    is_wide,
    last_day,
    length_days,
    opens_another,
    regions,
)
from app.reader.sources import Asserted
from app.reader.stances import Stance
from app.reader.syntax import ParsedArticle
from app.values import counts, dates, places
from app.values.dates import Hit, Span
from app.values.places import Mention
from schemas.codes import EVENT_TYPE_OF

NEWS_AGE: Final = timedelta(days=14)
"""An incident that ended longer than this before publication is not what a news article newly reports."""
LOCATIVE: Final = re.compile(
    rf"(?:{DEED_ON}|\b(?:in|inside|across|near|into|off|from|around|throughout|over|(?:north|south|east|west)\w*|central|neighbou?ring|and)"
    r"\s+(?:the\s+)?|,\s*)$",
    re.IGNORECASE,
)
"""Words before a country that make it a place."""


_FORCE: Final = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
_THEN: Final = re.compile(
    r"\bthen[.,\"\u201d]*$|\bat the time\b|\bin that (?:attack|incident|case|clash)\b", re.IGNORECASE
)
"""Words that tell of the incident of the sentence before."""


@dataclass(frozen=True, slots=True)
class Report:
    """A checked reading with its source and what its own words say of time and place."""

    clause: Checked
    asserted: Asserted
    span: Span | None
    mentions: tuple[Mention, ...]
    """Those of the clause; offsets count from the start of the article."""
    deed: Deed
    stances: tuple[Stance, ...] = ()
    """What speakers do with words in the clause."""
    regions: frozenset[Region] = frozenset()
    """Where something happens, of the mentions."""
    wide: bool = False
    """It tells of a whole country; see `Setting`."""

    @property
    def setting(self) -> Setting:
        """When, where and what, as far as the words tell."""
        cities = frozenset(mention.place.name for mention in self.mentions if mention.place.kind == "city")
        countries = frozenset(mention.place.country_code for mention in self.mentions)
        return Setting(self.span, self.sort, cities, self.regions, countries, self.wide)

    @property
    def sort(self) -> Literal["arrest", "force"] | None:
        """An arrest and the deed it is for are two incidents; an arrest at a protest is part of it. None: not told."""
        own = codes.sub_event_type(self.clause.text)
        if own is None or EVENT_TYPE_OF[own] in ("Protests", "Riots"):
            return None
        return "arrest" if self.deed.arrests else "force" if EVENT_TYPE_OF[own] in _FORCE else None


@dataclass(frozen=True, slots=True)
class Group:
    """Readings of one incident, in the article's order, and their settings, each once."""

    told: tuple[Report, ...]
    settings: frozenset[Setting]
    background: bool = False
    apart: bool = False
    """Whether it is told as another incident than those before it, or is long over."""


def tell(
    clauses: Iterable[Checked], asserted: Iterable[Asserted], acts: tuple[Stance, ...], article: ParsedArticle
) -> tuple[Report, ...]:
    """Read time and place from each clause's own words; what a place name means, the whole article tells.

    The day of a statement is no time of the deed.
    """
    named = places.find(article.text)
    return tuple(_told(clause, by, acts, named, article) for clause, by in zip(clauses, asserted, strict=True))


def _told(
    clause: Checked, asserted: Asserted, acts: tuple[Stance, ...], named: tuple[Mention, ...], article: ParsedArticle
) -> Report:
    deed = deeds.read(clause, article)
    hits = (hit for hit in dates_of(clause, deed) if not speech.dates_statement(clause.text, hit.start, hit.end))
    spans = [dates.resolve(hit.text, article.published_on) for hit in hits]
    known = [span for span in spans if span and span.start]
    own = tuple(act for act in acts if clause.asked.start <= act.of.start < clause.asked.end)
    span = min(known, key=length_days, default=None)
    mentions = tuple(m for m in _mentions(clause, named, article) if not deed.is_apart(m.start))
    wide = is_wide(mentions, article, clause.asked.start)
    return Report(clause, asserted, span, mentions, deed, own, regions(mentions, article), wide)


def dates_of(clause: Checked, deed: Deed) -> tuple[Hit, ...]:
    """The temporal expressions of a clause, by offsets into it, without those that date what an arrest is for."""
    start = clause.asked.start
    return tuple(hit for hit in dates.find(clause.text) if not deed.is_apart(start + hit.start))


def _mentions(clause: Checked, named: tuple[Mention, ...], article: ParsedArticle) -> tuple[Mention, ...]:
    """Places where something happens: not those in the name of a party or a source ("the Baghdad police said").

    A country's name mostly stands for its state, so it is a place only after a word of place.
    """
    parties = [found for found in (clause.attacker, clause.said_by) if found]
    start, end = clause.asked.start, clause.asked.end
    return tuple(
        mention
        for mention in named
        if start <= mention.start < end
        and not any(party.start <= mention.start < party.end for party in parties)
        and not is_origin(article.tree.head_of(mention.start, mention.end), article.tree)
        and (mention.place.kind != "country" or LOCATIVE.search(article.text[start : mention.start]))
    )


def group(told: Iterable[Report], article: ParsedArticle) -> tuple[Group, ...]:
    """All incidents, in order of first mention; reactions and readings without an event belong to none."""
    groups: list[Group] = []
    for reading in _widened(tuple(told)):
        report = is_report(reading.clause)
        if _strays(reading, groups) or not (report or (groups and _answers(reading))):
            continue
        index = None if report and _is_apart(reading) else _home(reading, groups, article)
        if index is None:
            groups.append(_opened(reading))
        else:
            groups[index] = _joined(groups[index], reading)
    return tuple(_dated(known, groups[0], article) for known in groups)


def _widened(told: tuple[Report, ...]) -> Iterator[Report]:
    """The readings; one told of a whole country is only kept apart from the towns where several of them follow."""
    others = [one.setting for one in told if is_report(one.clause)] if any(one.wide for one in told) else []
    for reading in told:
        yield replace(reading, wide=reading.wide and is_series(reading.setting, others))


def _is_apart(told: Report) -> bool:
    """Whether the clause says that it turns to another incident."""
    return opens_another(told.clause.text)


def _answers(told: Report) -> bool:
    """Whether the clause ties somebody to the deed told before, or denies it."""
    return any(act.act == "ACCUSE" or act.disowns or act.owns for act in told.stances)


def _strays(told: Report, groups: list[Group]) -> bool:
    """Whether a clause tells of "then", and the sentence before it tells of no incident."""
    if not _THEN.search(told.clause.text):
        return False
    return not any(t.clause.asked.sentence == told.clause.asked.sentence - 1 for g in groups for t in g.told)


def _home(told: Report, groups: list[Group], article: ParsedArticle) -> int | None:
    """The group that a reading belongs to: that of its paragraph, else the first that its words do not contradict."""
    paragraph = _paragraph(told, article)
    near = [i for i, known in enumerate(groups) if _paragraph(known.told[-1], article) == paragraph]
    return next((i for i in (*reversed(near), *range(len(groups))) if _belongs(told, groups[i])), None)


def _paragraph(told: Report, article: ParsedArticle) -> int:
    return article.sentences[told.clause.asked.sentence].paragraph


def is_report(clause: Checked) -> bool:
    """Whether the clause reports an incident, and is not only a threat, a refusal to comment or a circumstance."""
    harmed = bool(clause.killed or clause.wounded) or counts_victims(clause.text)
    silent = clause.empty and codes.sub_event_type(clause.text) in (None, "Attack", "Other")
    if not harmed and (silent or (speech.NO_COMMENT.search(clause.text) and not clause.attacker)):
        return False
    threat = codes.speech_act(clause.text) == "THREATEN" and not speech.accuses(clause.text)
    return harmed or (codes.sub_event_type(clause.text) is not None and not threat)


def counts_victims(text: str) -> bool:
    """Whether the words count dead or hurt, nobody included."""
    return bool(codes.killing(text) or codes.wounding(text)) and bool(counts.find(text))


def _opened(told: Report) -> Group:
    return Group((told,), frozenset([told.setting]), apart=_is_apart(told))


def _joined(known: Group, told: Report) -> Group:
    return replace(known, told=(*known.told, told), settings=known.settings | {told.setting})


def _belongs(told: Report, known: Group) -> bool:
    setting = told.setting
    return all(setting.allows(other) for other in known.settings)


def _dated(known: Group, main: Group, article: ParsedArticle) -> Group:
    """Mark what is over for long, or earlier than the main incident, as background."""
    ends = [last_day(told.span) for told in known.told if told.span]
    if known is not main and _answered(known, main):
        return replace(known, background=True)
    if not ends:
        return known
    old = article.published_on is not None and max(ends) < article.published_on - NEWS_AGE
    earlier = known is not main and _earlier(ends, main)
    return replace(known, background=old or earlier, apart=known.apart or old)


def _answered(known: Group, main: Group) -> bool:
    """Whether an undated deed stands beside an arrest that is the news: what the arrest is for."""
    dated = tuple(told.span for told in known.told if told.span)
    undated = not dated or not any(told.span for told in main.told)
    return undated and main.told[0].sort == "arrest" and any(told.sort == "force" for told in known.told)


def _earlier(ends: list[date], main: Group) -> bool:
    starts = [first_day(told.span) for told in main.told if told.span]
    return bool(starts) and max(ends) < min(starts)
