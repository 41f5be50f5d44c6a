"""One attempt, to real receivers on loopback: where it goes, what it says, how long it takes."""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.store.index.outbox import Due
from app.webhooks.sending import Outcome, Sender
from tests.fakes.receiver import receiving

ALLOWED = (ipaddress.ip_network("127.0.0.0/8"),)
NAME = "receiver.example"
NOW = datetime(2024, 2, 1, tzinfo=UTC)


@dataclass
class Names:
    """A resolver that gives one answer after the other, the last for good; `asked` is what was looked up."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def due(url: str) -> Due:
    return Due(1, "msg_1", 1, "a" * 32, "", url, b"k" * 32, '{"type": "incident.new"}', NOW, 0)


def sent(sender: Sender, url: str) -> Outcome:
    return asyncio.run(sender.send(due(url)))


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server by the name, and of a client that trusts its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime.now(UTC) - timedelta(days=1))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(certificate + key.private_bytes(*plain))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=certificate.decode())


def test_it_is_posted_once_and_signed() -> None:
    """As the specification has its receivers verify."""
    with receiving() as receiver:
        assert sent(Sender(ALLOWED), f"{receiver.url}?a=b") == Outcome(None, 204)
    (came,) = receiver.received
    assert (came.path, came.body) == ("/hook?a=b", b'{"type": "incident.new"}')
    assert came.is_signed(b"k" * 32)
    assert not came.is_signed(b"x" * 32)
    assert came.headers["content-type"] == "application/json"
    assert came.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_nothing_is_sent_to_this_machine_by_default() -> None:
    """The receiver on loopback hears nothing, by https and by http."""
    with receiving() as receiver:
        https = receiver.url.replace("http:", "https:")
        for url in (receiver.url, https, https.replace("127.0.0.1", "localhost")):
            assert sent(Sender(), url) == Outcome("address-refused")
    assert receiver.received == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    """DNS rebinding: a second look-up would give another address. The name goes to TLS and into `Host`."""
    server, client = tls
    names = Names([("127.0.0.1",), ("127.0.0.2",)])
    with receiving(server) as receiver:
        url = f"https://{NAME}:{receiver.port}/hook"
        assert sent(Sender(ALLOWED, names, client), url) == Outcome(None, 204)
    assert names.asked == [NAME]
    assert receiver.names == [NAME]
    assert receiver.received[0].headers["host"] == f"{NAME}:{receiver.port}"


def test_a_name_that_comes_to_stand_for_loopback_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was public at the first attempt; each attempt is checked anew, and connects to nothing that was not."""
    connected: list[str] = []

    async def create_connection(_loop: object, _protocol: object, host: str, *_: object, **__: object) -> None:
        connected.append(host)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "create_connection", create_connection)
    monkeypatch.setattr(socket, "create_connection", pytest.fail)
    sender = Sender((), Names([("8.8.8.8",), ("127.0.0.1",)]))
    assert sent(sender, f"https://{NAME}/").failure == "no-answer"
    assert sent(sender, f"https://{NAME}/") == Outcome("address-refused")
    assert connected == ["8.8.8.8"]


def test_a_certificate_is_checked_against_the_name(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    """And not against the address that is connected to."""
    server, client = tls
    with receiving(server) as receiver:
        url = f"https://other.example:{receiver.port}/"
        assert sent(Sender(ALLOWED, Names([("127.0.0.1",)]), client), url) == Outcome("no-answer")
        untrusting = Sender(ALLOWED, Names([("127.0.0.1",)]))
        assert sent(untrusting, f"https://{NAME}:{receiver.port}/") == Outcome("no-answer")
    assert receiver.received == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    """It would lead to where nothing may go; it is a failure like any other status."""
    with receiving() as inner, receiving(statuses=[status], headers={"Location": inner.url}) as receiver:
        assert sent(Sender(ALLOWED), receiver.url) == Outcome("status", status)
    assert inner.received == []


def test_the_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would look the name up once more."""
    with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert sent(Sender(ALLOWED), receiver.url) == Outcome(None, 204)
    assert proxy.received == []


def test_a_receiver_that_does_not_answer_is_left() -> None:
    """After the time that an attempt may take."""
    with receiving(delay_s=3.0) as receiver:
        began_s = time.monotonic()
        assert sent(Sender(ALLOWED, timeout_s=0.3), receiver.url) == Outcome("no-answer")
    assert time.monotonic() - began_s < 2


def test_another_address_of_the_name_is_tried_where_none_listens() -> None:
    """All of them were checked at once."""
    with receiving() as receiver:
        names = Names([("127.0.0.9", "127.0.0.1")])
        assert sent(Sender(ALLOWED, names), f"http://{NAME}:{receiver.port}/") == Outcome(None, 204)
        assert sent(Sender(ALLOWED, Names([("127.0.0.9",)])), f"http://{NAME}:{receiver.port}/").status is None


def test_a_name_without_address_is_a_failure() -> None:
    """As one that is looked up in vain."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    assert sent(Sender((), resolve), f"https://{NAME}/") == Outcome("no-address")
