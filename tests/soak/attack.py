"""How hostile requests are sent, and whether each got what is documented for it."""

import asyncio
import hashlib
import json
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from tests.soak.hostile import CANARY, UNREAD, Hostile

DRIP_S: Final = 0.25
PATIENCE_S: Final = 30.0
"""For a connection that the service should have ended by then."""
LONGEST_PROBLEM: Final = 2048
MANY_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Got:
    """What came back: all bytes until the connection ended, and after how long."""

    received: bytes
    took_s: float

    @property
    def status(self) -> int | None:
        """The status of the first answer; None: the connection ended without one."""
        head = self.received[:13].split(b" ")
        return int(head[1]) if len(head) > 1 and head[0].startswith(b"HTTP/1.") else None


async def attack(one: Hostile, url: str, sent_with: Mapping[str, str], unread_s: float) -> list[Got]:
    """Send all of it to the service; a connection that does not end is one without an answer after PATIENCE_S.

    Args:
        one: What is sent.
        url: Of the service.
        sent_with: Headers besides, such as a key.
        unread_s: How long a client that never reads leaves its answers where they are.
    """
    lines = "".join(f"\r\n{name}: {value}" for name, value in sent_with.items()).encode()
    host, port = str(urlsplit(url).hostname), int(urlsplit(url).port or 80)
    found = []
    for raw in one.raws:
        began = time.monotonic()
        sent = raw.replace(b"\r\n", lines + b"\r\n", 1)
        send = _deaf(host, port, sent, unread_s) if one.pace == "deaf" else _exchange(host, port, sent, one.pace)
        received = b""
        with suppress(OSError, TimeoutError):  # refused, reset or never ended: what came and the time it took show it
            received = await asyncio.wait_for(send, PATIENCE_S + unread_s)
        found.append(Got(received, time.monotonic() - began))
    return found


def fault_of(one: Hostile, got: Sequence[Got], within_s: float) -> str | None:
    """What was not as it is documented; None: all was. `within_s`: for each answer, but of who never reads."""
    if one.pace == "leave":
        return None
    if one.pace == "deaf":
        return f"{one.kind}: all was kept for who never reads" if _answers(got[0]) >= UNREAD else None
    if any(each.took_s > within_s for each in got):
        return f"{one.kind}: later than {within_s:g} s"
    if one.once is not None and one.once not in [each.status for each in got]:
        return f"{one.kind}: none of {len(got)} was a {one.once}"
    return next(filter(None, (_wrong(one, number, each) for number, each in enumerate(got))), None)


def _answers(got: Got) -> int:
    return got.received.count(b"HTTP/1.1 200")


def _wrong(one: Hostile, number: int, got: Got) -> str | None:
    head, _, body = got.received.partition(b"\r\n\r\n")
    if got.status not in (one.statuses or {None}):
        return f"{one.kind}: answered with {got.status}, not {sorted(one.statuses) or 'cut off'}"
    if CANARY.encode() in head:
        return f"{one.kind}: a header repeats what was sent"
    if got.status == 200:
        return _wrong_record(one, json.loads(body), one.texts[number]) if one.texts else None
    if CANARY.encode() in body or len(body) > LONGEST_PROBLEM:
        return f"{one.kind}: a problem of {len(body)} bytes, or with words of the sender"
    return None


def _wrong_record(one: Hostile, record: Any, text: str) -> str | None:
    if record["article"]["id"] != hashlib.sha256(text.encode()).hexdigest():
        return f"{one.kind}: an answer to another article"
    quotes = [quote for each in record["incidents"] for claim in each["casualty_claims"] for quote in claim["evidence"]]
    if any(text[quote["start"] : quote["end"]] != quote["quote"] for quote in quotes):
        return f"{one.kind}: a quote that does not stand in its article"
    return None


async def _exchange(host: str, port: int, raw: bytes, pace: str) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        if pace == "leave":
            writer.write(raw[: len(raw) // 2])
            await writer.drain()
            return b""
        reading = asyncio.ensure_future(_read_all(reader))
        if pace == "drip":
            await _drip(writer, raw, reading)
        else:
            writer.write(raw)  # not waited for: who refuses it early does not read it to its end
        return await reading
    finally:
        writer.transport.abort()


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the other side closes, which may be by a reset when it has not read to the end."""
    received = b""
    try:
        while part := await reader.read(MANY_BYTES):
            received += part
    except ConnectionError:
        pass
    return received


async def _drip(writer: asyncio.StreamWriter, raw: bytes, reading: "asyncio.Future[bytes]") -> None:
    """Most of the head at once, so that what is slow is what comes behind it."""
    begun = raw.find(b"x" * 100)
    writer.write(raw[:begun])
    for at in range(begun, len(raw)):
        if reading.done():
            return
        writer.write(raw[at : at + 1])
        await asyncio.sleep(DRIP_S)


async def _deaf(host: str, port: int, raw: bytes, unread_s: float) -> bytes:
    loop = asyncio.get_running_loop()
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
        peer.setblocking(False)
        await loop.sock_connect(peer, (host, port))
        await loop.sock_sendall(peer, raw)
        await asyncio.sleep(unread_s)
        received = b""
        try:
            while part := await loop.sock_recv(peer, MANY_BYTES):
                received += part
        except ConnectionError:
            pass
        return received
