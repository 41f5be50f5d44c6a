"""How long one article takes in an index that holds many: its match, and all of putting it in.

    python -m bench.index --summaries 100000

The articles are made up, with a year of days, and towns, parties and kinds as unevenly common as in the news (Zipf).
They are loaded in bulk, in the clusters that they were made for; then new ones are put in as the service does it.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import uuid4

import typer
from sqlalchemy import Table, insert

from app.assemble.derived import UNDERIVED
from app.dossier.accounts import Account, accounts
from app.store.index.database import Database
from app.store.index.matching import FIRST, LAST, New, match
from app.store.index.packing import digest, named, packed, written
from app.store.index.rules import STANDARD
from app.store.index.tables import accounts as accounts_table
from app.store.index.tables import blocks, edges, incidents, summaries
from app.store.index.writing import Writing
from schemas import (
    Actor,
    ArticleRef,
    ArticleSummary,
    CasualtyClaim,
    Count,
    Evidence,
    Incident,
    IncidentDate,
    Location,
    Provenance,
    Target,
)
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF, SubEventType

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
KINDS: Final[tuple[SubEventType, ...]] = (
    "Armed clash",
    "Air/drone strike",
    "Attack",
    "Shelling/artillery/missile attack",
    "Peaceful protest",
)
COUNTRIES, TOWNS, PARTIES, DAYS = 60, 3_000, 800, 365
AT_ONCE: Final = 500
"""Articles of one transaction while the index is filled."""
WORDS: Final = (Evidence(quote="words of an article that carry this value", start=0, end=41),)
BY_NOBODY: Final = Provenance(
    model="made up",
    backend="endpoint",
    proposer="model",
    prompt_version="none",
    schema_version="2.0",
    pipeline_version="bench",
    created_at=NOW,
    cached=False,
    attempts=0,
    input_tokens=0,
    output_tokens=0,
    duration_s=0,
)


def _zipf(number: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


WEIGHTS: Final = {number: _zipf(number) for number in (COUNTRIES, TOWNS, PARTIES, len(KINDS))}


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: several articles report it."""

    day: date
    country: int
    town: int
    parties: tuple[int, int]
    kind: SubEventType


def events(chance: random.Random) -> Iterator[tuple[int, Event]]:
    """One report after another: the number of its event, and the event. Two reports for each on average."""
    number = 0
    while True:
        event = _event(chance)
        for _ in range(min(12, 1 + int(chance.expovariate(1)))):
            yield number, event
        number += 1


def _event(chance: random.Random) -> Event:
    def common(number: int) -> int:
        return chance.choices(range(number), cum_weights=WEIGHTS[number])[0]

    day = date(2025, 1, 1) + timedelta(days=chance.randrange(DAYS))
    town = common(TOWNS)
    return Event(day, town % COUNTRIES, town, (common(PARTIES), common(PARTIES)), KINDS[common(len(KINDS))])


def summary(event: Event, chance: random.Random) -> ArticleSummary:
    """One article's record of an event."""
    article_id = sha256(chance.randbytes(16)).hexdigest()
    killed = chance.randrange(1, 12)
    country = f"{chr(65 + event.country // 26)}{chr(65 + event.country % 26)}"
    one = Incident(
        **UNDERIVED,
        id=f"{article_id[:16]}-1",
        event_type=EVENT_TYPE_OF[event.kind],
        sub_event_type=event.kind,
        plover=PLOVER_OF[event.kind],
        stage="accomplished",
        date=IncidentDate(
            start=event.day, end=event.day, precision="day", time_precision=1, text="that day", evidence=WORDS
        ),
        location=Location(
            city=f"Town {event.town}",
            country_code=country,
            geonames_id=event.town + 1,
            latitude=event.town % 160 - 80,
            longitude=event.town % 340 - 170,
            precision="town",
            geo_precision=1,
            ucdp_where_prec=1,
            evidence=WORDS,
        ),
        actors=tuple(Actor(name=f"Party No{each}", type="Rebel groups", evidence=WORDS) for each in event.parties[:1]),
        targets=(Target(name=f"house of party No{event.parties[1]}", kind="building", evidence=WORDS),),
        casualty_claims=(
            CasualtyClaim(
                killed=Count(min=killed, max=killed),
                injured=None,
                asserted_by="police",
                source_type="police",
                evidence=WORDS,
            ),
        ),
        evidence=WORDS,
    )
    published = event.day + timedelta(days=1)
    ref = ArticleRef(id=article_id, published_on=published, language="en", characters=2_000)
    nothing: dict[str, Any] = dict.fromkeys(("summary", "background", "context", "unsupported"), ())
    return ArticleSummary(
        article=ref,
        headline="Made up",
        incidents=(one,),
        status="complete",
        provenance=BY_NOBODY,
        **nothing,
    )


