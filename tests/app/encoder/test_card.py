"""A file is read with the card that was written for it, by the code that its classes are of."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.encoder.card import PACKAGED, EncoderCard, codes_digest, locate
from tests.app.encoder.fakes import FOLDER


def settings(folder: Path, **changed: Any) -> Settings:
    """Settings that name a copy of the small net, with its card changed."""
    shutil.copy(FOLDER / "tiny.npz", folder / "tiny.npz")
    card = json.loads((FOLDER / "tiny.json").read_text())
    (folder / "tiny.json").write_text(json.dumps(card | changed))
    return Settings(llm_proposer="encoder", encoder_file=folder / "tiny.npz")


def test_a_file_goes_by_the_name_of_its_card_and_by_its_digest(tmp_path: Path) -> None:
    """Readers see the one, keys hold the other."""
    found = locate(settings(tmp_path, name="trial-1"))
    assert (found.name, found.path) == ("trial-1", tmp_path / "tiny.npz")
    assert found.sha256 == json.loads((FOLDER / "tiny.json").read_text())["encoder"]


@pytest.mark.parametrize("part", ["encoder", "codes"])
def test_a_file_of_another_card_or_of_other_code_lists_is_refused(tmp_path: Path, part: str) -> None:
    """Its classes would be read as other codes; the hint names the program that writes both."""
    with pytest.raises(ModelFileError) as raised:
        locate(settings(tmp_path, **{part: "1" * 64}))
    assert "training.encoder.export" in raised.value.hint


def test_where_there_is_no_file_the_setting_and_the_program_are_named(tmp_path: Path) -> None:
    """Nothing else reads in its place."""
    with pytest.raises(ModelFileError, match=r"no\.npz") as raised:
        locate(Settings(llm_proposer="encoder", encoder_file=tmp_path / "no.npz"))
    assert "SITREP_ENCODER_FILE" in raised.value.hint


def test_the_encoder_of_the_package_fits_this_code_or_is_not_there() -> None:
    """It is replaced together with the code lists."""
    if PACKAGED.is_file():
        assert locate(Settings(llm_proposer="encoder")).path == PACKAGED
        assert PACKAGED.stat().st_size <= 40e6
    else:
        with pytest.raises(ModelFileError, match=r"no .*encoder\.npz"):
            locate(Settings(llm_proposer="encoder"))


def test_the_small_net_of_the_tests_is_of_this_code() -> None:
    """Where this fails, write it anew: `tests/training/encoder/tiny.py`."""
    card = EncoderCard.model_validate_json((FOLDER / "tiny.json").read_bytes())
    assert card.codes == codes_digest()
