"""Digests of all that a record was derived from."""

import shutil
from pathlib import Path

import pytest

from app import receipt
from app.llm.asking import Message, schema_digest
from app.receipt import DERIVING, draft_digest, messages_digest, pipeline_digest, receipt_of
from app.records.draft import Draft
from tests.app.drafts import draft, incident, read

HEX = r"[0-9a-f]{64}"
TEXT = "A bomb killed two people in Gao."
SAID = draft(incident(0))


def test_a_receipt_names_article_draft_prompt_schema_and_pipeline() -> None:
    about = read(TEXT)
    made = receipt_of(SAID, about, "0" * 64)
    assert (made.article, made.draft, made.prompt) == (about.id, draft_digest(SAID), "0" * 64)
    assert (made.answer_schema, made.pipeline) == (schema_digest(Draft), pipeline_digest())


def test_equal_drafts_have_one_digest_however_they_were_written() -> None:
    again = Draft.model_validate_json(SAID.model_dump_json())
    assert draft_digest(again) == draft_digest(SAID)


def test_another_draft_has_another_digest() -> None:
    assert draft_digest(draft(incident(0, stage="attempted"))) != draft_digest(SAID)


def test_messages_are_digested_with_their_roles_and_bounds() -> None:
    """Neither who speaks nor where one message ends can change unseen."""
    made = [
        messages_digest(messages)
        for messages in (
            [Message("system", "ab"), Message("user", "c")],
            [Message("system", "a"), Message("user", "bc")],
            [Message("user", "ab"), Message("system", "c")],
        )
    ]
    assert len({*made}) == 3


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own files once more, where they may be changed."""
    for part in DERIVING:
        from_, to = receipt.ROOT / part, tmp_path / part
        to.parent.mkdir(parents=True, exist_ok=True)
        if from_.is_dir():
            shutil.copytree(from_, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(from_, to)
    monkeypatch.setattr(receipt, "ROOT", tmp_path)
    return tmp_path


def digest_now() -> str:
    return pipeline_digest.__wrapped__()


def test_the_pipeline_is_the_same_wherever_it_lies(copied: Path) -> None:
    assert digest_now() == pipeline_digest()
    (copied / "app" / "values" / "notes.txt").write_text("no code and no table")
    assert digest_now() == pipeline_digest()


@pytest.mark.parametrize("part", DERIVING)
def test_a_changed_file_of_any_part_is_another_pipeline(copied: Path, part: str) -> None:
    path = copied / part
    changed = path if path.is_file() else next(path.glob("*.py"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    assert digest_now() != pipeline_digest()


def test_a_changed_table_is_another_pipeline(copied: Path) -> None:
    table = next(each for each in sorted((copied / "app").rglob("*")) if each.suffix in {".tsv", ".xz"})
    table.write_bytes(table.read_bytes() + b"\n")
    assert digest_now() != pipeline_digest()


def test_a_file_under_another_name_is_another_pipeline(copied: Path) -> None:
    (copied / "schemas" / "base.py").rename(copied / "schemas" / "basis.py")
    assert digest_now() != pipeline_digest()
