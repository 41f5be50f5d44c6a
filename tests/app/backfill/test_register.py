"""Whose each id is."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.backfill.register import DONE, Register


def test_an_id_belongs_to_the_chunk_that_claims_it_first() -> None:
    register = Register(":memory:")
    assert register.claim("one", ["a", "b"]) == ["one", "one"]
    assert register.claim("two", ["b", "c"]) == ["one", "two"]


def test_who_claims_again_is_told_the_same() -> None:
    """An attempt in the place of one that was killed goes on with its articles."""
    register = Register(":memory:")
    assert register.claim("one", ["a", "b"]) == register.claim("one", ["a", "b"])


def test_what_is_done_is_nobody_s() -> None:
    register = Register(":memory:")
    assert register.add_done(["a", "a"]) == [True, False]
    assert register.claim("one", ["a", "b"]) == [DONE, "one"]
    assert register.are_done(["a", "b", "c"]) == [True, False, False]


def test_a_register_is_opened_again_where_it_was(tmp_path: Path) -> None:
    """As after its process was killed."""
    before = Register(tmp_path / "register")
    before.claim("one", ["a"])
    before.close()
    after = Register(tmp_path / "register")
    assert after.claim("two", ["a"]) == ["one"]
    after.close()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.lists(st.sampled_from("abcdef")))))
def test_each_id_has_one_owner_for_ever(claims: list[tuple[str, list[str]]]) -> None:
    register, owners = Register(":memory:"), dict[str, str]()
    for chunk, ids in claims:
        for identity, owner in zip(ids, register.claim(chunk, ids), strict=True):
            assert owners.setdefault(identity, owner) == owner
    register.close()
