"""What is taken as a body, and what is refused how."""

import asyncio
import gzip
import json
import threading
import tracemalloc
from datetime import date
from typing import Annotated

import pytest
from fastapi import Request
from pydantic import AfterValidator, BaseModel, ValidationError
from starlette.types import Message, Receive, Scope, Send

from app.core.errors import ArticleTooLong
from app.core.settings import Settings
from app.http.body import BodyLimit, SummaryRequest, parse, read_json, read_request
from app.http.exports import ExportRequest
from app.http.problems import BodyInvalid, RequestRejected
from app.http.verifications import VerificationRequest

MOST_CHARACTERS = 10_000
"""Of an article, where a body of `request` is read."""


def test_all_fields_are_read() -> None:
    fields = {"text": "A", "title": "T", "source": "S", "url": "https://news.example/1", "client_ref": "R 1"}
    read = parse(json.dumps(fields | {"published_on": "2024-01-04"}), SummaryRequest)
    assert dict(read) == fields | {"published_on": date(2024, 1, 4)}


def test_text_is_kept_as_it_is() -> None:
    text = "  two  spaces\r\nand \U0001f600 a face\n"
    assert parse(json.dumps({"text": text}), SummaryRequest).text == text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "Expecting value"),
        ("{", "property name"),
        ('{"text": "a"', "delimiter"),
        ('{"text": "a"}}', "Extra data"),
        ('{"text": NaN}', "NaN is not JSON"),
        ('{"text": -Infinity}', "-Infinity is not JSON"),
        ('{"text": "a", "text": "b"}', "occurs twice"),
        ('{"text": "a\tb"}', "control character"),
        ('{"text": ' + "[" * 100_000, "nested too deeply"),
        ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"text": ' + "9" * 5000 + "}", "cannot be"),
    ],
)
def test_what_is_not_json_is_malformed(body: str, reason: str) -> None:
    with pytest.raises(RequestRejected) as caught:
        parse(body, SummaryRequest)
    assert (caught.value.status, caught.value.code) == (400, "body-malformed")
    assert reason.lower() in str(caught.value).lower() or reason == "cannot be"


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ("null", [""]),
        ("[]", [""]),
        ('"text"', [""]),
        ("{}", ["/text"]),
        ('{"text": null}', ["/text"]),
        ('{"text": 7}', ["/text"]),
        ('{"text": ["a"]}', ["/text"]),
        ('{"text": "\\ud800"}', [""]),
        ('{"text": "a", "\\ud800": 1}', [""]),
        ('{"text": "a", "txet": "b"}', [""]),
        ('{"text": "a", "published_on": "04/01/2024"}', ["/published_on"]),
        ('{"text": "a", "published_on": "2024-02-30"}', ["/published_on"]),
        ('{"text": "a", "published_on": "2024-01-04T25:00:00Z"}', ["/published_on"]),
        ('{"text": "a", "published_on": "1704326400"}', ["/published_on"]),
        ('{"text": "a", "published_on": 1704326400}', ["/published_on"]),
        ('{"text": "a", "published_on": true}', ["/published_on"]),
        ('{"text": "a", "title": 1, "source": 2}', ["/title", "/source"]),
        (json.dumps({"text": "a", "title": "t" * 501}), ["/title"]),
    ],
)
def test_json_of_another_shape_is_invalid_where_it_differs(body: str, pointers: list[str]) -> None:
    with pytest.raises(RequestRejected) as caught:
        parse(body, SummaryRequest)
    assert (caught.value.status, caught.value.code) == (422, "body-invalid")
    assert [error.pointer for error in getattr(caught.value, "errors", ())] == pointers


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"text": "caf\xc3\xa9"}'),
        ("Application/JSON; charset=UTF-8", b'{"text": "caf\xc3\xa9"}'),
        ("application/json", b'\xef\xbb\xbf{"text": "caf\xc3\xa9"}'),
        ("text/plain", b"caf\xc3\xa9"),
        ('text/plain; charset="utf-8"; format=flowed', b"caf\xc3\xa9"),
    ],
)
async def test_json_and_plain_text_are_read_as_utf_8(content_type: str, body: bytes) -> None:
    assert (await read_request(request(body, content_type))).text == "café"


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("", ""),
        ("application/x-www-form-urlencoded", ""),
        ("multipart/form-data; boundary=x", ""),
        ("text/html", ""),
        ("text/plain; charset=koi8-r", ""),
        ("application/json; charset=utf-7", ""),
        ("application/json", "br"),
    ],
)
async def test_other_types_charsets_and_encodings_are_unsupported(content_type: str, encoding: str) -> None:
    with pytest.raises(RequestRejected) as caught:
        await read_request(request(b'{"text": "a"}', content_type, encoding))
    assert caught.value.status == 415


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("charset", ["windows-1252", "ISO-8859-1", "latin-1", "utf-16", "utf-8"])
@pytest.mark.parametrize("media_type", ["text/plain", "application/json"])
async def test_a_body_is_read_in_the_charset_that_it_declares_and_unpacked(
    media_type: str, charset: str, packed: bool
) -> None:
    """The same article, however it is written, with gzip or without."""
    text = "Café bombed, four dead: police"
    body = (text if media_type == "text/plain" else json.dumps({"text": text}, ensure_ascii=False)).encode(charset)
    sent = gzip.compress(body) if packed else body
    read = await read_request(request(sent, f"{media_type}; charset={charset}", "gzip" if packed else ""))
    assert read.text == text


