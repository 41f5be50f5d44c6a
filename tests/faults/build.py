"""What the fault tests share: the whole service on loopback, before an endpoint that answers as told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from app.backends import Backend
from app.core.settings import Settings
from app.llm.asking import Ask, ExtractionSpec
from app.llm.transport import Endpoint
from app.main import create_app
from app.reader.parsing import Parse
from app.service import Sitrep, wired
from tests.fakes.openai_server import FakeOpenAI, Json, Reply, completion
from tests.fakes.web import running

NOTHING: Final[Json] = {"headline": "Nothing of note", "parties": [], "incidents": [], "summary": [], "context": []}
"""A valid draft of a whole record: the article reports no incident."""
ARTICLE: Final = "VALMORA, 4 January 2024 - A bomb killed two guards at the Redfern depot on Thursday, police said."
ENDPOINT_KEY: Final = "endpoint-key"
CANARY: Final = "zanzibar"
"""Words of an article, or of a secret, that may stand nowhere but where they belong."""


def before(ask: Ask, parse: Parse | None = None, **more: Any) -> Sitrep:
    """The service before a way to ask, without endpoint and store; the reader proposes where a parser is given."""
    settings = Settings(
        llm_base_url="http://127.0.0.1:9/v1", llm_model="fake", llm_proposer="reader" if parse else "model", **more
    )
    spec = ExtractionSpec(settings.proposer, "fake", "fake", "json_schema", settings.prompt)
    return wired(settings, Backend(spec, "fake", _nobody), ask, parse)


async def _nobody() -> Endpoint:
    raise AssertionError("the endpoint was asked for")


def slow(delay_s: float, said: Json = NOTHING) -> Reply:
    """A good answer after some time."""
    return replace(completion(json.dumps(said)), delay_s=delay_s)


def chosen(server: FakeOpenAI, folder: Path, **more: Any) -> Settings:
    """Settings for the whole service before this endpoint, with short times."""
    given: dict[str, Any] = {"llm_timeout_s": 10.0, "deadline_s": 20.0, "llm_attempts": 1} | more
    return Settings(
        llm_base_url=server.base_url,
        llm_model="fake",
        llm_api_key=SecretStr(ENDPOINT_KEY),
        cache_dir=folder / "answers",
        keys_file=folder / "keys.json",
        **given,
    )


@contextmanager
def served_whole(server: FakeOpenAI, folder: Path, **more: Any) -> Iterator[str]:
    """The whole service before this endpoint; gives its base URL."""
    settings = chosen(server, folder, **more)
    with running(create_app(settings), settings) as url:
        yield url
