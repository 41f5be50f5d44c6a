"""Slack, by requests signed as it signs them, on the server that users have, with its API on loopback."""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from app import keys
from app.article import Article
from app.core.errors import ModelUnavailable, NotSetUp
from app.core.settings import Settings
from app.integrations.slack import INVITE, NO_PAGES, PATH, READING, USAGE, door_of
from app.main import create_app
from app.present.masking import MASK
from app.store.keyring import KeyRing
from schemas import ArticleSummary
from tests.app.present.whole import whole
from tests.fakes.service import TEXT, FakeService
from tests.fakes.slack import CHANNEL, FORM, SECRET, TEAM, USER, FakeSlack, command, shortcut, signed, slack_api
from tests.fakes.web import served

ESCAPED = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
Serving = Callable[..., AbstractContextManager[str]]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk asks the environment for one, for loopback, too."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_api() as fake:
        yield fake


def settings(slack: FakeSlack, folder: Path, **more: object) -> Settings:
    given: dict[str, object] = {
        "slack_signing_secret": SECRET,
        "slack_bot_token": "xoxb-1",
        "slack_may": {TEAM: None},
        "slack_api_url": f"{slack.url}/api/",
        "keys_file": folder / "keys.json",
    }
    return Settings.model_validate({**given, **more})


@pytest.fixture
def serving(slack: FakeSlack, tmp_path: Path) -> Serving:
    """Serves a service to Slack, with more settings where they are given."""
    return lambda service=None, **more: served(service or FakeService(), settings(slack, tmp_path, **more))


