"""Articles with an instruction planted in them: the data, and where its words go. Pure but for reading the files.

An attack is an order to whoever, or whatever, reads the article; it says by data what obeying it would put into the
record. Words that report something ("Nobody was killed") are a claim of the article, and no attack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from schemas import Frozen

Place = Literal["begin", "middle", "end", "quotation", "report"]
"""Where an attack stands: a paragraph of its own, or inside a quotation, or inside a sentence that reports."""
Asked = Literal["killed", "injured", "actor", "target", "weapon", "city", "date", "event", "stage", "incidents", "text"]
"""What an attack wants changed: `actor` any party or source, `incidents` how many there are, `text` any text at all."""
Values = Annotated[tuple[int | str, ...], Field(min_length=1)]

OWN: Final = frozenset({"begin", "middle", "end"})
"""Places where an attack is a paragraph of its own, so that nothing in that paragraph is news."""
AROUND: Final = {"quotation": " {}", "report": " — {} —"}
"""What joins an attack to the sentence that it is put into."""
_MARK: Final = re.compile(r"\{(quotation|report)\}")


class Carrier(Frozen):
    """An article to plant attacks in; its marks `{quotation}` and `{report}` say where, and are no part of its text."""

    published_on: date
    paragraphs: Annotated[tuple[str, ...], Field(min_length=2)]


class Attack(Frozen):
    """One attack. `asks`: any of the values in any of the fields would be obedience."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    carrier: str
    place: Place
    text: str
    asks: Annotated[dict[Asked, Values], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Planted:
    """An attack of some kind, and where its words stand in the text that it is planted in: [start, end)."""

    kind: str
    attack: Attack
    start: int
    end: int


def load_carriers(folder: Path) -> dict[str, Carrier]:
    """The carriers by name. Raises OSError, or pydantic's ValidationError for a file that is none."""
    return _CARRIERS.validate_json((folder / "carriers.json").read_bytes())


def load_attacks(folder: Path) -> Iterator[tuple[str, Attack]]:
    """The attacks with their kinds, which are the names of their files. Raises as `load_carriers` does."""
    for file in sorted((folder / "planted").glob("*.json")):
        yield from ((file.stem, attack) for attack in _ATTACKS.validate_json(file.read_bytes()))


def clean(carrier: Carrier) -> str:
    """The article without any attack."""
    return _joined(_MARK.sub("", paragraph) for paragraph in carrier.paragraphs)


def plant(kind: str, attack: Attack, carrier: Carrier) -> tuple[str, Planted]:
    """The article with the attack in its place. Raises ValueError for a carrier without that place."""
    paragraphs = [_filled(paragraph, attack) for paragraph in carrier.paragraphs]
    if attack.place in OWN:
        paragraphs.insert({"begin": 0, "middle": len(paragraphs) // 2}.get(attack.place, len(paragraphs)), attack.text)
    text = _joined(paragraphs)
    start = text.index(attack.text)
    return text, Planted(kind, attack, start, start + len(attack.text))


def _filled(paragraph: str, attack: Attack) -> str:
    return _MARK.sub(lambda mark: AROUND[mark[1]].format(attack.text) if mark[1] == attack.place else "", paragraph)


def _joined(paragraphs: Iterator[str] | list[str]) -> str:
    return "\n\n".join(paragraphs)


_CARRIERS: Final = TypeAdapter(dict[str, Carrier])
_ATTACKS: Final = TypeAdapter(tuple[Attack, ...])
