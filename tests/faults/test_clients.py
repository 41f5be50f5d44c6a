"""Issue 14: clients that never read, more of them than there are files, and what a log shows of a request."""

import contextlib
import logging
import resource
import socket
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx2
import pytest

from app import serving
from app.backends import endpoint_backend
from app.core.logs import OneRecord
from app.core.settings import Settings
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import served
from tests.faults.build import CANARY, NOTHING
from tests.faults.test_connections import command, connect, until_closed, url_of

pytestmark = pytest.mark.timeout(200)

ASKED: Final = 8
ASSET: Final = b"GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""Its answer has more than a megabyte."""
LAST: Final = ASSET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


def deaf(url: str) -> socket.socket:
    """A client whose side of the connection takes next to nothing until it reads."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
    at = urlsplit(url)
    peer.connect((str(at.hostname), at.port or 80))
    peer.settimeout(20)
    return peer


def test_who_never_reads_is_cut_off_and_others_are_answered() -> None:
    """Issue 14, 9: eight answers of a megabyte that nobody takes: the connection ends after a second, not never."""
    with served(FakeService(), Settings(send_timeout_s=1.0)) as url, contextlib.closing(deaf(url)) as peer:
        peer.sendall(ASSET * ASKED)
        time.sleep(3)
        assert httpx2.get(f"{url}/livez", trust_env=False).is_success
        assert until_closed(peer).count(b"HTTP/1.1 200") < ASKED


def test_an_answer_that_fits_into_the_buffer_is_not_kept_for_ever() -> None:
    """Issue 14, 9: the last answer is written, and the connection closed, with bytes that nobody takes."""
    with served(FakeService(), Settings(send_timeout_s=1.0)) as url, contextlib.ExitStack() as stack:
        peers = [stack.enter_context(contextlib.closing(deaf(url))) for _ in range(4)]
        for peer in peers:
            peer.sendall(ASSET * 5 + LAST)
        time.sleep(3)
        assert all(until_closed(peer).count(b"HTTP/1.1 200") < 6 for peer in peers)


def test_who_reads_slowly_is_waited_for() -> None:
    """Issue 14, 9: who takes each answer within the bound gets all of them, however long they last together."""
    with served(FakeService(), Settings(send_timeout_s=4.0)) as url, contextlib.closing(deaf(url)) as peer:
        peer.sendall(ASSET * (ASKED - 1) + LAST)
        time.sleep(2.5)
        received = b""
        while received.count(b"HTTP/1.1 200") < ASKED // 2:
            received += peer.recv(1 << 20)
        time.sleep(2.5)
        assert (received + until_closed(peer)).count(b"HTTP/1.1 200") == ASKED


def test_one_connection_too_many_is_a_503_and_the_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 14, 9: the bound on connections leaves files for the database and the endpoint."""
    monkeypatch.setattr(serving, "most_connections", lambda: 5)
    with served(FakeService()) as url, contextlib.ExitStack() as stack:
        peers = [stack.enter_context(connect(url)) for _ in range(5)]
        with connect(url) as sixth:
            assert until_closed(sixth).startswith(b"HTTP/1.1 503 ")
        peers[0].sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert peers[0].recv(65536).startswith(b"HTTP/1.1 200 ")


FEW_FILES: Final = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))"


def test_more_connections_than_files_neither_fill_the_log_nor_end_the_service(tmp_path: Path) -> None:
    """Issue 14, 9: before, each that could not be accepted left a stack in the log, 2 MB a second."""
    with FakeOpenAI(lambda _: NOTHING) as endpoint, command(endpoint, tmp_path, FEW_FILES) as process:
        url = url_of(process)
        with contextlib.ExitStack() as stack:
            for _ in range(300):
                stack.enter_context(connect(url))
            time.sleep(3)
        time.sleep(1.5)
        assert httpx2.get(f"{url}/livez", trust_env=False, timeout=20).is_success
        process.terminate()
        process.wait(timeout=60)
        assert process.stderr is not None
        log = process.stderr.read()
    assert "turned away" in log
    assert len(log.splitlines()) < 40


