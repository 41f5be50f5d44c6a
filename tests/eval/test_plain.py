"""What one plain call answers, beside gold."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, Suite, load_suite
from eval.fields import PLAIN, POOLED
from eval.plain import PlainRecord, read_plain, score_plain, summary_of
from tests.eval.build import case

NOTHING: dict[str, Any] = {"headline": "A council meets", "incidents": [], "background": [], "context": []}
SHELLING: dict[str, Any] = {
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack",
    "stage": "accomplished",
    "date": {"start": "2024-02-01", "precision": "month"},
    "location": {"site": "port", "city": "Aden", "country_code": "YE"},
    "attribution": [{"actor": "rebels", "basis": "accused_by_authorities", "asserted_by": "police"}],
    "targets": [{"name": "port"}],
    "weapons": [{"name": "shells"}],
    "casualty_claims": [
        {
            "killed": {"min": 2, "max": None, "qualifier": "at_least"},
            "injured": None,
            "victim_class": "all",
            "asserted_by": "police",
        }
    ],
    "reactions": [{"speaker": "governor", "act": "ACCUSE"}],
}
ARTICLE = Case("A/01", "newswire-odd", "\n Rebels shelled Aden.", {})


def record(*incidents: dict[str, Any], background: tuple[dict[str, Any], ...] = ()) -> PlainRecord:
    return PlainRecord.model_validate(NOTHING | {"incidents": incidents, "background": background})


def test_who_is_named_is_an_actor_once() -> None:
    """A plain record lists no actors: they are those who are blamed, assert or speak."""
    (incident,) = summary_of(record(SHELLING), ARTICLE).incidents
    assert [actor.name for actor in incident.actors] == ["rebels", "police", "governor"]


def test_what_follows_from_claims_is_computed() -> None:
    """Estimates and statuses are ours, as they are in a summary."""
    (incident,) = summary_of(record(SHELLING), ARTICLE).incidents
    assert (incident.fatalities.low, incident.fatalities.high, incident.injured.low) == (2, None, None)
    assert (incident.toll_status, incident.plover) == ("one_source", "ASSAULT")


@pytest.mark.parametrize(
    ("start", "precision", "end"),
    [
        ("2024-02-05", "day", date(2024, 2, 5)),
        ("2024-02-05", "week", date(2024, 2, 11)),
        ("2024-02-01", "month", date(2024, 2, 29)),
        ("2024-01-01", "year", date(2024, 12, 31)),
    ],
)
def test_a_date_ends_with_its_unit(start: str, precision: str, end: date) -> None:
    """A plain record gives the first day alone."""
    given = SHELLING | {"date": {"start": start, "precision": precision}}
    (incident,) = summary_of(record(given), ARTICLE).incidents
    assert incident.date is not None
    assert incident.date.end == end


def test_background_is_numbered_after_the_news() -> None:
    """Ids are as in a summary."""
    summary = summary_of(record(SHELLING, background=(SHELLING,)), ARTICLE)
    assert [one.id[-2:] for one in (*summary.incidents, *summary.background)] == ["-1", "-2"]


def answers(folder: Path, **files: dict[str, Any]) -> Path:
    (folder / "seeds").mkdir()
    for name, value in files.items():
        (folder / "seeds" / f"{name}.json").write_text(json.dumps(value))
    return folder


def test_measures_of_what_a_plain_record_cannot_say_are_left_out(tmp_path: Path) -> None:
    """No evidence, no weapon categories, no pooled score over them."""
    suite = Suite("seeds", (case("full"), case("none", "Nothing happened in Redfern on Thursday.")))
    (scored,) = score_plain((suite,), answers(tmp_path, full=NOTHING)).suites
    assert [each.id for each in scored.cases] == ["full"]
    assert {"plain_fields.lenient", "incident_count"} <= scored.scores.keys()
    assert not {"fields.lenient", "evidence", "weapons.lenient"} & scored.scores.keys()


def test_no_answer_at_all_is_an_error(tmp_path: Path) -> None:
    """A wrong folder is no run of failures."""
    with pytest.raises(FileNotFoundError, match="no answer to any case"):
        score_plain((Suite("seeds", (case(),)),), tmp_path)


def test_a_file_that_is_no_plain_record_is_named(tmp_path: Path) -> None:
    """Which file, and where in it."""
    with pytest.raises(ValueError, match=r"full\.json: /context: Field required"):
        read_plain(answers(tmp_path, full={"headline": "x", "incidents": [], "background": []}) / "seeds" / "full.json")


def test_the_kept_answers_cover_the_odd_half() -> None:
    """Each odd article of newswire has its plain answer, and each answer can be read."""
    folder = Path(__file__).parents[2] / "eval" / "recordings" / "plain" / "newswire"
    suite = load_suite("newswire-odd", Path("nowhere"))
    assert isinstance(suite, Suite)
    assert {case.id for case in suite.cases} == {
        path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json") if read_plain(path)
    }


def test_plain_fields_are_fields() -> None:
    """Both runs are compared by a part of what is pooled."""
    assert set(PLAIN) <= set(POOLED)