class Filling:
    """Loads articles in bulk, each in the incident of its event."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._articles = 0
        self._incident = 0
        self._event = -1
        self._group: list[int] = []
        self._rows: dict[Table, list[dict[str, Any]]] = {}

    def load(self, reports: Iterator[tuple[int, Event]], number: int, chance: random.Random) -> None:
        """So many, some hundreds in a transaction."""
        for event_number, event in islice(reports, number):
            self._load(event_number, summary(event, chance))
            if self._articles % AT_ONCE == 0:
                self._write()
        self._write()

    def _write(self) -> None:
        with self._database.writing() as connection:
            for table in (incidents, summaries, accounts_table, blocks, edges):
                if rows := self._rows.pop(table, []):
                    connection.execute(insert(table), rows)

    def _add(self, table: Table, **values: Any) -> None:
        self._rows.setdefault(table, []).append(values)

    def _load(self, event: int, made: ArticleSummary) -> None:
        (account,) = accounts([made])
        if event != self._event:
            self._event, self._group, self._incident = event, [], self._incident + 1
            self._begin(account)
        self._articles += 1
        number, at, profile = self._articles, written(NOW), STANDARD.profile(account)
        article = {"owner": "", "article_id": made.article.id, "article": made.article.model_dump_json()}
        kept = {"received_at": at, "status": "complete", "digest": digest(made), "record": packed(made)}
        self._add(summaries, number=number, **article, **kept)
        own = {"number": number, "summary": number, "incident": self._incident}
        self._add(accounts_table, owner="", report=named(account.report), news=True, profile=profile, **own)
        first, last = STANDARD.days(profile)
        for key in STANDARD.blocks(profile):
            self._add(blocks, owner="", key=key, account=number, first=first or FIRST, last=last or LAST)
        for other in self._group:
            self._add(edges, account=number, other=other, grey=False)
            self._add(edges, account=other, other=number, grey=False)
        self._group.append(number)

    def _begin(self, account: Account) -> None:
        at = {"created_at": written(NOW), "updated_at": written(NOW)}
        record = {"record": packed(account.incident), "set_aside": "{}", "basis": "loaded", "news": True, "start": ""}
        self._add(incidents, number=self._incident, id=uuid4().hex, owner="", revision=1, **at, **record)


class Undone(Exception):
    """What ends a transaction without a trace."""


Taken = tuple[float, float]
"""Seconds by the clock on the wall, and of this thread's work."""


def _now() -> Taken:
    return time.perf_counter(), time.thread_time()


def _since(began: Taken) -> Taken:
    wall_s, work_s = _now()
    return wall_s - began[0], work_s - began[1]


def match_s(database: Database, made: ArticleSummary) -> Taken:
    """What the match of a new account takes: blocks, likeness, edges; nothing of it is kept."""
    (account,) = accounts([made])
    try:
        with database.writing() as connection:
            (known,) = connection.execute(accounts_table.select().limit(1)).all()
            new = {"summary": known.summary, "owner": "", "report": named(account.report), "news": True}
            profile = STANDARD.profile(account)
            statement = insert(accounts_table).values(new | {"profile": profile}).returning(accounts_table.c.number)
            number: int = connection.scalar(statement) or 0
            began = _now()
            match(connection, "", New(number, known.summary, profile), STANDARD)
            taken = _since(began)
            raise Undone
    except Undone:
        return taken


def put_s(writing: Writing, made: ArticleSummary) -> Taken:
    """What all of putting an article in takes: match, clusters, merged record, changes, commit."""
    began = _now()
    writing.put("", made, None, NOW)
    return _since(began)


def lines(name: str, taken: list[Taken]) -> Iterator[str]:
    """What is printed of many measurements."""
    for clock, times_s in zip(("on the wall", "of work"), zip(*taken, strict=True), strict=True):
        cuts = statistics.quantiles(times_s, n=100, method="inclusive")
        yield f"{name}, {clock}: p50 {cuts[49] * 1e3:.1f} ms, p99 {cuts[98] * 1e3:.1f} ms"


def main(
    *,
    number: Annotated[int, typer.Option("--summaries", min=1, help="Articles that the index holds.")] = 100_000,
    measured: Annotated[int, typer.Option(min=2, help="Articles that are timed.")] = 1_000,
    url: Annotated[str | None, typer.Option(help="An empty database; default: a SQLite file in a new folder.")] = None,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Fill an index, and time what one more article takes."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    reports = events(chance)
    with tempfile.TemporaryDirectory() as folder, closing(Database(url or f"sqlite:///{folder}/index.db")) as database:
        began_s = time.perf_counter()
        Filling(database).load(reports, number, chance)
        typer.echo(f"{number} articles, loaded in {time.perf_counter() - began_s:.0f} s", err=True)
        new = [summary(event, chance) for _, event in islice(reports, measured)]
        writing = Writing(database, STANDARD)
        for each in lines("match", [match_s(database, each) for each in new]):
            typer.echo(each)
        for each in lines("put", [put_s(writing, each) for each in new]):
            typer.echo(each)
        if url is None:
            size = sum(path.stat().st_size for path in Path(folder).iterdir())
            typer.echo(f"size: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    typer.run(main)
