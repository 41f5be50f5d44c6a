"""A saved summary derived again: it holds byte for byte, or what no longer does is named."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.errors import ArticleRejected
from app.present.offsets import in_units
from app.present.withheld import withheld
from app.recheck import MOST_CHARACTERS, MOST_DIFFERENCES, WITHHELD, recheck
from app.records.draft import Draft
from app.records.restate import draft_of
from schemas import ArticleSummary, Offsets, UnsupportedValue
from tests.app.drafts import (
    article_of,
    day,
    draft,
    gold_cases,
    gold_of,
    incident,
    leaves,
    party,
    place,
    read,
    summary_of,
    toll,
)

CASES = {case.id: case for case in (*gold_cases("seeds"), *gold_cases("stories")[:4])}
FIRST = next(iter(CASES))


def saved(name: str = FIRST, **more: Any) -> ArticleSummary:
    """The summary of a right draft of a labelled article, as it comes back from a file."""
    case = CASES[name]
    about = article_of(case)
    made = summary_of(draft_of(gold_of(case), about), about, **more)
    return ArticleSummary.model_validate_json(made.model_dump_json())


def changed(one: ArticleSummary, path: str, value: Any) -> ArticleSummary:
    """The summary with another value at a path."""
    written: Any = one.model_dump(mode="json")
    here = written
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("/"))
    for step in steps:
        here = here[step]
    here[last] = value
    return ArticleSummary.model_validate_json(json.dumps(written))


@pytest.mark.parametrize("name", CASES)
def test_a_summary_derived_now_holds(name: str) -> None:
    found = recheck(saved(name), CASES[name].text)
    assert (found.holds, found.reasons, found.differences, found.misplaced) == (True, (), (), ())
    assert found.quotes > 0


EMOJI = "🚨🇫🇷 GAO, January 4, 2024 (AP) - Gunmen killed four villagers in Gao 😢 on Thursday, 👮 police said."


def of_emoji(unit: Offsets = "codepoints") -> ArticleSummary:
    """A record about EMOJI, as it comes back from a file."""
    where = {"place": place(0, 1, town="Gao"), "date": day("on Thursday", 0, 1), "tolls": [toll(0, 1, killed="4")]}
    said = draft(incident(0, 1, **where), parties=[party("police", 0, 1, voice="police")])
    made = in_units(summary_of(said, read(EMOJI)), EMOJI, unit)
    return ArticleSummary.model_validate_json(made.model_dump_json())


@pytest.mark.parametrize("unit", ["codepoints", "utf16"])
def test_a_record_holds_with_offsets_in_either_unit(unit: Offsets) -> None:
    one = of_emoji(unit)
    found = recheck(one, EMOJI)
    assert (found.holds, found.reasons, found.differences, found.misplaced) == (True, (), (), ())
    assert one.offsets == unit
    assert max(quote.end for quote in one.incidents[0].evidence) > 60


@pytest.mark.parametrize(("made", "named"), [("codepoints", "utf16"), ("utf16", "codepoints")])
def test_a_record_that_names_the_other_unit_does_not_hold(made: Offsets, named: Offsets) -> None:
    found = recheck(of_emoji(made).model_copy(update={"offsets": named}), EMOJI)
    assert not found.holds
    assert found.misplaced


@pytest.mark.parametrize("reference", [None, "desk 7/311"])
def test_a_record_holds_whatever_the_caller_s_reference(reference: str | None) -> None:
    one = saved()
    found = recheck(one.model_copy(update={"client_ref": reference}), CASES[FIRST].text)
    assert (found.holds, found.reasons, found.differences) == (True, (), ())


def test_json_of_the_model_that_looks_like_a_quote_is_none() -> None:
    value = {"quote": 1, "start": "a", "end": None}
    refused = UnsupportedValue(path="sentences/1", value=value, code="reader_rule", reason="a part")
    assert recheck(saved(refused=(refused,)), CASES[FIRST].text).holds


def test_a_partial_summary_with_what_its_proposer_refused_holds() -> None:
    """What the proposer alone knew is taken from the summary: no model is asked."""
    refused = UnsupportedValue(path="sentences/1/killed", value="9", code="reader_rule", reason="a part")
    found = recheck(saved(refused=(refused,), notes=("sentence 4 was not answered",)), CASES[FIRST].text)
    assert (found.holds, found.differences) == (True, ())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("incidents/0/casualty_claims/1/killed/max", 5),
        ("incidents/0/fatalities/best", 5),
        ("incidents/0/attribution/0/actor", "Iran-aligned militants"),
        ("incidents/0/sub_event_type", "Attack"),
        ("incidents/0/location/city", "Basra"),
        ("headline", "Nothing happened"),
        ("article/language", "fr"),
    ],
)
def test_a_changed_value_is_named(path: str, value: Any) -> None:
    one = saved()
    found = recheck(changed(one, path, value), CASES[FIRST].text)
    assert not found.holds
    (difference,) = found.differences
    assert (difference.path, difference.saved) == (path, value)
    assert difference.derived == dict(leaves(one.model_dump(mode="json")))[path]


def test_an_item_too_many_is_named() -> None:
    one = saved()
    again = one.model_copy(update={"context": (*one.context, one.context[0])})
    (difference,) = recheck(again, CASES[FIRST].text).differences
    assert (difference.path, difference.derived) == (f"context/{len(one.context)}", "(absent)")


def test_a_quote_of_other_words_is_misplaced() -> None:
    """Words as long, since the types take no others."""
    one = saved()
    found = recheck(changed(one, "incidents/0/evidence/0/quote", _quote(one)["quote"].swapcase()), CASES[FIRST].text)
    assert not found.holds
    assert found.misplaced == ("incidents/0/evidence/0",)
    assert [each.path for each in found.differences] == ["incidents/0/evidence/0/quote"]


def test_a_quote_that_was_moved_is_misplaced() -> None:
    """The words stand in the article, and not there."""
    one = saved()
    moved = {**_quote(one), "start": _quote(one)["start"] + 1, "end": _quote(one)["end"] + 1}
    found = recheck(changed(one, "incidents/0/evidence/0", moved), CASES[FIRST].text)
    assert (found.holds, found.misplaced) == (False, ("incidents/0/evidence/0",))


def _quote(one: ArticleSummary) -> dict[str, Any]:
    return one.incidents[0].evidence[0].model_dump(mode="json")


def test_another_article_is_said_to_be_one() -> None:
    found = recheck(saved(), CASES[FIRST].text + " More was not known.")
    assert (found.holds, found.quotes, found.differences) == (False, 0, ())
    assert "another article" in found.reasons[0]


def test_another_draft_is_named_with_all_that_follows_from_it() -> None:
    one = saved()
    other = Draft.model_validate(one.draft).model_copy(update={"context": ()})
    found = recheck(one.model_copy(update={"draft": other.model_dump(mode="json")}), CASES[FIRST].text)
    assert not found.holds
    assert "the draft is not the one in the receipt" in found.reasons
    assert {each.path for each in found.differences} == {f"context/{i}" for i in range(len(one.context))}


def test_a_draft_and_a_record_that_were_both_altered_do_not_hold() -> None:
    """The record follows from its draft, and not from what the model said: the receipt tells."""
    one, about = saved(), article_of(CASES[FIRST])
    other = Draft.model_validate(one.draft).model_copy(update={"context": ()})
    forged = summary_of(other, about).model_copy(update={"provenance": one.provenance})
    found = recheck(forged, CASES[FIRST].text)
    assert (found.holds, found.reasons) == (False, ("the draft is not the one in the receipt",))
    assert found.differences == ()


@pytest.mark.parametrize("none", [None, {}, {"headline": 7}])
def test_a_record_without_a_draft_cannot_be_derived_again(none: Any) -> None:
    found = recheck(saved().model_copy(update={"draft": none}), CASES[FIRST].text)
    assert (found.holds, len(found.reasons)) == (False, 1)


def test_a_record_without_a_receipt_can_hold_and_says_that_it_has_none() -> None:
    one = saved()
    bare = one.model_copy(update={"provenance": one.provenance.model_copy(update={"receipt": None})})
    found = recheck(bare, CASES[FIRST].text)
    assert (found.holds, found.reasons) == (True, ("the record has no receipt",))


def test_a_record_of_before_the_fingerprint_holds() -> None:
    older = changed(saved(), "article/fingerprint", None)
    assert recheck(older, CASES[FIRST].text).holds


def test_a_record_with_the_fingerprint_of_another_text_does_not_hold() -> None:
    found = recheck(changed(saved(), "article/fingerprint", f"{'A' * 342}=="), CASES[FIRST].text)
    assert [each.path for each in found.differences] == ["article/fingerprint"]


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("answer_schema", "the schema of drafts is another by now"),
        ("pipeline", "the code that derives records is another by now"),
    ],
)
def test_a_record_of_other_code_can_hold_and_says_so(part: str, reason: str) -> None:
    found = recheck(changed(saved(), f"provenance/receipt/{part}", "f" * 64), CASES[FIRST].text)
    assert (found.holds, found.reasons) == (True, (reason,))


def test_a_text_that_is_no_article_is_refused() -> None:
    with pytest.raises(ArticleRejected):
        recheck(saved(), " \n ")


def test_no_more_than_200_differences_are_named() -> None:
    about = read("A bomb killed two people in Gao.")
    one = summary_of(draft(), about, remarks=())
    fact = saved().context[0]
    many = one.model_copy(update={"context": (fact,) * 300})
    assert len(recheck(many, about.text).differences) == MOST_DIFFERENCES


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_number_and_no_name_of_a_record_changes_unseen(data: st.DataObject) -> None:
    """Any leaf of a free type, how deep it may stand."""
    one = saved()
    written = one.model_dump(mode="json", exclude={"provenance", "draft", "status", "notes"})
    places = [(path, value) for path, value in leaves(written) if isinstance(value, str | int) and _is_free(path)]
    path, value = data.draw(st.sampled_from(places))
    longer = value + 1 if isinstance(value, int) else f"{value}x"
    other = str(value).swapcase() if path.endswith("/quote") else longer
    try:
        forged = changed(one, path, other)
    except ValidationError:
        return  # "at least 3, at most 2" is no record in the first place
    found = recheck(forged, CASES[FIRST].text)
    assert not found.holds
    assert path in {each.path for each in found.differences}


def _is_free(path: str) -> bool:
    """Whether any text, or any number, is valid there: the rest is a code, or a date."""
    *_, last = path.split("/")
    free = {"quote", "min", "max", "low", "best", "high", "name", "actor", "text", "headline", "site"}
    return last in free and "date/" not in path


def test_a_draft_that_no_model_can_have_written_is_not_checked() -> None:
    """Checking takes time with a draft's length, so that its length is bounded before."""
    one = saved()
    long = one.model_copy(update={"draft": {"headline": "x" * MOST_CHARACTERS}})
    found = recheck(long, CASES[FIRST].text)
    assert not found.holds
    assert "longer than" in found.reasons[0]


