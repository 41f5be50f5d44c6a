"""Disjoint sets do not depend on the order in which they were joined."""

from itertools import permutations

from app.dossier.sets import DisjointSets


def test_what_is_joined_is_one_set_in_any_order() -> None:
    for joins in permutations([("a", "b"), ("b", "c"), ("d", "e")]):
        sets = DisjointSets("abcdef")
        for one, other in joins:
            sets.join(one, other)
        assert sorted(map(sorted, sets.all())) == [["a", "b", "c"], ["d", "e"], ["f"]]
        assert sets.of("a") == sets.of("c") != sets.of("d")
