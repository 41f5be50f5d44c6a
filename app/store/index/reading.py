"""What is read of the index, as an owner may see it: summaries, incidents, changes. Not for the event loop.

An owner None sees everybody's. `full`: with names that are withheld otherwise.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import asin, cos, degrees, radians, sin, sqrt
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, tuple_

from app.store.index.database import Database
from app.store.index.packing import report, unpacked, unpacked_text
from app.store.index.tables import accounts, changes, incidents, summaries

EARTH_KM: Final = 6371.0088
"""Mean radius (IUGG)."""
Json = dict[str, Any]
Position = tuple[str, int]
"""Of an incident in the order of lists: its first possible day, empty where none is known; its number."""


@dataclass(frozen=True, slots=True)
class Near:
    """Within so many kilometres of a point, in degrees."""

    latitude: float
    longitude: float
    km: float

    def distance_km(self, latitude: float, longitude: float) -> float:
        """Along the great circle (haversine)."""
        north, east = radians(latitude - self.latitude), radians(longitude - self.longitude)
        across = cos(radians(self.latitude)) * cos(radians(latitude)) * sin(east / 2) ** 2
        return 2 * EARTH_KM * asin(min(1.0, sqrt(sin(north / 2) ** 2 + across)))

    def box(self) -> ColumnElement[bool]:
        """A condition that all such points meet, and few others."""
        reach = degrees(self.km / EARTH_KM)
        is_near = incidents.c.latitude.between(self.latitude - reach, self.latitude + reach)
        widest = cos(radians(min(90.0, abs(self.latitude) + reach)))
        if sin(radians(min(90.0, reach))) >= widest:  # a pole is within reach
            return is_near
        wide = degrees(asin(sin(radians(reach)) / cos(radians(self.latitude))))
        turns = [
            incidents.c.longitude.between(self.longitude - wide + turn, self.longitude + wide + turn)
            for turn in (-360, 0, 360)
        ]
        return and_(is_near, or_(*turns))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which incidents; None: any.

    first, last   days, ISO 8601, both included: those that may have happened on one of them
    kind          event type or sub-event type
    words         folded; each must stand in a name of the record, its note, or a title of its articles
    background    also those that are only mentioned
    """

    country: str | None = None
    first: str | None = None
    last: str | None = None
    kind: str | None = None
    near: Near | None = None
    words: tuple[str, ...] = ()
    background: bool = False

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """As SQL."""
        of = incidents.c
        if not self.background:
            yield of.news
        if self.country:
            yield of.country == self.country
        if self.first or self.last:
            yield of.start != ""
        if self.first:
            yield of.end >= self.first
        if self.last:
            yield of.start <= self.last
        if self.kind:
            yield or_(of.event_type == self.kind, of.sub_event_type == self.kind)
        if self.near:
            yield self.near.box()
        yield from (of.words.contains(word, autoescape=True) for word in self.words)


