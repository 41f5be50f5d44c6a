"""The outbox emptied, with real receivers on loopback: sent, put off, given up, ended."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import keys
from app.store.index.database import Database
from app.store.index.index import Index
from app.store.index.outbox import Due, Outbox
from app.store.index.rules import STANDARD
from app.store.index.subscriptions import Subscriptions
from app.store.index.writing import Writing
from app.store.keyring import KeyRing
from app.webhooks import dispatch
from app.webhooks.dispatch import Dispatcher, Sends, is_good
from app.webhooks.sending import Outcome, Sender
from schemas import ArticleSummary, Subscription, SubscriptionFilter
from tests.app.store.index.records import reported
from tests.fakes.receiver import receiving

SENDER = Sender((ipaddress.ip_network("127.0.0.0/8"),), timeout_s=2.0)
ONE, TWO = reported("One."), reported("Two.", killed=5)


@dataclass
class Failing:
    """Makes no attempt, but fails with this outcome."""

    outcome: Outcome
    sent: list[Due] = field(default_factory=list)

    async def send(self, due: Due) -> Outcome:
        self.sent.append(due)
        return self.outcome


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / "index.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{path}")) as database:
        yield database


def subscribed(database: Database, url: str, secret: bytes = b"k" * 32) -> Subscription:
    return Subscriptions(database).add("", url, SubscriptionFilter(), secret, datetime.now(UTC))


def put(database: Database, *records: ArticleSummary, at: datetime | None = None) -> None:
    for each in records:
        Writing(database, STANDARD).put("", each, None, at or datetime.now(UTC))


@asynccontextmanager
async def sending(path: Path, sender: Sends, *, is_good: bool = True) -> AsyncIterator[Index]:
    """A dispatcher at work, as a service has it."""
    index = Index(Database(f"sqlite:///{path}"))
    dispatcher = Dispatcher(index, sender, lambda _: is_good, looked_at_s=0.02)
    running = asyncio.create_task(dispatcher.run())
    try:
        yield index
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await index.close()


async def until(is_so: Callable[[], bool], timeout_s: float = 10.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not is_so():  # noqa: ASYNC110 - it is another thread, or a file, that changes
            await asyncio.sleep(0.02)


def state(database: Database) -> Subscription:
    (found,) = Subscriptions(database).all("")
    return found


def test_what_is_put_in_is_sent_and_nothing_of_it_kept(database: Database, path: Path) -> None:
    """In the order in which it happened, signed with the secret of the subscription."""
    with receiving() as receiver:
        made = subscribed(database, receiver.url)
        put(database, ONE, TWO)

        async def run() -> None:
            async with sending(path, SENDER):
                await until(lambda: state(database).waiting == 0)

        asyncio.run(run())
    assert [each.json["type"] for each in receiver.received] == ["incident.new", "incident.changed"]
    assert all(each.is_signed(b"k" * 32) for each in receiver.received)
    assert {each.json["data"]["subscription_id"] for each in receiver.received} == {made.id}
    assert (state(database).dead, state(database).delivered_at is not None) == ((), True)


def test_what_waits_behind_another_is_sent_at_once(database: Database, path: Path) -> None:
    """And not at the next look: a burst is over in a moment."""
    with receiving() as receiver:
        subscribed(database, receiver.url)
        put(database, *(reported(f"{each}.", killed=each) for each in range(1, 6)))

        async def run() -> None:
            index = Index(Database(f"sqlite:///{path}"))
            running = asyncio.create_task(Dispatcher(index, SENDER, lambda _: True, looked_at_s=60.0).run())
            await until(lambda: len(receiver.received) == 5)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await index.close()

        asyncio.run(run())


def test_what_fails_is_sent_again_under_the_same_id(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its wait; here a short one."""
    waits: list[int] = []

    def soon(attempts: int, _created: datetime, now: datetime, _chance: float) -> datetime:
        waits.append(attempts)
        return now + timedelta(milliseconds=50)

    monkeypatch.setattr(dispatch, "next_attempt", soon)
    with receiving(statuses=[500, 429]) as receiver:
        subscribed(database, receiver.url)
        put(database, ONE)

        async def run() -> None:
            async with sending(path, SENDER) as index:
                await until(lambda: state(database).waiting == 0)
                assert index.counts.read() == {"webhook_attempts_failed": 2}

        asyncio.run(run())
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert (len(receiver.received), waits) == (3, [1, 2])


def test_what_is_waiting_for_its_next_attempt_is_sent_by_the_next_service(database: Database, path: Path) -> None:
    """Nothing is lost at a restart: what waits stands in the database."""
    with receiving() as receiver:
        subscribed(database, receiver.url)
        put(database, ONE)
        asyncio.run(_until_failed(database, path))
        (due,) = Outbox(database).take(datetime.now(UTC) + timedelta(hours=1), (), 1)
        assert due.attempts == 1
        Outbox(database).failed(due, datetime.now(UTC), "status", 500, datetime.now(UTC))

        async def run() -> None:
            async with sending(path, SENDER):
                await until(lambda: bool(receiver.received))

        asyncio.run(run())
    assert receiver.received[0].headers["webhook-id"] == due.id


