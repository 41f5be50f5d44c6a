"""Files and folders of an archive, local and remote alike."""

from pathlib import Path

import fsspec
import pytest

from app.backfill.files import UNFINISHED, Folder, found
from app.bulk.sources import SourceError


@pytest.fixture(params=["local", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder on this machine, and one of another file system."""
    return str(tmp_path / "in") if request.param == "local" else f"memory://{tmp_path.name}/in"


def put(url: str, *names: str) -> None:
    for name in names:
        Folder(url).write(name, name.encode())


def test_a_folder_means_the_files_in_it_that_are_read(url: str) -> None:
    """At any depth, by name; others are passed over."""
    put(url, "b.csv", "deep/a.jsonl", "notes.txt", "c.parquet")
    assert [(each.name, each.size_bytes) for each in found(url)] == [
        ("b.csv", 5),
        ("c.parquet", 9),
        ("deep/a.jsonl", 12),
    ]


def test_a_glob_and_a_file_mean_what_they_match(url: str) -> None:
    put(url, "2023.jsonl", "2024.jsonl", "2024.txt", "2024 [2].jsonl")
    assert [each.name for each in found(f"{url}/2024 [[]2].jsonl")] == ["2024 [2].jsonl"]
    assert [each.name for each in found(f"{url}/2024 [2].jsonl")] == ["2024 [2].jsonl"]
    assert [each.name for each in found(f"{url}/2024.j*")] == ["2024.jsonl"]
    assert [each.name for each in found(f"{url}/*.jsonl")] == ["2023.jsonl", "2024 [2].jsonl", "2024.jsonl"]
    assert [each.name for each in found(f"{url}/2023.jsonl")] == ["2023.jsonl"]


def test_what_a_run_wrote_is_not_read_as_articles(url: str) -> None:
    """Where its folder is within, or is the same; articles in it are, and another folder's results."""
    result = f"part-{'0' * 32}.parquet"
    put(url, "a.jsonl", "out/part-0001.jsonl", f"out/{result}", "out/failures/x.parquet", "out/dossiers/x.parquet")
    put(url, f"other/{result}", result)
    assert [each.name for each in found(url, f"{url}/out/")] == [
        "a.jsonl",
        f"other/{result}",
        "out/part-0001.jsonl",
        result,
    ]
    assert result not in [each.name for each in found(url, url)]


def test_a_folder_that_is_locked_is_the_same_where_the_lock_is_seen(tmp_path: Path) -> None:
    """A node has a folder of this name on a disk of its own. What is remote is one folder."""
    with Folder(str(tmp_path / "out")).locked():
        assert Folder(str(tmp_path / "out")).is_the_same()
        assert not Folder(str(tmp_path / "elsewhere")).is_the_same()
    assert Folder("memory://x").is_the_same()


def test_a_file_is_read_by_its_url(url: str) -> None:
    put(url, "a.jsonl")
    with found(url)[0].open() as file:
        assert file.read() == b"a.jsonl"


@pytest.mark.parametrize("source", ["nowhere", "nowhere/*.jsonl", "nosuch://host/x"])
def test_nothing_to_read_is_an_error(source: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        found(source if ":" in source else str(tmp_path / source))


def test_a_file_is_written_in_the_place_of_an_earlier_one_and_removed(url: str) -> None:
    folder = Folder(url)
    folder.write("x/a.parquet", b"one")
    folder.write("x/a.parquet", b"two")
    assert (folder.read("x/a.parquet"), folder.names("x"), folder.has("x/a.parquet")) == (
        b"two",
        ["x/a.parquet"],
        True,
    )
    folder.remove("x/a.parquet")
    folder.remove("x/a.parquet")
    assert (folder.has("x/a.parquet"), folder.names("x")) == (False, [])


def test_a_local_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it writes, it leaves a name that nobody reads."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", killed)
    folder = Folder(str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        folder.write("a.parquet", b"half")
    assert folder.names() == []
    assert len(folder.names("", UNFINISHED)) == 1


def test_two_runs_do_not_write_to_one_local_folder(tmp_path: Path) -> None:
    with Folder(str(tmp_path)).locked(), pytest.raises(SourceError, match="another run"):  # noqa: SIM117
        with Folder(str(tmp_path)).locked():
            pass


def test_names_of_remote_folders_are_fresh() -> None:
    """What another process wrote since they were listed is seen: nothing is taken from a listing that was kept."""
    folder = Folder("memory://fresh")
    assert folder.names() == []
    fsspec.filesystem("memory").pipe_file("/fresh/a.parquet", b"")
    assert folder.names() == ["a.parquet"]