CHILDS: Any = "A bomb killed Aisha Khan, 9, on Monday. Her mother fled."


def of_a_child(**more: Any) -> ArticleSummary:
    """A record of CHILDS, whose only victim is a child unless `more` makes it another."""
    child = {"name": "Aisha Khan", "who": None, "fate": "killed", "age": 9, "child": True, "at": [0], **more}
    return summary_of(draft(incident(0, tolls=[toll(0, victims=[child])])), read(CHILDS))


@pytest.mark.parametrize("unit", ["codepoints", "utf16"])
def test_a_record_whose_draft_is_masked_cannot_be_derived_and_its_quotes_are_held_all_the_same(unit: Offsets) -> None:
    record = in_units(withheld(of_a_child()), CHILDS, unit)
    found = recheck(record, CHILDS)
    assert (found.holds, found.reasons, found.misplaced) == (False, (WITHHELD,), ())
    moved = changed(
        record, "incidents/0/evidence/0/quote", record.incidents[0].evidence[0].quote.replace("bomb", "bone")
    )
    assert recheck(moved, CHILDS).misplaced == ("incidents/0/evidence/0",)


def test_a_record_of_which_quotes_alone_are_withheld_holds() -> None:
    """Nobody is named: the draft is whole, and in what is derived again the same is withheld."""
    text = "A woman, 30, was raped by soldiers. Officials denied it."
    survivor = {"name": None, "who": "woman", "fate": "injured", "age": 30, "at": [0]}
    full = summary_of(draft(incident(0, type="Sexual violence", tolls=[toll(0, victims=[survivor])])), read(text))
    record = withheld(full)
    assert record.withheld
    assert "draft" not in record.withheld
    assert recheck(record, text).holds
    assert recheck(changed(record, "headline", "No"), text).differences[0].path == "headline"


def test_a_finding_names_nobody_who_is_withheld() -> None:
    record = changed(of_a_child(), "incidents/0/casualty_claims/0/victims/0/name", "Aisha Khanna")
    found = recheck(record, CHILDS)
    assert [each.path for each in found.differences] == ["incidents/0/casualty_claims/0/victims/0/name"]
    assert "Aisha" not in found.model_dump_json()
