"""What is taken as a body, and what is refused how."""

import json
from datetime import date

import pytest
from fastapi import Request
from starlette.types import Message, Receive, Scope, Send

from app.core.errors import ArticleTooLong
from app.http.body import BodyLimit, SummaryRequest, parse, read_request
from app.http.problems import RequestRejected


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
        ('{"text": "a", "published_on": "2024-01-04T00:00:00"}', ["/published_on"]),
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
        ("text/plain; charset=iso-8859-1", ""),
        ("text/plain; charset=utf-16", ""),
        ("application/json; charset=latin1", ""),
        ("application/json", "gzip"),
    ],
)
async def test_other_types_charsets_and_encodings_are_unsupported(content_type: str, encoding: str) -> None:
    with pytest.raises(RequestRejected) as caught:
        await read_request(request(b'{"text": "a"}', content_type, encoding))
    assert caught.value.status == 415


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


def request(body: bytes, content_type: str, encoding: str = "") -> Request:
    """A POST of this body; an empty header is left out."""
    headers = [(b"content-type", content_type.encode()), (b"content-encoding", encoding.encode())]

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "headers": [each for each in headers if each[1]]}, receive)
