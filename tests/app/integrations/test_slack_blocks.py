"""A record as blocks: nothing of an article is a mention, nothing is longer than Slack takes."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.article import read
from app.integrations.slack_blocks import LONGEST_TEXT, blocks, escaped
from schemas import ArticleSummary, Question
from tests.app.present.whole import whole
from tests.fakes.service import TEXT, summary_of

HOSTILE = st.sampled_from("a <>&!@#|*\n\u202e")
PAGE = "https://sitrep.example.org/"


def record(**update: object) -> ArticleSummary:
    return summary_of(read(TEXT, today=date(2024, 1, 5))).model_copy(update={"incidents": (whole(),), **update})


def texts(summary: ArticleSummary, page: str | None = PAGE) -> list[str]:
    found = blocks(summary, page)
    return [each["text"]["text"] if each["type"] == "section" else each["elements"][0]["text"] for each in found]


def test_the_parts_stand_in_the_order_in_which_they_are_read() -> None:
    """Headline; who says what, with the article's words; conflicts; how it was made, and the page."""
    headline, saying, conflicts, footer = texts(record())
    assert headline == "*A drone killed four people at the Redfern depot in Valmora*"
    assert saying.startswith(
        "*Who says what*\nIncident: Explosions/Remote violence / Air/drone strike, accomplished; 2024-01-04 (day): on "
        "Thursday; Redfern depot, Valmora, Redfern district; near the town\n"
    )
    assert "\n◦ killed: Oro Lund" in saying
    assert "• Greyline Front: denied, according to Greyline Front “denied it”" in saying
    assert "according to police (police) “killed four people”" in saying
    assert "• displaced: at least 300 households (families), according to police (police)" in saying
    assert "Tolls differ: killed: 4; injured: 1 (people singled out, no number given)" in conflicts
    assert "different speakers name different parties" in conflicts
    assert footer.endswith(f"\n<{PAGE}|Open the page>")
    assert "refused, since the article does not carry them: 1" in footer


def test_questions_have_a_block_of_their_own_and_no_address_means_no_link() -> None:
    doubt = Question(path="incidents/0/date", code="date_and_words_disagree", reason="they differ", evidence=())
    found = texts(record(questions=(doubt,)), None)
    assert found[3] == "*Questions: values that a person should look at*\nincidents/0/date: they differ"
    assert "Open the page" not in found[-1]


def test_an_article_without_incident_says_so() -> None:
    assert "No incident is reported." in texts(record(incidents=()))[-1]


@settings(max_examples=40)
@given(
    st.lists(st.text(st.sampled_from("a <>&!@#|*\n\u202e"), max_size=700), min_size=1, max_size=8), st.integers(1, 60)
)
def test_whatever_an_article_says_is_no_mention_and_fits(names: list[str], times: int) -> None:
    """Of angle brackets there are those of our link alone; lines are left out whole, and counted."""
    incident = whole()
    claims = tuple(incident.casualty_claims[0].model_copy(update={"asserted_by": name}) for name in names) * times
    made = record(headline="<!channel>", incidents=(incident.model_copy(update={"casualty_claims": claims}),))
    found = texts(made)
    assert len(found) <= 50
    assert all(0 < len(each) <= LONGEST_TEXT for each in found)
    assert "<" not in "".join(found).replace(f"<{PAGE}|", "")
    _, saying, *_ = found
    assert "\u202e" not in saying
    more = re.search(r"\n… and (\d+) more lines$", saying)
    lines = (
        1 + len(incident.attribution) + len(claims) * 3 + len(incident.other_counts)
    )  # a claim, its victim, its confirmer
    assert saying.count("\n") - bool(more) + int(more[1] if more else 0) == lines


def test_what_is_escaped_is_on_one_line_and_not_longer_than_a_line() -> None:
    assert escaped("a\n<@U1> & b") == "a &lt;@U1&gt; &amp; b"
    assert escaped("x" * 600) == "x" * 499 + "…"
