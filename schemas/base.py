"""The base of every public type, and the reference that a caller may give to what it asks."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it has a character that is not printable")
    return value


ClientRef = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
"""A caller's own reference, as `desk-7/311`: spaces are taken; control, format and line-breaking characters are not."""


_SEQUENCES: Final = frozenset({"list", "tuple", "set", "frozenset"})


def _fail_fast(schema: Any) -> None:
    if isinstance(schema, list | tuple):
        for part in schema:
            _fail_fast(part)
    elif isinstance(schema, dict):
        for part in schema.values():
            _fail_fast(part)
        named = schema.get("type")  # a dict where it is a field of this name
        if isinstance(named, str) and named in _SEQUENCES:
            schema["fail_fast"] = True


class Frozen(BaseModel):
    """An immutable value: no field can be set after construction, no unknown field is accepted.

    Of a sequence only the first bad item is told (`pydantic.FailFast`): of 800,000 empty objects in the place of
    incidents, pydantic would list 12 million missing fields.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        """Pydantic's own, with each sequence made to fail fast."""
        schema = handler(source)
        _fail_fast(handler.resolve_ref_schema(schema))
        return schema
