"""CPU seconds and memory to find copies and clusters among made-up summaries, and how right the clusters are.

    python -m bench.dossiers
    python -m bench.dossiers --articles 1000 --articles 3000 --articles 10000

The incidents are those of our labelled articles, moved: each made-up incident has a day, a town of the same country and
victims of its own, and one report or several; a report leaves out, or has otherwise, what reports leave out and have
otherwise. Numbers differ at random, since they are no evidence. Seeded: the same summaries every time.
"""

import gc
import resource
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations
from random import Random
from typing import Annotated, Final

import typer

from app.dossier.accounts import Account
from app.dossier.clusters import clusters
from app.dossier.copies import origins
from app.values.gazetteer import Place, gazetteer, parse
from app.values.locations import location
from bench.command import heading
from eval.cases import Absent, corpora_folder, load_suite
from schemas import ArticleRef, ArticleSummary, Count, Incident, IncidentDate, Report

SIZES: Final = (1_000, 3_000, 10_000)
SUITES: Final = ("seeds", "stories", "newswire-odd")
DAYS: Final = 730
"""Over which the incidents are spread."""
REPORTS: Final = (1, 1, 1, 2, 2, 3, 5, 8)
"""How many articles report an incident."""
FIRST: Final = date(2023, 1, 1)


@dataclass(slots=True)
class World:
    """Accounts, and the made-up incident of each."""

    accounts: list[Account] = field(default_factory=list)
    truth: dict[Report, int] = field(default_factory=dict)


def main(
    articles: Annotated[list[int] | None, typer.Option(help="How many; each in a process of its own.")] = None,
) -> None:
    """Print a line for each size."""
    sizes = articles or list(SIZES)
    if len(sizes) == 1:
        typer.echo(_measure(sizes[0]))
        return
    typer.echo(heading())
    for size in sizes:
        subprocess.run([sys.executable, "-m", "bench.dossiers", "--articles", str(size)], check=True)


def _measure(size: int) -> str:
    world = made_up(size)
    gc.collect()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    origins(account.article for account in world.accounts)
    copies_s, began = time.process_time() - began, time.process_time()
    found = clusters(world.accounts)
    clusters_s = time.process_time() - began
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    right, said = _pairs(world.truth, world.truth), _clustered(found)
    tp = len(right & said)
    return (
        f"{size:>7} articles, {len(world.accounts)} accounts: copies {copies_s:6.2f} s, clusters {clusters_s:6.2f} s, "
        f"{more:6.0f} MiB more, {len(found)} clusters; pairs found {tp}, invented {len(said) - tp}, "
        f"missed {len(right) - tp}, F1 {2 * tp / (len(right) + len(said)):.3f}"
    )


def _pairs(reports: Sequence[Report] | dict[Report, int], truth: dict[Report, int]) -> set[frozenset[Report]]:
    by_incident: dict[int, list[Report]] = {}
    for report in reports:
        by_incident.setdefault(truth[report], []).append(report)
    return {frozenset(two) for group in by_incident.values() for two in combinations(group, 2)}


def _clustered(found: Sequence[Sequence[Account]]) -> set[frozenset[Report]]:
    return {frozenset(two) for cluster in found for two in combinations([each.report for each in cluster], 2)}


# Made-up incidents.


def made_up(size: int, seed: int = 1) -> World:
    """So many articles of one incident each, a fifth of which mention an earlier one, too."""
    random, bases, towns = Random(seed), list(_bases()), _towns()
    world, articles, number = World(), 0, 0
    while articles < size:
        number += 1
        true = _moved(random.choice(bases), random, towns)
        for _ in range(min(random.choice(REPORTS), size - articles)):
            articles += 1
            _report(world, true, number, random, articles)
    return world


def _bases() -> Iterator[Incident]:
    for name in SUITES:
        suite = load_suite(name, corpora_folder())
        for case in () if isinstance(suite, Absent) else suite.cases:
            if isinstance(case.gold, ArticleSummary):
                yield from (one for one in case.gold.incidents if one.date and one.date.start and one.location)


def _towns() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for row in gazetteer().rows:
        place = parse(row).place
        if place.kind == "city":
            found.setdefault(place.country_code, []).append(place)
    return {code: sorted(places, key=lambda each: -each.population)[:60] for code, places in found.items()}


def _moved(base: Incident, random: Random, towns: dict[str, list[Place]]) -> Incident:
    """The incident on a day and in a town of its own."""
    assert base.location is not None
    assert base.date is not None
    day = FIRST + timedelta(days=random.randrange(DAYS))
    choice = towns.get(base.location.country_code or "", [])
    place = (
        location(random.choice(choice), base.location.evidence, site=base.location.site) if choice else base.location
    )
    return base.model_copy(update={"date": _day(base.date, day), "location": place})


def _day(given: IncidentDate, start: date, days: int = 1) -> IncidentDate:
    return given.model_copy(update={"start": start, "end": start + timedelta(days=days - 1)})


# Made-up reports.


def _report(world: World, true: Incident, number: int, random: Random, article: int) -> None:
    """One article's account of an incident; every fifth time as background, weeks later."""
    assert true.date is not None
    assert true.date.start is not None
    news = random.random() > 0.2
    published = true.date.start + timedelta(days=random.choice((0, 1, 1, 2)) if news else random.randrange(3, 40))
    digest = sha256(f"article {article}".encode()).digest()
    name = digest.hex()
    ref = ArticleRef(
        id=name,
        published_on=published,
        language="en",
        characters=1000,
        fingerprint=b64encode(Random(article).randbytes(256)).decode(),
    )
    incident = _told(true, random).model_copy(update={"id": f"{name[:16]}-1"})
    world.accounts.append(Account(ref, incident, news))
    world.truth[Report(article_id=name, incident_id=incident.id)] = number


def _told(true: Incident, random: Random) -> Incident:
    """What one report leaves out or has otherwise."""
    assert true.location is not None
    assert true.date is not None
    assert true.date.start is not None
    place, start = true.location, true.date.start
    if random.random() < 0.1:
        place = place.model_copy(
            update={"city": None, "geonames_id": None, "latitude": None, "longitude": None, "precision": "admin1"}
        )
    if random.random() < 0.3:
        place = place.model_copy(update={"site": None})
    day = true.date
    if random.random() < 0.1:
        day = _day(true.date, start - timedelta(days=random.randrange(6)), 7)
    return true.model_copy(
        update={
            "date": None if random.random() < 0.05 else day,
            "location": place,
            "actors": tuple(actor for actor in true.actors if random.random() < 0.7),
            "targets": tuple(target for target in true.targets if random.random() < 0.8),
            "casualty_claims": tuple(
                claim.model_copy(update={"killed": Count(min=(n := random.randrange(1, 30)), max=n), "noun": None})
                for claim in true.casualty_claims
                if random.random() < 0.8
            ),
        }
    )


if __name__ == "__main__":
    typer.run(main)
