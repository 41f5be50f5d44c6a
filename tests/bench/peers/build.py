"""A made-up MUC-4 document and its key, and an endpoint that answers about it."""

from datetime import UTC, datetime
from typing import Any, Final

from app.llm.extractor import Endpoint, EndpointSource
from eval.cases import Case
from eval.results import Machine, Stamp
from tests.eval.test_muc4 import EMPTY, ROW
from tests.fakes.openai_server import FakeOpenAI

TEXT: Final = "Rebels of the RF burned a bus with a bomb."
FULL: Final = Case("full", "muc4", TEXT, ROW)
NONE: Final = Case("none", "muc4", "The festival was a success.", EMPTY)
LISTS: Final[dict[str, Any]] = {"PerpInd": ["rebels"], "PerpOrg": ["the RF"], "Target": [], "Victim": [], "Weapon": []}
SILENT: Final[dict[str, Any]] = {**LISTS, "PerpInd": [], "PerpOrg": []}


def source(server: FakeOpenAI) -> EndpointSource:
    endpoint = Endpoint(server.base_url, None, "fake")

    async def give() -> Endpoint:
        return endpoint

    return give


def stamp() -> Stamp:
    return Stamp(
        model="fake-model",
        spec=None,
        pipeline_version="1",
        schema_version="1.0",
        code="c0de",
        git_revision="abcdef0123456789",
        machine=Machine(platform="Linux x86_64", python="3.11", cpus=2),
        started_at=datetime(2024, 1, 5, tzinfo=UTC),
    )
