"""A dossier for a terminal: who says what in which article, and where they differ."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.dossier.build import build
from app.present.dossier_text import render
from app.present.text import WIDTH
from schemas import (
    ArticleRef,
    CitedEvidence,
    Conflict,
    Dossier,
    FailedArticle,
    Position,
    SupersededVersion,
    SyndicatedCopy,
)
from tests.app.dossier.gold import folder
from tests.eval.records import PROVENANCE, STRIKE, claim, exactly, incident, incidents, summary

SEEDS = build(each.summary for each in folder("seeds").articles)
EVIL = "\x1b[2J\u202eevil\nline"


def conflict(dossier: Dossier, *, compatible: bool, note: str | None = None) -> Dossier:
    """The dossier with a conflict between its first article and its second, which is silent."""
    quote = CitedEvidence(quote="killed four", start=0, end=11, article_id=dossier.articles[0].id)
    positions = (
        Position(value=exactly(4), asserted_by="police", article_id=dossier.articles[0].id, evidence=(quote,)),
        Position(value=None, asserted_by=None, article_id=dossier.articles[1].id, evidence=()),
    )
    made = Conflict(kind="scope", path="casualty_claims/killed", positions=positions, compatible=compatible, note=note)
    first = dossier.incidents[0].model_copy(update={"conflicts": (made,)})
    return dossier.model_copy(update={"incidents": (first, *dossier.incidents[1:])})


def test_each_toll_stands_with_its_source_and_its_article() -> None:
    lines = [" ".join(line.split()) for line in render(SEEDS).splitlines()]
    text = " ".join(lines)
    assert (
        "killed: 2; injured: 7 (members of Hashed al-Shaabi), according to Iraq security official (military) (A)"
        in text
    )
    assert "killed: 4; injured: not stated (people), according to Police and militia sources (police) (B)" in text
    assert "computed killed: 2 to 4, not agreed; injured: 7" in lines
    assert "accused by authorities, according to prime minister's military spokesman (B)" in text


def test_positions_stand_side_by_side_with_what_they_come_to() -> None:
    text = render(conflict(SEEDS, compatible=True, note="A note."))
    [at] = [number for number, line in enumerate(text.splitlines()) if line.startswith("Differs")]
    title, one, other = text.splitlines()[at : at + 3]
    assert title == "Differs: casualty_claims/killed, not said by all, or not of the same; all can be true: A note."
    assert one == "  A           4, according to police (in the article: “killed four”)"
    assert other == "  B           says nothing of it"
    assert "they cannot all be true" in render(conflict(SEEDS, compatible=False))


def test_copies_failures_partial_summaries_and_policies_are_said() -> None:
    copy = SyndicatedCopy(
        article=ArticleRef(id="c" * 64, published_on=date(2024, 1, 5), language="en", characters=9),
        origin_id=SEEDS.articles[0].id,
    )
    failed = FailedArticle(position=2, article_id=None, code="article-not-text", detail="no text")
    old = SupersededVersion(article=copy.article.model_copy(update={"id": "d" * 64}), newer_id=SEEDS.articles[1].id)
    listed = {"copies": (copy,), "superseded": (old,), "failures": (failed,), "partial": (SEEDS.articles[1].id,)}
    text = render(SEEDS.model_copy(update=listed))
    assert "  D           published 2024-01-05, 9 characters, en; an older version of B" in text
    assert "  C           published 2024-01-05, 9 characters, en; repeats A, and is no second source" in text
    assert "article 3: article-not-text: no text" in text
    assert "its summary is partial" in text
    told = build((each.summary for each in folder("seeds").articles), "ucdp_best")
    assert "best by policy: ucdp_best" in render(told)


def test_what_is_masked_is_said() -> None:
    assert "Withheld" in render(SEEDS.model_copy(update={"withheld": ("incidents/0/note",)}))


def test_an_empty_dossier_says_that_nothing_is_reported() -> None:
    assert "No incident is reported." in render(build([summary()]))


@given(st.lists(incidents, max_size=3))
@settings(max_examples=20)
def test_every_line_fits_and_steers_no_terminal(told: list[object]) -> None:
    evil = incident(casualty_claims=(claim(4, by=EVIL),), note=EVIL)
    own = tuple(each.model_copy(update={"id": f"x-{number}"}) for number, each in enumerate((*told, evil)))  # type: ignore[attr-defined]
    text = render(build([summary(*own)]))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert not any(character in text for character in "\x1b\u202e\r")


def test_27_articles_have_letters_of_their_own() -> None:
    told = [summary(STRIKE.model_copy(update={"id": f"x-{n}"}), text=str(n), provenance=PROVENANCE) for n in range(27)]
    assert "\n  AA  " in render(build(told))