@dataclass(frozen=True, slots=True)
class KeptSummary:
    """An article in the index. `incidents` are the ids of those that it reports; `superseded_by` an article's id.

    text  of the article; None where it was not kept, or has names that are withheld
    """

    record: bytes
    received_at: str
    superseded_by: str | None
    incidents: tuple[str, ...]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An id that was given: of an incident, or of one that is part of another now, or withdrawn, for a reason."""

    incident: Json | None
    merged_into: str | None
    withdrawn: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads one database."""

    database: Database

    def summary(self, owner: str | None, article_id: str, *, full: bool) -> KeptSummary | None:
        """The record of an article, as JSON; of several owners' the one that came last. None: there is none."""
        wanted = select(summaries).where(summaries.c.article_id == article_id, *_of(summaries.c.owner, owner))
        with self.database.reading() as connection:
            row = connection.execute(wanted.order_by(summaries.c.number.desc())).first()
            if row is None:
                return None
            ids = select(incidents.c.id).join(accounts).where(accounts.c.summary == row.number).distinct()
            found = tuple(connection.scalars(ids.order_by(incidents.c.id)))
        kept = row.record if full else row.masked or row.record
        text = unpacked_text(row.text) if row.text and (full or row.masked is None) else None
        return KeptSummary(zlib.decompress(kept), row.received_at, row.superseded_by, found, text)

    def incident(self, owner: str | None, incident_id: str, *, full: bool) -> Found | None:
        """An incident by its id; None: no such id was given."""
        wanted = select(incidents).where(incidents.c.id == incident_id, *_of(incidents.c.owner, owner))
        with self.database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        return Found(_incident(row, full=full) if row.record else None, row.merged_into, row.withdrawn)

    def incidents(
        self, owner: str | None, wanted: Wanted, after: Position | None, limit: int, *, full: bool
    ) -> tuple[list[Json], Position | None]:
        """So many incidents after a place in the order, and the place of the last; None: there are no more."""
        with self.database.reading() as connection:
            rows, last = listed(connection, owner, wanted, after, limit)
        return [_incident(row, full=full) for row in rows], last

    def latest(self, owner: str | None, wanted: Wanted, limit: int, *, full: bool) -> list[Json]:
        """So many incidents, those that changed last first."""
        order = (incidents.c.updated_at.desc(), incidents.c.number.desc())
        of_them = select(incidents).where(incidents.c.record.is_not(None), *_of(incidents.c.owner, owner))
        of_them = of_them.where(*wanted.conditions()).order_by(*order)
        near = wanted.near
        with self.database.reading() as connection:
            rows = connection.execution_options(yield_per=limit).execute(of_them)
            found = (
                each for each in rows if near is None or near.distance_km(each.latitude, each.longitude) <= near.km
            )
            return [_incident(row, full=full) for row in islice(found, limit)]

    def changes(self, owner: str | None, since: int | str, limit: int, *, full: bool) -> tuple[list[Json], int]:
        """So many changes after a number, or since a moment (`packing.written`), and the number of the last."""
        is_later = changes.c.number > since if isinstance(since, int) else changes.c.at >= since
        wanted = select(changes).where(is_later, *_of(changes.c.owner, owner)).order_by(changes.c.number).limit(limit)
        with self.database.reading() as connection:
            rows = connection.execute(wanted).all()
            newest = rows[-1].number if rows else since if isinstance(since, int) else _newest(connection)
        return [_change(row, full=full) for row in rows], newest

    def incident_of(self, owner: str, reports: Sequence[str]) -> list[str]:
        """The incidents that reports belong to, by their names, in their order."""
        wanted = select(accounts.c.report, incidents.c.id).join(incidents).where(accounts.c.owner == owner)
        with self.database.reading() as connection:
            found = {row.report: row.id for row in connection.execute(wanted.where(accounts.c.report.in_(reports)))}
        return [found[each] for each in reports]


def listed(
    connection: Connection, owner: str | None, wanted: Wanted, after: Position | None, limit: int
) -> tuple[list[Any], Position | None]:
    """So many rows of incidents after a place in the order, and the place of the last; None: there are no more."""
    order = (incidents.c.start, incidents.c.number)
    of_them = select(incidents).where(incidents.c.record.is_not(None), *_of(incidents.c.owner, owner))
    of_them = of_them.where(*wanted.conditions()).order_by(*(column.desc() for column in order))
    rows = list(_page(connection, of_them, wanted.near, after, limit + 1))
    page = rows[:limit]
    return page, (page[-1].start, page[-1].number) if len(rows) > limit else None


def _of(column: ColumnElement[str], owner: str | None) -> list[ColumnElement[bool]]:
    return [] if owner is None else [column == owner]


def _page(
    connection: Connection, wanted: Select[Any], near: Near | None, after: Position | None, most: int
) -> Iterator[Any]:
    """Rows of a list; of those in the box round a circle only the ones in the circle, so that more may be read."""
    left = most
    while left:
        behind = tuple_(incidents.c.start, incidents.c.number) < tuple_(*after) if after else None
        rows = connection.execute((wanted if behind is None else wanted.where(behind)).limit(most)).all()
        for row in rows:
            if left and (near is None or near.distance_km(row.latitude, row.longitude) <= near.km):
                left -= 1
                yield row
        if len(rows) < most:
            return
        after = rows[-1].start, rows[-1].number


def _newest(connection: Connection) -> int:
    return connection.scalar(select(changes.c.number).order_by(changes.c.number.desc()).limit(1)) or 0


def _incident(row: Any, *, full: bool) -> Json:
    put_aside = json.loads(row.set_aside)
    return {
        "id": row.id,
        "revision": row.revision,
        "owner": row.owner,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "news": row.news,
        "withheld": row.masked is not None and not full,
        "set_aside": [
            {"report": report(name).model_dump(), "why": why, "article_id": article_id}
            for name, (why, article_id) in sorted(put_aside.items())
        ],
        "record": unpacked(row.record if full else row.masked or row.record),
    }


def _change(row: Any, *, full: bool) -> Json:
    values = row.full if full and row.full else row.shown
    old, new = json.loads(values) if values else (None, None)
    same = ("incident_id", "revision", "at", "kind", "path", "cause", "article_id", "erased")
    return {**{name: getattr(row, name) for name in same}, "old": old, "new": new}
