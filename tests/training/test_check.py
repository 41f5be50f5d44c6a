"""What may be trained on is whole: each article has its label, and the gold loader takes each."""

import json
from pathlib import Path

import pytest

from training.check import main

DATA = Path(__file__).parents[2] / "training" / "data"
PARTS = sorted(folder.name for folder in DATA.iterdir() if folder.is_dir())


@pytest.mark.parametrize("part", PARTS)
def test_every_article_has_a_label_that_the_gold_loader_takes(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No note is refused, and no text or note stands alone."""
    assert main([str(DATA / part)]) == 0, capsys.readouterr().out
    texts, notes = ({path.stem for path in (DATA / part).glob(f"*.{kind}")} for kind in ("txt", "json"))
    assert texts == notes


def test_a_refused_note_ends_with_1_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A quote that the article does not have."""
    (tmp_path / "01.txt").write_text("Rebels shelled Aden.")
    note = {"headline": "h", "summary": [{"text": "t", "evidence": "not there"}], "actors": [], "incidents": []}
    (tmp_path / "01.json").write_text(json.dumps(note))
    assert main([str(tmp_path)]) == 1
    assert "REFUSED" in capsys.readouterr().out


def test_a_date_that_its_words_do_not_mean_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The weekday of the note is held against the calendar."""
    (tmp_path / "01.txt").write_text("Rebels shelled Aden on Monday.")
    quote = "Rebels shelled Aden on Monday."
    note = {
        "published_on": "2024-03-12",
        "headline": "h",
        "summary": [{"text": "t", "evidence": quote}],
        "actors": [{"name": "Rebels", "type": "Rebel groups"}],
        "incidents": [
            {
                "sub_event_type": "Shelling/artillery/missile attack",
                "evidence": quote,
                "date": {"text": "on Monday", "start": "2024-03-10"},
                "attribution": [{"actor": "Rebels", "basis": "reported_as_fact", "evidence": quote}],
            }
        ],
    }
    (tmp_path / "01.json").write_text(json.dumps(note))
    assert main([str(tmp_path)]) == 0
    assert "2024-03-11 to 2024-03-11 by the calendar" in capsys.readouterr().out
