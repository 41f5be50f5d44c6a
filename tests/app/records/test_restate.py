"""A finished record, written as the draft that a model would have answered."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import article as articles
from app.article import Article
from app.pipeline import derive
from app.records.draft import Draft
from app.records.restate import draft_of
from eval.cases import Suite, load_suite
from eval.gold import load_summary
from schemas import ArticleSummary, Evidence, Incident, SummarySentence

EVAL = Path(__file__).parents[3] / "eval"
TEXT = (
    "Rebels shelled the port of Aden on Monday, killing two dockers, police said.\n\n"
    "Photo: smoke over the port of Aden. Jane Doe/Agency\n\n"
    "Doctors confirmed the toll. Last year a bomb hit the port of Aden, the rebels said."
)
ARTICLE = articles.read(TEXT, today=date(2024, 6, 1), published_on=date(2024, 3, 12))


def quote(words: str, nth: int = 0) -> Evidence:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Evidence(quote=words, start=start, end=start + len(words))


def on(words: str, nth: int = 0) -> dict[str, Any]:
    return {"evidence": [quote(words, nth)]}


SHELLED = "Rebels shelled the port of Aden on Monday"
NEWS: dict[str, Any] = {
    "id": "a-1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack",
    "plover": "ASSAULT",
    "stage": "accomplished",
    "date": {
        "start": "2024-03-11",
        "end": "2024-03-11",
        "precision": "day",
        "time_precision": 1,
        "text": "on Monday",
        **on("on Monday"),
    },
    "location": {
        "site": "port",
        "city": "Aden",
        "admin1": "Aden",
        "country": "Yemen",
        "country_code": "YE",
        "precision": "town",
        "geo_precision": 1,
        "ucdp_where_prec": 1,
        **on("port of Aden"),
    },
    "actors": [
        {"name": "Rebels", "aliases": ["fighters"], "type": None, **on("Rebels")},
        {"name": "police", "type": "State forces", **on("police")},
        {"name": "Doctors", "type": "Civilians", **on("Doctors")},
        {"name": "port authority", "type": None, **on("port of Aden", 1)},
    ],
    "attribution": [{"actor": "Rebels", "basis": "accused_by_authorities", "asserted_by": "police", **on(SHELLED)}],
    "targets": [{"name": "port", "kind": "infrastructure", **on("port of Aden")}],
    "weapons": [],
    "casualty_claims": [
        {
            "killed": {"min": 2, "max": 2},
            "injured": {"min": 24, "max": None, "qualifier": "plural"},
            "victims": [{"description": "dockers", "outcome": "killed", **on("dockers")}],
            "asserted_by": "police",
            "source_type": "police",
            "confirmed_by": [{"name": "Doctors", "source_type": "medical", **on("Doctors confirmed")}],
            **on("killing two dockers"),
        }
    ],
    "fatalities": {"low": 2, "best": 2, "high": 2},
    "injured": {"low": 24},
    "attribution_status": (),
    "toll_status": "none",
    "origins": (),
    "civilian_targeting": None,
    "note": "",
    **on(SHELLED),
}
BACKGROUND: dict[str, Any] = {
    "id": "a-2",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Remote explosive/landmine/IED",
    "plover": "ASSAULT",
    "stage": "accomplished",
    "date": {
        "start": "2023-01-01",
        "end": "2023-12-31",
        "precision": "year",
        "time_precision": 3,
        "text": "Last year",
        **on("Last year"),
    },
    "location": {
        "admin1": "Aden",
        "country": "Yemen",
        "country_code": "YE",
        "precision": "admin1",
        "geo_precision": 3,
        "ucdp_where_prec": 4,
        **on("Aden", 2),
    },
    "actors": [{"name": "Rebels", "aliases": ["the men"], "type": "Rebel groups", **on("rebels said")}],
    "attribution": [{"actor": "Rebels", "basis": "claimed", "asserted_by": "Rebels", **on("the rebels said")}],
    "fatalities": {},
    "injured": {},
    "attribution_status": (),
    "toll_status": "none",
    "origins": (),
    "civilian_targeting": None,
    "note": "",
    **on("Last year a bomb hit the port of Aden"),
}


def seed(name: str) -> tuple[ArticleSummary, Article]:
    text = (EVAL / "articles" / f"{name}.txt").read_bytes().decode()
    gold = load_summary(EVAL / "gold" / "seeds" / f"{name}.json", text)
    return gold, articles.read(text, today=date(2024, 6, 1))


@pytest.fixture(scope="module")
def record() -> ArticleSummary:
    gold, _ = seed("000_dc83507485d0bb55")
    return gold.model_copy(
        update={
            "headline": "Police: rebels shell Aden port",
            "summary": (SummarySentence(text="Rebels shelled the port.", evidence=(quote(SHELLED),)),),
            "incidents": (Incident.model_validate(NEWS),),
            "background": (Incident.model_validate(BACKGROUND),),
            "context": (),
        }
    )


@pytest.fixture
def draft(record: ArticleSummary) -> Draft:
    return draft_of(record, ARTICLE)


@pytest.mark.parametrize("name", ["000_dc83507485d0bb55", "001_93f7a7e7bd4d643f"])
def test_gold_of_a_seed_can_be_restated(name: str) -> None:
    """A whole labelled record fits a draft, and the draft survives its wire."""
    gold, article = seed(name)
    draft = draft_of(gold, article)
    assert len(draft.incidents) == len(gold.incidents) + len(gold.background)
    assert len(draft.context) == len(gold.context)
    assert Draft.model_validate_json(draft.model_dump_json()) == draft


def test_every_labelled_article_of_newswire_can_be_restated() -> None:
    """No label is more than a draft may hold, or has a count without a writing."""
    suite = load_suite("newswire", Path("nowhere"))
    assert isinstance(suite, Suite)
    for case in suite.cases:
        assert isinstance(case.gold, ArticleSummary)
        article = articles.read(case.text, today=date.max, published_on=case.published_on)
        assert len(draft_of(case.gold, article).incidents) == len(case.gold.incidents) + len(case.gold.background)


@pytest.mark.parametrize("name", ["000_dc83507485d0bb55", "001_93f7a7e7bd4d643f"])
def test_every_party_that_is_named_is_listed_once(name: str) -> None:
    """No value names somebody who is no party of the draft."""
    draft = draft_of(*seed(name))
    listed = [party.name for party in draft.parties]
    named = {one.actor for each in draft.incidents for one in each.attribution}
    named |= {claim.asserted_by for each in draft.incidents for claim in each.claims if claim.asserted_by}
    assert len(set(listed)) == len(listed)
    assert named <= set(listed)


def test_news_comes_before_background(draft: Draft) -> None:
    """The order of the draft is that of the record's two lists."""
    assert [one.newly_reported for one in draft.incidents] == [True, False]


