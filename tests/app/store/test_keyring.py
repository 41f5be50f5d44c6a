"""The file of API keys."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import keys
from app.core.errors import KeysUnreadable
from app.keys import Key
from app.store.keyring import KeyRing

NOW = datetime(2024, 1, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sitrep" / "keys.json"


def minted(name: str = "desk") -> Key:
    return keys.mint(name, keys.SCOPES, 60, None, NOW)[0]


def test_without_a_file_there_are_no_keys(path: Path) -> None:
    assert KeyRing(path).keys() == ()


def test_what_is_added_is_there_for_others_in_order(path: Path) -> None:
    reader = KeyRing(path)
    added = tuple(minted(name) for name in ("a", "b"))
    for key in added:
        KeyRing(path).add(key)
        assert reader.keys()[-1] == key
    assert KeyRing(path).keys() == added


def test_keys_that_are_added_at_once_are_all_kept(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: KeyRing(path).add(minted(name)), [str(n) for n in range(16)]))
    assert {key.name for key in KeyRing(path).keys()} == {str(n) for n in range(16)}  # noqa: SIM118  # no dict


def test_only_the_owner_may_read_file_and_folder(path: Path) -> None:
    KeyRing(path).add(minted())
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_is_revoked_once_and_stays_in_the_list(path: Path) -> None:
    ring, key = KeyRing(path), minted()
    ring.add(key)
    assert [ring.revoke(key.id, NOW), ring.revoke(key.id, NOW), ring.revoke("ffffffff", NOW)] == [True, False, False]
    assert ring.keys() == (key.model_copy(update={"revoked_at": NOW}),)
    assert keys.good(ring.keys()) == ()


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b'{"version": 2, "keys": []}', b'{"keys": [{"id": "zanzibar"}]}']
)
def test_a_damaged_file_is_an_error_that_repeats_nothing_and_is_not_written_over(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(KeysUnreadable) as raised:
        KeyRing(path).keys()
    assert "zanzibar" not in str(raised.value)
    with pytest.raises(KeysUnreadable):
        KeyRing(path).add(minted())
    assert path.read_bytes() == content


def test_a_file_that_is_mended_counts_at_once(path: Path) -> None:
    ring, key = KeyRing(path), minted()
    ring.add(key)
    good = path.read_bytes()
    path.write_bytes(b"{")
    with pytest.raises(KeysUnreadable):
        ring.keys()
    path.write_bytes(good)
    assert ring.keys() == (key,)


def test_where_no_key_was_made_none_was_there(path: Path) -> None:
    assert not KeyRing(path).had_keys()


def test_that_a_key_was_made_is_known_when_the_file_is_lost(path: Path) -> None:
    KeyRing(path).add(minted())
    path.unlink()
    assert (KeyRing(path).had_keys(), KeyRing(path).keys()) == (True, ())


def test_a_file_of_before_there_was_a_mark_gets_one_when_it_is_read(path: Path) -> None:
    KeyRing(path).add(minted())
    path.with_name("keys.json.made").unlink()
    assert KeyRing(path).had_keys()
    path.unlink()
    assert KeyRing(path).had_keys()


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser makes files for others")
def test_what_the_superuser_writes_stays_the_file_of_its_owner(path: Path) -> None:
    """The service runs as another user, and reads the file on."""
    KeyRing(path).add(minted())
    os.chown(path, 12345, 12345)
    KeyRing(path).add(minted())
    owners = {each.stat().st_uid for each in (path, path.with_name("keys.json.lock"))}
    assert (owners, path.stat().st_mode & 0o777) == ({12345}, 0o600)
