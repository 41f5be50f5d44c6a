"""The made-up summaries of the benchmark are the same every time, and each is of one incident."""

from app.dossier.clusters import clusters
from bench.dossiers import made_up


def test_a_seed_makes_one_world() -> None:
    """So that figures of two revisions can be compared."""
    one, other = made_up(30), made_up(30)
    assert one == other
    assert len(one.accounts) == len(one.incident_of) == 30
    assert sum(map(len, clusters(one.accounts))) == 30
