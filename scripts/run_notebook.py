"""Run docs/notebooks/map.ipynb and keep its outputs in it; no model is asked: a service answers from kept answers.

Cells run as plain Python in this process, one after the other; what they print and what their last expression shows are
their outputs. `--check` says whether those in the file are what it gives today (exit code 1: no).
"""

import ast
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, Final

from app.core.settings import Settings
from tests.fakes.recorded import RecordedService, story_summaries
from tests.fakes.web import served

ROOT: Final = Path(__file__).parents[1]
NOTEBOOK: Final = ROOT / "docs" / "notebooks" / "map.ipynb"


def main() -> int:
    """Write, or check."""
    made = run(NOTEBOOK.read_text("utf-8"))
    if "--check" not in sys.argv[1:]:
        NOTEBOOK.write_text(made, "utf-8")
    elif made != NOTEBOOK.read_text("utf-8"):
        print(f"{NOTEBOOK.name} gives something else than it shows: run scripts/run_notebook.py")
        return 1
    return 0


def run(text: str) -> str:
    """The notebook with the outputs that it gives now."""
    notebook = json.loads(text)
    names: dict[str, Any] = {"__name__": "__main__"}
    with served(RecordedService(known=story_summaries()), Settings(index_url="none")) as url, _standing_in_root(url):
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for number, cell in enumerate(cells, 1):
            cell["outputs"] = list(_outputs("".join(cell["source"]), names, number))
            cell["execution_count"] = number
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


@contextmanager
def _standing_in_root(url: str) -> Iterator[None]:
    before, environment = Path.cwd(), dict(os.environ)
    os.chdir(ROOT)
    os.environ.pop("ARTICLES", None)
    os.environ["SITREP_URL"] = url
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)


def _outputs(source: str, names: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """What a cell gives, as nbformat 4 has it."""
    with redirect_stdout(io.StringIO()) as printed:
        shown = _execute(ast.parse(source), names)
    if printed.getvalue():
        yield {"name": "stdout", "output_type": "stream", "text": printed.getvalue().splitlines(keepends=True)}
    if shown is not None:
        data = {"image/svg+xml": shown._repr_svg_().splitlines(keepends=True), "text/plain": ["<a map>"]}
        yield {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}


def _execute(tree: ast.Module, names: dict[str, Any]) -> Any:
    """Run a cell; gives the value of its last statement where that is an expression, else None."""
    *statements, last = tree.body
    shown = last.value if isinstance(last, ast.Expr) else None
    run_first = statements if shown else tree.body
    exec(compile(ast.Module(run_first, []), NOTEBOOK.name, "exec"), names)  # noqa: S102  # our own notebook
    return eval(compile(ast.Expression(shown), NOTEBOOK.name, "eval"), names) if shown else None  # noqa: S307


if __name__ == "__main__":
    sys.exit(main())
