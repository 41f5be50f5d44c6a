"""One account against the store: which others it may be one with, and all that hang together."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, insert, select

from app.dossier.clusters import Links
from app.dossier.likeness import NEIGHBOURS
from app.store.index.packing import named, report
from app.store.index.rules import Rules
from app.store.index.tables import accounts, blocks, edges, links

AT_ONCE: Final = 500
"""Most values that one statement names."""
MOST_COMPARED: Final = 300
"""Accounts that a new one is compared with, those that came last: a day in one town has fewer."""
LONGEST_KEY: Final = 200
"""Characters; two keys that begin alike cost a comparison, no more."""
FIRST, LAST = date.min.isoformat(), date.max.isoformat()
"""Of days that are not known."""

_ONE, _OTHER = accounts.alias("one"), accounts.alias("other")
_DOUBTFUL_PAIRS: Final = (
    select(edges.c.account, _OTHER.c.summary)
    .join(_ONE, _ONE.c.number == edges.c.account)
    .join(_OTHER, _OTHER.c.number == edges.c.other)
    .where(edges.c.grey)
)


def parts(numbers: Collection[Any]) -> Iterator[list[Any]]:
    """Values, so many at a time that a statement can name them."""
    listed = sorted(numbers)
    yield from (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def rows(
    connection: Connection, statement: Select[Any], column: ColumnElement[Any], values: Collection[Any]
) -> list[Any]:
    """The rows of a statement where a column has one of many values."""
    return [row for part in parts(values) for row in connection.execute(statement.where(column.in_(part)))]


@dataclass(frozen=True, slots=True)
class New:
    """An account that was written down last, with the row of its article's summary."""

    number: int
    summary: int
    profile: str


def match(connection: Connection, owner: str, new: New, rules: Rules) -> None:
    """Write down the blocks of an account, and every other that shares one and is or may be of the same incident."""
    keys, (first, last) = {key[:LONGEST_KEY] for key in rules.blocks(new.profile)}, rules.days(new.profile)
    near = select(accounts.c.number, accounts.c.profile).join(blocks).where(blocks.c.owner == owner).distinct()
    near = near.where(accounts.c.summary != new.summary)
    if first:
        near = near.where(blocks.c.last >= _beside(first, -NEIGHBOURS))
    if last:
        near = near.where(blocks.c.first <= _beside(last, NEIGHBOURS))
    near = near.order_by(accounts.c.number.desc()).limit(MOST_COMPARED)
    found = {row.number: row.profile for row in rows(connection, near, blocks.c.key, keys)}
    verdicts = {number: rules.likeness(new.profile, other)[1] for number, other in sorted(found.items())}
    alike = [(number, verdict == "grey") for number, verdict in verdicts.items() if verdict != "different"]
    days = {"first": first or FIRST, "last": last or LAST}
    named_so = [{"owner": owner, "key": key, "account": new.number} | days for key in sorted(keys)]
    pairs = [{"account": new.number, "other": other, "grey": grey} for other, grey in alike]
    pairs += [{"account": other, "other": new.number, "grey": grey} for other, grey in alike]
    for table, values in ((blocks, named_so), (edges, pairs)):
        if values:
            connection.execute(insert(table), values)


def _beside(day: str, days: int) -> str:
    """A day so many days on: those of two accounts of one incident may lie one day apart."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Component:
    """Accounts by number.

    core      what hangs together: by likeness, by what a person said is the same, by incident
    company   what the articles of those besides report, with whatever is surely of one incident with that: a doubtful
              pair in the core is of one incident where the two articles have another in common
    """

    core: frozenset[int]
    company: frozenset[int]


def component(connection: Connection, owner: str, seeds: Collection[int], most: float = inf) -> Component | None:
    """All that decides, with some accounts, of which incident they are.

    Where more than `most` hang together, doubtful pairs are taken to be of two incidents; None: there are more all the
    same.
    """
    core = _core(connection, owner, seeds, most, doubtful=True)
    if core is not None:
        return Component(core, _company(connection, owner, core, most))
    core = _core(connection, owner, seeds, most, doubtful=False)
    return None if core is None else Component(core, frozenset())


def _core(
    connection: Connection, owner: str, seeds: Collection[int], most: float, *, doubtful: bool
) -> frozenset[int] | None:
    core: set[int] = set()
    new = set(seeds)
    while new:
        core |= _closure(new, lambda numbers: _next(connection, owner, numbers, doubtful=doubtful), most)
        if len(core) > most:
            return None
        new = _doubtful_between(connection, core) - core if doubtful else set()
    return frozenset(core)


def _company(connection: Connection, owner: str, core: frozenset[int], most: float) -> frozenset[int]:
    doubtful = rows(connection, select(edges.c.account).where(edges.c.grey).distinct(), edges.c.account, core)
    own = rows(connection, select(accounts.c.summary), accounts.c.number, {row.account for row in doubtful})
    beside = rows(connection, select(accounts.c.number), accounts.c.summary, {row.summary for row in own})
    company = _closure({row.number for row in beside} - core, lambda new: _surely(connection, owner, new), most)
    return frozenset(company - core)


def _doubtful_between(connection: Connection, core: Collection[int]) -> set[int]:
    """Accounts of doubtful pairs of two articles of a core: what the two have in common may be another from now on."""
    articles = {row.summary for row in rows(connection, select(accounts.c.summary), accounts.c.number, core)}
    pairs = rows(connection, _DOUBTFUL_PAIRS, _ONE.c.summary, articles)
    return {row.account for row in pairs if row.summary in articles}


def _closure(seeds: Iterable[int], step: Callable[[set[int]], set[int]], most: float) -> set[int]:
    """All that can be reached; where that is more than `most`, what was reached when that was known."""
    reached: set[int] = set()
    new = set(seeds)
    while new:
        reached |= new
        new = step(new) - reached if len(reached) <= most else set()
    return reached


def decided(connection: Connection, owner: str, reports: Collection[str]) -> Links:
    """What a person said of any of these reports."""
    either = select(links).where(links.c.owner == owner)
    found = [*rows(connection, either, links.c.one, reports), *rows(connection, either, links.c.other, reports)]
    pairs = [(row.same, frozenset({report(row.one), report(row.other)})) for row in found]
    return Links(*(frozenset(pair for same, pair in pairs if same is wanted) for wanted in (True, False)))


def _next(connection: Connection, owner: str, numbers: set[int], *, doubtful: bool) -> set[int]:
    """Those that are one step away."""
    number = select(accounts.c.number)
    known = rows(connection, select(accounts.c.incident).distinct(), accounts.c.number, numbers)
    siblings = rows(
        connection, number, accounts.c.incident, {row.incident for row in known if row.incident is not None}
    )
    found = {row.number for row in siblings}
    if doubtful:
        found |= {
            row.other for row in rows(connection, select(edges.c.other).where(edges.c.grey), edges.c.account, numbers)
        }
    return found | _surely(connection, owner, numbers)


def _surely(connection: Connection, owner: str, numbers: set[int]) -> set[int]:
    """Those that are one step away by likeness beyond doubt, or since a person said so."""
    alike = rows(connection, select(edges.c.other).where(~edges.c.grey), edges.c.account, numbers)
    reports = rows(connection, select(accounts.c.report), accounts.c.number, numbers)
    said = decided(connection, owner, {row.report for row in reports})
    linked = {named(each) for pair in said.must for each in pair}
    mine = select(accounts.c.number).where(accounts.c.owner == owner)
    return {row.other for row in alike} | {row.number for row in rows(connection, mine, accounts.c.report, linked)}
