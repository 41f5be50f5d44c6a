"""A record with its corrections: each in its place, what follows computed anew, the machine's record as it was."""

from datetime import date
from typing import Any

import pytest

from app.review.view import openings, reviewed, rivals, shown, standing
from app.store.index.packing import digest
from schemas import ArticleSummary, Evidence, Question, ReviewedSummary
from tests.app.review.made import CLAIM, given, kept, record
from tests.fakes.service import quote as quoted

RIVAL = {"killed": 2, "injured": None, "asserted_by": "Health officials", "source_type": "medical"}
ADDED = given("incidents/0/casualty_claims/1", RIVAL, "two rockets")


def view(*several: Any, of: ArticleSummary | None = None) -> ReviewedSummary:
    """Corrections made for the record, in it or in another one of the article."""
    summary = of or record()
    return reviewed(summary, digest(summary), kept(*several))


def changed(**update: Any) -> ArticleSummary:
    """The record of another reading of the article."""
    return record().model_copy(update={"incidents": (record().incidents[0].model_copy(update=update),)})


def test_a_corrected_value_stands_with_its_words_and_what_follows_is_computed_anew() -> None:
    """The quote is added to those of the item that the value is of; the estimate is the new number's."""
    found = view(given(f"{CLAIM}/killed", 2, "two rockets"))
    claim = found.summary.incidents[0].casualty_claims[0]
    assert claim.killed is not None
    assert (claim.killed.min, found.summary.incidents[0].fatalities.best) == (2, 2)
    assert [each.quote for each in claim.evidence] == ["killed four people", "two rockets"]
    assert [(each.path, each.correction.basis) for each in found.corrected] == [(f"{CLAIM}/killed", "article")]
    assert record().incidents[0].fatalities.best == 4


def test_without_corrections_it_is_the_record() -> None:
    """Nothing is computed anew that nobody touched."""
    assert view() == ReviewedSummary(summary=record(), corrected=(), detached=(), withheld=False)


def test_what_is_taken_out_moves_what_stands_behind_it() -> None:
    """The paths of corrections are those of the machine's record; each is shown where it stands now."""
    found = view(ADDED, given(CLAIM, None), given("incidents/0/casualty_claims/1/killed", 4, "four"))
    assert [each.path for each in found.corrected] == [
        "incidents/0/casualty_claims/0",
        None,
        "incidents/0/casualty_claims/0/killed",
    ]
    (claim,) = found.summary.incidents[0].casualty_claims
    assert (claim.asserted_by, claim.killed and claim.killed.min) == ("Health officials", 4)


def test_beside_the_machines_record_corrections_keep_its_paths() -> None:
    """Whatever was taken out; a detached one stands nowhere."""
    several = (ADDED, given(CLAIM, None), given("incidents/0/casualty_claims/1/killed", 4, "four"))
    found = standing(record(), digest(record()), kept(*several))
    assert [path for path, _ in found] == [said.path for _, said in found]
    other = changed(casualty_claims=())
    assert [path for path, _ in standing(other, digest(other), kept(given(f"{CLAIM}/killed", 2, "two")))] == [None]


def test_a_later_correction_takes_the_place_of_an_earlier() -> None:
    """Also of a part of what it is about; the earlier is kept, and no value of it is shown as standing."""
    found = view(given(f"{CLAIM}/killed", 2, "two"), given(f"{CLAIM}/killed", 4, "four people"))
    assert [each.correction.id for each in found.corrected] == [2]


def test_a_sub_event_type_brings_its_event_type() -> None:
    """And a party's new name goes wherever the record refers to it."""
    found = view(
        given("incidents/0/sub_event_type", "Armed clash", "killed four people"),
        given("incidents/0/actors/0/name", "The Greyline Front", "The Greyline Front denied it"),
    )
    (one,) = found.summary.incidents
    assert (one.event_type, one.plover) == ("Battles", "ASSAULT")
    assert (one.attribution[0].actor, one.attribution[0].asserted_by) == ("The Greyline Front",) * 2


def test_questions_about_what_was_corrected_are_closed() -> None:
    """Those about other values stay, with their paths as they are then."""
    doubt = Question(path=f"{CLAIM}/killed", code="number_of_a_period", reason="", evidence=())
    other = doubt.model_copy(update={"path": "incidents/0/date"})
    summary = record().model_copy(update={"questions": (doubt, other)})
    found = reviewed(summary, digest(summary), kept(given(f"{CLAIM}/killed", 4, "four people"), of=summary))
    assert found.summary.questions == (other,)


def test_rival_values_are_counted_with_questions() -> None:
    """Two sources that cannot both be right; the article's own numbers of one source are none."""
    assert openings(record()) == 0
    found = view(ADDED).summary
    assert [(each.path, each.kind) for each in rivals(found)] == [("incidents/0", "toll")]
    assert openings(found) == 1


