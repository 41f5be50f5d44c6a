"""An archive of 600 articles on three nodes, with everybody killed once: `tests.backfill.story`."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.ray,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install 'sitrep[ray]'"),
]


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What came of it. A process of its own: Ray's warnings are not ours."""
    command = (sys.executable, "-m", "tests.backfill.story")
    root = Path(__file__).parents[2]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert told.stdout, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_driver_actor_and_node_killed_each_article_is_there_once(found: dict[str, Any]) -> None:
    """588 records and 12 failures, as many as there are articles, whoever was killed when."""
    assert (found["records"], found["failures"], found["twice"], found["missing"]) == (588, 12, 0, 0), found


def test_what_had_a_record_when_something_was_killed_is_not_asked_again(found: dict[str, Any]) -> None:
    """The driver, an actor, a node."""
    assert all(found["committed_at"])
    assert found["asked_again"] == 0, found


def test_what_failed_is_tried_again_and_nothing_else(found: dict[str, Any]) -> None:
    """On the two nodes that are left."""
    assert (found["healed_calls"], found["healed_records"], found["healed_failures"]) == (12, 600, 0), found


def test_no_promise_was_broken(found: dict[str, Any]) -> None:
    """The script's own verdict, which `make backfill` goes by."""
    assert found["broken"] == []
