"""The compact answer as it stands in a grammar, and as it is read."""

import json
from typing import Any

import pytest

from app.llm.lenient import LAST
from app.propose.compact.wire import Compact, CompactIncident, _form, form_digest
from app.records.draft import DraftIncident


def lists(schema: Any) -> list[Any]:
    """Each schema of a list, however deep."""
    if isinstance(schema, list):
        return [found for each in schema for found in lists(each)]
    if not isinstance(schema, dict):
        return []
    here = [schema] if schema.get("type") == "array" else []
    return here + [found for each in schema.values() for found in lists(each)]


def test_what_happened_stands_before_whether_anything_did() -> None:
    """The order of the fields is the order of writing: the decision is made after the deed was put into words."""
    assert list(Compact.model_json_schema()["properties"])[:3] == ["headline", "reports", "news"]


def test_the_probability_is_not_the_model_s_to_write() -> None:
    assert "probability" not in Compact.model_json_schema()["properties"]
    assert Compact.model_validate({"headline": "", "reports": "none", "probability": 0.2}).probability == 0.2


def test_every_list_is_bounded_in_the_grammar() -> None:
    found = lists(Compact.model_json_schema())
    assert len(found) > 20
    assert all("maxItems" in each for each in found)


def test_a_longer_list_than_the_grammar_has_is_an_answer() -> None:
    """The bound is for servers that keep to it; what another one writes is read."""
    said = Compact.model_validate_json(Compact(headline="", reports="none", context=tuple(range(30))).model_dump_json())
    assert len(said.context) == 30


def test_numbers_of_sentences_stand_once_each_and_in_order() -> None:
    assert CompactIncident.model_validate({"type": "Attack", "at": [3, 1, 3]}).at == (1, 3)


def test_a_part_that_is_none_is_dropped_and_the_others_stand() -> None:
    said = '{"headline":"","reports":"incident","news":[{"type":"Attack","at":[0]},{"type":"Football","at":[1]}]}'
    answer = Compact.model_validate_json(said, context=LAST)
    assert [each.type for each in answer.news] == ["Attack"]
    assert [each.kind for each in answer.mendings] == ["unreadable"] * len(answer.mendings)


@pytest.mark.parametrize("field", ["newly_reported", "attribution", "claims", "counts", "protest", "reactions"])
def test_every_list_of_a_draft_has_its_place(field: str) -> None:
    """A field that a draft gains and the compact answer lacks would be lost without a word."""
    assert field in DraftIncident.model_fields
    assert len(CompactIncident.model_fields) == len(DraftIncident.model_fields), (
        "`new` is told by the list, `day` by one"
    )


def test_the_digest_of_the_form_changes_with_a_name_a_code_or_a_bound_and_with_no_docstring() -> None:
    """Cards of adapters name it: what is trained must not be voided by a better sentence about it."""
    schema = Compact.model_json_schema()
    assert "description" in json.dumps(schema)
    assert "description" not in json.dumps(_form(schema))
    for old, new in (("headline", "title_line"), ("Armed clash", "Clash"), ('"maxItems": 12', '"maxItems": 13')):
        assert _form(json.loads(json.dumps(schema).replace(old, new))) != _form(schema)
    assert len(form_digest()) == 64
