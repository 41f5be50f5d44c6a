"""Disjoint sets: which things were joined, whatever the order."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class DisjointSets(Generic[T]):
    """Things in sets that are joined two by two (union-find); each thing starts alone."""

    def __init__(self, things: Iterable[T]) -> None:
        self._above = {thing: thing for thing in things}

    def of(self, thing: T) -> T:
        """The thing that stands for its set."""
        above = self._above
        while above[thing] != thing:
            above[thing] = thing = above[above[thing]]
        return thing

    def join(self, one: T, other: T) -> None:
        """Make one set of two."""
        self._above[self.of(other)] = self.of(one)

    def all(self) -> Iterator[list[T]]:
        """The sets, each in the order in which its things came."""
        found: dict[T, list[T]] = defaultdict(list)
        for thing in self._above:
            found[self.of(thing)].append(thing)
        return iter(found.values())
