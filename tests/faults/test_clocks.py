"""Clocks that are wrong (case 30)."""

import ast
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import app
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour, Said, json_reply
from tests.faults.endpoint import good, numbered, opened, over_http, post, read, settings

APP = Path(app.__file__).parent
DAY_S = 86_400.0
TELLS_THE_TIME_OF_DAY = {
    "receipt.py", "vendor_errors.py", "cli.py", "batch.py", "summaries.py", "quotas.py", "budget.py", "answers.py",
    "batch_run.py", "doctor.py", "dossier_command.py",
    "corrections_command.py", "export_command.py", "exports.py", "seen.py", "incident_exports.py", "indexing.py",
    "dispatch.py", "erasure.py", "incidents.py", "index.py", "kept.py", "review.py", "subscriptions.py",
    "sending.py", "slack.py", "work.py", "rows.py", "keys_command.py",
}  # fmt: skip
"""Where a moment, not a duration, is meant: a record's stamp, a Retry-After date, today's date for an article,
the end of a window of `limits`, which counts by the wall clock, the day of a budget, an answer's age in days, when a
row of the index was written and what is due by then, what was erased since an article began to be read, the age of a
signed request."""


class WallClock:
    """`time.time`, set forward or back by a day whenever `jump` says so."""

    def __init__(self) -> None:
        self.ahead_s = 0.0
        self._true = time.time

    def __call__(self) -> float:
        return self._true() + self.ahead_s


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    clock = WallClock()
    monkeypatch.setattr(time, "time", clock)
    return clock


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(good) as server:
        yield server


@pytest.mark.parametrize("jump_s", [DAY_S, -DAY_S])
async def test_a_deadline_holds_when_the_wall_clock_jumps(
    server: FakeOpenAI, tmp_path: Path, wall: WallClock, jump_s: float
) -> None:
    """Case 30: neither at once nor a day later."""

    def jump(request: Json) -> Said:
        wall.ahead_s += jump_s
        return Misbehaviour.HANG if "village 0 " in str(request) else good(request)

    server.answer = jump
    article = read(numbered(0))
    async with opened(settings(server, tmp_path, deadline_s=0.5)) as service:
        began = time.monotonic()
        with pytest.raises(Exception, match=r"deadline|no answer within"):
            await service.summarize(article)
        assert 0.4 <= time.monotonic() - began < 10  # questions get nine tenths of it; a day would be 86,400
        told = await service.summarize(read(numbered(1)))
    assert told.status == "complete"
    assert 0 <= told.provenance.duration_s < 60


def test_a_pause_lasts_as_long_as_was_asked_when_the_wall_clock_jumps(
    server: FakeOpenAI, tmp_path: Path, wall: WallClock
) -> None:
    """Case 30: a day forward does not end a pause of 600 s."""
    server.answer = lambda _: json_reply({}, 429, Retry_After="600")
    with over_http(settings(server, tmp_path)) as client:
        post(client, numbered(1))
        wall.ahead_s = DAY_S
        assert 590 <= int(post(client, numbered(2)).headers["Retry-After"]) <= 600
    assert len(server.completions) == 1


@pytest.mark.parametrize("jump_s", [DAY_S, -DAY_S])
async def test_answers_are_kept_whatever_their_age_seems_to_be(
    server: FakeOpenAI, tmp_path: Path, wall: WallClock, jump_s: float
) -> None:
    """Case 30: an answer from tomorrow is an answer."""
    async with opened(settings(server, tmp_path)) as service:
        await service.summarize(read())
        wall.ahead_s = jump_s
        await service.summarize(read(numbered(1)))
        assert (await service.summarize(read())).provenance.cached
        assert (await service.summarize(read(numbered(1)))).provenance.cached


def test_no_duration_is_taken_from_the_wall_clock() -> None:
    """Case 30: besides those named above, no module asks for the time of day."""
    asking = {path.name for path in APP.rglob("*.py") if any(_asks_the_wall_clock(path))}
    assert asking <= TELLS_THE_TIME_OF_DAY


def _asks_the_wall_clock(path: Path) -> Iterator[bool]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            yield name in {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "date.today"}


def test_the_wall_clock_of_the_tests_is_the_one_that_is_asked(wall: WallClock) -> None:
    wall.ahead_s = DAY_S
    assert time.time() - datetime.now(UTC).timestamp() == pytest.approx(timedelta(days=1).total_seconds(), abs=5)
