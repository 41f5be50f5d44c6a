"""The second stage: the incidents of all records, each once, in `dossiers/`. It asks no model, and is done as a whole.

Blocks of country and month say which articles belong together (`app.dossier.shards`); each group of those is built as
one dossier. What is kept of all records at once are the ids of articles that others are linked with.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from app.backfill import table
from app.backfill.files import DOSSIERS, Folder
from app.dossier.build import build
from app.dossier.sets import DisjointSets
from app.dossier.shards import Pair, Told, linked, shards
from schemas import ArticleSummary, FusedIncident

BUCKETS: Final = 64
"""Files of incidents, as many at most: groups are dealt out to them."""
FIELDS: Final = {
    "id": "string",
    "news": "bool",
    "event_type": "string",
    "sub_event_type": "string",
    "start": "date32",
    "end": "date32",
    "country": "string",
    "city": "string",
    "reports": "int32",
    "conflicts": "int32",
    "killed_low": "int64",
    "killed_high": "int64",
    "articles": "string",
    "incident": "string",
}


def read(folder: Folder, name: str) -> Iterator[ArticleSummary]:
    """The summaries of a file of records that report an incident, now or in their background."""
    with folder.open(name) as file:
        for row in table.rows(file, ["record"]):
            summary = ArticleSummary.model_validate_json(row["record"])
            if summary.incidents or summary.background:
                yield summary


def told(folder: Folder, name: str) -> Iterator[dict[str, str]]:
    """What each shard has of a file's summaries, as rows: `shard`, and `told` in JSON."""
    for summary in read(folder, name):
        for shard, each in shards(summary):
            yield {"shard": shard, "told": each.model_dump_json()}


def pairs(written: Iterable[str]) -> list[Pair]:
    """The pairs of one shard, of what it has of each article, in JSON."""
    return sorted(linked(map(Told.model_validate_json, written)))


def groups(found: Iterable[Pair]) -> dict[str, str]:
    """The article that stands for the group of each, of those that are linked with any."""
    above: dict[str, None] = {}
    edges = []
    for pair in found:
        above |= dict.fromkeys(pair)
        edges.append(pair)
    sets = DisjointSets(above)
    for one, other in edges:
        sets.join(one, other)
    return {article: sets.of(article) for article in above}


def grouped(folder: Folder, name: str, group_of: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A file's summaries as rows: `bucket`, `group`, and `record` in JSON."""
    for summary in read(folder, name):
        group = group_of.get(summary.article.id, summary.article.id)
        yield {"bucket": _bucket(group), "group": group, "record": summary.model_dump_json()}


def _bucket(group: str) -> int:
    return int(sha256(group.encode()).hexdigest()[:8], 16) % BUCKETS


def new_name() -> str:
    """What the names of this run's files begin with, which no other run's do."""
    return secrets.token_hex(4)


def write_bucket(folder: Folder, prefix: str, bucket: int, rows: Iterable[tuple[str, str]]) -> int:
    """Write the incidents of a bucket, of its rows of group and record; how many there are."""
    of_group: dict[str, list[ArticleSummary]] = {}
    for group, record in rows:
        of_group.setdefault(group, []).append(ArticleSummary.model_validate_json(record))
    lines = [line for summaries in of_group.values() for line in _lines(summaries)]
    folder.write(f"{DOSSIERS}/{prefix}-{bucket:02}.parquet", table.written(lines, FIELDS))
    return len(lines)


def _lines(summaries: Iterable[ArticleSummary]) -> Iterator[dict[str, Any]]:
    made = build(summaries)
    for news, incidents in ((True, made.incidents), (False, made.background)):
        for incident in incidents:
            yield _line(incident, news=news)


def _line(incident: FusedIncident, *, news: bool) -> dict[str, Any]:
    place, days = incident.location, incident.date
    return {
        "id": incident.id,
        "news": news,
        "event_type": incident.event_type,
        "sub_event_type": incident.sub_event_type,
        "start": days.start if days else None,
        "end": days.end if days else None,
        "country": place.country_code if place else None,
        "city": place.city if place else None,
        "reports": len(incident.reports),
        "conflicts": len(incident.conflicts),
        "killed_low": incident.fatalities.low,
        "killed_high": incident.fatalities.high,
        "articles": table.dumped([report.article_id for report in incident.reports]),
        "incident": incident.model_dump_json(),
    }


def clear(folder: Folder, prefix: str) -> None:
    """Take the files of all other runs away."""
    for name in folder.names(DOSSIERS):
        if not name.startswith(f"{DOSSIERS}/{prefix}"):
            folder.remove(name)
