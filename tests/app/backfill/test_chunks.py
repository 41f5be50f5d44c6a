"""Files to chunks of articles by id."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from app.backfill import chunks as under_test
from app.backfill.chunks import Chunk, chunks
from app.backfill.files import File, found
from app.bulk import sources

NAMES = ("text", "title", "client_ref", "published_on")


def archive(folder: Path, *lines: Any) -> File:
    path = folder / "in.jsonl"
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in lines), "utf-8")
    return found(str(path))[0]


def read(file: File, rows: int = 100) -> list[Chunk]:
    return list(chunks(file, NAMES, rows))


def errors(file: File) -> list[str]:
    return [entry.row.error for chunk in read(file) for entry in chunk.entries if entry.id is None]


def test_an_article_without_an_id_has_that_of_its_text(tmp_path: Path) -> None:
    """The archive's own, a number as it is written, else the SHA-256."""
    file = archive(tmp_path, {"text": "One"}, {"text": "Two", "id": "mine"}, {"text": "Three", "id": 7})
    (chunk,) = read(file)
    assert [entry.id for entry in chunk.entries] == [sha256(b"One").hexdigest(), "mine", "7"]
    assert [dict(entry.row.fields) for entry in chunk.entries] == [{"text": "One"}, {"text": "Two"}, {"text": "Three"}]


def test_chunks_have_so_many_rows_and_names_of_their_own(tmp_path: Path) -> None:
    found = read(archive(tmp_path, *({"text": f"{number}"} for number in range(5))), 2)
    assert [(chunk.name, len(chunk.entries)) for chunk in found] == [
        ("in.jsonl#0", 2),
        ("in.jsonl#1", 2),
        ("in.jsonl#2", 1),
    ]


def test_long_articles_make_short_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "MOST_BYTES", 10)
    found = read(archive(tmp_path, *({"text": "x" * 6} for _ in range(4))))
    assert [len(chunk.entries) for chunk in found] == [2, 2, 0]


def test_the_bytes_of_all_chunks_are_the_file_s(tmp_path: Path) -> None:
    file = archive(tmp_path, *({"text": f"{number}"} for number in range(7)))
    assert sum(chunk.done_bytes for chunk in read(file, 3)) == file.size_bytes


def test_read_again_the_chunks_are_the_same_also_as_bytes(tmp_path: Path) -> None:
    file = archive(tmp_path, *({"text": f"{number}"} for number in range(5)), "{", {"id": "no text"})
    assert [Chunk.load(chunk.dump()) for chunk in read(file, 2)] == read(file, 2)


def test_what_cannot_be_read_is_an_entry_with_its_reason_and_no_word_of_it(tmp_path: Path) -> None:
    lines = ["{zanzibar", "[1]", {"title": "zanzibar"}, {"id": ["zanzibar"], "text": "x"}, {"id": "", "text": "x"}]
    found = errors(archive(tmp_path, *lines, {"text": "\ud800 zanzibar"}))
    assert [reason.partition(":")[0] for reason in found] == [
        "it is not JSON",
        "it is no JSON object",
        "text",
        "id",
        "id",
        "the text has a lone surrogate",
    ]
    assert "zanzibar" not in str(found)


def test_a_line_that_is_too_long_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the ones after it are read."""
    monkeypatch.setattr(sources, "MOST_LINE_BYTES", 100)
    file = archive(tmp_path, {"text": "before"}, {"text": "x" * 350}, {"text": "after"})
    (chunk,) = read(file)
    assert [entry.row.fields.get("text") for entry in chunk.entries] == ["before", None, "after"]
    assert errors(file) == ["it is over 100 bytes"]


def test_csv_and_parquet_give_the_same_as_json(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "One", "published_on": "2024-01-05"}, {"id": "b", "text": "Two,\nthree"}]
    (chunk,) = read(archive(tmp_path, *rows))
    (tmp_path / "in.csv").write_text('id,text,published_on,other\na,One,2024-01-05,x\nb,"Two,\nthree",,x\n')
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    for name in ("in.csv", "in.parquet"):
        (other,) = read(found(str(tmp_path / name))[0])
        assert [(each.id, each.row.fields) for each in other.entries] == [
            (each.id, each.row.fields) for each in chunk.entries
        ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"title\nOne\n"),
        ("a.parquet", b"no Parquet"),
        ("a.csv", b"text\nOne\n\xff\xfe\n"),
        ("a.xml", b"<a/>"),
    ],
)
def test_a_file_that_is_damaged_is_one_failure(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file = File(str(path), name, len(content))
    assert len(errors(file)) == 1


def test_bytes_in_the_place_of_words_are_an_error(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"text": ["x"], "title": [b"zanzibar"]}), tmp_path / "in.parquet")
    assert errors(found(str(tmp_path / "in.parquet"))[0]) == ["title: Input should be a valid string"]
