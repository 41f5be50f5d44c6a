"""The numbers of the page's drawings: tolls as bars, days as a timeline. Pure; units are those of the picture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app.present.incident_text import OWN_VOICE, count_words
from schemas import ArticleRef, Count, Incident

WIDTH: Final = 320
LEFT, RIGHT = 10, 30
"""Units kept free for the marks at the ends."""
MOST_BARS: Final = 40
"""Of one incident: more would be no picture."""
Letters = Mapping[str, str]
"""An article's id -> the letter that it has on the page; empty where there is one article alone."""
NONE: Final[Letters] = {}


@dataclass(frozen=True, slots=True)
class Bar:
    """One source's toll: from `start` to `end`, open upwards where the words are ("at least")."""

    label: str
    words: str
    start: float
    end: float
    is_open: bool
    value: str
    letters: str


@dataclass(frozen=True, slots=True)
class Day:
    """A mark on the timeline, from `start` to `end`, which are equal for a day."""

    kind: Literal["published", "incident", "background"]
    label: str
    start: float
    end: float


def bars(incident: Incident, harm: Literal["killed", "injured"], claims: Sequence[tuple[str, str]]) -> tuple[Bar, ...]:
    """A bar for each claim that counts the harm; `claims`: key and articles' letters of each, in order."""
    counted = [
        (claim, count, *on_page)
        for claim, on_page in zip(incident.casualty_claims, claims, strict=True)
        if (count := getattr(claim, harm)) is not None
    ][:MOST_BARS]
    most = max((_top(count) for _, count, *_ in counted), default=0)
    unit = (WIDTH - LEFT - RIGHT) / max(1, most)
    return tuple(
        Bar(
            label=claim.asserted_by or OWN_VOICE,
            words=count_words(count) + ("" if claim.victim_class == "all" else f" ({claim.victim_class})"),
            start=LEFT + unit * (count.min or 0) if count.min != count.max else LEFT,
            end=LEFT + unit * _top(count),
            is_open=count.max is None,
            value=key,
            letters=letters,
        )
        for claim, count, key, letters in counted
    )


def timeline(
    articles: Sequence[ArticleRef],
    incidents: Sequence[Incident],
    background: Sequence[Incident],
    letters: Letters = NONE,
) -> tuple[Day, ...]:
    """Publication, incidents and background in order of their days; fewer than two different days: nothing to show."""
    found = sorted(_days(articles, incidents, background, letters), key=lambda each: (each[2], each[3]))
    if len({day for _, _, *days in found for day in days}) < 2:  # noqa: PLR2004
        return ()
    first, last = min(each[2] for each in found), max(each[3] for each in found)
    unit = (WIDTH - LEFT - RIGHT) / (last - first).days
    return tuple(
        Day(kind, label, LEFT + unit * (start - first).days, LEFT + unit * (end - first).days)
        for kind, label, start, end in found
    )


_Day = tuple[Literal["published", "incident", "background"], str, date, date]


def _days(
    articles: Sequence[ArticleRef], incidents: Sequence[Incident], background: Sequence[Incident], letters: Letters
) -> Iterator[_Day]:
    for article in articles:
        if day := article.published_on:
            yield "published", " ".join(filter(None, (letters.get(article.id), f"published {day}"))), day, day
    parts: tuple[tuple[Literal["incident", "background"], Sequence[Incident]], ...] = (
        ("incident", incidents),
        ("background", background),
    )
    for kind, those in parts:
        for each in those:
            if each.date and each.date.start and each.date.end:
                days = " to ".join(str(day) for day in dict.fromkeys((each.date.start, each.date.end)))
                yield kind, f"{each.sub_event_type}, {days}", each.date.start, each.date.end


def _top(count: Count) -> int:
    return count.max if count.max is not None else count.min or 0
