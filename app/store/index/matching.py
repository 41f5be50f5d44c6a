"""One account against the store: which others it may be one with, and all that hang together."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, insert, select

from app.dossier.clusters import Links
from app.store.index.packing import named, report
from app.store.index.rules import Rules
from app.store.index.tables import accounts, blocks, edges, links

AT_ONCE: Final = 500
"""Most values that one statement names."""
LONGEST_KEY: Final = 200
"""Characters; two keys that begin alike cost a comparison, no more."""
FIRST, LAST = date.min.isoformat(), date.max.isoformat()
"""Of days that are not known."""


def parts(numbers: Collection[Any]) -> Iterator[list[Any]]:
    """Values, so many at a time that a statement can name them."""
    listed = sorted(numbers)
    yield from (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def rows(
    connection: Connection, statement: Select[Any], column: ColumnElement[Any], values: Collection[Any]
) -> list[Any]:
    """The rows of a statement where a column has one of many values."""
    return [row for part in parts(values) for row in connection.execute(statement.where(column.in_(part)))]


def match(connection: Connection, owner: str, account: int, profile: str, rules: Rules) -> None:
    """Write down the blocks of an account, and every other of the same incident that shares one."""
    keys, (first, last) = {key[:LONGEST_KEY] for key in rules.blocks(profile)}, rules.days(profile)
    near = select(accounts.c.number, accounts.c.profile).join(blocks).where(blocks.c.owner == owner).distinct()
    if first:
        near = near.where(blocks.c.last >= _beside(first, -1))
    if last:
        near = near.where(blocks.c.first <= _beside(last, 1))
    found = {row.number: row.profile for row in rows(connection, near, blocks.c.key, keys)}
    same = sorted(number for number, other in found.items() if rules.likeness(profile, other)[1] == "same")
    days = {"first": first or FIRST, "last": last or LAST}
    named_so = [{"owner": owner, "key": key, "account": account} | days for key in sorted(keys)]
    pairs = [{"account": a, "other": b} for other in same for a, b in ((account, other), (other, account))]
    for table, values in ((blocks, named_so), (edges, pairs)):
        if values:
            connection.execute(insert(table), values)


def _beside(day: str, days: int) -> str:
    """A day so many days on: those of two accounts of one incident may lie one day apart."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def component(connection: Connection, owner: str, seeds: Iterable[int]) -> frozenset[int]:
    """The accounts that hang together with some: by edges, by what a person said is the same, by their incident."""
    reached: set[int] = set()
    new = set(seeds)
    while new:
        reached |= new
        new = _next(connection, owner, new) - reached
    return frozenset(reached)


def decided(connection: Connection, owner: str, reports: Collection[str]) -> Links:
    """What a person said of any of these reports."""
    either = select(links).where(links.c.owner == owner)
    found = [*rows(connection, either, links.c.one, reports), *rows(connection, either, links.c.other, reports)]
    pairs = [(row.same, frozenset({report(row.one), report(row.other)})) for row in found]
    return Links(*(frozenset(pair for same, pair in pairs if same is wanted) for wanted in (True, False)))


def _next(connection: Connection, owner: str, numbers: set[int]) -> set[int]:
    """Those that are one step away."""
    known = rows(connection, select(accounts.c.report, accounts.c.incident), accounts.c.number, numbers)
    incidents = {row.incident for row in known if row.incident is not None}
    said = decided(connection, owner, {row.report for row in known})
    linked = {named(each) for pair in said.must for each in pair}
    number = select(accounts.c.number)
    found = [
        *rows(connection, select(edges.c.other.label("number")), edges.c.account, numbers),
        *rows(connection, number, accounts.c.incident, incidents),
        *rows(connection, number.where(accounts.c.owner == owner), accounts.c.report, linked),
    ]
    return {row.number for row in found}
