"""The base of every public type, and the reference that a caller may give to what it asks."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it has a character that is not printable")
    return value


ClientRef = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
"""A caller's own reference, as `desk-7/311`: spaces are taken; control, format and line-breaking characters are not."""


class Frozen(BaseModel):
    """An immutable value: no field can be set after construction, no unknown field is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
