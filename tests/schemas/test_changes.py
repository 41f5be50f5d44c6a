"""docs/schema-changes.md names every field that came or went since 1.1."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.http.schemas import schema_of
from app.older import NOT_COMPARED
from schemas import SCHEMA_VERSION

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "schema-changes.md").read_text("utf-8")
NAMED = set(re.findall(r"`([A-Za-z]+\.[a-z0-9_]+)`", PAGE))
THEN = frozenset(json.loads((ROOT / "tests" / "data" / "older" / "fields-1.1.json").read_text("utf-8")))
"""Each field of the schemas of 1.1, as `Type.field`."""
SCHEMAS = ("article-summary", "problem", "summary-request", "verification")
TOGETHER = ("dossier", "dossier-request")


def fields(schema: dict[str, Any]) -> set[str]:
    types = {schema["title"]: schema, **schema.get("$defs", {})}
    return {f"{name}.{field}" for name, one in types.items() for field in one.get("properties", {})}


def of_dossiers() -> set[str]:
    """What the schemas of dossiers have besides those of records: of an incident, what only a fused one has."""
    found = {field for name in TOGETHER for field in fields(schema_of(name))}
    return {
        field
        for field in found
        if not field.startswith("Cited")
        and not (field.startswith("FusedIncident.") and field.removeprefix("Fused") in RECORDS)
    }


RECORDS = frozenset().union(*(fields(schema_of(name)) for name in SCHEMAS))
NOW = RECORDS | of_dossiers()


@pytest.mark.parametrize("field", sorted(NOW ^ THEN))
def test_a_field_that_came_or_went_is_named(field: str) -> None:
    assert field in NAMED


def test_every_field_that_is_named_is_or_was_one() -> None:
    assert NAMED <= NOW | THEN


def test_the_newest_version_has_a_section() -> None:
    assert re.findall(r"^## (.*)$", PAGE, re.MULTILINE) == [SCHEMA_VERSION, "1.1", "1.0"]


def test_each_field_of_a_version_has_a_reason() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    assert all(len(cells) in {2, 3} and all(cells) for cells in rows)


@pytest.mark.parametrize("name", NOT_COMPARED)
def test_what_verify_does_not_compare_of_1_x_is_on_the_page(name: str) -> None:
    table = PAGE.split("## 2.0")[0]
    assert name.removesuffix(" of a country").rpartition("/")[2] in table
