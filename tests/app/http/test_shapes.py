"""The shape of JSON, before anything is made of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.problems import BodyInvalid, RequestRejected
from app.http.shapes import MOST_LEVELS, MOST_MEMBERS, check_shape

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(ANY, st.sampled_from([None, 2]), st.booleans())
def test_values_are_counted_as_a_parser_would(value: Json, indent: int | None, ascii_only: bool) -> None:
    """As many as there are pass, and one fewer does not, however the JSON is written."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    check_shape(text, values_of(value))
    with pytest.raises(BodyInvalid, match="summary request"):
        check_shape(text, values_of(value) - 1)


def test_levels_are_counted() -> None:
    """Brackets within a string are none."""
    check_shape("[" * MOST_LEVELS + '"[[["' + "]" * MOST_LEVELS, 100)
    with pytest.raises(RequestRejected, match="nested too deeply"):
        check_shape("[" * (MOST_LEVELS + 1), 100)


def test_members_are_counted_for_each_object() -> None:
    """Two objects with as many as one may have pass."""
    full = json.dumps(dict.fromkeys(map(str, range(MOST_MEMBERS)), 0))
    check_shape(f"[{full}, {full}]", 1_000)
    with pytest.raises(BodyInvalid):
        check_shape(json.dumps({str(number): {} for number in range(MOST_MEMBERS + 1)}), 1_000)


@pytest.mark.parametrize(
    "text", ["", "  ", "{Kyiv} " + "[" * 100, '"a" ' + "[" * 100, '["a' + "[" * 100, "]" * 100, "[x" * 9]
)
def test_where_a_text_stops_being_json_nothing_is_counted_any_more(text: str) -> None:
    """What is wrong is the parser's to say."""
    check_shape(text, 5)


@pytest.mark.parametrize("piece", [" ", "\\", '\\"', '"', "a", "1", "1 ", "-", ",", "\n:"])
@pytest.mark.parametrize("before", ["", '"', "[", '{"text": "a"}'])
def test_a_text_is_gone_through_once(before: str, piece: str) -> None:
    """Half a million of anything: a search that began anew at each place would not end."""
    try:
        check_shape(before + piece * 500_000, 64)
    except BodyInvalid:
        assert before == "["


def values_of(value: Json) -> int:
    """Objects, lists and everything in them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(values_of, inner))
