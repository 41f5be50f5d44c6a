"""/livez and /readyz."""

from typing import Literal

import pytest
from fastapi.testclient import TestClient

from app.core.metrics import Readiness
from tests.fakes.service import FakeService


@pytest.mark.parametrize(
    ("state", "status"), [("ready", 200), ("starting", 503), ("restarting", 503), ("stopped", 503)]
)
def test_readiness_is_a_status_with_the_state_and_nothing_of_the_machine(
    client: TestClient, service: FakeService, state: Literal["ready", "starting", "restarting", "stopped"], status: int
) -> None:
    """Anybody may ask: the reason, which may name files and processes, and the model are in the log alone."""
    service.state = Readiness(state, "/zanzibar/model.gguf: no such file", "some-model")
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json() == {"state": state}


def test_the_process_is_alive_though_the_model_is_not(client: TestClient, service: FakeService) -> None:
    service.state = Readiness("stopped", "because", "some-model")
    assert client.get("/livez").json() == {"status": "alive"}
