"""Gold files load, and what they hold stands in their articles."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from app.values import counts
from eval.agreement import LABELLINGS
from eval.gold import Folder, GoldInvalid, load_folder, load_summary
from schemas import ArticleSummary, Count, Evidence, Incident

EVAL = Path(__file__).parents[2] / "eval"
GOLD = EVAL / "gold"
FOLDERS = sorted({path.parent.relative_to(GOLD).as_posix() for path in GOLD.rglob("*.json")})

TEXT = (
    "DATE 2024-03-12 (Agency)\n\nRebels shelled the port of Aden on Monday, killing two dockers and at least three "
    "sailors, police said. The rebels denied it. A year ago a bomb hit the port."
)
NOTE: dict[str, Any] = {
    "published_on": "2024-03-12",
    "headline": "Police: rebels shell Aden port",
    "summary": [{"text": "Rebels shelled Aden's port.", "evidence": "Rebels shelled [...] police said."}],
    "actors": [
        {"name": "Rebels", "type": "Rebel groups"},
        {"name": "police", "type": "State forces", "source_type": "police"},
    ],
    "incidents": [
        {
            "sub_event_type": "Shelling/artillery/missile attack",
            "evidence": "Rebels shelled [...] police said.",
            "date": {"text": "on Monday", "start": "2024-03-11"},
            "location": {"place": "Aden", "site": "port"},
            "attribution": [
                {
                    "actor": "Rebels",
                    "basis": "accused_by_authorities",
                    "asserted_by": "police",
                    "evidence": "Rebels shelled [...] police said.",
                },
                {"actor": "Rebels", "basis": "denied", "asserted_by": "Rebels", "evidence": "The rebels denied it."},
            ],
            "casualty_claims": [
                {
                    "asserted_by": "police",
                    "killed": 2,
                    "victim_class": "civilians",
                    "evidence": "killing two dockers [...] police said.",
                },
                {
                    "asserted_by": "police",
                    "killed": "at least 3",
                    "victim_class": "security_forces",
                    "evidence": "killing two dockers [...] police said.",
                },
            ],
        }
    ],
    "background": [{"sub_event_type": "Remote explosive/landmine/IED", "evidence": "A year ago a bomb hit the port."}],
    "context": ["a bomb hit the port"],
}


@cache
def folder(name: str) -> Folder:
    """A folder of gold; `second/...` and `independent/...` label the same articles once more."""
    first, _, rest = name.partition("/")
    texts = rest if first in LABELLINGS else name
    return load_folder(GOLD / name, EVAL / "articles" if texts == "seeds" else EVAL / texts)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_gold_folder_loads(name: str) -> None:
    assert folder(name).articles


@pytest.mark.parametrize("name", FOLDERS)
def test_every_quote_stands_at_its_offsets(name: str) -> None:
    for one in folder(name).articles:
        for evidence in found(one.summary, Evidence):
            assert one.text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize("name", [name for name in FOLDERS if not name.startswith("newswire/")])
def test_every_count_stands_in_a_quote_of_its_claim_or_weapon(name: str) -> None:
    """Newswire is left out: our parser does not read a dozen of its counts ("a pair of", "both", "not one")."""
    for one in folder(name).articles:
        for count, quotes in counted(one.summary):
            assert any(carried(count, quote.quote) for quote in quotes), (one.name, count, quotes)


@pytest.mark.parametrize("name", FOLDERS)
def test_no_article_is_labelled_after_its_publication(name: str) -> None:
    for one in folder(name).articles:
        published_on = one.summary.article.published_on
        for incident in incidents(one.summary):
            start = incident.date.start if incident.date else None
            assert start is None or published_on is None or start <= published_on or incident.stage == "threatened"


def test_the_seeds_contradict_each_other_on_the_dead() -> None:
    dossier = folder("seeds").dossier
    assert dossier is not None
    (incident,) = dossier.incidents
    assert [(one.kind, one.path) for one in incident.conflicts if not one.compatible] == [
        ("numeric", "casualty_claims/killed")
    ]
    assert (incident.fatalities.low, incident.fatalities.best, incident.fatalities.high) == (2, None, 4)


def test_what_can_be_derived_is_derived(tmp_path: Path) -> None:
    summary = loaded(tmp_path, NOTE)
    (incident,) = summary.incidents
    assert (incident.event_type, incident.plover) == ("Explosions/Remote violence", "ASSAULT")
    assert incident.id == f"{summary.article.id[:16]}-1"
    assert summary.background[0].id == f"{summary.article.id[:16]}-2"
    assert incident.date is not None
    assert (incident.date.end, incident.date.time_precision) == (date(2024, 3, 11), 1)
    assert incident.location is not None
    assert (incident.location.country_code, incident.location.geo_precision) == ("YE", 1)
    assert [actor.name for actor in incident.actors] == ["Rebels", "police"]
    assert [claim.source_type for claim in incident.casualty_claims] == ["police", "police"]
    assert (incident.toll_status, incident.attribution_status) == ("one_source", ("denied", "one_side_says"))
    assert summary.context[0].text == "a bomb hit the port"


def test_an_article_without_an_incident_needs_only_a_headline_and_a_summary(tmp_path: Path) -> None:
    note = {name: NOTE[name] for name in ("headline", "summary", "published_on")}
    summary = loaded(tmp_path, note)
    assert (summary.incidents, summary.background, summary.context) == ((), (), ())


def _changed(*path: str | int, value: object) -> dict[str, Any]:
    note: dict[str, Any] = json.loads(json.dumps(NOTE))
    *way, last = path
    at: Any = note
    for step in way:
        at = at[step]
    at[last] = value
    return note


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (_changed("colour", value="red"), r"/colour: Extra inputs"),
        (_changed("incidents", 0, "colour", value="red"), r"/incidents/0/colour: Extra inputs"),
        (_changed("incidents", 0, "sub_event_type", value="Bombing"), r"/incidents/0/sub_event_type: Input should be"),
        (
            _changed("incidents", 0, "date", "text", value="on Friday"),
            r"/incidents/0/date/evidence: not in the article",
        ),
        (_changed("context", value=["none"]), r"/context/0/evidence: not in the article: 'none'"),
        (_changed("incidents", 0, "location", "place", value="Xyzzy"), r"/incidents/0/location: the gazetteer has no"),
        (_changed("incidents", 0, "location", "place", value="Aden port"), r"knows only 'Aden'"),
        (
            _changed("incidents", 0, "attribution", 0, "asserted_by", value="army"),
            r"/incidents/0: not the name .*: army",
        ),
        (_changed("actors", 1, "source_type", value=None), r"/casualty_claims/0: the actor 'police' .* a source_type"),
        (_changed("actors", value=[*NOTE["actors"], NOTE["actors"][0]]), r"/actors: listed twice: Rebels"),
        (_changed("background", value=NOTE["background"]) | {"incidents": []}, r"named by no incident: Rebels, police"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_and_place(tmp_path: Path, note: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldInvalid, match=message) as refusal:
        loaded(tmp_path, note)
    assert str(refusal.value).startswith(str(tmp_path / "gold.json"))


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text("{")
    with pytest.raises(GoldInvalid, match=r"gold\.json: not JSON"):
        load_summary(tmp_path / "gold.json", TEXT)


def test_a_label_without_its_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(NOTE))
    with pytest.raises(GoldInvalid, match=r"a\.txt is missing"):
        load_folder(tmp_path, tmp_path)


def test_line_ends_are_kept_as_submitted(tmp_path: Path) -> None:
    text = TEXT.replace("\n", "\r\n")
    (tmp_path / "a.json").write_text(json.dumps(NOTE))
    (tmp_path / "a.txt").write_bytes(text.encode())
    (one,) = load_folder(tmp_path, tmp_path).articles
    assert (one.text, one.summary.article.characters) == (text, len(text))


def loaded(folder: Path, note: dict[str, Any]) -> ArticleSummary:
    file = folder / "gold.json"
    file.write_text(json.dumps(note))
    return load_summary(file, TEXT)


def incidents(summary: ArticleSummary) -> tuple[Incident, ...]:
    return (*summary.incidents, *summary.background)


def counted(summary: ArticleSummary) -> Iterator[tuple[Count, tuple[Evidence, ...]]]:
    for incident in incidents(summary):
        given = [(claim.killed, claim.evidence) for claim in incident.casualty_claims]
        given += [(claim.injured, claim.evidence) for claim in incident.casualty_claims]
        given += [(weapon.count, weapon.evidence) for weapon in incident.weapons]
        yield from ((count, evidence) for count, evidence in given if count is not None)


def carried(count: Count, words: str) -> bool:
    """Whether the words state the count, or at least have its number in digits: our parser does not know all words."""
    number = count.max if count.min is None else count.min
    return counts.carries(words, count) or f"{number:,}" in re.findall(r"(?<![\w.,])[0-9]+(?:,[0-9]{3})*(?!\w)", words)


def found(value: object, kind: type[Evidence]) -> Iterator[Evidence]:
    """All values of this kind in a record."""
    if isinstance(value, kind):
        yield value
    parts = value if isinstance(value, tuple) else dict(value).values() if isinstance(value, BaseModel) else ()
    for part in parts:
        yield from found(part, kind)
