"""Keys under which the accounts of one incident meet, so that nothing is compared all with all."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, Literal

from app.dossier.profiles import Profile
from schemas.codes import EVENT_TYPE_OF, EventType

Family = Literal["violence", "unrest", "development"]
FAMILY_OF: Final[dict[EventType, Family]] = {
    "Battles": "violence",
    "Explosions/Remote violence": "violence",
    "Violence against civilians": "violence",
    "Protests": "unrest",
    "Riots": "unrest",
    "Strategic developments": "development",
}
"""Events that reports take for one another: a clash, an attack and a bomb; a protest and a riot."""
_LONGEST: Final = 31
"""Days: a longer time than a month meets others by the names of places and parties alone."""


def family(profile: Profile) -> Family:
    """The family of a profile's event."""
    return FAMILY_OF[EVENT_TYPE_OF[profile.kind]]


def blocks(profile: Profile) -> frozenset[str]:
    """The keys of a profile: two accounts of one incident share at least one, unless one of them says next to nothing.

    `day:CC:YYYY-MM-DD:family`  each country on each possible day and the next, which neighbouring days share
    `town:`, `site:`, `party:`, `name:`  a name, whatever the day: they hold where the day or the country is unknown
    """
    return frozenset((*_days(profile), *_places(profile), *_names(profile)))


def _days(profile: Profile) -> Iterator[str]:
    start, end = profile.start, profile.end
    if start is None or end is None:
        if not profile.news or profile.published is None:
            return
        start, end = profile.published - timedelta(days=RECENT), profile.published
    if (end - start).days < _LONGEST:
        kind = family(profile)
        for country in profile.countries:
            for ahead in range((end - start).days + 2):
                yield f"day:{country}:{start + timedelta(days=ahead)}:{kind}"


RECENT: Final = 3
"""Days before publication in which news without a day has happened, as a rule."""


def _places(profile: Profile) -> Iterator[str]:
    yield from (f"town:{town}" for town in profile.towns)
    yield from (f"site:{name}" for name in profile.landmarks)


def _names(profile: Profile) -> Iterator[str]:
    yield from (f"party:{name}" for name in profile.parties)
    yield from (f"name:{name}" for name in (*profile.victims, *profile.speakers))
