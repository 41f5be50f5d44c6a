"""Cases 7 and 29: senders that dawdle, and a server that is told to stop."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from app.core.settings import Settings
from app.engine.weights.parser import parser_folder
from app.serving import address, listen
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour
from tests.fakes.service import FakeService
from tests.fakes.web import served
from tests.faults.build import ARTICLE, NOTHING, slow

pytestmark = pytest.mark.timeout(400)

SOCKETS = 200
PATIENCE_S = 90
"""For what takes a moment, on a machine that has much else to do."""
HEAD = b"POST /v1/summaries HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"


def connect(url: str) -> socket.socket:
    at = urlsplit(url)
    return socket.create_connection((str(at.hostname), at.port or 80), timeout=20)


def until_closed(peer: socket.socket) -> bytes:
    """All that still comes before the other side closes."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while part := peer.recv(65536):
            received += part
    return received


@pytest.mark.parametrize("head", [b"", b"POST /v1/summaries HTTP/1.1\r\nX-Slow: "])
def test_200_connections_without_a_complete_head_are_closed_and_others_are_answered(head: bytes) -> None:
    """Case 7: 200 sockets send no head, or a byte of it at a time; all are closed after three seconds, meanwhile
    others are answered."""
    with served(FakeService(), Settings(receive_timeout_s=3.0)) as url, contextlib.ExitStack() as stack:
        began = time.monotonic()
        peers = [stack.enter_context(connect(url)) for _ in range(SOCKETS)]
        for peer in peers:
            peer.sendall(head)
        assert httpx2.get(f"{url}/livez", trust_env=False).is_success
        if head:
            time.sleep(0.5)
            for peer in peers:
                peer.sendall(b"x")
        assert {until_closed(peer) for peer in peers} == {b""}
        assert time.monotonic() - began < 10


def test_200_bodies_that_drip_get_their_408_and_others_are_answered() -> None:
    """Case 7: 200 bodies come a byte at a time; each gets a 408 after three seconds, counted from its beginning."""
    with served(FakeService(), Settings(receive_timeout_s=3.0)) as url, contextlib.ExitStack() as stack:
        peers = [stack.enter_context(connect(url)) for _ in range(SOCKETS)]
        for peer in peers:
            peer.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
        for _ in range(2):
            for peer in peers:
                peer.sendall(b"x")
            time.sleep(0.3)
        assert httpx2.post(f"{url}/v1/summaries", json={"text": ARTICLE}, trust_env=False).is_success
        answers = [peer.recv(65536) for peer in peers]
    assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
    assert all(b"application/problem+json" in answer for answer in answers)


def test_who_goes_on_sending_after_the_answer_is_cut_off() -> None:
    """Case 7: what is left of a body that was refused may come for a second, and no longer."""
    with served(FakeService(), Settings(receive_timeout_s=1.0)) as url, connect(url) as peer:
        peer.sendall(HEAD + b"Content-Length: 1000000000\r\n\r\n")
        assert peer.recv(65536).startswith(b"HTTP/1.1 413 ")
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 10:
                peer.sendall(b"x")
                time.sleep(0.05)
        assert time.monotonic() - began < 5


def test_an_idle_connection_is_kept_longer_than_clients_keep_theirs() -> None:
    """Not closed after uvicorn's own 5 s: then a request that is on its way would be lost (the soak saw it)."""
    with served(FakeService()) as url:
        connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
        with contextlib.closing(connection):
            for pause_s in (0, 6):
                time.sleep(pause_s)
                connection.request("GET", "/livez")
                assert connection.getresponse().read() == b'{"status":"alive"}'


def test_the_parts_of_an_answer_do_not_wait_for_each_other() -> None:
    """Nagle's algorithm is off on what is accepted: with it each answer took 40 ms more."""
    with listen("127.0.0.1", 0) as listener, connect(address(listener)):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


# Case 29: the command in a process of its own.


