"""CPU seconds and memory to find copies and clusters among made-up summaries, and how right the clusters are.

    python -m bench.dossiers
    python -m bench.dossiers --articles 10000 --days 60

The incidents are those of our labelled articles, moved: each made-up incident has a day and a town of the same country
of its own, and one report or several; a report leaves out, or has otherwise, what reports leave out and have otherwise.
Numbers differ at random, since they are no evidence. Seeded: the same summaries every time.
"""

import subprocess
import sys
import time
import tracemalloc
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
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
from eval.cases import Suite, corpora_folder, load_suite
from schemas import ArticleRef, ArticleSummary, CasualtyClaim, Count, Incident, IncidentDate, Location, Report

SIZES: Final = (1_000, 3_000, 10_000)
SUITES: Final = ("seeds", "stories", "newswire-odd")
DAYS: Final = 730
"""Over which the incidents are spread."""
TOWNS: Final = 60
"""The largest of each country, where the incidents are."""
REPORTS: Final = (1, 1, 1, 2, 2, 3, 5, 8)
"""How many articles report an incident, each as often."""
FIRST: Final = date(2023, 1, 1)
BACKGROUND, NO_TOWN, NO_SITE, A_WEEK, NO_DATE, NO_ACTOR, NO_TARGET, NO_CLAIM = 0.2, 0.1, 0.3, 0.1, 0.05, 0.3, 0.2, 0.2
"""How often a report is of background, and how often each thing is left out."""


@dataclass(slots=True)
class World:
    """Accounts, and which made-up incident each is of."""

    accounts: list[Account] = field(default_factory=list)
    incident_of: dict[Report, int] = field(default_factory=dict)


def main(
    articles: Annotated[list[int] | None, typer.Option(help="How many; each in a process of its own.")] = None,
    days: Annotated[int, typer.Option(help="Over which the incidents are spread.")] = DAYS,
) -> None:
    """Print a line for each size."""
    if articles and len(articles) == 1:
        typer.echo(_measure(articles[0], days))
        return
    typer.echo(heading())
    for size in articles or SIZES:
        command = [sys.executable, "-m", "bench.dossiers", "--articles", str(size), "--days", str(days)]
        subprocess.run(command, check=True)  # noqa: S603 - this file


@dataclass(frozen=True, slots=True)
class Taken:
    """CPU seconds to find copies and clusters; clusters found; pairs of reports that are right, invented and missed."""

    copies_s: float
    clusters_s: float
    clusters: int
    right: int
    invented: int
    missed: int

    @property
    def f1(self) -> float:
        """Pairwise F1, 0 to 1."""
        return 2 * self.right / (2 * self.right + self.invented + self.missed)


def take(world: World) -> Taken:
    """Put all accounts together."""
    began = time.process_time()
    origins(account.article for account in world.accounts)
    copies_s, began = time.process_time() - began, time.process_time()
    found = clusters(world.accounts)
    clusters_s = time.process_time() - began
    said = _pairs([account.report for account in cluster] for cluster in found)
    right = _pairs(_groups(world.incident_of))
    both = len(right & said)
    return Taken(copies_s, clusters_s, len(found), both, len(said) - both, len(right) - both)


def _measure(size: int, days: int) -> str:
    world = made_up(size, days)
    taken = take(world)
    return (
        f"{size:>6} summaries: copies {taken.copies_s:.2f} s, clusters {taken.clusters_s:.2f} s, "
        f"{memory_mib(world):.1f} MiB; {taken.clusters} clusters, pairs found {taken.right}, "
        f"invented {taken.invented}, missed {taken.missed}, F1 {taken.f1:.3f}"
    )


def memory_mib(world: World) -> float:
    """The most that both take at once, by Python's own count."""
    tracemalloc.start()
    origins(account.article for account in world.accounts)
    clusters(world.accounts)
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return most


def _groups(incident_of: dict[Report, int]) -> Iterable[list[Report]]:
    found: dict[int, list[Report]] = {}
    for report, number in incident_of.items():
        found.setdefault(number, []).append(report)
    return found.values()


def _pairs(groups: Iterable[Sequence[Report]]) -> set[frozenset[Report]]:
    return {frozenset(two) for group in groups for two in combinations(group, 2)}


# Made-up incidents.


