"""The JSON Schemas of what goes in and out, by name. `schemas/json/` holds the same, written by a script."""

import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Response
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from app.http.body import SummaryRequest
from app.http.dossiers import DossierRequest
from app.http.problems import Problem, RequestRejected
from schemas import SCHEMA_VERSION, ArticleSummary, Dossier, Incident, Reliability, Verification

MEDIA_TYPE: Final = "application/schema+json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: Final[Mapping[str, tuple[type[BaseModel], JsonSchemaMode]]] = {
    "article-summary": (ArticleSummary, "serialization"),
    "dossier": (Dossier, "serialization"),
    "dossier-request": (DossierRequest, "validation"),
    "incident": (Incident, "serialization"),
    "problem": (Problem, "serialization"),
    "reliability": (Reliability, "serialization"),
    "summary-request": (SummaryRequest, "validation"),
    "verification": (Verification, "serialization"),
}

router = APIRouter()


@router.get(
    "/v1/schemas/{name}",
    summary="The JSON Schema of a record",
    response_model=None,
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}},
)
async def get_schema(name: str) -> Response:
    """Return one of the schemas, by its name.

    They are `article-summary`, `dossier`, `dossier-request`, `incident`, `problem`, `reliability`, `summary-request`
    and `verification`.
    """
    if name not in SCHEMAS:
        hint = f"The schemas are {', '.join(SCHEMAS)}."
        raise RequestRejected(HTTPStatus.NOT_FOUND, "schema-unknown", "There is no schema of that name.", hint=hint)
    return Response(schema_text(name), media_type=MEDIA_TYPE)


@cache  # making one takes 10 ms
def schema_text(name: str) -> str:
    """Write a schema as indented JSON with a newline at its end. Raises KeyError for a name not in SCHEMAS."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def schema_of(name: str) -> dict[str, Any]:
    """Make a schema: outputs as they are written (all fields present), inputs as they are read."""
    model, mode = SCHEMAS[name]
    head = {"$schema": DIALECT, "$id": f"urn:sitrep:schema:{name}:{SCHEMA_VERSION}"}
    return head | model.model_json_schema(mode=mode)
