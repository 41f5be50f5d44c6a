"""What is read off a run of engines; no engine runs here."""

from bench.engine import OURS, WAYS, Read, _rows


def test_each_way_stands_beside_ours_on_the_articles_that_both_read() -> None:
    """Where a way reads every second article only, the others do not count in its row."""
    reads = {name: [Read(float(number + 1), 3, 50) for number in range(4)[:: way.every]] for name, way in WAYS.items()}
    by_peer = {row.peer: row for row in _rows(reads)}
    assert set(by_peer) == set(WAYS) - {OURS}
    assert by_peer["2 slots"].ours == (1.0, 2.0, 3.0, 4.0)
    assert by_peer["no reuse of prompts"].ours == by_peer["no reuse of prompts"].theirs == (1.0, 3.0)
