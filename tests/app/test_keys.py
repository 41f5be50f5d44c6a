"""API keys, as values."""

from datetime import UTC, datetime

from app import keys

NOW = datetime(2024, 1, 5, tzinfo=UTC)


def test_no_two_keys_are_alike_and_none_holds_its_secret() -> None:
    made = [keys.mint("desk", keys.SCOPES, 60, None, NOW) for _ in range(100)]
    assert len({text for _, text in made}) == 100
    for key, text in made:
        assert text.rpartition(f"{key.id}_")[2] not in key.model_dump_json()


def test_a_key_is_found_by_its_text_and_by_no_other() -> None:
    (one, text), (other, _) = (keys.mint("desk", keys.SCOPES, 60, None, NOW) for _ in range(2))
    both = (one, other)
    assert keys.find(both, text) == one
    wrong = [
        "",
        "_",
        text[:-1],
        text + "x",
        text.replace("sitrep", "x", 1),
        text.replace(one.id, other.id),
        text.upper(),
    ]
    assert [keys.find(both, sent) for sent in wrong] == [None] * len(wrong)
    assert keys.find((other,), text) is None


def test_a_revoked_key_is_not_found() -> None:
    key, text = keys.mint("desk", keys.SCOPES, 60, None, NOW)
    assert keys.find((key.model_copy(update={"revoked_at": NOW}),), text) is None
