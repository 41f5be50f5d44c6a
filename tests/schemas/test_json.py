"""The public record: its committed schemas, and what it is made of."""

import ast
import sys
from pathlib import Path

from scripts import write_schemas

ROOT = Path(__file__).parents[2]


def test_the_committed_schemas_are_what_the_models_say() -> None:
    assert write_schemas.drifted() == []


def test_the_record_imports_pydantic_and_nothing_else() -> None:
    imported = {name for path in (ROOT / "schemas").glob("*.py") for name in imports(path)}
    assert imported - sys.stdlib_module_names <= {"pydantic", "schemas"}


def imports(path: Path) -> set[str]:
    """The top-level names that a module imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    origins = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | origins}
