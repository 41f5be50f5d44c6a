"""GET /v1/reliability."""

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from app.core.metrics import Readiness
from app.core.settings import Settings
from app.http.schemas import schema_of
from app.main import create_app
from app.present.reliability import measured
from tests.fakes.service import FakeService
from tests.fakes.web import local_client

EMBEDDED = next(entry for entry in measured().models if entry.name == "embedded")


def client_of(name: str, settings: Settings) -> TestClient:
    """A client of a service whose model has this name."""
    service = FakeService(state=Readiness("ready", "", name))
    return local_client(create_app(settings, open_service=service.opener()))


def test_the_figures_are_all_there_and_follow_their_schema(client: TestClient) -> None:
    """What is shipped is what is answered."""
    answer = client.get("/v1/reliability").json()
    jsonschema_rs.validate(schema_of("reliability"), answer)
    assert answer["models"] == measured().model_dump(mode="json")["models"]


def test_the_shipped_model_s_entry_applies_where_it_runs() -> None:
    """The embedded model, asked as it was when it was measured."""
    with client_of(EMBEDDED.model, Settings(prompt_version=EMBEDDED.prompt_version)) as client:
        answer = client.get("/v1/reliability").json()
    assert answer["applies"] == "embedded"
    assert answer["running"]["model"] == EMBEDDED.model


@pytest.mark.parametrize("name", ["gpt-x", "frontier", EMBEDDED.model])
def test_no_entry_applies_to_an_endpoint_that_was_never_measured(name: str) -> None:
    """A model by the name of an entry, or the embedded one asked for whole records, is not what was measured."""
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model=name)
    with client_of(name, settings) as client:
        answer = client.get("/v1/reliability").json()
    assert (answer["applies"], answer["running"]["backend"]) == (None, "endpoint")
    assert f"{name} (model, " in answer["reason"]
    assert "never measured" in answer["reason"]
