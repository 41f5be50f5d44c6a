"""Cases 1, 2, 4, 5, 6 and 8: bodies that are no article, on a real server."""

import gzip
import json
import resource
import socket
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.article import read
from app.core.settings import Settings
from app.main import create_app
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService, summary_of
from tests.fakes.web import served
from tests.faults.build import ARTICLE, CANARY

JSON = {"content-type": "application/json"}
PLAIN = {"content-type": "text/plain"}
GIB = 1 << 30


@pytest.fixture(scope="module")
def service() -> FakeService:
    return FakeService()


@pytest.fixture(scope="module")
def url(service: FakeService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = SecretStr(f"sqlite:///{tmp_path_factory.mktemp('index') / 'index.db'}")
    with served(service, Settings(index_url=index)) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        yield client


def refused(client: httpx2.Client, body: Any, headers: dict[str, str], status: int, most_bytes: int = 1024) -> None:
    answer = client.post("/v1/summaries", content=body, headers=headers)
    read_problem(answer, status)
    assert len(answer.content) < most_bytes
    assert CANARY not in answer.text


TABLE: list[tuple[bytes, dict[str, str], int]] = [
    (b"", JSON, 400),
    (b"", PLAIN, 422),
    (b"   ", JSON, 400),
    (b"null", JSON, 422),
    (b"true", JSON, 422),
    (b"7", JSON, 422),
    (b'"zanzibar"', JSON, 422),
    (b"[]", JSON, 422),
    (b'[{"text": "zanzibar"}]', JSON, 422),
    (b"{}", JSON, 422),
    (b'{"text": null}', JSON, 422),
    (b'{"text": 7}', JSON, 422),
    (b'{"text": ""}', JSON, 422),
    (b'{"text": "zanzibar', JSON, 400),
    (b'{"text": "zanzibar"}}', JSON, 400),
    (b"{'text': 'zanzibar'}", JSON, 400),
    (b'{"text": "zanzibar", "unknown": 1}', JSON, 422),
    (b'{"text": "A bomb.", "zanzibar": 1}', JSON, 422),
    (b"text=zanzibar", {"content-type": "application/x-www-form-urlencoded"}, 415),
    (b"<text>zanzibar</text>", {"content-type": "application/xml"}, 415),
    (b'{"text": "zanzibar"}', {}, 415),
    (b'{"text": "zanzibar"}', {"content-type": "application/json; charset=utf-7"}, 415),
    (b'{"text": "zanzibar"}', {"content-type": "application/json; charset=utf-16"}, 400),
    (b"zanzibar \x81", {"content-type": "text/plain; charset=windows-1252"}, 400),
    (b'{"txt": "zanzibar"}', PLAIN, 422),
    (b'["zanzibar"]', PLAIN, 422),
    (b"zanzibar", PLAIN | {"content-encoding": "gzip"}, 400),
    ('{"text": "zanzibar"}'.encode("utf-16"), JSON, 400),
    ('{"text": "zanzibar"}'.encode("utf-16-le"), JSON, 400),
    ("A bomb at zanzibar.".encode("utf-16"), PLAIN, 400),
    ("A bomb at zanzibar.".encode("utf-16-be"), PLAIN, 422),
    (b'{"text": "A bomb at zanzibar\\u0000."}', JSON, 422),
]


@pytest.mark.parametrize(("body", "headers", "status"), TABLE)
def test_a_body_that_is_no_request_is_a_small_problem(
    client: httpx2.Client, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Cases 1 and 3: malformed, empty, null, array, truncated, UTF-16, NUL, another type: a 4xx problem under 1 KB."""
    refused(client, body, headers, status)


DESCRIPTION: Final[dict[str, Any]] = create_app(Settings()).openapi()
TAKES_RECORDS: Final = r"/v1/(verifications|exports)"
"""Calls whose body holds whole records: schemathesis takes seconds to make up one of those, so there are few."""


def made_from_the_description(max_examples: int, *, by_property: bool) -> BaseSchema:
    """The description; `by_property`: each property is left out and spoilt in turn, too."""
    config = {
        "generation": {"max-examples": max_examples, "deterministic": True, "mode": "all"},
        "phases": {"coverage": {"enabled": by_property}},
    }
    return schemathesis.openapi.from_dict(DESCRIPTION, config=SchemathesisConfig.from_dict(config))


TAKES_SEVERAL: Final = "/v1/dossiers"
TAKES_LINES: Final = "/v1/summaries:batch"
"""Its body is no one value: tests/app/http/test_batches.py."""
small = made_from_the_description(100, by_property=True).exclude(
    path_regex=f"{TAKES_RECORDS}|{TAKES_SEVERAL}|{TAKES_LINES}"
)
large = made_from_the_description(3, by_property=False).include(path_regex=TAKES_RECORDS)
largest = made_from_the_description(1, by_property=False).include(path_regex=TAKES_SEVERAL)


@small.parametrize()
def test_requests_made_from_the_description_are_answered_as_it_says(case: schemathesis.Case[Any], url: str) -> None:
    """Case 1: schemathesis, good and bad requests; what a schema cannot say (a text is not blank) is refused too."""
    case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])


@large.parametrize()
@settings(suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])  # a whole record is large by nature
def test_made_up_records_are_answered_as_the_description_says(case: schemathesis.Case[Any], url: str) -> None:
    """Case 1: the same of whole records that are made up."""
    case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])


@largest.parametrize()
@settings(suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
def test_made_up_dossiers_are_answered_as_the_description_says(case: schemathesis.Case[Any], url: str) -> None:
    """Case 1: the same of several records, once."""
    case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])


OTHERS: Final = (None, -1, "zanzibar")


def spoilt(value: Any) -> Iterator[Any]:
    """The value with one place in it left out, added, or of another kind; of a list, in its first item."""
    yield from (other for other in OTHERS if other != value)
    if isinstance(value, dict):
        yield value | {"zanzibar": 1}
        for name, inner in value.items():
            yield {other: value[other] for other in value if other != name}
            yield from (value | {name: worse} for worse in spoilt(inner))
    elif isinstance(value, list) and value:
        yield from ([worse, *value[1:]] for worse in spoilt(value[0]))


@pytest.mark.parametrize(
    ("path", "kind", "wrap"),
    [
        ("/v1/verifications", "VerificationRequest", lambda record: {"text": TEXT, "summary": record}),
        ("/v1/exports?convention=acled", "ExportRequest", lambda record: record),
    ],
)
def test_a_record_that_is_spoilt_in_one_place_is_answered_as_the_description_says(
    client: httpx2.Client, path: str, kind: str, wrap: Callable[[Any], Any]
) -> None:
    """Case 1: a saved record, each of its properties left out and spoilt in turn: what does not fit is a 422."""
    described = {"$ref": f"#/components/schemas/{kind}", "components": DESCRIPTION["components"]}
    fits = jsonschema_rs.validator_for(described).is_valid
    saved = summary_of(read(TEXT, today=date(2024, 1, 5))).model_dump(mode="json")
    statuses = set()
    for record in spoilt(saved):
        body = wrap(record)
        answer = client.post(path, content=json.dumps(body), headers=JSON)
        statuses.add(answer.status_code)
        if answer.is_success:
            assert fits(body)
        else:
            read_problem(answer, 422)
    assert statuses == {200, 422}


@pytest.mark.parametrize("field", ["text", "title", "source", "url"])
@pytest.mark.parametrize("surrogate", ["\\ud800", "\\udfff", "a\\udc00\\ud800b"])
def test_a_lone_surrogate_is_refused(client: httpx2.Client, field: str, surrogate: str) -> None:
    """Case 2: half of a surrogate pair in any field is a 422, before anything is made of it."""
    body = json.dumps({"text": ARTICLE} | {field: "HERE"}).replace("HERE", surrogate)
    refused(client, body.encode(), JSON, 422)


def test_a_body_of_1_gib_without_length_is_refused_and_not_kept(client: httpx2.Client) -> None:
    """Case 4: chunks for ever, at most 1 GiB: 413 as problem+json, and the memory stays flat."""
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    handed_out = 0

    def chunks() -> Iterator[bytes]:
        nonlocal handed_out
        while handed_out < GIB:
            handed_out += 1 << 20
            yield b"x" * (1 << 20)

    try:
        refused(client, chunks(), PLAIN, 413)
    except httpx2.WriteError:  # the server closed before it was done: as good an answer, if not as kind
        assert handed_out < GIB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 64 << 10


def test_a_body_that_announces_too_much_is_refused_before_it_is_read(client: httpx2.Client) -> None:
    """Case 4: a Content-Length of 1 GB is a 413 before a byte of the body has come."""
    at = urlsplit(str(client.base_url))
    with socket.create_connection((str(at.hostname), at.port or 80), timeout=20) as peer:
        peer.sendall(b"POST /v1/summaries HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n")
        peer.sendall(b"Content-Length: 1000000000\r\n\r\n")
        answer = peer.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("field", ["title", "source", "url", "published_on", "nobody_knows_it"])
def test_a_field_that_is_too_long_is_not_sent_back(client: httpx2.Client, field: str) -> None:
    """Case 5: 1 MB in one field is a 422 under 2 KB without any of it."""
    body = json.dumps({"text": ARTICLE, field: CANARY * 100_000}).encode()
    refused(client, body, JSON, 422, most_bytes=2048)


def test_a_name_that_is_too_long_is_not_sent_back(client: httpx2.Client) -> None:
    """Case 5: neither is the name of a field."""
    refused(client, json.dumps({"text": ARTICLE, CANARY * 100_000: 1}).encode(), JSON, 422, most_bytes=2048)


@pytest.mark.parametrize("encoding", ["deflate", "br", "zstd", "compress", "gzip, gzip", "gzip,deflate"])
def test_another_encoding_than_gzip_is_refused(client: httpx2.Client, encoding: str) -> None:
    """Case 6: what is not opened cannot become more; gzip twice neither."""
    refused(client, gzip.compress(b" " * 100), JSON | {"content-encoding": encoding}, 415)


@pytest.mark.parametrize("headers", [JSON, PLAIN])
def test_a_gzip_bomb_is_refused_at_the_limit(client: httpx2.Client, headers: dict[str, str]) -> None:
    """Case 6: 64 MB in 64 KB are a 413 when 2.5 MB of them are unpacked, and the memory stays flat."""
    bomb = gzip.compress(b" " * (64 << 20))
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(client, bomb, headers | {"content-encoding": "gzip"}, 413)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 32 << 10


def test_a_bomb_within_a_bomb_is_not_opened(client: httpx2.Client) -> None:
    """Case 6: what unpacks to gzip is no text."""
    nested = gzip.compress(gzip.compress(b" " * (64 << 20)))
    refused(client, nested, PLAIN | {"content-encoding": "gzip"}, 400)


def test_a_gzip_body_is_an_article(client: httpx2.Client, service: FakeService) -> None:
    """Case 6: what is within the limit is read."""
    packed = gzip.compress(json.dumps({"text": ARTICLE}).encode())
    assert client.post("/v1/summaries", content=packed, headers=JSON | {"content-encoding": "gzip"}).is_success
    assert service.asked[-1].text == ARTICLE


JUNK_BYTES = 2_400_000


@pytest.mark.parametrize("item", [b"[]", b"{}", b"0"])
@pytest.mark.parametrize(
    ("path", "junk"),
    [
        ("/v1/summaries", b'{"text": [HERE]}'),
        ("/v1/exports?convention=acled", b"[HERE]"),
        ("/v1/verifications", b'{"text": "a", "summary": {"incidents": [HERE]}}'),
        ("/v1/dossiers", b'{"articles": [HERE]}'),
        ("/v1/dossiers", b'{"summaries": [HERE]}'),
        ("/v1/dossiers", b'{"summaries": [{"incidents": [HERE]}]}'),
    ],
)
def test_a_megabyte_of_junk_is_refused_in_a_few_words(
    client: httpx2.Client, path: str, junk: bytes, item: bytes
) -> None:
    """Case 8: as much as a body may have of empty lists: a small 422. pydantic listed twelve million errors once."""
    body = junk.replace(b"HERE", b",".join([item] * (JUNK_BYTES // (len(item) + 1))))
    answer = client.post(path, content=body, headers=JSON)
    assert (answer.status_code, len(answer.content) < 1024) == (422, True)


HOSTILE: list[tuple[bytes, int]] = [
    (b'{"text":' * 100_000, 400),
    (b"[" * 100_000, 400),
    (b"[" * 100_000 + b"]" * 100_000, 400),
    (b'{"text": ' + b"9" * 5_000 + b"}", 400),
    (b'{"text": "a", "published_on": ' + b"1" * 5_000 + b"}", 400),
    (b'{"text": NaN}', 400),
    (b'{"text": Infinity}', 400),
    (b'{"text": -Infinity}', 400),
    (b'{"text": 1e400}', 422),
    (b'{"text": "zanzibar", "text": "a bomb"}', 400),
    (b'{"text": "a", "\\u0074ext": "zanzibar"}', 400),
]


@pytest.mark.parametrize(("body", "status"), HOSTILE)
def test_json_that_parsers_stumble_over_is_refused(client: httpx2.Client, body: bytes, status: int) -> None:
    """Case 8: 100,000 levels, 5,000 digits, NaN, one name twice: 4xx."""
    refused(client, body, JSON, status)


def test_nothing_of_this_reached_the_model(client: httpx2.Client, service: FakeService) -> None:
    """After all of these the service answers, and none of them was put to a model."""
    service.asked.clear()
    for body, headers, _ in TABLE:
        client.post("/v1/summaries", content=body, headers=headers)
    for hostile, _ in HOSTILE:
        client.post("/v1/summaries", content=hostile, headers=JSON)
    assert not service.asked
    assert client.post("/v1/summaries", json={"text": ARTICLE}).is_success
