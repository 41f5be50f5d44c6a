"""Case 31: what was sent, and what opens doors, stands in no log and in no error."""

import json
import logging
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx2
import pytest

from app import keys
from app.core.settings import Settings
from app.main import create_app
from app.store.keyring import KeyRing
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour
from tests.fakes.service import FakeService
from tests.fakes.web import local_client
from tests.faults.build import CANARY, ENDPOINT_KEY, served_whole
from tests.faults.test_access import NOW

TEXT: Final = f"A bomb killed two guards at the {CANARY} depot in Kano, police said."
QUICK: Final = {"llm_timeout_s": 0.3, "deadline_s": 1.0, "llm_reasks": 1, "llm_attempts": 2}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[FakeOpenAI]:
    """An endpoint that misbehaves, as the test tells, whatever it is asked."""
    with FakeOpenAI(lambda _: Misbehaviour.HANG) as server:
        yield server


@pytest.fixture(scope="module", params=["reader", "model"])
def url(
    endpoint: FakeOpenAI, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with served_whole(endpoint, tmp_path_factory.mktemp("service"), llm_proposer=request.param, **QUICK) as url:
        yield url


def everything(caplog: pytest.LogCaptureFixture) -> str:
    formatter = logging.Formatter("%(name)s %(message)s")  # with the stack of an exception, as a log has it
    return "\n".join(formatter.format(record) for record in caplog.records)


@pytest.mark.parametrize("kind", list(Misbehaviour))
def test_no_word_of_an_article_and_no_key_stands_in_a_log_or_an_error(
    endpoint: FakeOpenAI, url: str, caplog: pytest.LogCaptureFixture, kind: Misbehaviour
) -> None:
    """Case 31: whatever the endpoint does, at the most talkative level of every logger."""
    endpoint.answer = lambda _: kind
    with caplog.at_level(logging.DEBUG):
        answer = httpx2.post(f"{url}/v1/summaries", json={"text": TEXT}, trust_env=False, timeout=60)
    told = "\n".join([everything(caplog), "" if answer.is_success else answer.text])
    assert CANARY not in told.lower()
    assert ENDPOINT_KEY not in told
    assert ENDPOINT_KEY not in answer.text


@pytest.mark.parametrize("error", [RuntimeError(CANARY), ValueError({"input": CANARY}), KeyError(CANARY)])
def test_an_error_that_nobody_expected_tells_nothing_of_its_message(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """Case 31: a 500 names its request; the log has the stack, and the message nowhere."""
    service = FakeService(error=error)
    with caplog.at_level(logging.DEBUG), local_client(create_app(Settings(), open_service=service.opener())) as client:
        answer = client.post("/v1/summaries", json={"text": TEXT})
    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert CANARY not in everything(caplog)
    assert answer.headers["x-request-id"] in everything(caplog)


def test_an_api_key_stands_in_no_log_and_in_no_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Case 31: not when it is good, not when it is wrong; the file of keys has its digest only."""
    key, text = keys.mint("desk", keys.SCOPES, 60, None, NOW)
    path = tmp_path / "keys.json"
    KeyRing(path).add(key)
    app = create_app(Settings(keys_file=path), open_service=FakeService().opener())
    with caplog.at_level(logging.DEBUG), local_client(app) as client:
        answers = [
            client.post("/v1/summaries", json={"text": TEXT}, headers={"Authorization": f"Bearer {sent}"})
            for sent in (text, f"{text}x")
        ]
    assert [answer.status_code for answer in answers] == [200, 401]
    secret = text.rpartition(f"{key.id}_")[2]
    assert key.digest == sha256(secret.encode()).hexdigest()
    for told in (everything(caplog), path.read_text(), json.dumps(dict(answers[1].headers)), answers[1].text):
        assert secret not in told
