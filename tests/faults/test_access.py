"""Who is let in, and how much of it: keys on the whole application, and on the command."""

import asyncio
import hmac
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx2
import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Send
from starlette.types import Scope as ASGIScope
from typer.testing import CliRunner, Result

from app import cli, keys
from app.core.settings import Settings
from app.keys import Scope
from app.main import create_app
from app.store.keyring import KeyRing
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import local_client, running, served

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  to be refused
NOW: Final = datetime(2024, 1, 5, tzinfo=UTC)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(keys_file=tmp_path / "keys.json"), open_service=FakeService().opener())
    with local_client(app) as client:
        yield client


def made(ring: KeyRing, *scopes: Scope, requests: int = 60, tokens: int | None = None) -> tuple[str, dict[str, str]]:
    """A new key's id, and the header that it is sent in."""
    key, text = keys.mint("desk", scopes or keys.SCOPES, requests, tokens, NOW)
    ring.add(key)
    return key.id, {"Authorization": f"Bearer {text}"}


def post(client: TestClient, headers: dict[str, str] | None = None, text: str = TEXT) -> httpx2.Response:
    return client.post("/v1/summaries", json={"text": text}, headers=headers)


def test_with_a_key_configured_nobody_is_answered_without_one(client: TestClient, ring: KeyRing) -> None:
    """Keys: 401 with a challenge; probes, the description and the schemas stay open."""
    made(ring)
    problem = read_problem(post(client), 401)
    assert problem["type"] == "/problems/key-missing"
    assert post(client).headers["www-authenticate"] == 'Bearer realm="sitrep"'
    read_problem(client.get("/v1/anything"), 401)
    for path in ("/livez", "/readyz", "/openapi.json", "/docs", "/v1/schemas/incident"):
        assert client.get(path).is_success


def test_the_figures_of_reliability_want_a_key_that_may_read(client: TestClient, ring: KeyRing) -> None:
    """They name the model that is asked: 401 without a key, 403 for one that may not read, 429 past its quota."""
    _, summarizes = made(ring, "summarize")
    _, reads = made(ring, "read", requests=1)
    read_problem(client.get("/v1/reliability"), 401)
    read_problem(client.get("/v1/reliability", headers=summarizes), 403)
    answer = client.get("/v1/reliability", headers=reads)
    assert (answer.status_code, answer.headers["ratelimit"]) == (200, '"requests";r=0;t=60')
    read_problem(client.get("/v1/reliability", headers=reads), 429)


@pytest.mark.parametrize(
    "sent",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer sitrep_00000000_x",
        "Basic eDp5",
        "sitrep",
        "Bearer sitrep__",
        "bearer é",
    ],
)
def test_another_text_is_no_key(client: TestClient, ring: KeyRing, sent: str) -> None:
    """Keys: what is not a key known here is a 401, and said to be one."""
    made(ring)
    answer = post(client, {"Authorization": sent.encode()})  # type: ignore[dict-item]  # bytes go as they are
    assert read_problem(answer, 401)["type"] == "/problems/key-unknown"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_the_secret_of_one_key_does_not_open_with_the_id_of_another(client: TestClient, ring: KeyRing) -> None:
    """Keys: id and secret belong together."""
    (one, sent), (other, _) = made(ring), made(ring)
    crossed = {"Authorization": sent["Authorization"].replace(one, other)}
    assert post(client, crossed).status_code == 401