def test_values_name_the_sentences_of_their_words(draft: Draft) -> None:
    """A sentence is named by its number in the article."""
    first, last = (next(one.index for one in ARTICLE.sentences if one.text.startswith(t)) for t in ("Rebels", "Last"))
    assert [one.sentences for one in draft.incidents] == [(first,), (last,)]
    assert draft.summary[0].sentences == (first,)


def test_a_caption_is_not_named(draft: Draft) -> None:
    """What no model is shown, no draft can name."""
    assert {one.kind for one in ARTICLE.sentences} >= {"caption"}
    assert next(party for party in draft.parties if party.name == "port authority").sentences == ()


def test_an_actor_of_two_incidents_is_one_party(draft: Draft) -> None:
    """Aliases and sentences are united, and the first type that is known is taken."""
    rebels = next(party for party in draft.parties if party.name == "Rebels")
    assert rebels.aliases == ("fighters", "the men")
    assert rebels.type == "Rebel groups"
    assert len(rebels.sentences) == 2


def test_who_gives_or_confirms_a_toll_has_a_voice(draft: Draft) -> None:
    """The others have none."""
    voices = {party.name: party.source_type for party in draft.parties}
    assert voices == {"Rebels": None, "police": "police", "Doctors": "medical", "port authority": None}


def test_counts_are_in_the_notation(draft: Draft) -> None:
    """Numbers and plurals are written as a model writes them."""
    claim = draft.incidents[0].claims[0]
    assert (claim.killed, claim.injured) == ("2", "dozens")


def test_the_end_of_one_day_is_left_out(draft: Draft) -> None:
    """A single day has a start alone, a year has both ends."""
    days = [(one.date.start, one.date.end) for one in draft.incidents if one.date]
    assert days == [("2024-03-11", None), ("2023-01-01", "2023-12-31")]


def test_a_region_is_named_where_no_town_is(draft: Draft) -> None:
    """The region of a town is the gazetteer's knowledge, and no model's."""
    places = [(one.place.town, one.place.region, one.place.country) for one in draft.incidents if one.place]
    assert places == [("Aden", None, "Yemen"), (None, "Aden", "Yemen")]


def test_parties_are_those_that_nothing_else_names(draft: Draft) -> None:
    """Who is blamed, asserts, confirms or speaks is not listed again."""
    assert [one.parties for one in draft.incidents] == [("port authority",), ()]


