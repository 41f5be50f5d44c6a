"""What a run depends on."""

from pathlib import Path

from eval.stamp import code_digest, spec_of, stamp_of
from tests.eval.build import SPEC
from tests.fakes.service import FakeService


def source(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def test_the_digest_changes_with_a_source_and_with_nothing_else(tmp_path: Path) -> None:
    source(tmp_path, "app/a.py", "1")
    first = code_digest(tmp_path)
    source(tmp_path, "eval/score.py", "x")
    source(tmp_path, "app/__pycache__/a.pyc", "x")
    assert code_digest(tmp_path) == first
    source(tmp_path, "prompts/v1/sentence.txt", "x")
    assert code_digest(tmp_path) != first


def test_a_stamp_names_the_model_the_spec_and_the_kind_of_machine() -> None:
    stamp = stamp_of(model="m", spec=SPEC)
    assert (stamp.model, stamp.spec, stamp.replayed, stamp.url) == ("m", SPEC, False, None)
    assert stamp.machine.cpus >= 1
    assert len(stamp.code) == 64


def test_a_service_that_is_not_wired_for_real_has_no_spec() -> None:
    assert spec_of(FakeService()) is None
