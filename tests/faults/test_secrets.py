"""Secrets and article text stay where they belong (case 31), on the side of endpoints and store."""

import logging
import traceback
from pathlib import Path

import pytest

from app.core.errors import SitrepError
from app.llm.transport import Endpoint, HttpTransport
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour
from tests.faults.endpoint import KEY, TEXT, behind, opened, over_http, post, read, settings

pytestmark = pytest.mark.usefixtures("no_backoff")

CANARIES = ("CANARY", KEY, "Kano", "kano", "cannot help", "upstream is gone", "Some other server")
"""Messages of endpoints are read in lower case, so one is given so, too."""
HURRIED = {"llm_timeout_s": 0.3, "deadline_s": 3.0}
BOUNDS = {
    Misbehaviour.HANG: HURRIED,
    Misbehaviour.DRIP: HURRIED,
    Misbehaviour.RETRY_AFTER_SECONDS: {"deadline_s": 3.0},
    Misbehaviour.RETRY_AFTER_DATE: {"deadline_s": 3.0},
}
"""For those that would be waited for."""


def found(*said: object) -> list[str]:
    return [canary for canary in CANARIES for text in said if canary in str(text)]


@pytest.mark.parametrize("kind", Misbehaviour)
def test_no_canary_is_in_a_5xx_or_a_log(kind: Misbehaviour, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Case 31: whatever the endpoint does, with all loggers at their most talkative, the fallback's too."""
    caplog.set_level(logging.DEBUG)
    with (
        FakeOpenAI(lambda _: kind) as server,
        over_http(settings(server, tmp_path, llm_fallbacks=behind(server), **BOUNDS.get(kind, {}))) as client,
    ):
        said = post(client)
    assert said.status_code >= 500
    assert not found(said.text, said.headers, caplog.text)
    assert len(said.content) < 2000


@pytest.mark.parametrize("kind", [Misbehaviour.WRONG_SCHEMA, Misbehaviour.ERROR_400, Misbehaviour.HANG])
async def test_no_canary_is_in_an_exception_its_traceback_or_the_counts(kind: Misbehaviour, tmp_path: Path) -> None:
    """Case 31: instructor's own exception carries the whole article; none of it comes through."""
    with FakeOpenAI(lambda _: kind) as server:
        async with opened(settings(server, tmp_path, **HURRIED)) as service:
            with pytest.raises(SitrepError) as raised:
                await service.summarize(read())
            counted = service.counts.read()
    frames = traceback.TracebackException.from_exception(raised.value)
    assert not found("".join(frames.format()), vars(raised.value), raised.value.__cause__, counted)


async def test_no_canary_is_in_what_the_transport_raises_or_in_its_cause(tmp_path: Path) -> None:
    """Case 31: openai's exception repeats the endpoint's body, which repeats the article; ours does not hang on it."""
    with FakeOpenAI(lambda _: Misbehaviour.ERROR_400) as server:
        asked = settings(server, tmp_path)
        transport, endpoint = HttpTransport(asked), Endpoint(str(asked.llm_base_url), asked.llm_api_key, "a-model")
        with pytest.raises(SitrepError) as raised:
            await transport.send(endpoint, [{"role": "user", "content": TEXT}], {}, 3.0)
        await transport.aclose()
    frames = traceback.TracebackException.from_exception(raised.value)
    assert not found("".join(frames.format()), vars(raised.value), raised.value.__cause__)


def test_the_canaries_would_be_found(tmp_path: Path) -> None:
    """The endpoint of these tests repeats what it was sent: the article did get there."""
    with FakeOpenAI(lambda _: Misbehaviour.ERROR_400) as server, over_http(settings(server, tmp_path)) as client:
        post(client)
        (call,) = server.completions
    assert "CANARY" in TEXT
    assert "CANARY" in str(call.json)
    assert KEY in str(call.headers)