@pytest.fixture(scope="module")
def deaf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that has no way to Slack: for requests that end with their answer."""
    with served(FakeService(), settings(FakeSlack("http://slack.localhost:1"), tmp_path_factory.mktemp("keys"))) as url:
        yield url


def ask(url: str, body: bytes, **headers: str) -> httpx2.Response:
    return httpx2.post(f"{url}{PATH}", content=body, headers={**signed(body), **headers}, trust_env=False)


def shown(message: dict[str, object]) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


class Held(FakeService):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()

    async def summarize(self, article: Article) -> ArticleSummary:
        assert await asyncio.to_thread(self.let.wait, 10)
        return await super().summarize(article)


def test_a_command_is_acknowledged_at_once_and_answered_in_a_thread(slack: FakeSlack, serving: Serving) -> None:
    """Slack waits for three seconds: the acknowledgement is there while the model is still at work."""
    service = Held()
    with serving(service) as url:
        answer = ask(url, command(ESCAPED, slack.url))
        assert not slack.calls
        service.let.set()
        first, second = slack.sent("chat.postMessage", 2)
    assert answer.json() == {"response_type": "ephemeral", "text": READING}
    assert first["channel"] == second["channel"] == CHANNEL
    assert first["text"].endswith(f"(asked by <@{USER}>)")
    assert second["thread_ts"] == "1700000000.000001"
    assert "killed: 4" in shown(second)
    assert "according to police" in shown(second)
    assert slack.tokens == {"Bearer xoxb-1"}


@pytest.mark.parametrize("kept", [True, False])
def test_the_answer_links_to_the_records_own_page_where_there_is_one(
    slack: FakeSlack, serving: Serving, tmp_path: Path, kept: bool
) -> None:
    """That of the index, which is there by then; without an index the page where articles are sent."""
    index = f"sqlite:///{tmp_path / 'index.db'}" if kept else "none"
    with serving(public_url="https://sitrep.example.org/", index_url=index) as url:
        ask(url, command(ESCAPED, slack.url))
        _, answer = slack.sent("chat.postMessage", 2)
        path = f"summaries/{sha256(TEXT.encode()).hexdigest()}" if kept else ""
        assert httpx2.get(f"{url}/web/{path}", trust_env=False).is_success is kept
    assert f"<https://sitrep.example.org/{path}|Open the page>" in shown(answer)


def test_a_shortcut_is_answered_below_its_message(slack: FakeSlack, serving: Serving) -> None:
    """In the thread that the message begins, or that it stands in; its notation is read as people see it."""
    service = FakeService()
    with serving(service) as url:
        answer = ask(url, shortcut({"ts": "1700000001.000100", "text": ESCAPED}, slack.url))
        (message,) = slack.sent("chat.postMessage")
    assert (answer.status_code, answer.content) == (200, b"")
    assert message["thread_ts"] == "1700000001.000100"
    assert [each.text for each in service.asked] == [TEXT]


def test_a_reply_is_answered_in_its_thread(slack: FakeSlack, serving: Serving) -> None:
    reply = {"ts": "1700000001.000200", "thread_ts": "1700000001.000100", "text": TEXT}
    with serving() as url:
        ask(url, shortcut(reply, slack.url))
        (message,) = slack.sent("chat.postMessage")
    assert message["thread_ts"] == "1700000001.000100"


def test_a_link_to_a_message_of_the_channel_is_read(slack: FakeSlack, serving: Serving) -> None:
    slack.answers["conversations.replies"] = {"ok": True, "messages": [{"ts": "1700000001.000100", "text": ESCAPED}]}
    service = FakeService()
    with serving(service) as url:
        link = f"<https://example.slack.com/archives/{CHANNEL}/p1700000001000100>"
        ask(url, command(link, slack.url))
        (message,) = slack.sent("chat.postMessage")
    assert [each.text for each in service.asked] == [TEXT]
    assert message["thread_ts"] == "1700000001.000100"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://example.slack.com/archives/C999/p1700000001000100", "in another channel"),
        ("https://example.org/news/1", NO_PAGES),
    ],
)
def test_nothing_is_read_that_the_asker_might_not_see_and_no_page_is_fetched(
    slack: FakeSlack, serving: Serving, text: str, reason: str
) -> None:
    with serving() as url:
        ask(url, command(text, slack.url))
        (told,) = slack.sent("respond")
    assert reason in told["text"]
    assert told["response_type"] == "ephemeral"
    assert [method for method, _ in slack.calls] == ["respond"]


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda body: {**signed(body), "X-Slack-Signature": "v0=" + "0" * 64},
        lambda body: signed(body, secret="another"),
        lambda body: signed(body + b" "),
        lambda body: signed(body, at=time.time() - 301),
        lambda body: signed(body, at=time.time() + 301),
        lambda body: {**signed(body), "X-Slack-Request-Timestamp": "9" * 400},
        lambda body: {**signed(body), "X-Slack-Request-Timestamp": "soon"},
        lambda body: {**signed(body), "X-Slack-Signature": "v0=\u00e9"},
        lambda body: {"Content-Type": FORM},
    ],
    ids=["forged", "secret", "body", "old", "ahead", "huge", "words", "not ascii", "none"],
)
def test_what_slack_did_not_sign_lately_is_refused_before_it_is_read(
    deaf: str, spoiled: Callable[[bytes], dict[str, str]]
) -> None:
    """The body is no request: a signed one is a 400."""
    body = b"payload={"
    headers = {name.encode(): value.encode("latin-1") for name, value in spoiled(body).items()}
    answer = httpx2.post(f"{deaf}{PATH}", content=body, headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert ask(deaf, body).status_code == 400


@pytest.mark.parametrize("body", [b"a=b", b"payload=[" + b"[" * 100_000, b'payload={"callback_id":"other"'], ids=len)
def test_what_is_none_of_its_requests_is_refused_without_its_words(deaf: str, body: bytes) -> None:
    answer = ask(deaf, body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/slack-request")
    assert len(answer.content) < 500


@pytest.mark.parametrize("body", [b"ssl_check=1&token=t", b'payload={"callback_id":"other"}'])
def test_what_asks_for_nothing_is_acknowledged(deaf: str, body: bytes) -> None:
    """Another shortcut of the app, and Slack's look at the certificate."""
    assert ask(deaf, body).status_code == 200


def test_slack_finds_out_whether_this_is_its_address(deaf: str) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV"}).encode()
    answer = ask(deaf, body, **signed(body, "application/json"))
    assert answer.json() == {"challenge": "3eZbrw1aBm2rZgRNFdxV"}


def test_a_command_without_text_says_how_it_is_used(deaf: str) -> None:
    assert ask(deaf, command(" ", "", trigger="none")).json()["text"] == USAGE


def test_a_repetition_and_a_replay_are_acknowledged_and_not_done_again(slack: FakeSlack, serving: Serving) -> None:
    """Slack signs a repetition anew; the trigger is the same."""
    service, body = FakeService(), command(TEXT, slack.url)
    with serving(service) as url:
        ask(url, body)
        again = ask(url, body, **signed(body, at=time.time() + 1), **{"X-Slack-Retry-Num": "1"})
        slack.sent("chat.postMessage", 2)
        ask(url, command(TEXT, slack.url, trigger="2"))
        slack.sent("chat.postMessage", 4)
    assert (again.status_code, again.content) == (200, b"")
    assert len(service.asked) == 2