@contextmanager
def command(server: FakeOpenAI, folder: Path, script: str = "", **more: str) -> Iterator[subprocess.Popen[str]]:
    settings = {"LLM_BASE_URL": server.base_url, "LLM_MODEL": "fake", "CACHE_DIR": str(folder)} | more
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_")}
    environment |= {f"SITREP_{name}": value for name, value in settings.items()}
    run = [sys.executable, "-c", f"{script}\nfrom app import cli\ncli.app(['serve', '--port', '0'])"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return next(word for word in process.stdout.readline().split() if "://" in word)


def post(url: str) -> httpx2.Response:
    return httpx2.post(f"{url}/v1/summaries", json={"text": ARTICLE}, trust_env=False, timeout=PATIENCE_S)


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(lambda _: NOTHING) as server:
        yield server


def until_asked(endpoint: FakeOpenAI) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while not endpoint.completions:
        assert time.monotonic() < ends_at, "the endpoint was not asked"
        time.sleep(0.01)


def test_a_service_that_is_stopped_finishes_what_it_has_begun(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 29: SIGTERM with an article in progress: no new connection, the article is answered, exit 0."""
    endpoint.answer = lambda _: slow(2.0)
    with command(endpoint, tmp_path) as process, ThreadPoolExecutor() as pool:
        url = url_of(process)
        answer = pool.submit(post, url)
        until_asked(endpoint)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{url}/readyz", trust_env=False)
        assert answer.result().status_code == 200
        assert process.wait(timeout=PATIENCE_S) == 0


def test_what_does_not_end_in_time_is_told_and_ended(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 29: an article that outlasts the drain gets 503 with Retry-After; exit 0, and no stack in the log."""
    endpoint.answer = lambda _: Misbehaviour.HANG
    with command(endpoint, tmp_path, DRAIN_S="1") as process, ThreadPoolExecutor() as pool:
        answer = pool.submit(post, url_of(process))
        until_asked(endpoint)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert answer.result().status_code == 503
        assert (answer.result().json()["type"], answer.result().headers["retry-after"]) == ("/problems/stopping", "5")
        assert process.wait(timeout=PATIENCE_S) == 0
        assert 1.0 < time.monotonic() - began < PATIENCE_S
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_second_signal_ends_the_drain(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 29: a second SIGTERM does not wait for what is in progress; it gets its 503, exit 0."""
    endpoint.answer = lambda _: Misbehaviour.HANG
    with command(endpoint, tmp_path, DRAIN_S="600") as process, ThreadPoolExecutor() as pool:
        answer = pool.submit(post, url_of(process))
        until_asked(endpoint)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert answer.result().status_code == 503
        assert process.wait(timeout=PATIENCE_S) == 0
        assert time.monotonic() - began < PATIENCE_S


FAKE_ENGINE = """
import sys
from functools import partial
from pathlib import Path
from app import backends
from app.engine.engine import Engine
from app.engine.weights.gguf import Weights
backends.locate = lambda _: Weights(Path("tiny.gguf"), "tiny", "a" * 64)
backends.Engine = partial(Engine, command=(sys.executable, "-m", "tests.fakes.engine_child"))
"""


@pytest.mark.parametrize("signals", [1, 2])
def test_the_engine_is_gone_with_the_service(endpoint: FakeOpenAI, tmp_path: Path, signals: int) -> None:
    """Case 29: the engine's process (a stand-in here) ends with the service, after one signal or two."""
    parser = str(parser_folder(Settings()) or "")
    folder = {"LLM_BASE_URL": "", "LLM_MODEL": "", "MODEL_DIR": str(tmp_path), "PARSER_PATH": parser}
    with command(endpoint, tmp_path, FAKE_ENGINE, **folder) as process:
        url = url_of(process)
        wait_until_ready(url)
        children = children_of(process.pid)
        for _ in range(signals):
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0
    assert children
    assert not [pid for pid in children if is_running(pid)]


def wait_until_ready(url: str) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while not httpx2.get(f"{url}/readyz", trust_env=False).is_success:
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(line) for line in listed.split()]


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