def made_up(size: int, days: int = DAYS, seed: int = 1) -> World:
    """So many articles, each with an account of one incident."""
    random, bases, towns = Random(seed), tuple(_bases()), _towns()  # noqa: S311 - no secret
    world, left, number = World(), size, 0
    while left:
        number += 1
        one = _moved(random.choice(bases), random, towns, days)
        for _ in range(min(random.choice(REPORTS), left)):
            account = _account(one, random, left)
            world.accounts.append(account)
            world.incident_of[account.report] = number
            left -= 1
    return world


def _bases() -> Iterator[Incident]:
    for name in SUITES:
        suite = load_suite(name, corpora_folder())
        for case in suite.cases if isinstance(suite, Suite) else ():
            if isinstance(case.gold, ArticleSummary):
                yield from (one for one in case.gold.incidents if one.date and one.date.start and one.location)


def _towns() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for row in gazetteer().rows:
        place = parse(row).place
        if place.kind == "city":
            found.setdefault(place.country_code, []).append(place)
    return {code: tuple(sorted(each, key=lambda place: -place.population)[:TOWNS]) for code, each in found.items()}


def _moved(base: Incident, random: Random, towns: dict[str, tuple[Place, ...]], days: int) -> Incident:
    """The incident on a day, in a town, at a site and with victims of its own; its parties are what they were."""
    where, when = _place_and_day(base)
    choice = towns.get(where.country_code or "")
    if choice:
        site = where.site and f"{random.choice(choice).name} {where.site}"
        where = location(random.choice(choice), where.evidence, site=site)
    return base.model_copy(
        update={
            "location": where,
            "date": _from(when, FIRST + timedelta(random.randrange(days))),
            "casualty_claims": tuple(_other_victims(each, random) for each in base.casualty_claims),
        }
    )


def _other_victims(claim: CasualtyClaim, random: Random) -> CasualtyClaim:
    victims = (each.model_copy(update={"name": each.name and f"Name {random.random()}"}) for each in claim.victims)
    return claim.model_copy(update={"victims": tuple(victims)})


def _place_and_day(one: Incident) -> tuple[Location, IncidentDate]:
    assert one.location is not None
    assert one.date is not None
    return one.location, one.date


def _from(given: IncidentDate, start: date, days: int = 1) -> IncidentDate:
    return given.model_copy(update={"start": start, "end": start + timedelta(days - 1)})


# Made-up reports.


def _account(one: Incident, random: Random, number: int) -> Account:
    """An article's account of an incident, by the article's number: as news of the last days, or as background."""
    _, when = _place_and_day(one)
    assert when.start is not None
    news = random.random() >= BACKGROUND
    published_on = when.start + timedelta(random.choice((0, 1, 1, 2)) if news else random.randrange(3, 40))
    name = sha256(str(number).encode()).hexdigest()
    sketch = b64encode(random.randbytes(256)).decode()
    article = ArticleRef(id=name, published_on=published_on, language="en", characters=1, fingerprint=sketch)
    return Account(article, _reported(one, random).model_copy(update={"id": f"{name[:16]}-1"}), news)


def _reported(one: Incident, random: Random) -> Incident:
    """What is left when a report leaves things out."""
    return one.model_copy(
        update={
            "date": _date_of(one, random),
            "location": _location_of(one, random),
            "actors": tuple(each for each in one.actors if random.random() >= NO_ACTOR),
            "targets": tuple(each for each in one.targets if random.random() >= NO_TARGET),
            "casualty_claims": tuple(
                _recounted(each, random) for each in one.casualty_claims if random.random() >= NO_CLAIM
            ),
        }
    )


def _date_of(one: Incident, random: Random) -> IncidentDate | None:
    _, when = _place_and_day(one)
    if random.random() < NO_DATE or when.start is None:
        return None
    return _from(when, when.start - timedelta(random.randrange(6)), 7) if random.random() < A_WEEK else when


def _location_of(one: Incident, random: Random) -> Location:
    where, _ = _place_and_day(one)
    if random.random() < NO_TOWN:
        unknown = dict.fromkeys(("city", "geonames_id", "latitude", "longitude"))
        where = where.model_copy(update=unknown | {"precision": "admin1"})
    return where.model_copy(update={"site": None}) if random.random() < NO_SITE else where


def _recounted(claim: CasualtyClaim, random: Random) -> CasualtyClaim:
    killed, injured = (Count(min=number, max=number) for number in (random.randrange(1, 30), random.randrange(1, 30)))
    return claim.model_copy(update={"killed": killed, "injured": injured, "noun": None})


if __name__ == "__main__":
    typer.run(main)
