"""How a body came, and the text that it is."""

import gzip
import zlib

import pytest
from starlette.datastructures import Headers

from app.core.errors import ArticleTooLong
from app.http.media import JSON, PLAIN, Sent, sent_as, text_of
from app.http.problems import RequestRejected

LIMIT = 1_000


@pytest.mark.parametrize(
    ("content_type", "encoding", "sent"),
    [
        ("text/plain", "", Sent(PLAIN)),
        ('Text/Plain ; Charset="UTF-8"; format=flowed', "identity", Sent(PLAIN)),
        ("application/json; charset=ISO-8859-1", "", Sent(JSON, "iso-8859-1")),
        ("application/json", "GZIP", Sent(JSON, packed=True)),
        ("application/json", "identity, x-gzip", Sent(JSON, packed=True)),
    ],
)
def test_headers_say_how_a_body_came(content_type: str, encoding: str, sent: Sent) -> None:
    """Names are taken in any case."""
    assert sent_as(headers(content_type, encoding), (JSON, PLAIN)) == sent


@pytest.mark.parametrize(
    ("content_type", "encoding", "named"),
    [
        ("application/xml", "", "`application/xml`"),
        ("", "", "missing"),
        ("text/\u00e4", "", "that was sent"),
        ("x" * 5_000, "", "that was sent"),
        ("text/plain; charset=koi8-r", "", "`koi8-r`"),
        ("text/plain; charset=utf-7", "", "`utf-7`"),
        ("text/plain; charset=utf-8; charset=utf-16", "", "`utf-8`"),
        ("text/plain", "br", "`br`"),
        ("text/plain", "deflate", "`deflate`"),
        ("text/plain", "gzip, gzip", "that was sent"),
        ("text/plain", "gzip,gzip", "that was sent"),
    ],
)
def test_what_is_not_read_is_named_with_what_is(content_type: str, encoding: str, named: str) -> None:
    """A 415 that says which of the two headers it minded, and what may be sent."""
    with pytest.raises(RequestRejected) as caught:
        sent_as(headers(content_type, encoding), (JSON, PLAIN))
    assert (caught.value.status, named in str(caught.value)) == (415, True)
    assert "application/json or text/plain" in caught.value.hint
    assert caught.value.headers == {"Accept-Encoding": "gzip"}


def test_a_second_header_of_an_encoding_is_not_overlooked() -> None:
    """Two lines are one list."""
    twice = Headers(raw=[(b"content-type", b"text/plain"), *[(b"content-encoding", b"gzip")] * 2])
    with pytest.raises(RequestRejected, match="Content-Encoding"):
        sent_as(twice, (PLAIN,))


def test_a_call_that_reads_json_alone_says_so() -> None:
    """The hint has the types of this call."""
    with pytest.raises(RequestRejected) as caught:
        sent_as(headers("text/plain", ""), (JSON,))
    assert "Send application/json," in caught.value.hint


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", b"caf\xe9 \x96", "caf\u00e9 \u2013"),
        ("windows-1252", b"\x93No\x94", "\u201cNo\u201d"),
        ("us-ascii", b"cafe", "cafe"),
        ("utf-16", "caf\u00e9 \U0001f6a8".encode("utf-16"), "caf\u00e9 \U0001f6a8"),
        ("utf-16", b"\xfe\xff\x00a", "a"),
        ("utf-16le", b"a\x00", "a"),
        ("utf-16be", b"\x00a", "a"),
    ],
)
def test_bytes_are_read_in_their_charset(charset: str, body: bytes, text: str) -> None:
    """Latin-1 as browsers read it: with the dashes and quotes of windows-1252."""
    assert text_of(body, Sent(PLAIN, charset), LIMIT) == text


@pytest.mark.parametrize(
    ("charset", "body", "told"),
    [
        ("utf-8", b"caf \xe9", "not UTF-8: byte 4"),
        ("us-ascii", b"caf\xe9", "not US-ASCII: byte 3"),
        ("windows-1252", b"ab\x81", "not WINDOWS-1252: byte 2"),
        ("iso-8859-1", b"ab\x9d", "not ISO-8859-1: byte 2"),
        ("utf-16", b"a\x00", "byte order mark"),
        ("utf-16", b"\xff\xfeA\x00\x00\xd8B\x00", "not UTF-16: byte 4"),
        ("utf-16le", b"a\x00b", "not UTF-16LE: byte 2"),
    ],
)
def test_bytes_that_are_not_in_their_charset_are_malformed_at_their_place(charset: str, body: bytes, told: str) -> None:
    """A 400 that names the byte."""
    with pytest.raises(RequestRejected, match=told) as caught:
        text_of(body, Sent(PLAIN, charset), LIMIT)
    assert caught.value.status == 400


@pytest.mark.parametrize("characters", [0, 1, LIMIT])
def test_gzip_is_unpacked_up_to_the_limit(characters: int) -> None:
    """The limit itself is within."""
    assert text_of(gzip.compress(b"a" * characters), Sent(PLAIN, packed=True), LIMIT) == "a" * characters


def test_not_more_than_the_limit_and_a_byte_is_ever_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of a megabyte is given up when the limit is passed, whatever would come."""
    unpacked: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self) -> None:
            self.own = real(wbits=31)

        def decompress(self, body: bytes, most: int) -> bytes:
            content = self.own.decompress(body, most)
            unpacked.append(len(content))
            return content

    monkeypatch.setattr("app.http.media.zlib.decompressobj", lambda **_: Counting())
    with pytest.raises(ArticleTooLong, match="over 1000 bytes"):
        text_of(gzip.compress(b"a" * (1 << 20)), Sent(PLAIN, packed=True), LIMIT)
    assert unpacked == [LIMIT + 1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain text",
        zlib.compress(b"a"),
        gzip.compress(b"a" * 500)[:-4],
        gzip.compress(b"a") + b"more",
        gzip.compress(b"a") + gzip.compress(b"b"),
        gzip.compress(gzip.compress(b"a")),
    ],
    ids=["empty", "plain", "zlib", "cut", "followed", "two members", "packed twice"],  # gzip writes the time
)
def test_what_is_not_one_whole_member_of_gzip_is_malformed(body: bytes) -> None:
    """Cut, with something after it, or packed twice: a 400, and never half an article."""
    with pytest.raises(RequestRejected) as caught:
        text_of(body, Sent(PLAIN, packed=True), LIMIT)
    assert (caught.value.status, caught.value.code) == (400, "body-malformed")


def headers(content_type: str, encoding: str) -> Headers:
    """These two, as they come over the wire."""
    return Headers(
        raw=[(b"content-type", content_type.encode("latin-1")), (b"content-encoding", encoding.encode("latin-1"))]
    )