@pytest.mark.parametrize(
    ("order", "path"), [((0, 1), f"{CLAIM}/killed"), ((1, 0), "incidents/0/casualty_claims/1/killed")]
)
def test_another_reading_has_a_correction_where_its_words_are(order: tuple[int, int], path: str) -> None:
    """By the words of the item, wherever it stands in its list by then."""
    claim = record().incidents[0].casualty_claims[0]
    other = claim.model_copy(
        update={"killed": None, "injured": claim.killed, "evidence": (Evidence(quote="Vals", start=0, end=4),)}
    )
    claims = (claim, other)
    again = changed(casualty_claims=tuple(claims[each] for each in order))
    found = view(given(f"{CLAIM}/killed", 2, "two rockets"), of=again)
    assert [each.path for each in found.corrected] == [path]


def test_a_correction_of_what_another_reading_has_not_is_detached() -> None:
    """It is listed, and changes nothing: the machine reads something else now, which nobody has looked at."""
    claim = record().incidents[0].casualty_claims[0]
    three = claim.killed.model_copy(update={"min": 3, "max": 3}) if claim.killed else None
    for again in (changed(casualty_claims=()), changed(casualty_claims=(claim.model_copy(update={"killed": three}),))):
        found = view(given(f"{CLAIM}/killed", 2, "two rockets"), of=again)
        assert (found.corrected, [each.path for each in found.detached]) == ((), [f"{CLAIM}/killed"])


def test_where_names_are_masked_corrections_show_no_value() -> None:
    """A child that a person found is masked as one that the machine found, in the whole record."""
    found = view(given(f"{CLAIM}/victims/0/minor", True, "a foreman", "desk_rule"))
    named = view(
        given(f"{CLAIM}/victims/0/name", "Ana Torv", "Ana Torv"),
        given(f"{CLAIM}/victims/0/minor", True, None, "desk_rule"),
    )
    assert shown(found, full=True) == found
    under = shown(named, full=False)
    assert "Torv" not in under.model_dump_json()
    assert under.withheld


def test_a_correction_that_another_reading_cannot_take_changes_nothing_of_it() -> None:
    """A last day that is before the first by now: the day stands as the machine read it."""
    when = record().incidents[0].date
    assert when is not None
    later = when.model_copy(update={"start": date(2024, 1, 9), "end": when.end})
    again = changed(date=later)
    found = view(given("incidents/0/date/end", "2024-01-05", "on Thursday"), of=again)
    assert (found.summary.incidents[0].date, len(found.detached)) == (later, 1)


LINE = given("summary/0/text", "Rockets hit the depot.", "fired two rockets")
FACT = given("context/0", "The depot has 900 workers.", "The depot employs 900 people")


def test_headline_sentences_and_facts_are_corrected_added_and_taken_out() -> None:
    """A sentence has the quotes that it had and the correction's; what was added stands behind the others."""
    headline = given("headline", "Four killed at Redfern depot", "killed four people")
    added = given("summary/1", "Its foreman is among the dead.", "including a foreman")
    found = view(headline, LINE, added, given("context/0/text", None)).summary
    assert (found.headline, found.context) == ("Four killed at Redfern depot", ())
    assert [(each.text, len(each.evidence)) for each in found.summary] == [
        ("Rockets hit the depot.", 2),
        ("Its foreman is among the dead.", 1),
    ]
    assert record().headline.startswith("A drone")


def test_a_sentence_is_followed_to_another_reading_by_its_words_and_text() -> None:
    """A fact by its words alone, as an item is; a headline, which has none, where it reads as it did."""
    headline = given("headline", "Four killed at Redfern depot", "killed four people")
    before, fact = record().summary[0], record().context[0]
    other = before.model_copy(update={"text": "The mayor spoke.", "evidence": (quoted("Mayor Ana Torv"),)})
    moved = record().model_copy(update={"summary": (other, before), "context": (fact, fact)})
    found = reviewed(moved, digest(moved), kept(headline, LINE, FACT))
    assert [each.path for each in found.corrected] == ["headline", "summary/1/text", "context/0"]
    reworded = before.model_copy(update={"text": "It struck."})
    anew = record().model_copy(update={"headline": "Strike", "summary": (reworded,)})
    found = reviewed(anew, digest(anew), kept(headline, LINE, FACT))
    assert [each.path for each in found.detached] == ["headline", "summary/0/text"]


@pytest.mark.parametrize(
    ("name", "country", "point"),
    [
        ("Tripoli", "Lebanon", True),
        ("Tripoli", "Chad", False),
        ("Tripoli, Libya", "Chad", True),
        ("Xyzzy", "Chad", False),
    ],
)
def test_one_of_several_places_has_the_point_of_its_country_or_none(name: str, country: str, point: bool) -> None:
    """A namesake in another country is taken only where it is given with it; the words are those of the location."""
    where = record().incidents[0].location
    assert where is not None
    code = {"Lebanon": "LB", "Chad": "TD"}[country]
    summary = changed(location=where.model_copy(update={"country": country, "country_code": code}))
    said = given("incidents/0/location/places", [name], basis="desk_rule")
    located = reviewed(summary, digest(summary), kept(said, of=summary)).summary.incidents[0].location
    assert located is not None
    (place,) = located.places
    assert (place.name, place.latitude is not None) == (name.partition(",")[0], point)
    assert place.evidence == where.evidence[:1]
