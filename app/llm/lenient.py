"""Answers of which one bad value is not a bad answer: it is dropped, cut or read, and that is put on record. Pure.

Only what a model has just written, or what was kept of it, is read so: JSON. In code an answer is as strict as its
type.

What loses nothing, or a single value that may be null, is mended at once. What would lose a whole item, or an object
with all that hangs on it, is asked for again first; it is dropped where that was of no use (`LAST`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, Self, TypeVar

from pydantic import BaseModel, ModelWrapValidatorHandler, PrivateAttr, ValidationError, ValidationInfo, model_validator

A = TypeVar("A")
B = TypeVar("B", bound=BaseModel)
Step = str | int
MendingKind = Literal["unknown_field", "unreadable", "read", "left_out", "cut"]
LAST: Final = {"last": True}
"""Validation context: the model will not be asked again."""
SHORTEST_TEXT: Final = 100
"""Bounds below this are those of a notation, such as a date: what is longer is not cut to another meaning."""
_MOST_ROUNDS: Final = 64
_CHOICES: Final = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class Mending:
    """One thing that was changed so that an answer could be read.

    path     where it stood in the answer, by the names of the wire
    kind     `unknown_field`, `unreadable`: dropped; `read`: taken for `instead`; `left_out`: taken for null;
             `cut`: shortened to `instead`
    value    what the model wrote; None where it left it out
    """

    path: tuple[Step, ...]
    kind: MendingKind
    value: Any = None
    instead: Any = None


class LenientAnswer(BaseModel):
    """An answer that says itself what was mended of it."""

    _mendings: tuple[Mending, ...] = PrivateAttr(())
    _as_said: str | None = PrivateAttr(None)

    @property
    def mendings(self) -> tuple[Mending, ...]:
        """What was mended, in the order in which it was found."""
        return self._mendings

    def mended_as(self, other: "LenientAnswer") -> Self:
        """This answer, made of another one: what was mended of that is mended of this."""
        answer = self.model_copy()
        answer._mendings = other.mendings  # noqa: SLF001  its own
        return answer

    @model_validator(mode="wrap")
    @classmethod
    def _leniently(cls, given: Any, validate: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if info.mode != "json" or not isinstance(given, dict):
            return validate(given)
        said = deepcopy(given)
        cuts = list(_cut(given, _schema(cls), _schema(cls).get("$defs", {}), ()))
        answer, mendings = _mended(given, validate, last=(info.context or {}).get("last", False))
        if cuts or mendings:
            answer._mendings = (*cuts, *mendings)  # noqa: SLF001  its own
            answer._as_said = json.dumps(said, ensure_ascii=False)  # noqa: SLF001
        return answer


def as_said(answer: BaseModel) -> str:
    """The JSON of an answer as the model wrote it, to be kept: what was mended of it is found again in it."""
    said = answer._as_said if isinstance(answer, LenientAnswer) else None  # noqa: SLF001  of this module
    return said or answer.model_dump_json(by_alias=True)


def says_nothing(answer: BaseModel) -> bool:
    """Whether all that an answer of this kind could say is empty: it stands, but the next one may say more."""
    return isinstance(answer, LenientAnswer) and not any(getattr(answer, name) for name in type(answer).model_fields)


def salvaged(kind: type[B], said: str | None) -> B | None:
    """What stands of an answer that was asked for again in vain; None: nothing, or the kind is read strictly."""
    if said is None or not issubclass(kind, LenientAnswer):
        return None
    try:
        return kind.model_validate_json(said, strict=False, context=LAST)
    except ValidationError:
        return None


def _mended(given: dict[str, Any], validate: ModelWrapValidatorHandler[A], *, last: bool) -> tuple[A, list[Mending]]:
    """The answer, and what was mended in `given`. Raises ValidationError where more than that is wrong."""
    mendings: list[Mending] = []
    for _ in range(_MOST_ROUNDS):
        try:
            return validate(given), mendings
        except ValidationError as error:
            for each in error.errors(include_url=False):
                mending = _mend(given, each["loc"], each, last=last)
                if mending is None:
                    raise
                mendings = [one for one in mendings if one.path[: len(mending.path)] != mending.path] + [mending]
                if mending.kind == "unreadable":  # what is wrong with what it stood in may be so no more
                    break
    return validate(given), mendings


def _mend(given: Any, loc: tuple[Step, ...], error: Mapping[str, Any], *, last: bool) -> Mending | None:
    """Change the answer at one error; None: nothing can be done."""
    if not loc:
        return None
    try:
        parent = _at(given, loc[:-1])
        if error["type"] == "missing":
            parent[loc[-1]] = None
            return Mending(loc, "left_out")
        value = parent[loc[-1]]
    except (KeyError, IndexError, TypeError):  # no place in the answer: a validator's own complaint
        return None
    if error["type"] == "extra_forbidden":
        del parent[loc[-1]]
        return Mending(loc, "unknown_field", value)
    if (instead := _read(value, error)) is not None:
        parent[loc[-1]] = instead
        return Mending(loc, "read", value, instead)
    return _drop(given, loc, value, last=last)


def _drop(given: Any, loc: tuple[Step, ...], value: Any, *, last: bool) -> Mending | None:
    """Take a value out: an item of a list is no more, a field is null; for one that is null, what it stands in goes."""
    if value is None:
        return _give_up(given, loc[:-1]) if last and len(loc) > 1 else None
    if isinstance(value, dict | list) and not last:
        return None
    return _give_up(given, loc)


def _give_up(given: Any, loc: tuple[Step, ...]) -> Mending | None:
    parent: Any = _at(given, loc[:-1])
    value = parent[loc[-1]]
    if isinstance(parent, list):
        del parent[int(loc[-1])]
    elif value is None:
        return None
    else:
        parent[loc[-1]] = None
    return Mending(loc, "unreadable", value)


def _read(value: Any, error: Mapping[str, Any]) -> Any:
    """What a value says in the form that is wanted; None: nothing that is sure."""
    match error["type"]:
        case "string_type" if isinstance(value, int | float) and not isinstance(value, bool):
            return str(int(value)) if float(value).is_integer() else str(value)
        case "tuple_type" | "list_type" if value is not None:
            return [value]
        case "literal_error" if isinstance(value, str):
            wanted = _CHOICES.findall(str(error.get("ctx", {}).get("expected", "")))
            return next((each for each in wanted if _bare(each) == _bare(value)), None)
    return None


def _bare(code: str) -> str:
    """A code without what spelling varies in."""
    return re.sub(r"[\W_]+", "", code).casefold()


def _at(given: Any, loc: tuple[Step, ...]) -> Any:
    for step in loc:
        given = given[step]
    return given


def _cut(value: Any, schema: Mapping[str, Any], known: Mapping[str, Any], path: tuple[Step, ...]) -> Iterator[Mending]:
    """Shorten the texts that are longer than the schema allows, in place; one mending for each."""
    for step, (container, child) in _children(value, _plain(schema, known)):
        part = container[step]
        bound = _plain(child, known).get("maxLength", 0)
        if isinstance(part, str) and SHORTEST_TEXT <= bound < len(part):
            container[step] = part[:bound].rstrip()
            yield Mending((*path, step), "cut", part, container[step])
        else:
            yield from _cut(part, child, known, (*path, step))


def _children(value: Any, schema: Mapping[str, Any]) -> Iterator[tuple[Any, tuple[Any, Mapping[str, Any]]]]:
    """The steps below a value, each with the container it is in and its schema."""
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from ((name, (value, properties[name])) for name in value if name in properties)
    if isinstance(value, list):
        yield from ((index, (value, schema.get("items", {}))) for index in range(len(value)))


def _plain(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema without reference and without its null."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return _plain(choice, known)
    return known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


@lru_cache(maxsize=16)
def _schema(kind: type[BaseModel]) -> Mapping[str, Any]:
    return kind.model_json_schema()
