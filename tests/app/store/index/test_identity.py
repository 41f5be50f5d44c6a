"""Ids survive what clusters do."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from app.store.index.identity import Identities, identities


@pytest.mark.parametrize(
    ("clusters", "before", "found"),
    [
        ([{1}], {}, Identities((None,), {}, frozenset())),
        ([{1, 2}], {7: {1}}, Identities((7,), {}, frozenset())),
        ([{1, 2, 3}], {7: {1}, 9: {2, 3}}, Identities((7,), {9: 7}, frozenset())),
        ([{1}, {2, 3}], {7: {1, 2, 3}}, Identities((None, 7), {}, frozenset())),
        ([{2}, {1}], {7: {1, 2}}, Identities((None, 7), {}, frozenset())),
        ([{1}], {7: {1}, 9: set()}, Identities((7,), {}, frozenset({9}))),
    ],
    ids=["new", "grows", "two become one", "the larger part", "the part with the oldest report", "nothing is left"],
)
def test_a_cluster_keeps_the_oldest_incident_that_stays_in_it(
    clusters: Sequence[Collection[int]], before: Mapping[int, Collection[int]], found: Identities
) -> None:
    """An incident stays where most of its reports are."""
    assert identities(clusters, before) == found