@pytest.mark.parametrize("before", ["", " \n", "\ufeff"])
async def test_json_sent_as_plain_text_is_read_as_json(before: str) -> None:
    """What `fetch` makes of a string: its members are members, and the reference is echoed."""
    body = before + json.dumps({"text": "A bomb.", "title": "T", "client_ref": "R 1"})
    sent = request(body.encode(), "text/plain;charset=UTF-8")
    read = await read_request(sent)
    assert (read.text, read.title, read.client_ref, sent.state.client_ref) == ("A bomb.", "T", "R 1", "R 1")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"article": "A bomb."}', 422),
        ('{"text": 7}', 422),
        ("{}", 422),
        ('[{"text": "A bomb."}]', 422),
        ('"A bomb."', 422),
        ('{"text": "A", "text": "B"}', 400),
        ('{"text": "A", "at": NaN}', 400),
        ('{"text": "A bomb."}\n{"text": "Another."}\n', 400),
        ('{"features": [' + "1," * 1_000 + "1]}", 422),
        ("[" * 1_000, 400),
    ],
)
async def test_json_of_another_shape_is_no_article_though_it_is_sent_as_one(body: str, status: int) -> None:
    """It is refused as JSON is, and the hint says as what it was read."""
    with pytest.raises(RequestRejected) as caught:
        await read_request(request(body.encode(), "text/plain"))
    assert (caught.value.status, "sent as text/plain" in caught.value.hint) == (status, True)


@pytest.mark.parametrize(
    "text",
    [
        "{Kyiv} A drone hit the depot, killing four, police said.",
        '{"We will find them," the mayor said.',
        '"We will find them," the mayor said.',
        "[Infinity Corp] Four were killed.",
        "[1] Four were killed.",
        "Infinity Corp said that four were killed.",
        "2024",
        "null",
        '{"text": "A bomb killed four',
    ],
)
async def test_an_article_that_merely_begins_like_json_is_an_article(text: str) -> None:
    """Nothing is taken off it."""
    assert (await read_request(request(text.encode(), "text/plain"))).text == text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"txt": "a"}', "`text`"),
        ('{"text": "a", "publishedOn": "2024-01-04"}', "`published_on`"),
        ('{"text": "a", "Title": "b"}', "`title`"),
        ('{"text": "a", "zanzibar": "b"}', "text, published_on, title, source, url, client_ref"),
        (json.dumps({"text": "a", "title" * 100_000: 1}), "text, published_on, title, source, url, client_ref"),
    ],
)
def test_a_misspelt_member_is_told_with_the_one_that_is_meant(body: str, told: str) -> None:
    """The nearest of the known names, or all of them where none is near; what was sent is not repeated."""
    with pytest.raises(BodyInvalid) as caught:
        parse(body, SummaryRequest)
    assert told in caught.value.errors[-1].detail


@pytest.mark.parametrize(
    ("kind", "junk"),
    [
        (SummaryRequest, '{"text": [HERE]}'),
        (SummaryRequest, '{"text": "a", "title": {"a": [HERE]}}'),
        (ExportRequest, "[HERE]"),
        (VerificationRequest, '{"text": "a", "summary": {"incidents": [HERE]}}'),
    ],
)
@pytest.mark.parametrize("item", ["[]", "{}", "1"])
def test_of_a_junk_body_nothing_is_built(kind: type[BaseModel], junk: str, item: str) -> None:
    """100,000 values where a hundred may be: no more memory is taken than for a hundred."""
    body = junk.replace("HERE", ",".join([item] * 100_000))
    parse_junk(body[:100], kind)  # what is made once for each kind
    tracemalloc.start()
    try:
        parse_junk(body, kind)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1 << 17


