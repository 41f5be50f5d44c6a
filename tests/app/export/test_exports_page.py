"""docs/exports.md shows what is exported."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from app.export.conventions import Name
from app.export.files import export
from app.export.lines import TRACE
from app.export.options import MEDIA_TYPES, Format, InterCodes, Quotes
from app.export.quoting import LONGEST, MOST
from app.values.radius import RADIUS_KM
from tests.app.export.examples import options, seeds_dossier

PAGE = (Path(__file__).parents[3] / "docs" / "exports.md").read_text("utf-8")
EXAMPLES: list[dict[str, Any]] = [json.loads(line) for line in PAGE.splitlines() if line.lstrip().startswith('{"')]


def exported(name: Name, file_format: Format) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export([seeds_dossier()], options(name, file_format)).content)
    return found


@pytest.mark.parametrize("file_format", get_args(Format))
def test_each_format_has_a_row_with_its_media_type(file_format: Format) -> None:
    assert f"| `{file_format}` | `{MEDIA_TYPES[file_format]}` |" in PAGE


def test_the_examples_are_what_the_commands_write() -> None:
    line, feature = EXAMPLES
    found = exported("acled", "jsonl")
    assert line == {name: found[name] for name in line}
    (shown,) = exported("ucdp", "geojson")["features"]
    assert feature == {
        "id": shown["id"],
        "geometry": shown["geometry"],
        "at": {name: shown["properties"][name] for name in feature["at"]},
    }


def test_choices_and_figures_are_those_of_the_code() -> None:
    assert all(f"`{column.name}`" in PAGE for column in TRACE)
    assert all(each in PAGE for each in (*get_args(Quotes), *get_args(InterCodes)[1:]))
    assert (MOST, f"cut at {LONGEST} characters" in PAGE) == (3, True)
    assert [f"{RADIUS_KM[each]:g}" in PAGE for each in RADIUS_KM] == [True] * len(RADIUS_KM)