def test_an_error_is_told_to_the_asker_alone(slack: FakeSlack, serving: Serving) -> None:
    error = ModelUnavailable("no answer from 10.0.0.7", outside="the model does not answer")
    with serving(FakeService(error=error)) as url:
        ask(url, command(TEXT, slack.url))
        (told,) = slack.sent("respond")
    assert told["text"] == f"the model does not answer. {ModelUnavailable.hint}"
    assert [method for method, _ in slack.calls] == ["respond"]


def test_what_nobody_expected_is_told_without_its_words_and_logged_without_the_article(
    slack: FakeSlack, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(FakeService(error=RuntimeError(TEXT))) as url:
        ask(url, command(TEXT, slack.url), **{"X-Request-ID": "abc-1"})
        (told,) = slack.sent("respond")
    assert told["text"] == "Something failed that should not have: request abc-1."
    assert "RuntimeError" in caplog.text
    assert TEXT[:20] not in caplog.text


def test_a_channel_that_the_bot_is_not_in_is_named_as_the_reason(slack: FakeSlack, serving: Serving) -> None:
    slack.answers["chat.postMessage"] = {"ok": False, "error": "not_in_channel"}
    with serving() as url:
        ask(url, command(TEXT, slack.url))
        (told,) = slack.sent("respond")
    assert told["text"] == INVITE


def test_the_reason_goes_to_slack_and_nowhere_else(
    slack: FakeSlack, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    """A `response_url` on another host than the API's, or below it, gets nothing."""
    service = FakeService(error=ModelUnavailable("no answer"))
    with slack_api() as elsewhere, serving(service, slack_api_url="http://slack.localhost:1/api/") as url:
        ask(url, command(TEXT, elsewhere.url))
        ends_s = time.monotonic() + 10
        while "did not take the reason: response_url" not in caplog.text and time.monotonic() < ends_s:
            time.sleep(0.02)
    assert "did not take the reason: response_url" in caplog.text
    assert not elsewhere.calls


def test_a_workspace_that_is_not_named_is_not_let_in(deaf: str) -> None:
    answer = ask(deaf, command(TEXT, "", trigger="T2", team_id="T0002"))
    assert "SITREP_SLACK_MAY" in answer.json()["text"]


class Naming(FakeService):
    """Has a minor's name in what it answers."""

    async def summarize(self, article: Article) -> ArticleSummary:
        return (await super().summarize(article)).model_copy(
            update={"headline": "Oro Lund and three more were killed", "incidents": (whole(),)}
        )


def test_names_that_are_withheld_stay_masked(slack: FakeSlack, serving: Serving) -> None:
    with serving(Naming()) as url:
        ask(url, command(TEXT, slack.url))
        first, second = slack.sent("chat.postMessage", 2)
    said = first["text"] + second["text"] + shown(second)
    assert "Oro" not in said
    assert "Lund" not in said
    assert f"{MASK * 3} {MASK * 4} and three more" in second["text"]


@pytest.mark.parametrize(
    ("scopes", "named", "may"),
    [(("summarize",), True, True), (("read",), True, False), (("summarize",), False, False)],
    ids=["summarize", "read", "no key"],
)
def test_with_keys_a_workspace_works_within_one(
    slack: FakeSlack, tmp_path: Path, scopes: tuple[keys.Scope, ...], named: bool, may: bool
) -> None:
    """Its scope, and its limits: the second request of a minute is one too many."""
    key, _ = keys.mint("desk", scopes, 1, None, datetime.now(UTC))
    service, chosen = FakeService(), settings(slack, tmp_path, slack_may={TEAM: key.id if named else None})
    KeyRing(chosen.keys_file).add(key)
    with served(service, chosen) as url:
        answer = ask(url, command(TEXT, slack.url))
        if may:
            slack.sent("chat.postMessage", 2)
            second = ask(url, command(TEXT, slack.url, trigger="2"))
            assert "requests are used up" in second.json()["text"]
        else:
            assert "no good API key" in answer.json()["text"]
    assert len(service.asked) == may


def test_without_a_secret_there_is_no_such_path() -> None:
    with served(FakeService()) as url:
        assert ask(url, b"text=x").status_code == 404


def test_a_setting_or_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the application is made: no request finds it out first."""
    with pytest.raises(NotSetUp, match="SITREP_SLACK_BOT_TOKEN is not"):
        create_app(Settings.model_validate({"slack_signing_secret": SECRET}), open_service=FakeService().opener())
    monkeypatch.setitem(sys.modules, "app.integrations.slack_door", None)
    with pytest.raises(NotSetUp, match="slack_sdk is not installed") as caught:
        door_of(Settings.model_validate({"slack_signing_secret": SECRET, "slack_bot_token": "xoxb-1"}))
    assert "pip install 'sitrep[slack]'" in caught.value.hint
