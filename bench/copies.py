"""How well copies are told from other articles, and what a fingerprint costs.

    python -m bench.copies

Each of our articles (stories, seeds, odd newswire) is edited as those who take it over edit it, and its fingerprint
held against the original's; the original articles are held against each other, reports of one incident too.
"""

import re
import time
from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations
from typing import Final

import typer

from app.article import read
from app.article.fingerprint import fingerprint
from app.dossier.copies import ALIKE, likeness_of_texts
from bench.command import heading
from eval.cases import Suite, corpora_folder, load_suite

SUITES: Final = ("seeds", "stories", "newswire-odd")
MOST_LIKE: Final = 6
_AGENCY: Final = re.compile(r"^(?:date \S+ )?(?:[A-Z][^()\n]{0,60}\([^)\n]{2,40}\) ?[-–—] ?)?")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")


def _agency(text: str) -> str:
    return _AGENCY.sub("OTHERTOWN, Jan 3 (Other Agency) - ", text, count=1)


def _headed(text: str) -> str:
    return f"Many questions remain, officials say\n\n{text}"


def _typographic(text: str) -> str:
    return text.replace('"', "“").replace("'", "’").replace(" - ", " — ").replace("-", "\u2011")


def _without(text: str, first: int, last: int) -> str:
    """Without so many paragraphs at the start and at the end."""
    paragraphs = _PARAGRAPH.split(text)
    return "\n\n".join(paragraphs[first : len(paragraphs) - last])


EDITS: Final[Mapping[str, Callable[[str], str]]] = {
    "other agency line": _agency,
    "a headline": _headed,
    "typographic marks": _typographic,
    '"said" made "told reporters"': lambda text: text.replace(" said", " told reporters"),
    "first paragraph cut": lambda text: _without(text, 1, 0),
    "last paragraph cut": lambda text: _without(text, 0, 1),
    "agency line, headline, marks, last paragraph": lambda text: _headed(_typographic(_agency(_without(text, 0, 1)))),
    "first and last paragraph cut": lambda text: _without(text, 1, 1),
}


def main() -> None:
    """Print a line for each edit, the pairs that are most alike, and the cost."""
    typer.echo(heading())
    texts = dict(_texts())
    whole = {name: _of(text) for name, text in texts.items()}
    for edit, edited in EDITS.items():
        shares = sorted(
            likeness_of_texts(whole[name], _of(edited(text)))
            for name, text in texts.items()
            if len(_PARAGRAPH.split(text)) > 2  # noqa: PLR2004 - else nothing is left
        )
        missed = sum(share < ALIKE for share in shares)
        typer.echo(f"{edit:<46} least {shares[0]:.2f}, {missed} of {len(shares)} below {ALIKE}")
    pairs = sorted(((likeness_of_texts(whole[a], whole[b]), a, b) for a, b in combinations(whole, 2)), reverse=True)
    typer.echo(
        f"{len(pairs)} pairs of articles, {sum(share >= ALIKE for share, *_ in pairs)} of them copies; the most alike:"
    )
    for share, one, other in pairs[:MOST_LIKE]:
        typer.echo(f"  {share:.2f} {one} {other}")
    _costs(texts)


def _texts() -> list[tuple[str, str]]:
    suites = (load_suite(name, corpora_folder()) for name in SUITES)
    return [(f"{one.suite}:{one.id}", one.text) for each in suites if isinstance(each, Suite) for one in each.cases]


def _of(text: str) -> str:
    return fingerprint(read(text, today=date.max))


def _costs(texts: Mapping[str, str]) -> None:
    articles = [read(text, today=date.max) for text in texts.values()]
    long = read(
        " ".join(f"Bomb {number} hit street {number * 7}." for number in range(9_000))[:200_000], today=date.max
    )
    for name, each in (("an article", articles), ("one of 200,000 characters", [long])):
        began = time.process_time()
        for article in each:
            fingerprint(article)
        typer.echo(f"{name}: {(time.process_time() - began) / len(each) * 1e6:.0f} µs")


if __name__ == "__main__":
    typer.run(main)