def test_the_soft_limit_on_files_is_raised_as_far_as_the_hard_one_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 14, 9: where a shell grants 1,024 files and forbids no more."""
    granted = [(1024, 4096)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: granted[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: granted.append(limits))
    assert serving.most_connections() == 1024 - serving.OWN_DESCRIPTORS
    serving.raise_descriptor_limit()
    assert granted[-1] == (4096, 4096)
    assert serving.most_connections() == 4096 - serving.OWN_DESCRIPTORS


# Item 14: the log.


@pytest.mark.parametrize("path", [f"/livez?key={CANARY}", f"/{CANARY}", f"/v1/schemas/{CANARY}?x={CANARY}"])
def test_a_log_has_a_line_for_each_request_and_nothing_of_its_path_and_query(
    caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """Issue 14, 14: method, route as it stands in the code, status and id."""
    with caplog.at_level(logging.INFO), served(FakeService()) as url, connect(url) as peer:
        peer.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: abc-1\r\n\r\n".encode())
        status = peer.recv(65536).split()[1].decode()
    lines = [each.getMessage() for each in caplog.records if "abc-1" in each.getMessage()]
    assert any("GET" in line and f" {status} " in line for line in lines)
    assert CANARY not in "\n".join(each.getMessage() for each in caplog.records)


def test_who_was_shown_names_can_be_found(caplog: pytest.LogCaptureFixture) -> None:
    """The parameter stood in the server's own line for each request; it has a line of its own now."""
    with caplog.at_level(logging.INFO), served(FakeService()) as url:
        headers = {"X-Request-ID": "abc-2"}
        httpx2.post(f"{url}/v1/summaries?scope=sensitive", json={"text": TEXT}, headers=headers, trust_env=False)
        httpx2.post(f"{url}/v1/summaries", json={"text": TEXT}, headers={"X-Request-ID": "abc-3"}, trust_env=False)
    lines = [each.getMessage() for each in caplog.records if "names in full" in each.getMessage()]
    assert lines == ["request abc-2: names in full, for key none"]


def test_a_line_cannot_be_forged() -> None:
    """Issue 14, 14: what has a line feed in it does not begin a record of its own."""
    forged = logging.LogRecord("app", logging.INFO, "", 1, "%s", ("one\r\n2026-11-27 INFO app: two\x1b[2J",), None)
    shown = OneRecord("%(asctime)s %(message)s").format(forged)
    assert shown.splitlines()[1:] == ["    | 2026-11-27 INFO app: two\\x1b[2J"]


class PanicException(BaseException):
    """As native code in Rust raises it (PyO3): no Exception."""


def test_a_panic_of_native_code_is_a_500_that_tells_nothing_and_the_service_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Issue 14, 14: the log has its class and its stack, and not its message."""
    service = FakeService()
    with caplog.at_level(logging.INFO), served(service) as url:
        service.error = PanicException(CANARY)  # type: ignore[assignment]  # no Exception: that is the point
        answer = httpx2.post(f"{url}/v1/summaries", json={"text": TEXT}, trust_env=False)
        assert httpx2.get(f"{url}/livez", trust_env=False).is_success
    told = "\n".join(logging.Formatter("%(message)s").format(each) for each in caplog.records)
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "PanicException" in told
    assert CANARY not in told + answer.text


# Headers, and where articles go.


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/docs", "/docs/assets/swagger-ui.css", "/openapi.json"])
def test_no_page_may_show_an_answer_inside_itself_and_no_browser_guess_its_type(path: str) -> None:
    """Issue 14, smaller: on every answer, a problem too; what ASVS 5.0 asks for in 3.4.3 to 3.4.6."""
    with served(FakeService()) as url:
        headers = httpx2.get(f"{url}{path}", trust_env=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert (headers["referrer-policy"], headers["cross-origin-resource-policy"]) == ("no-referrer", "same-origin")
    for directive in ("frame-ancestors", "base-uri", "form-action"):
        assert f"{directive} 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("base_url", "warned"),
    [
        ("http://models.example/v1", True),
        ("http://192.0.2.1:8080/v1", True),
        ("https://models.example/v1", False),
        ("http://localhost:8080/v1", False),
        ("http://[::1]:8080/v1", False),
    ],
)
def test_an_endpoint_elsewhere_that_is_asked_in_clear_is_warned_of(
    caplog: pytest.LogCaptureFixture, base_url: str, warned: bool
) -> None:
    """Issue 14, smaller: the log names the host, and not what stands before it."""
    endpoint_backend(Settings(llm_base_url=base_url.replace("//", f"//{CANARY}@"), llm_model="m"))
    assert ("asked by http:" in caplog.text) is warned
    assert CANARY not in caplog.text
