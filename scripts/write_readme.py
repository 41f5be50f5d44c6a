"""Fill the examples of the README, docs/measured.md and docs/record.md with what their commands print.

They stand between `<!-- $ command -->` and `<!-- end -->`.

A command runs in the repository's root, in a shell; what it prints on standard output replaces the block, cut to the
lines that `lines=N` in the marker allows; `as=markdown` leaves the fence out.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
MEASURED: Final = ROOT / "docs" / "measured.md"
RECORD: Final = ROOT / "docs" / "record.md"
BLOCK: Final = re.compile(
    r"(?P<open><!-- \$ (?P<command>.+?)(?: lines=(?P<lines>\d+))?(?: as=(?P<language>\w+))? -->\n)"
    r".*?(?P<close><!-- end -->)",
    re.DOTALL,
)


def main() -> int:
    """Write them anew."""
    for page in (README, MEASURED, RECORD):
        page.write_text(BLOCK.sub(_filled, page.read_text("utf-8")), "utf-8")
    return 0


def _filled(block: re.Match[str]) -> str:
    printed = _run(block["command"]).splitlines()
    limit = int(block["lines"] or len(printed))
    shown = [*printed[:limit], *(["..."] if len(printed) > limit else [])]
    fenced = shown if block["language"] == "markdown" else [f"```{block['language'] or 'text'}", *shown, "```"]
    return block["open"] + "\n".join([*fenced, block["close"]])


def _run(command: str) -> str:
    print(f"$ {command}", file=sys.stderr)
    # The commands are the README's own.
    return subprocess.run(command, shell=True, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S602


if __name__ == "__main__":
    sys.exit(main())