def test_what_is_sent_is_compared_in_constant_time_whatever_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys: a known id, an unknown one and none at all are one comparison of 64 letters each: no time to measure."""
    compared: list[tuple[str, str]] = []
    same = hmac.compare_digest

    def noted(one: str, other: str) -> bool:
        compared.append((one, other))
        return same(one, other)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    key, text = keys.mint("desk", keys.SCOPES, 60, None, NOW)
    for sent in (text, f"{text}x", text.replace(key.id, "00000000"), ""):
        keys.find((key,), sent)
    assert [len(letters) for pair in compared for letters in pair] == [64] * 8


def test_a_revoked_key_is_refused_from_the_next_request_on(client: TestClient, ring: KeyRing) -> None:
    """Keys: the running service sees that the file was written."""
    (key_id, sent), _ = made(ring), made(ring)
    assert post(client, sent).is_success
    assert ring.revoke(key_id, NOW)
    assert post(client, sent).status_code == 401


@pytest.mark.parametrize(("scope", "status"), [("summarize", 200), ("read", 403)])
def test_a_key_does_what_its_scopes_say(client: TestClient, ring: KeyRing, scope: Scope, status: int) -> None:
    """Keys: a key for reading cannot put articles to the model."""
    _, sent = made(ring, scope)
    answer = post(client, sent)
    assert answer.status_code == status
    if status == 403:
        assert read_problem(answer, 403)["type"] == "/problems/key-scope"
        assert 'scope="summarize"' in answer.headers["www-authenticate"]


def test_a_key_has_so_many_requests_a_minute_and_is_told_how_many_are_left(client: TestClient, ring: KeyRing) -> None:
    """Limits: two requests a minute; the third is a 429 with Retry-After, and another key goes on."""
    (_, sent), (_, other) = made(ring, requests=2), made(ring, requests=2)
    answers = [post(client, sent) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"requests";q=2;w=60'}
    left = [re.fullmatch(r'"requests";r=(\d+);t=(\d+)', answer.headers["ratelimit"]) for answer in answers]
    assert [match and match[1] for match in left] == ["1", "0", "0"]
    assert all(match and 1 <= int(match[2]) <= 60 for match in left)
    assert read_problem(answers[2], 429)["type"] == "/problems/quota-exceeded"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert post(client, other).is_success


def test_a_key_has_so_many_tokens_a_day(client: TestClient, ring: KeyRing) -> None:
    """Limits: the fake's summary costs 1,020 tokens; after it, none of 1,000 are left, and the next is refused."""
    _, sent = made(ring, tokens=1000)
    first, second = post(client, sent), post(client, sent, "Nothing happened today.")
    assert (first.status_code, second.status_code) == (200, 429)
    assert '"tokens";q=1000;w=86400' in first.headers["ratelimit-policy"]
    assert '"tokens";r=0;' in first.headers["ratelimit"]
    assert int(second.headers["retry-after"]) > 3600


def test_an_answer_from_the_store_costs_no_tokens(client: TestClient, ring: KeyRing) -> None:
    """Limits: the same article again is counted as a request and not as tokens."""
    _, sent = made(ring, tokens=2000)
    assert [post(client, sent).headers["ratelimit"].partition("tokens")[2][1:7] for _ in range(2)] == [";r=980"] * 2


