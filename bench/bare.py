"""The least that can answer: a Starlette route that reads the body and returns the bytes of a file.

    python -m bench.bare --port 8001 --body FILE

It is served as the service is: the same server with the same settings.
"""

from pathlib import Path
from typing import Annotated

import typer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import serving
from app.core.settings import Settings


def application(body: bytes) -> Starlette:
    """The application."""

    async def answer(request: Request) -> Response:
        await request.body()
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/v1/summaries", answer, methods=["POST"])])


def main(port: Annotated[int, typer.Option()], body: Annotated[Path, typer.Option()]) -> None:
    """Serve."""
    serving.server(application(body.read_bytes()), Settings(), for_long=True).run(
        sockets=[serving.listen("127.0.0.1", port)]
    )


if __name__ == "__main__":
    typer.run(main)