def test_a_long_line_is_cut_at_a_word(record: ArticleSummary) -> None:
    """A summary that quotes a very long sentence still fits a draft."""
    line = SummarySentence(text="shelled " * 80, evidence=(quote(SHELLED),))
    (cut,) = draft_of(record.model_copy(update={"summary": (line,)}), ARTICLE).summary
    assert len(cut.text) <= 400
    assert cut.text.endswith("shelled…")


PROTEST_TEXT = (
    "Grad rockets burned a clinic of the Union near Aden, in Lahij district, at 7:30 p.m. on Monday, killing two "
    "dockers of the Union, police of the ministry said. Ali Omar, 41, and his uncle, a boy, were hurt in Aden and Taiz."
    "\n\nAt least 14 pupils were taken, the ministry said. "
    "The Union marched for safe schools, and police fired tear gas."
)
PROTEST = articles.read(PROTEST_TEXT, today=date(2024, 6, 1), published_on=date(2024, 3, 12))
AT: dict[str, Any] = {"at": (0,)}
NEW: dict[str, Any] = {
    "new": True,
    "type": "Shelling/artillery/missile attack",
    "stage": "accomplished",
    **AT,
    "date": None,
    "time": {"words": "at 7:30 p.m.", "part": "evening", "hour": "19:30", **AT},
    "place": {
        "town": "Aden",
        "district": "Lahij district",
        "country": "Yemen",
        "how": "near",
        "each": ("Aden", "Taiz"),
        "at": (0, 1),
    },
    "targets": [{"name": "clinic", "kind": "building", "of": "Union", "sector": "health", "damage": "burned", **AT}],
    "weapons": [{"name": "rockets", "kind": "rocket", "system": "Grad", **AT}],
    "tolls": [
        {
            "killed": "2",
            "injured": None,
            "who": "all",
            "noun": "dockers",
            "of": "Union",
            "by": "police",
            **AT,
            "victims": [
                {"name": "Ali Omar", "fate": "injured", "age": 41, "at": (1,)},
                {"who": "boy", "fate": "injured", "sex": "male", "kin": "his uncle", "child": True, "at": (1,)},
            ],
        }
    ],
    "counts": [{"what": "abducted", "number": "at least 14", "noun": "pupils", "by": "ministry", "at": (2,)}],
    "protest": {
        "organisers": [{"name": "Union", "at": (3,)}],
        "demands": [{"text": "safe schools", "stance": "for", "at": (3,)}],
        "responses": [{"kind": "tear_gas", "by": "police", "at": (3,)}],
    },
}
WHOLE = Draft.model_validate(
    {
        "headline": "",
        "parties": [
            {"name": "police", "type": "State forces", "voice": "police", "of": "ministry", **AT},
            {"name": "ministry", "type": "State forces", "voice": "government", "at": (0, 2)},
            {"name": "Union", "type": "Civilians", "at": (0, 3)},
        ],
        "incidents": [NEW],
    }
)


def test_nothing_of_the_draft_of_every_field_is_refused() -> None:
    """What the round trip below is made of is a record that stands."""
    record = derive(WHOLE, PROTEST)
    assert (record.unsupported, record.questions) == ((), ())


@pytest.mark.parametrize(
    "field", ["time", "place", "targets", "weapons", "claims", "counts", "protest", "attribution", "stage"]
)
def test_each_field_of_an_incident_comes_back_as_it_was(field: str) -> None:
    """A record restated is the draft of which it was made, but for which of its sentences carry a value."""
    (again,) = draft_of(derive(WHOLE, PROTEST), PROTEST).incidents
    (first,) = WHOLE.incidents
    dumped = [each.model_dump(include={field}) for each in (again, first)]
    assert _without_numbers(dumped[0]) == _without_numbers(dumped[1])


def test_whom_a_party_belongs_to_comes_back() -> None:
    found = {each.name: each.member_of for each in draft_of(derive(WHOLE, PROTEST), PROTEST).parties}
    assert found == {"police": "ministry", "ministry": None, "Union": None}


def test_the_record_of_a_restated_record_is_the_same() -> None:
    """Restating loses nothing that the record says: made again, it is equal but for its quotes."""
    once = derive(WHOLE, PROTEST)
    twice = derive(draft_of(once, PROTEST), PROTEST)
    assert [_without_quotes(one.model_dump()) for one in twice.incidents] == [
        _without_quotes(one.model_dump()) for one in once.incidents
    ]
    assert (twice.unsupported, twice.questions) == ((), ())


def _without_numbers(value: Any) -> Any:
    return _without(value, "at")


def _without_quotes(value: Any) -> Any:
    return _without(value, "evidence")


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, name) for key, part in value.items() if key != name}
    return [_without(part, name) for part in value] if isinstance(value, list | tuple) else value