def test_a_damaged_file_of_keys_lets_nobody_in(
    client: TestClient, ring: KeyRing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Keys: what cannot be read is no reason to answer everybody: 503, and neither the file's content nor its path is
    told. What is open stays so, and the log has the path, once however many ask."""
    _, sent = made(ring)
    (tmp_path / "keys.json").write_text('{"zanzibar')
    for answer in (post(client, sent), post(client)):
        assert read_problem(answer, 503)["type"] == "/problems/keys-unreadable"
        assert "zanzibar" not in answer.text
        assert str(tmp_path) not in answer.text
    assert [client.get(path).status_code for path in ("/livez", "/readyz")] == [200, 200]
    assert [str(tmp_path) in line for line in caplog.messages if "nobody is let in" in line] == [True]


def test_without_a_good_key_nobody_is_answered_where_one_was_made(client: TestClient, ring: KeyRing) -> None:
    """Keys: to revoke the last one opens nothing; probes stay open."""
    key_id, sent = made(ring)
    assert ring.revoke(key_id, NOW)
    assert [post(client, headers).status_code for headers in (None, sent)] == [401, 401]
    assert client.get("/livez").is_success


@pytest.mark.parametrize("lost", ["removed", "emptied"])
@pytest.mark.parametrize("restarted", [False, True])
def test_without_the_file_of_keys_nobody_is_answered_where_one_was_made(
    client: TestClient, ring: KeyRing, tmp_path: Path, lost: str, restarted: bool
) -> None:
    """Keys: to lose the file opens nothing, also when the service begins after it is lost."""
    _, sent = made(ring)
    if not restarted:
        assert post(client, sent).is_success
    if lost == "removed":
        (tmp_path / "keys.json").unlink()
    else:
        (tmp_path / "keys.json").write_text('{"version": 1, "keys": []}')
    assert [post(client, headers).status_code for headers in (None, sent)] == [401, 401]


async def test_a_key_has_so_many_articles_at_once(tmp_path: Path, ring: KeyRing) -> None:
    """Limits: two of four are refused while two are read; another key has its own, and GET is not counted."""
    key, text = keys.mint("desk", keys.SCOPES, 60, None, NOW, articles_at_once=2)
    ring.add(key)
    sent, (_, other) = {"Authorization": f"Bearer {text}"}, made(ring)
    with served(FakeService(delay_s=1.0), Settings(keys_file=tmp_path / "keys.json")) as url:
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
            posted = [http.post("/v1/summaries", json={"text": f"{TEXT} {n}"}, headers=sent) for n in range(4)]
            posted += [
                http.post("/v1/summaries", json={"text": TEXT}, headers=other),
                http.get("/v1/reliability", headers=sent),
            ]
            *own, of_other, figures = await asyncio.gather(*posted)
            again = await http.post("/v1/summaries", json={"text": TEXT}, headers=sent)
    assert sorted(answer.status_code for answer in own) == [200, 200, 429, 429]
    refused = next(answer for answer in own if answer.status_code == 429)
    assert read_problem(refused, 429)["type"] == "/problems/too-many-at-once"
    assert int(refused.headers["retry-after"]) >= 1
    assert [answer.status_code for answer in (of_other, figures, again)] == [200, 200, 200]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "127.0.0.1:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, 200),
        ({"Host": "127.9.9.9:8000"}, 200),
        ({"Host": "sitrep.example.org"}, 403),
        ({"Host": "intranet"}, 403),
        ({"Host": "intranet:8000", "Origin": "http://intranet:8000"}, 403),
        ({"Host": "localhost.evil"}, 403),
        ({"Host": "192.0.2.7"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "rebound.example:8000", "Origin": "http://rebound.example:8000"}, 403),
        ({"Host": "localhost:8000", "Origin": "https://evil.example"}, 403),
        ({"Host": "localhost:8000", "Origin": "null"}, 403),
        ({"Host": "[::1"}, 403),
        ({"Host": "[v1.x]"}, 403),
    ],
)
def test_without_keys_no_web_page_reaches_the_service(client: TestClient, headers: dict[str, str], status: int) -> None:
    """Local: no page that posts across sites, and none whose name, with a dot or without, was made to point here."""
    answer = client.post("/v1/summaries", content=TEXT.encode(), headers={"Content-Type": "text/plain"} | headers)
    assert answer.status_code == status
    if status == 403:
        assert read_problem(answer, 403)["type"] == "/problems/local-only"


@pytest.mark.parametrize(
    ("peer", "status"),
    [
        ("127.0.0.1", 200),
        ("::1", 200),
        ("192.0.2.7", 403),
        ("2001:db8::1", 403),
        ("unknown", 403),
        ("testclient", 403),
        ("", 403),
    ],
)
def test_without_keys_only_this_machine_is_answered(tmp_path: Path, peer: str, status: int) -> None:
    """Local: whatever the service is bound to."""
    app = create_app(Settings(keys_file=tmp_path / "none.json"), open_service=FakeService().opener())
    with local_client(app, peer) as client:
        assert post(client).status_code == status


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "True-Client-IP", "Via"]
)
def test_without_keys_nothing_is_answered_that_a_proxy_has_passed_on(client: TestClient, name: str) -> None:
    """Local: behind a proxy everybody comes from this machine, whatever its headers say."""
    answer = client.get("/livez", headers={name: "127.0.0.1"})
    assert read_problem(answer, 403)["type"] == "/problems/local-only"


@pytest.mark.parametrize("forwarded", ["unknown", "203.0.113.9"])
def test_who_connects_is_who_asks_whatever_the_headers_say(monkeypatch: pytest.MonkeyPatch, forwarded: str) -> None:
    """Local: also where uvicorn is set to believe everybody."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    peers: list[str] = []

    async def app(scope: ASGIScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            peers.append(scope["client"][0])
            await PlainTextResponse("")(scope, receive, send)

    with running(app, Settings()) as url:
        httpx2.get(url, headers={"X-Forwarded-For": forwarded}, trust_env=False)
    assert peers == ["127.0.0.1"]


def sitrep(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


@pytest.mark.parametrize("host", [EVERYWHERE, "::"])
def test_the_service_refuses_to_listen_elsewhere_without_a_key(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Keys: exit 2 with what to do, before anything is opened."""
    service = FakeService()
    monkeypatch.setattr(cli, "open_service", service.opener())
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    result = sitrep("serve", "--port", "0", "--host", host)
    assert result.exit_code == 2
    assert "there is no API key" in result.stderr
    assert "hint: Make one with `sitrep keys create NAME`" in result.stderr
    assert not service.closed


def test_a_key_is_made_shown_once_listed_and_revoked(no_keys_of_the_developer: Path) -> None:
    """Keys: the whole life of one, by the command."""
    bounds = ("--requests-per-minute", "5", "--tokens-per-day", "1000", "--articles-at-once", "2")
    created = sitrep("keys", "create", "night desk", *bounds)
    text = created.stdout.strip()
    key_id = text.split("_")[1]
    assert re.fullmatch(r"sitrep_[0-9a-f]{8}_[\w-]{43}", text)
    listed = sitrep("keys", "list").stdout
    assert (
        f"{key_id}\tnight desk\tsummarize,read\t5 requests a minute, 1000 tokens a day, 2 articles at once\t" in listed
    )
    assert text.split("_", 2)[2] not in listed
    assert (no_keys_of_the_developer / "keys.json").stat().st_mode & 0o777 == 0o600
    revoked = sitrep("keys", "revoke", key_id)
    assert (revoked.exit_code, "the last good key: nobody is answered" in revoked.stderr) == (0, True)
    assert "\trevoked " in sitrep("keys", "list").stdout
    assert sitrep("keys", "revoke", key_id).exit_code == 2


@pytest.mark.parametrize("command", [("create", "desk"), ("revoke", "00000000")])
def test_keys_that_cannot_be_written_are_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Keys: where the folder cannot be made, exit 2 with the path and the reason, and no stack."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SITREP_KEYS_FILE", str(tmp_path / "file" / "sitrep" / "keys.json"))
    result = sitrep("keys", *command)
    assert result.exit_code == 2
    assert f"{tmp_path / 'file'}" in result.stderr
    assert "cannot be written: Not a directory" in result.stderr
    assert "hint: Check SITREP_KEYS_FILE." in result.stderr


def test_names_that_are_withheld_are_for_a_key_that_was_made_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither `all` nor anything else but `--sensitive` gives that scope."""
    monkeypatch.setenv("SITREP_KEYS_FILE", str(tmp_path / "keys.json"))
    for options in ((), ("--may", "all"), ("--may", "read"), ("--sensitive",), ("--may", "summarize", "--sensitive")):
        assert CliRunner().invoke(cli.app, ["keys", "create", "desk", *options]).exit_code == 0
    usual, everything, reading, sensitive, least = (key.scopes for key in KeyRing(tmp_path / "keys.json").keys())  # noqa: SIM118  # no dict
    assert (usual, everything, reading) == (("summarize", "read"), ("summarize", "read"), ("read",))
    assert (sensitive, least) == (("summarize", "read", "sensitive"), ("summarize", "sensitive"))
