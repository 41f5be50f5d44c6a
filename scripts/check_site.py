"""Say what a built site loads from elsewhere; exit code 1 when there is anything. Links may lead away.

python scripts/check_site.py FOLDER
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

ELSEWHERE: Final = re.compile(r"\s*(?:https?:|wss?:)?//", re.IGNORECASE)
LOADING: Final = ("src", "srcset", "poster", "data", "action")
"""Attributes that a browser loads by itself, or sends to, whatever the element; `href` of all but links it does."""
FOLLOWED: Final = ("a", "area")
NEVER_LOADED: Final = ("canonical", "license")
"""`rel` of a `link` that names something."""
STYLE: Final = re.compile(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import\s+[\"'](?:https?:)?//[^\"']*", re.IGNORECASE)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        loading = LOADING if tag in FOLLOWED or named.get("rel") in NEVER_LOADED else (*LOADING, "href", "xlink:href")
        self.loads += [value for name in loading if (value := named.get(name)) and ELSEWHERE.match(value)]
        self.loads += STYLE.findall(named.get("style") or "")


def main() -> int:
    """Check the folder that is named."""
    findings = list(check(Path(sys.argv[1])))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def check(folder: Path) -> Iterator[str]:
    """What each page and style sheet loads from elsewhere."""
    for path in sorted(folder.rglob("*.html")):
        page = _Page()
        page.feed(path.read_text("utf-8"))
        yield from (f"{path.relative_to(folder)}: loads {each}" for each in page.loads)
    for path in sorted(folder.rglob("*.css")):
        found = STYLE.findall(path.read_text("utf-8"))
        yield from (f"{path.relative_to(folder)}: loads {each}" for each in found)


if __name__ == "__main__":
    sys.exit(main())
