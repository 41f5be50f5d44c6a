import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field

from app.llm.wire import output_format, strict_schema


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]
    name: Annotated[str, Field(max_length=9, min_length=1)] | None = None


class Home(BaseModel):
    """Where animals live."""

    model_config = ConfigDict(extra="forbid")

    colour: Colour = Field(description="of the door")
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]]
    rooms: Annotated[int, Field(ge=1)] | None = 3
    since: date | None = None
    title: str = "no title"


STRICT = strict_schema(Home.model_json_schema())


def nodes(schema: Any) -> list[dict[str, Any]]:
    """Each JSON Schema within, this one too."""
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", [])]
    inner += [schema["items"]] if "items" in schema else []
    return [schema, *(node for part in inner for node in nodes(part))]


def test_each_object_requires_all_its_properties_and_no_other() -> None:
    objects = [node for node in nodes(STRICT) if node.get("type") == "object"]
    assert len(objects) == 3
    for node in objects:
        assert node["required"] == list(node["properties"])
        assert node["additionalProperties"] is False


def test_an_optional_property_becomes_nullable() -> None:
    assert STRICT["properties"]["title"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert STRICT["properties"]["rooms"] == {"anyOf": [{"minimum": 1, "type": "integer"}, {"type": "null"}]}


def test_a_required_property_stays_as_it_is() -> None:
    assert strict_schema(Cat.model_json_schema())["properties"]["kind"] == {"const": "cat", "type": "string"}


def test_a_reference_stands_alone() -> None:
    colour = STRICT["properties"]["colour"]
    assert colour == {"anyOf": [{"$ref": "#/$defs/Colour"}], "description": "of the door"}


def test_a_tagged_union_is_a_plain_choice() -> None:
    pets = STRICT["properties"]["pets"]["items"]
    assert pets == {"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}


def test_keywords_that_strict_rejects_are_left_out() -> None:
    left_out = {"default", "maxLength", "minLength", "title", "discriminator", "oneOf"}
    assert not [node for node in nodes(STRICT) if left_out & set(node)]
    assert "title" in STRICT["properties"]  # a property of that name is no keyword


@pytest.mark.parametrize(("form", "kept"), [("date", True), ("uuid", True), ("uri", False), ("binary", False)])
def test_only_known_formats_are_kept(form: str, kept: bool) -> None:
    assert ("format" in strict_schema({"type": "string", "format": form})) is kept


def test_an_object_with_free_keys_cannot_be_asked_for() -> None:
    class Tally(BaseModel):
        counts: dict[str, int]

    with pytest.raises(ValueError, match="free keys"):
        strict_schema(Tally.model_json_schema())


def test_making_a_strict_schema_strict_changes_nothing() -> None:
    assert strict_schema(STRICT) == STRICT


T = TypeVar("T")


class Boxed(BaseModel, Generic[T]):
    content: T


def test_the_schemas_name_keeps_to_the_letters_that_the_api_takes() -> None:
    form = output_format("json_schema", Boxed[int])["response_format"]
    assert form["json_schema"]["name"] == "Boxed_int_"
    assert form["json_schema"]["strict"] is True


def test_the_grammar_holds_the_schema_and_asks_for_compact_json() -> None:
    grammar = output_format("llguidance", Home)["grammar"]
    head, _, schema = grammar.partition("%json ")
    assert head == "%llguidance {}\nstart: "
    assert json.loads(schema) == {**Home.model_json_schema(), "x-guidance": {"whitespace_flexible": False}}


def test_the_form_of_an_answer_is_made_once() -> None:
    assert output_format("json_schema", Home) is output_format("json_schema", Home)
