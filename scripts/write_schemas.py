"""Write the public JSON Schemas to schemas/json/; with --check, only say whether they are in step (exit code 1: no)."""

import sys
from pathlib import Path
from typing import Final

from app.http.schemas import SCHEMAS, schema_text

FOLDER: Final = Path(__file__).parents[1] / "schemas" / "json"


def wanted() -> dict[Path, str]:
    """Map each file to the text it should have."""
    return {FOLDER / f"{name}.json": schema_text(name) for name in SCHEMAS}


def drifted() -> list[Path]:
    """Find the files that are missing, differ, or belong to no schema."""
    texts = wanted()
    strays = [path for path in FOLDER.glob("*") if path not in texts]
    return [path for path, text in texts.items() if not path.is_file() or path.read_text("utf-8") != text] + strays


def main() -> int:
    """Write, or check."""
    if "--check" in sys.argv[1:]:
        for path in drifted():
            print(f"{path.name} is not what the models say: run scripts/write_schemas.py")
        return 1 if drifted() else 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in wanted().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