def test_a_record_of_1_x_is_not_brought_up_to_date_where_none_has_so_much() -> None:
    """Each empty incident would get twenty fields: 450 kB of them took 1.4 GB."""
    record = {"schema_version": "1.0", "incidents": [{}] * 20_000}
    tracemalloc.start()
    try:
        with pytest.raises(BodyInvalid) as caught:
            parse(json.dumps({"text": "a", "summary": record}), VerificationRequest, 100_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "more than 2000 incidents" in caught.value.errors[0].detail
    assert most < 16 << 20


@pytest.mark.parametrize("kind", [ExportRequest, VerificationRequest])
def test_the_errors_of_a_record_do_not_multiply(kind: type[BaseModel]) -> None:
    """Twice as many incidents without any of their fields are told by as many errors."""
    told = []
    for number in (500, 1_000):
        record: dict[str, list[dict[str, int]]] = {"incidents": [{}] * number, "questions": [{}] * number}
        body = json.dumps([record] * 3 if kind is ExportRequest else {"text": "a", "summary": record})
        with pytest.raises(ValidationError) as caught:
            kind.model_validate_json(body)
        told.append(caught.value.error_count())
    assert told[0] == told[1] < 100


async def test_a_body_is_looked_at_off_the_event_loop() -> None:
    """The loop goes on: reading ends only when it has done something meanwhile."""
    meanwhile = threading.Event()

    def waited(text: str) -> str:
        assert meanwhile.wait(timeout=20)
        return text

    class Patient(BaseModel):
        text: Annotated[str, AfterValidator(waited)]

    reading = asyncio.create_task(read_json(request(b'{"text": "a"}', "application/json"), Patient))
    await asyncio.sleep(0)
    meanwhile.set()
    assert (await reading).text == "a"


async def test_what_unpacks_to_more_than_the_limit_is_too_long() -> None:
    """A megabyte of blanks is a kilobyte on the wire."""
    with pytest.raises(ArticleTooLong, match="unpacked"):
        await read_request(request(gzip.compress(b" " * (1 << 20)), "text/plain", "gzip"))


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
async def test_bytes_that_are_not_utf_8_are_malformed_at_their_place(content_type: str) -> None:
    with pytest.raises(RequestRejected, match="byte 4") as caught:
        await read_request(request(b"caf \xe9", content_type))
    assert caught.value.status == 400


async def test_reading_stops_at_the_limit_though_the_body_never_ends() -> None:
    """The limit of 100 characters is 1,200 bytes and 64 KiB for the rest; pieces of 1 KiB come for ever."""
    handed_out = 0

    async def receive() -> Message:
        nonlocal handed_out
        handed_out += 1
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}

    async def send(_message: Message) -> None: ...

    async def read_all(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            await receive()

    with pytest.raises(ArticleTooLong, match="66736 bytes"):
        await BodyLimit(read_all, 100, timeout_s=10)({"type": "http", "headers": []}, receive, send)
    assert handed_out == 66


@pytest.mark.parametrize("character", ["a", "é", "語", "\U0001f600"])
async def test_no_article_that_is_allowed_is_over_the_limit_of_bytes(character: str) -> None:
    """JSON writes a character as twelve bytes at worst."""
    body = json.dumps({"text": character * 10_000}, ensure_ascii=True).encode()
    assert BodyLimit(app=_nothing, max_article_characters=10_000, timeout_s=10).limit_bytes >= len(body)


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None: ...


def parse_junk(body: str, kind: type[BaseModel]) -> None:
    """Read what is refused, within the hundred values that this test grants."""
    with pytest.raises(RequestRejected):
        parse(body, kind, 100)


def request(body: bytes, content_type: str, encoding: str = "") -> Request:
    """A POST of this body; an empty header is left out."""
    headers = [(b"content-type", content_type.encode()), (b"content-encoding", encoding.encode())]
    state = {"settings": Settings(max_article_characters=MOST_CHARACTERS)}

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [each for each in headers if each[1]], "state": state}
    return Request(scope, receive)