async def _until_failed(database: Database, path: Path) -> None:
    failing = Failing(Outcome("status", 503))
    async with sending(path, failing) as index:
        await until(lambda: bool(index.counts.read()))
        await asyncio.sleep(0.2)
    assert len(failing.sent) == 1
    assert state(database).waiting == 1


def test_what_is_too_old_is_dead_and_listed(database: Database, path: Path) -> None:
    """With what became of its last attempt."""
    subscribed(database, "https://receiver.example/")
    put(database, ONE, at=datetime.now(UTC) - timedelta(days=4))

    async def run() -> None:
        async with sending(path, Failing(Outcome("status", 503))) as index:
            await until(lambda: bool(state(database).dead))
            assert index.counts.read() == {"webhook_deliveries_dead": 1}

    asyncio.run(run())
    (dead,) = state(database).dead
    assert (dead.failure, dead.status, dead.attempts, state(database).waiting) == ("status", 503, 1, 0)


def test_a_410_ends_a_subscription(database: Database, path: Path) -> None:
    """What waits besides is not sent."""
    with receiving(statuses=[410]) as receiver:
        subscribed(database, receiver.url)
        put(database, ONE, TWO)

        async def run() -> None:
            async with sending(path, SENDER):
                await until(lambda: state(database).ended is not None)
                put(database, reported("Three.", "Suva"))
                await asyncio.sleep(0.2)

        asyncio.run(run())
    assert len(receiver.received) == 1
    assert (state(database).ended, state(database).waiting, len(state(database).dead)) == ("gone", 0, 2)


def test_what_a_revoked_key_subscribed_to_is_not_sent(database: Database, path: Path) -> None:
    """From the next delivery on; the subscription is over."""
    failing = Failing(Outcome(None, 204))
    subscribed(database, "https://receiver.example/")
    put(database, ONE)

    async def run() -> None:
        async with sending(path, failing, is_good=False):
            await until(lambda: state(database).ended is not None)

    asyncio.run(run())
    assert (state(database).ended, failing.sent) == ("key-revoked", [])


def test_a_slow_receiver_holds_no_other(database: Database, path: Path) -> None:
    """It has one of the places, however much waits for it."""
    with receiving(delay_s=1.5) as slow, receiving() as quick:
        subscribed(database, slow.url)
        subscribed(database, quick.url)
        records = (ONE, TWO, reported("Three.", "Suva"), reported("Four.", "Apia"))
        put(database, *records)

        async def run() -> None:
            async with sending(path, SENDER):
                await until(lambda: len(quick.received) == len(records), 1.4)

        asyncio.run(run())
    assert len(slow.received) == 1


def test_an_error_of_ours_ends_nothing(database: Database, path: Path) -> None:
    """What was being sent comes back when its lease ends, and the others are sent."""

    class Broken:
        def __init__(self) -> None:
            self.urls: list[str] = []

        async def send(self, due: Due) -> Outcome:
            self.urls.append(due.url)
            if due.url.endswith("/broken"):
                raise RuntimeError
            return Outcome(None, 204)

    broken = Broken()
    subscribed(database, "https://receiver.example/broken")
    subscribed(database, "https://receiver.example/")
    put(database, ONE, TWO)

    async def run() -> None:
        async with sending(path, broken):
            await until(lambda: broken.urls.count("https://receiver.example/") == 2)

    asyncio.run(run())
    assert [each.waiting for each in Subscriptions(database).all("")] == [2, 0]


def test_no_file_is_made_where_nothing_was_kept(tmp_path: Path) -> None:
    """A service that nobody uses leaves the disk as it was."""
    path = tmp_path / "index" / "index.db"

    async def run() -> None:
        async with sending(path, Failing(Outcome(None, 204))):
            await asyncio.sleep(0.1)

    asyncio.run(run())
    assert not path.parent.exists()


def test_who_may_be_sent_something(tmp_path: Path) -> None:
    """This machine until a key was made, then keys with the scope, until they are revoked."""
    ring, now = KeyRing(tmp_path / "keys.json"), datetime.now(UTC)
    assert is_good(ring, "")
    may, may_not = (keys.mint("desk", scopes, 60, None, now)[0] for scopes in (keys.MAY["subscribe"], keys.MAY["all"]))
    ring.add(may)
    ring.add(may_not)
    assert [is_good(ring, each) for each in ("", may.id, may_not.id, "00000000")] == [False, True, False, False]
    ring.revoke(may.id, now)
    assert not is_good(ring, may.id)
