"""GET /openapi.json: what FastAPI derives, with the request and the problem that it cannot see, and examples."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.http.body import SummaryRequest
from app.http.dossiers import DossierRequest
from app.http.exports import ExportRequest
from app.http.incidents import LinkRequest
from app.http.problems import MEDIA_TYPE, Problem
from app.http.review import CorrectionRequest
from app.http.subscriptions import SubscriptionRequest
from app.http.verifications import VerificationRequest

PROBLEM: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "Why there is no answer (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}

EXAMPLES: Final = Path(__file__).with_name("examples.json")
"""Calls that were made and what was answered, by scripts/write_examples.py."""
KEY: Final = {"type": "http", "scheme": "bearer", "description": "Made by `sitrep keys create`; see docs/security.md."}


def describe(app: FastAPI) -> dict[str, Any]:
    """Make the OpenAPI description, once for each app."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        _, extra = models_json_schema(
            [
                (SummaryRequest, "validation"),
                (VerificationRequest, "validation"),
                (ExportRequest, "validation"),
                (LinkRequest, "validation"),
                (DossierRequest, "validation"),
                (SubscriptionRequest, "validation"),
                (CorrectionRequest, "validation"),
                (Problem, "serialization"),
            ],
            ref_template="#/components/schemas/{model}",
        )
        made["components"]["schemas"] = extra["$defs"] | made["components"]["schemas"]
        made["components"]["securitySchemes"] = {"key": KEY}
        made["security"] = [{}, {"key": []}]  # without keys configured, none is wanted
        for each in json.loads(EXAMPLES.read_text("utf-8")):
            _show(made["paths"], each)
        app.openapi_schema = made
    return app.openapi_schema


def _show(paths: dict[str, Any], made: dict[str, Any]) -> None:
    """Put a call beside its operation. What was sent is shown where it was answered, not where it was refused."""
    method, path = made["call"].split(" ")
    operation, name = paths[path][method.lower()], made["name"]
    answers = operation["responses"].get(str(made["status"]), operation["responses"]["default"])
    answers["content"][made["type"]].setdefault("examples", {})[name] = {"value": made["answer"]}
    if "body" in made and made["status"] == HTTPStatus.OK:
        operation["requestBody"]["content"]["application/json"].setdefault("examples", {})[name] = {
            "value": made["body"]
        }
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in made.get("params", {}):
            parameter["example"] = made["params"][parameter["name"]]
