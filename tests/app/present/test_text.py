"""What a person reads."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import article
from app.present.incident_text import count_words
from app.present.reliability import LABELS, measured, reliability_of
from app.present.text import WIDTH, article_line, printable, provenance_line, render
from schemas import ArticleSummary, Count, Estimate, Fact, Question
from tests.app.present.whole import whole
from tests.fakes.service import TEXT, incident, provenance, quote, summary_of


@pytest.fixture
def summary() -> ArticleSummary:
    return summary_of(article.read(TEXT, today=date(2024, 1, 5), title="Redfern", source="The Valmora Post"))


def lines_of(summary: ArticleSummary) -> list[str]:
    return [" ".join(line.split()) for line in render(summary).splitlines()]


@pytest.mark.parametrize(
    "line",
    [
        "A drone killed four people at the Redfern depot in Valmora",
        "Incident: Explosions/Remote violence / Air/drone strike, accomplished",
        "when 2024-01-04 (day): on Thursday",
        "where Redfern depot, Valmora; a place in the town is known",
        "who Greyline Front: denied, according to Greyline Front",
        "actor Greyline Front, also the Front (Rebel groups)",
        "target Redfern depot (building)",
        "weapon rockets (rocket); how many: 2",
        "casualties killed: 4; injured: not stated, according to police (police)",
        "victim: a foreman",
        "confirmed by Health officials (medical)",
        "computed killed: 4; injured: not stated",
        "reaction Ana Torv: THREATEN: We will find them,",
        "900 people work there.",
        "sentences/1/killed = 5: the words do not carry it [number_not_carried]",
        "complete 3.4 s, 3 calls, 900+120 tokens; model fake-model (embedded, reader)",
    ],
)
def test_each_part_of_the_record_is_shown(summary: ArticleSummary, line: str) -> None:
    assert line in " ".join(render(summary).split())


def test_each_piece_of_evidence_is_quoted(summary: ArticleSummary) -> None:
    shown = " ".join(render(summary).split())
    quotes = [
        *(each.quote for claim in summary.incidents[0].casualty_claims for each in claim.evidence),
        *(each.quote for fact in summary.context for each in fact.evidence),
        "on Thursday",
        "denied it",
        "a foreman",
        "confirmed the toll",
    ]
    assert all(each in shown for each in quotes)


def test_a_sentence_that_carries_many_values_is_quoted_once_and_cited_by_number(summary: ArticleSummary) -> None:
    main = summary.incidents[0]
    words = quote(TEXT[TEXT.index("A drone fired") : TEXT.index(" Health")])
    changed = tuple(claim.model_copy(update={"evidence": (words,)}) for claim in main.casualty_claims)
    shown = " ".join(
        render(
            summary.model_copy(update={"incidents": (main.model_copy(update={"casualty_claims": changed}),)})
        ).split()
    )
    assert shown.count(words.quote) == 1
    assert re.search(rf"\[(\d)\] “{re.escape(words.quote)}”", shown)
    assert re.search(r"according to police \(police\) \[\d\]", shown)


def test_a_text_that_is_its_own_quote_is_shown_once(summary: ArticleSummary) -> None:
    words = "The depot employs 900 people."
    changed = summary.model_copy(update={"context": (Fact(text=words, evidence=(quote(words),)),)})
    assert render(changed).count(words) == 1


def test_what_is_not_known_is_said(summary: ArticleSummary) -> None:
    bare = incident("0" * 64).model_copy(update={"date": None, "location": None})
    lines = lines_of(summary.model_copy(update={"incidents": (bare,)}))
    assert "when not stated" in lines
    assert "where no place that is known" in lines


def test_a_text_without_incident_says_so(summary: ArticleSummary) -> None:
    assert "No incident is reported." in lines_of(summary.model_copy(update={"incidents": ()}))


def test_notes_and_background_are_shown(summary: ArticleSummary) -> None:
    changed = {"background": summary.incidents, "notes": ("two sentences were not read",), "status": "partial"}
    shown = lines_of(summary.model_copy(update=changed))
    assert "two sentences were not read" in shown
    assert any(line.startswith("Background: Explosions") for line in shown)


def test_a_question_is_a_line_with_its_path_and_reason(summary: ArticleSummary) -> None:
    """Whoever looks at the text sees which value to check, why, and the words that raise the doubt."""
    asked = Question(
        path="incidents/0/date",
        code="date_and_words_disagree",
        reason="the words mean another day",
        evidence=(quote("on Thursday"),),
    )
    lines = lines_of(summary.model_copy(update={"questions": (asked,)}))
    assert "incidents/0/date: the words mean another day (in the article: “on Thursday”)" in lines


def test_without_questions_there_is_no_heading_for_them(summary: ArticleSummary) -> None:
    """An empty part of the record takes no line."""
    assert not any(line.startswith("Questions") for line in lines_of(summary))


def test_a_type_that_is_null_is_not_stated(summary: ArticleSummary) -> None:
    """An actor without a type is shown as such, in plain words."""
    main = summary.incidents[0]
    bare = tuple(actor.model_copy(update={"type": None}) for actor in main.actors)
    changed = main.model_copy(update={"actors": bare, "plover": None})
    lines = lines_of(summary.model_copy(update={"incidents": (changed,)}))
    assert "actor Greyline Front, also the Front (type not stated); none" in lines
    assert any("(PLOVER has no type for it)" in line for line in lines)


def test_an_answer_from_the_cache_is_named_as_such() -> None:
    assert provenance_line(provenance(cached=True)).startswith("0.0 s, from the cache;")


def test_the_article_is_named(summary: ArticleSummary) -> None:
    assert article_line(summary.article) == (
        f"Redfern, The Valmora Post, no date of publication, {len(TEXT)} characters, en"
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (None, "not stated"),
        (Count(min=0, max=0), "0"),
        (Count(min=4, max=4), "4"),
        (Count(min=2, max=None, qualifier="at_least"), "at least 2"),
        (Count(min=None, max=9, qualifier="at_most"), "up to 9"),
        (Count(min=2, max=3, qualifier="about"), "2 to 3"),
        (Count(min=50, max=50, qualifier="about"), "about 50"),
        (Count(min=24, max=None, qualifier="plural"), "24 or more (plural)"),
    ],
)
def test_a_count_is_said_as_limited_as_it_is(count: Count | None, words: str) -> None:
    assert count_words(count) == words


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(), "not stated"),
        (Estimate(low=2, high=4), "2 to 4, not agreed"),
        (Estimate(low=2), "2 or more"),
        (Estimate(low=3, best=3, high=3), "3"),
    ],
)
def test_an_estimate_is_one_number_only_where_claims_agree(
    summary: ArticleSummary, estimate: Estimate, words: str
) -> None:
    changed = summary.incidents[0].model_copy(update={"fatalities": estimate})
    assert f"computed killed: {words}; injured: not stated" in lines_of(
        summary.model_copy(update={"incidents": (changed,)})
    )


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x1b\x07\x9b\u202e\u2066\u2028\ud800\t\n")))
def test_nothing_that_could_steer_a_terminal_is_printed(text: str) -> None:
    printed = printable(text)
    assert not {unicodedata.category(each) for each in printed} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(printed) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


def test_escape_sequences_of_an_article_do_not_reach_the_terminal(summary: ArticleSummary) -> None:
    changed = summary.model_copy(update={"headline": "\x1b[2J\x1b]0;owned\x07 news", "notes": ("\x9b31m",)})
    assert not set(render(changed)) & set("\x1b\x07\x9b")


@given(st.text(), st.text())
def test_no_line_is_wider_than_the_page(headline: str, text: str) -> None:
    made = summary_of(article.read(TEXT, today=date(2024, 1, 5)))
    shown = render(made.model_copy(update={"headline": headline, "notes": (text,)}))
    assert max(map(len, shown.splitlines())) <= WIDTH


@pytest.fixture
def measured_summary(summary: ArticleSummary) -> ArticleSummary:
    """A record with a value in every field as a model of the shipped figures would have made it, told twice."""
    entry = measured().models[0]
    way = entry.model_dump(include={"model", "proposer", "prompt_version", "backend"})
    made = summary.provenance.model_copy(update=way)
    return summary.model_copy(update={"provenance": made, "incidents": (whole(),), "background": (whole(),)})


def test_each_field_of_a_measured_model_says_once_how_reliable_it_is(measured_summary: ArticleSummary) -> None:
    """One line after the first group of a label, and none in the incidents that follow."""
    said, label = [], ""
    for row in render(measured_summary).splitlines():
        label = row[2:14].strip() or label
        if row.strip().startswith("measured:"):
            said.append((label, row.strip()))
    lines = ((label, reliability_of(label, measured_summary.provenance)) for label in LABELS)
    assert sorted(said) == sorted((label, line) for label, line in lines if line)


def test_the_line_stands_after_all_that_belongs_to_its_field(measured_summary: ArticleSummary) -> None:
    """Between a claim and its victim it would part the two."""
    rows = [row.strip() for row in render(measured_summary).splitlines()]
    (claims,) = [
        index for index, row in enumerate(rows) if row == reliability_of("casualties", measured_summary.provenance)
    ]
    assert rows[claims - 1].startswith("confirmed by Health officials")
    assert rows[claims + 1].startswith("counted")


def test_a_record_of_a_model_that_was_not_measured_says_so_once(summary: ArticleSummary) -> None:
    """No line beside any field, and one at the end."""
    shown = " ".join(render(summary).split())
    assert "measured: " not in shown
    assert shown.count("not measured") == 1
    assert "reliability of fake-model (reader): not measured (sitrep-eval run" in shown
