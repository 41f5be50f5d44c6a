"""The service with a fake endpoint behind it, over HTTP, for the tests of faults."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from pydantic import SecretStr

from app import article
from app.article import Article
from app.core.settings import Settings
from app.main import create_app
from app.service import Sitrep, open_service
from tests.app.drafts import draft, incident, party, place, toll, weapon
from tests.fakes.openai_server import FakeOpenAI, Json
from tests.fakes.web import local_client

KEY = "CANARY-KEY"
TEXT = "A bomb killed four people in Kano, the CANARY police said."
TODAY = date(2024, 1, 5)


def good(request: Json) -> Json:
    """What a capable model says of TEXT, and, with the right words, of any article like it."""
    said = str(request["messages"][-1]["content"])
    numbered = re.search(r"^(\d+): A bomb", said, re.MULTILINE)
    at = int(numbered[1]) if numbered else 0
    return bomb(at, "4" if "four people" in said else "0") | {"headline": "Bomb in Kano"}


def bomb(at: int, killed: str) -> Json:
    """The draft, as it is on the wire, of a sentence that tells of a bomb in Kano and its dead."""
    told = incident(
        at,
        place=place(at, town="Kano"),
        weapons=[weapon("bomb", at)],
        tolls=[toll(at, killed=killed, by="police")],
    )
    return draft(told, parties=[party("police", at)]).model_dump(mode="json")


def settings(server: FakeOpenAI, folder: Path, **more: Any) -> Settings:
    """The service's, with the fake as its endpoint and short bounds."""
    given: dict[str, Any] = {"llm_timeout_s": 10.0, "deadline_s": 60.0} | more
    return Settings(
        llm_base_url=server.base_url,
        llm_model="first",
        llm_api_key=SecretStr(KEY),
        cache_dir=folder / "answers",
        **given,
    )


def behind(*servers: FakeOpenAI) -> tuple[Json, ...]:
    """The setting that makes these the fallback endpoints."""
    return tuple(
        {"base_url": server.base_url, "model": f"spare-{n}", "api_key": KEY} for n, server in enumerate(servers)
    )


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[Sitrep]:
    """The service itself."""
    async with open_service(chosen) as service:
        assert isinstance(service, Sitrep)
        yield service


@contextmanager
def over_http(chosen: Settings) -> Iterator[TestClient]:
    """The service as its users have it."""
    with local_client(create_app(chosen)) as client:
        yield client


def post(client: TestClient, text: str = TEXT) -> Any:
    """POST an article."""
    return client.post("/v1/summaries", json={"text": text, "published_on": "2024-01-05"})


def read(text: str = TEXT) -> Article:
    """The article of a text."""
    return article.read(text, today=TODAY)


def numbered(number: int) -> str:
    """An article unlike all others."""
    return f"{TEXT} The road to village {number} was closed."


def as_json(value: object) -> str:
    """Any record of the tests as text, to look for what should not be in it."""
    return json.dumps(value, default=str)
