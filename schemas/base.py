"""The base of every public type."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value: no field can be set after construction, no unknown field is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
