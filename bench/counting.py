"""A door before an OpenAI-compatible endpoint that counts the tokens of what goes through it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import serving
from app.core.settings import Settings
from app.llm.extractor import Endpoint, EndpointSource

LONGEST_S: Final = 900.0


@dataclass(slots=True)
class Tokens:
    """What calls took since it was last taken."""

    into: int = 0
    out: int = 0
    calls: int = 0

    def note(self, body: bytes) -> None:
        """Count an answer; one without a count of tokens is a call and no more."""
        self.calls += 1
        with suppress(ValueError, AttributeError, TypeError):
            usage: dict[str, Any] = json.loads(body)["usage"]
            self.into += int(usage["prompt_tokens"])
            self.out += int(usage["completion_tokens"])

    def taken(self) -> tuple[int, int, int]:
        """Tokens in and out, and calls; from now on it counts anew."""
        found = self.into, self.out, self.calls
        self.into = self.out = self.calls = 0
        return found


@asynccontextmanager
async def counting(source: EndpointSource) -> AsyncIterator[tuple[EndpointSource, Tokens]]:
    """The way to the same endpoint through the door, and what went through it."""
    tokens = Tokens()
    async with httpx2.AsyncClient(trust_env=False, timeout=LONGEST_S) as http:

        async def passed_on(request: Request) -> Response:
            behind = await source()
            key = behind.api_key.get_secret_value() if behind.api_key else "none"
            url = f"{behind.base_url}/{request.path_params['path']}"
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
            answer = await http.post(url, content=await request.body(), headers=headers)
            tokens.note(answer.content)
            return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

        app = Starlette(routes=[Route("/v1/{path:path}", passed_on, methods=["POST"])])
        server = serving.server(app, Settings())
        with serving.listen("127.0.0.1", 0) as listener:
            running = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield _door(source, f"{serving.address(listener)}/v1"), tokens
            finally:
                server.should_exit = True
                await running


def _door(source: EndpointSource, base_url: str) -> EndpointSource:
    async def endpoint() -> Endpoint:
        return Endpoint(base_url, SecretStr("none"), (await source()).model)

    return endpoint
