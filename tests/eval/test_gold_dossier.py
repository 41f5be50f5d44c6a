"""Labelled dossiers load, and fuse what their reports say without weighing it."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.gold import GoldInvalid, load_folder
from schemas import Count, Dossier

TEXTS = {
    "a": "A bomb killed four people in Aden on Monday, police said. Last year a bomb hit the airport.",
    "b": "A blast in Aden, Yemen, on 11 March killed two people, said police. Nobody was wounded, doctors said.",
    "c": "A bomb killed four people in Aden on Monday, police said.",
}
POLICE = {"name": "police", "type": "State forces", "source_type": "police"}


def incident(quote: str, date: str, place: str, **claim: object) -> dict[str, Any]:
    return {
        "sub_event_type": "Remote explosive/landmine/IED",
        "evidence": quote,
        "date": {"text": date, "start": "2024-03-11"},
        "location": {"place": place},
        "casualty_claims": [{"asserted_by": "police", "evidence": quote, **claim}],
    }


def label(*incidents: dict[str, Any], **fields: object) -> dict[str, Any]:
    headline = {"headline": "A bomb", "summary": [], "published_on": "2024-03-12"}
    return headline | {"actors": [POLICE] if incidents else [], "incidents": incidents, **fields}


LABELS: dict[str, dict[str, Any]] = {
    "a": label(
        incident("A bomb killed [...] police said.", "on Monday", "Aden", killed=4),
        background=[
            {"sub_event_type": "Remote explosive/landmine/IED", "evidence": "Last year a bomb hit the airport."}
        ],
    ),
    "b": label(incident("A blast in Aden [...] said police.", "on 11 March", "Yemen", killed=2)),
    "c": label(incident("A bomb killed [...] police said.", "on Monday", "Aden", killed=4)),
}
NUMERIC = {
    "kind": "numeric",
    "path": "casualty_claims/killed",
    "compatible": False,
    "positions": [
        {"value": 4, "asserted_by": "police", "article": "a", "evidence": "killed four people"},
        {"value": 2, "asserted_by": "police", "article": "b", "evidence": "killed two people"},
    ],
}
DOSSIER: dict[str, Any] = {
    "articles": ["a", "b"],
    "copies": {"c": "a"},
    "incidents": [{"reports": ["b/1", "a/1"], "conflicts": [NUMERIC]}],
}


def loaded(folder: Path, dossier: dict[str, Any]) -> Dossier:
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text)
        (folder / f"{name}.json").write_text(json.dumps(LABELS[name]))
    (folder / "dossier.json").write_text(json.dumps(dossier))
    found = load_folder(folder, folder).dossier
    assert found is not None
    return found


def test_a_folder_without_a_dossier_has_none(tmp_path: Path) -> None:
    assert load_folder(tmp_path, tmp_path).dossier is None


def test_values_stand_side_by_side_with_the_finest_date_and_place(tmp_path: Path) -> None:
    (fused,) = loaded(tmp_path, DOSSIER).incidents
    assert [claim.killed for claim in fused.casualty_claims] == [Count(min=4, max=4), Count(min=2, max=2)]
    assert (fused.fatalities.low, fused.fatalities.best, fused.fatalities.high) == (2, None, 4)
    assert fused.toll_status == "differ"
    assert fused.location is not None
    assert fused.location.city == "Aden"
    assert fused.date is not None
    assert fused.date.text == "on Monday"


def test_one_actor_of_two_reports_is_one_with_the_words_of_both(tmp_path: Path) -> None:
    (fused,) = loaded(tmp_path, DOSSIER).incidents
    (police,) = fused.actors
    assert len({quote.article_id for quote in police.evidence}) == 2


def test_every_quote_stands_in_the_article_that_it_names(tmp_path: Path) -> None:
    dossier = loaded(tmp_path, DOSSIER)
    texts = {one.summary.article.id: one.text for one in load_folder(tmp_path, tmp_path).articles}
    (fused,) = dossier.incidents
    quotes = [*fused.evidence, *(quote for one in fused.conflicts[0].positions for quote in one.evidence)]
    assert len(quotes) == 4
    assert all(texts[quote.article_id][quote.start : quote.end] == quote.quote for quote in quotes)


def test_background_that_no_cluster_has_is_kept_apart(tmp_path: Path) -> None:
    (background,) = loaded(tmp_path, DOSSIER).background
    assert [report.incident_id[-2:] for report in background.reports] == ["-2"]


def test_a_copy_is_no_article_of_its_own(tmp_path: Path) -> None:
    dossier = loaded(tmp_path, DOSSIER)
    (copy,) = dossier.copies
    assert copy.origin_id == dossier.articles[0].id
    assert copy.article.id not in {article.id for article in dossier.articles}


def with_position(**fields: object) -> dict[str, Any]:
    positions = [NUMERIC["positions"][0], {**NUMERIC["positions"][1], **fields}]  # type: ignore[index]
    return DOSSIER | {"incidents": [{"reports": ["a/1", "b/1"], "conflicts": [NUMERIC | {"positions": positions}]}]}


@pytest.mark.parametrize(
    ("dossier", "message"),
    [
        (DOSSIER | {"articles": ["a", "x"]}, r"/articles: not labelled: x"),
        (DOSSIER | {"copies": {}}, r"/articles: labelled and not listed: c"),
        (DOSSIER | {"articles": ["a", "b", "c"]}, r"/articles: an article is listed twice"),
        (DOSSIER | {"articles": ["a"], "copies": {"b": "c", "c": "a"}}, r"/copies: the origin is not listed: c"),
        (DOSSIER | {"incidents": []}, r"/incidents: a/1 stands in no cluster"),
        (DOSSIER | {"incidents": [{"reports": ["a/1", "b/1"]}, {"reports": ["a/1"]}]}, r"two clusters"),
        (DOSSIER | {"incidents": [{"reports": ["a/9"]}]}, r"/incidents/0/reports/0: no such report: a/9"),
        (DOSSIER | {"incidents": [{"reports": ["c/1"]}]}, r"no such report: c/1"),
        (DOSSIER | {"incidents": [{"reports": ["a"]}]}, r"/incidents/0/reports/0: String should match"),
        (with_position(value="four"), r"/incidents/0/conflicts/0/positions/1: no count: 'four'"),
        (with_position(article="x"), r"/incidents/0/conflicts/0/positions/1: not labelled: x"),
        (with_position(evidence="killed four people"), r"/positions/1/evidence: not in the article"),
        (with_position(evidence=[]), r"a value needs evidence"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, dossier: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldInvalid, match=message):
        loaded(tmp_path, dossier)
