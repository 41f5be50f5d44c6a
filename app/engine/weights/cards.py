"""The card of what was trained here: `NAME.json` beside the file, which says what it was made of and how it scored."""

from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from app.core.errors import ModelFileError

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, in lower-case hex."""


class Card(BaseModel):
    """What every card says.

    data     digest of what it was trained on
    recipe   by the program that trained it; `scores` by the names that training gives them
    licence  of the file, by its SPDX name
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[\w.-]{1,80}$")
    data: Digest
    made_on: date
    recipe: dict[str, JsonValue]
    scores: dict[str, float]
    licence: str = "Apache-2.0"


C = TypeVar("C", bound=Card)


def card_of(path: Path, kind: type[C], what: str, mend: str) -> C:
    """The card beside a file.

    Raises ModelFileError: the file or the card is not there (`mend` is the hint), or it is no card of `what`.
    """
    card = path.with_suffix(".json")
    if not path.is_file() or not card.is_file():
        raise ModelFileError(f"There is no {card if path.is_file() else path}.", hint=mend)
    try:
        return kind.model_validate_json(card.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelFileError(f"{card} is no card of an {what}: {first['loc']}: {first['msg']}", hint=mend) from None
