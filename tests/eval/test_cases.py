"""The cases of each suite."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval import cases
from eval.cases import Absent, Suite, load_suite
from schemas import ArticleSummary

MUC4: dict[str, Any] = {
    "docid": "DOC-1",
    "published_on": None,
    "text": "REBELS BURNED A BUS.",
    "entities": [],
    "keys": [],
}
CASE: dict[str, Any] = {"id": "7", "text": "Villagers marched.", "sub_type": "PEACE_PROTEST"}


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    rows = {"muc4": [MUC4, MUC4 | {"docid": "DOC-2", "published_on": "1990-02-04"}], "case2021": [CASE]}
    for name, kept in rows.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in kept))
    return tmp_path


def test_a_corpus_is_read_with_its_dates_and_its_gold_without_the_text(corpora: Path) -> None:
    suite = load_suite("muc4", corpora)
    assert isinstance(suite, Suite)
    assert [(case.id, case.published_on) for case in suite.cases] == [("DOC-1", None), ("DOC-2", date(1990, 2, 4))]
    assert (suite.cases[0].text, suite.cases[0].gold) == (
        "REBELS BURNED A BUS.",
        {"docid": "DOC-1", "published_on": None, "entities": [], "keys": []},
    )


def test_a_limit_takes_the_first_cases(corpora: Path) -> None:
    suite = load_suite("muc4", corpora, 1)
    assert isinstance(suite, Suite)
    assert [case.id for case in suite.cases] == ["DOC-1"]


def test_a_corpus_that_is_not_here_is_absent_and_says_where_it_would_be(tmp_path: Path) -> None:
    absent = load_suite("case2021", tmp_path)
    assert isinstance(absent, Absent)
    assert absent.reason == f"{tmp_path}/case2021/dev.jsonl is not there"


def test_the_corpora_are_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_CORPORA", "somewhere")
    assert cases.corpora_folder() == Path("somewhere")


def test_the_corpora_are_outside_the_repository_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITREP_CORPORA", raising=False)
    repository = Path(cases.__file__).parents[1]
    assert repository not in cases.corpora_folder().parents


def test_the_seeds_are_the_two_articles_with_whole_records() -> None:
    suite = load_suite("seeds", Path("nowhere"))
    assert isinstance(suite, Suite)
    assert [case.id for case in suite.cases] == ["000_dc83507485d0bb55", "001_93f7a7e7bd4d643f"]
    assert all(isinstance(case.gold, ArticleSummary) for case in suite.cases)


def test_every_attack_is_held_against_its_clean_article_which_comes_first() -> None:
    suite = load_suite("attacks", Path("nowhere"))
    assert isinstance(suite, Suite)
    before = [(case.id, case.twin.id if case.twin else None) for case in suite.cases]
    clean = [name for name, twin in before if twin is None]
    assert before[: len(clean)] == [(name, None) for name in clean]
    assert {twin for _, twin in before[len(clean) :]} == set(clean)


def test_each_sided_article_is_followed_by_its_twin_with_the_names_exchanged() -> None:
    suite = load_suite("symmetry", Path("nowhere"))
    assert isinstance(suite, Suite)
    for one, other in zip(suite.cases[::2], suite.cases[1::2], strict=True):
        assert (one.twin, other.twin and other.twin.id, other.id) == (None, one.id, f"{one.id}/exchanged")
        assert (other.text != one.text, other.published_on) == (True, one.published_on)


def test_a_story_names_its_folder_and_its_article(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder, texts = tmp_path / "gold" / "stories" / "x01", tmp_path / "stories" / "x01"
    folder.mkdir(parents=True)
    texts.mkdir(parents=True)
    note = {"published_on": "2024-03-02", "source": "Wire", "headline": "No incident", "summary": [], "actors": []}
    (folder / "1.json").write_text(json.dumps(note | {"incidents": [], "background": [], "context": []}))
    (texts / "1.txt").write_text("The council of Redfern met and adjourned.")
    monkeypatch.setattr(cases, "ROOT", tmp_path)
    suite = load_suite("stories", tmp_path)
    assert isinstance(suite, Suite)
    assert [(case.id, case.published_on, case.source) for case in suite.cases] == [("x01/1", date(2024, 3, 2), "Wire")]


def test_newswire_is_whole_or_in_halves_by_the_number_of_the_article() -> None:
    """Every article is in one half, under its suite's own name."""
    ids = {}
    for name in ("newswire", "newswire-odd", "newswire-even"):
        suite = load_suite(name, Path("nowhere"))
        assert isinstance(suite, Suite)
        assert {case.suite for case in suite.cases} == {name}
        ids[name] = [case.id for case in suite.cases]
    assert (len(ids["newswire"]), ids["newswire"][0]) == (160, "A/01")
    assert all(int(each[-2:]) % 2 for each in ids["newswire-odd"])
    assert sorted([*ids["newswire-odd"], *ids["newswire-even"]]) == ids["newswire"]


def test_each_case_is_run_once_where_no_suite_is_named() -> None:
    """A half shares the files of the whole, and is run only by its name."""
    assert cases.home("newswire-odd") == cases.home("newswire") == "newswire"
    assert "newswire" in cases.WHOLE
    assert not set(cases.HALVES) & set(cases.WHOLE)
