"""Two services that share a Redis: one call for one question, whoever is killed, stopped or gone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from redis import Redis

from app.keys import SCOPES, mint
from app.store.keyring import KeyRing
from app.store.redis_shelf import LEASE_S
from tests.fakes.openai_server import FakeOpenAI, Json, completion
from tests.fakes.redis import NoRedis, RedisServer, running
from tests.faults.build import NOTHING

pytestmark = pytest.mark.timeout(400)

PATIENCE_S = 60.0
SECRET = "zanzibar"
"""Redis' password."""


BUDGET = 1_000_000
"""Tokens for the day, more than all tests use but one."""


class Endpoint(FakeOpenAI):
    """Answers after `delays_s` in turn, 0 when they are used up; its n-th answer says so in the headline.

    `tokens`: those that an answer says it took.
    """

    def __init__(self) -> None:
        super().__init__(self._say)
        self.delays_s: list[float] = []
        self.said = 0
        self.tokens = 100

    def _say(self, _request: Json) -> Any:
        self.said += 1
        draft = NOTHING | {"headline": f"Answer {self.said}"}
        reply = completion(json.dumps(draft), tokens=(self.tokens, 0))
        return replace(reply, delay_s=self.delays_s.pop(0) if self.delays_s else 0.0)


class Replica:
    """One `sitrep serve` in its own process and folder, its log in it; `key` is sent where no other is given."""

    def __init__(self, folder: Path, endpoint: Endpoint, redis: RedisServer, keys: Path, key: str) -> None:
        folder.mkdir()
        self._folder, self._given = folder, (endpoint, redis, keys, key)
        settings = {
            "LLM_BASE_URL": endpoint.base_url,
            "LLM_MODEL": "fake",
            "STORE_URL": redis.url.replace("//", f"//:{SECRET}@"),
            "CACHE_DIR": str(folder),
            "INDEX_URL": "none",
            "KEYS_FILE": str(keys),
            "LLM_BUDGET_PER_DAY": f"{BUDGET} tokens",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_")}
        environment |= {f"SITREP_{name}": value for name, value in settings.items()}
        run = [sys.executable, "-c", "from app import cli\ncli.app(['serve', '--port', '0'])"]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(run, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        self.url = ""
        self._client = httpx2.Client(
            trust_env=False,
            timeout=PATIENCE_S,
            limits=httpx2.Limits(max_connections=200),
            headers={"Authorization": f"Bearer {key}"},
        )

    def twin(self, name: str) -> "Replica":
        """Another one of the same."""
        return Replica(self._folder.with_name(name), *self._given)

    def until_it_listens(self) -> None:
        assert self.process.stdout is not None
        self.url = next(word for word in self.process.stdout.readline().split() if "://" in word)

    def post(self, text: str, key: str = "") -> httpx2.Response:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return self._client.post(f"{self.url}/v1/summaries", json={"text": text}, headers=headers)

    def get(self, path: str) -> httpx2.Response:
        return self._client.get(f"{self.url}{path}")

    def ready(self) -> Any:
        answer = self.get("/readyz")
        assert answer.status_code == 200
        return answer.json()

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text()

    def close(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._client.close()


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """With a password."""
    try:
        with running() as server:
            with_password(server)
            yield server
    except NoRedis as error:
        pytest.skip(f"replicas are not tested: {error}")


def with_password(server: RedisServer) -> None:
    server.kill()
    server.start("--requirepass", SECRET)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        yield server


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of keys that all replicas read."""
    return tmp_path_factory.mktemp("keys") / "keys.json"


def made(ring: Path, requests: int = 100_000, tokens: int | None = None) -> str:
    """A new key."""
    key, text = mint("desk", SCOPES, requests, tokens, datetime.now(UTC), articles_at_once=200)
    KeyRing(ring).add(key)
    return text


@pytest.fixture(scope="module")
def replicas(
    endpoint: Endpoint, redis: RedisServer, ring: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Replica, Replica]]:
    """Two of them, begun at the same time, for tests that kill neither for good."""
    folder, key = tmp_path_factory.mktemp("replicas"), made(ring)
    with ExitStack() as stack:
        one = stack.enter_context(closing(Replica(folder / "one", endpoint, redis, ring, key)))
        other = stack.enter_context(closing(one.twin("other")))
        for replica in (one, other):
            replica.until_it_listens()
        yield one, other


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(100) as executor:
        yield executor


def article(name: str) -> str:
    return f"VALMORA, 4 January 2024 - Nothing was heard of {name} {time.time_ns()} on Thursday, police said."


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


def test_a_hundred_identical_posts_to_two_replicas_make_one_call(
    replicas: tuple[Replica, Replica], endpoint: Endpoint, pool: ThreadPoolExecutor
) -> None:
    """All at once, half to each: single flight across processes. All get the same record."""
    text, before = article("the hundred"), endpoint.said
    endpoint.delays_s = [0.5]
    answers = [pool.submit(replicas[number % 2].post, text) for number in range(100)]
    assert {answer.result().status_code for answer in answers} == {200}
    assert endpoint.said == before + 1
    records = [answer.result().json() for answer in answers]
    assert len({json.dumps({**record, "provenance": None}) for record in records}) == 1


def test_what_one_replica_was_answered_another_knows(replicas: tuple[Replica, Replica], endpoint: Endpoint) -> None:
    """The answers are shared, and in no folder of a replica."""
    text, before = article("the second"), endpoint.said
    assert not replicas[0].post(text).json()["provenance"]["cached"]
    assert replicas[1].post(text).json()["provenance"]["cached"]
    assert endpoint.said == before + 1


def test_when_the_holder_of_a_turn_is_killed_another_takes_over(
    replicas: tuple[Replica, Replica], endpoint: Endpoint, pool: ThreadPoolExecutor
) -> None:
    """SIGKILL within the call: its lease is not renewed any more, and who waits asks."""
    text, before = article("the killed"), endpoint.said
    endpoint.delays_s = [PATIENCE_S]
    with closing(replicas[0].twin("third")) as third:
        third.until_it_listens()
        pool.submit(third.post, text)
        eventually(lambda: endpoint.said == before + 1)
        answer = pool.submit(replicas[0].post, text)
        time.sleep(0.5)
        assert endpoint.said == before + 1
        began = time.monotonic()
        third.process.kill()
        assert answer.result().status_code == 200
        assert endpoint.said == before + 2
        assert time.monotonic() - began < LEASE_S + 5


def test_a_holder_that_was_stopped_does_not_replace_what_came_after(
    replicas: tuple[Replica, Replica], endpoint: Endpoint, redis: RedisServer, pool: ThreadPoolExecutor
) -> None:
    """SIGSTOP within the call, until another has asked and been answered; SIGCONT: its own answer comes too late for
    the store, where the later one stays, and is still that of who asked it."""
    text, before = article("the stopped"), endpoint.said
    endpoint.delays_s = [1.0]
    first, second = replicas
    early = pool.submit(first.post, text)
    eventually(lambda: endpoint.said == before + 1)
    first.process.send_signal(signal.SIGSTOP)
    late = pool.submit(second.post, text)
    assert late.result().status_code == 200
    assert endpoint.said == before + 2
    first.process.send_signal(signal.SIGCONT)
    assert early.result().status_code == 200
    eventually(lambda: 'kind="shared_store_fenced"} 1.0' in first.get("/metrics").text)
    assert second.post(text).json()["provenance"]["cached"]
    kept = kept_in(redis)
    assert f'"Answer {before + 2}"' in kept
    assert f'"Answer {before + 1}"' not in kept


def kept_in(redis: RedisServer) -> str:
    """All answers that it has."""
    with Redis(port=redis.port, password=SECRET, decode_responses=True) as client:
        return "\n".join(str(client.hget(name, "v")) for name in client.scan_iter("sitrep:1:answer:*"))


def test_redis_killed_in_the_middle_both_go_on_and_recover(
    replicas: tuple[Replica, Replica], endpoint: Endpoint, redis: RedisServer, pool: ThreadPoolExecutor
) -> None:
    """What they had lately is still known, new articles are read, /readyz and /metrics say so; when Redis is there
    again, empty, they share again. The URL's password is in no log."""
    known, new = article("the known"), article("the new")
    assert [replica.post(known).json()["provenance"]["cached"] for replica in replicas] == [False, True]
    endpoint.delays_s, before = [0.5, 0.5], endpoint.said
    under_way = [pool.submit(replica.post, new) for replica in replicas]
    eventually(lambda: endpoint.said > before)
    redis.kill()
    assert [answer.result().status_code for answer in under_way] == [200, 200]
    for replica in replicas:
        assert replica.ready() == {"state": "ready", "degraded": ["shared-store"]}
        began, before = time.monotonic(), endpoint.said
        assert replica.post(known).json()["provenance"]["cached"]
        assert endpoint.said == before
        assert time.monotonic() - began < 3
        assert replica.post(article("what came then")).status_code == 200
        assert "sitrep_shared_store_up 0.0" in replica.get("/metrics").text
    with_password(redis)
    eventually(lambda: [replica.ready() for replica in replicas] == [{"state": "ready"}] * 2)
    text, before = article("what came later"), endpoint.said
    assert [replica.post(text).json()["provenance"]["cached"] for replica in replicas] == [False, True]
    assert endpoint.said == before + 1
    assert "the shared store works again" in replicas[0].log
    assert not [replica for replica in replicas if SECRET in replica.log]


def test_limits_and_budgets_count_together(
    replicas: tuple[Replica, Replica], endpoint: Endpoint, redis: RedisServer, ring: Path
) -> None:
    """A key's requests and tokens, and the day's budget: what one replica used, the other has not left."""
    (one, other), text = replicas, article("the quick")
    quick, dear = made(ring, requests=3), made(ring, tokens=100)
    answers = [replicas[turn % 2].post(text, quick) for turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert one.post(article("the dear"), dear).status_code == 200
    refused = other.post(article("the dear"), dear)
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/quota-exceeded")
    assert '"tokens";r=0;' in refused.headers["RateLimit"]
    endpoint.tokens = BUDGET
    try:
        assert one.post(article("the last")).status_code == 200
        spent = other.post(article("the last but one"))
        assert (spent.status_code, spent.json()["type"]) == (429, "/problems/budget-spent")
    finally:
        endpoint.tokens = 100
        with Redis(port=redis.port, password=SECRET) as client:
            client.delete(*client.scan_iter("sitrep:1:spent:*"))  # so that others may ask again
