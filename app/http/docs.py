"""GET /docs: Swagger UI from the files of a package, so that the page loads nothing from elsewhere."""

from typing import Final

from fastapi import APIRouter, FastAPI, Response
from starlette.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Sitrep API</title>
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/assets/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START: Final = """SwaggerUIBundle({url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null});
"""
ONLY_FROM_HERE: Final = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI draws its icons from `data:` and sets styles in the page; a browser refuses all other origins, and to show
the page inside another."""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs() -> Response:
    """Return the page."""
    return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": ONLY_FROM_HERE})


@router.get("/docs/start.js")
async def start() -> Response:
    """Return the script that points Swagger UI at /openapi.json."""
    return Response(START, media_type="text/javascript")


def add_docs(app: FastAPI) -> None:
    """Serve the page, its script, and Swagger UI's files."""
    app.include_router(router)
    app.mount("/docs/assets", StaticFiles(directory=str(swagger_ui_path)), name="docs-assets")
