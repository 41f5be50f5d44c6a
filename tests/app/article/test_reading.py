"""The text stays as it was sent; its sentences, their kinds, its date and its language are read off it."""

import hashlib
import itertools
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.article import Article, read
from app.core.errors import ArticleNotText, ArticleRejected, ArticleTooLong
from tests.app import clusters

TODAY = date(2026, 1, 15)
SEEDS = sorted(Path("eval/articles").glob("*.txt"))
NEWS = "Two soldiers were killed in the city on Monday, the army said."


def of(text: str, **fields: Any) -> Article:
    return read(text, today=TODAY, **fields)


def shown(text: str) -> list[tuple[str, str]]:
    return [(sentence.kind, sentence.text) for sentence in of(text).sentences]


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in of(text).sentences]


# The whole.


def test_keeps_the_text_and_names_it_by_its_digest() -> None:
    text = " \ufeff\tFour died.\u200b He said so.\r\n\r\n"
    article = of(text, title="T", source="S", url="U")
    assert article.text == text
    assert article.id == hashlib.sha256(text.encode()).hexdigest()
    assert (article.title, article.source, article.url) == ("T", "S", "U")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_reads_the_seed_articles(path: Path) -> None:
    article = of(path.read_text())
    assert article.published_on == date(2024, 1, 4)
    assert article.language == "en"
    assert (article.sentences[0].kind, article.sentences[0].text) == ("dateline", "date 2024-01-04")
    assert article.sentences[1].text.startswith(("The US military carried", "Iraq has accused"))
    assert article.sentences[1].paragraph == 0


def test_tells_the_furniture_of_the_first_seed_from_its_news() -> None:
    kinds = {sentence.text[:40]: sentence.kind for sentence in of(SEEDS[0].read_text()).sentences}
    assert [text for text, kind in kinds.items() if kind == "subhead"] == [
        "US retaliates Iraqi attacks",
        "Iraqi militia threatens to react",
    ]
    assert [text for text, kind in kinds.items() if kind == "caption"] == ["Iranian-backed militias stand on a tank "]
    assert [text for text, kind in kinds.items() if kind == "advertisement"] == ["Advertisement"]


PIECES = st.sampled_from(
    [
        *(
            "Four died. ",
            '"We go," he said. ',
            "“Never.” ",
            "Col. ",
            "U.S. ",
            "1. ",
            "a",
            ".",
            "A ",
            "é. ",
            "😀 ",
            "。",
            "’ ",
        ),
        *(
            "date 2024-01-04 ",
            "KABUL, March 3, 2024 (AP) — ",
            "Advertisement",
            "(AP Photo/X)",
            "By JOHN DOE",
            '"',
            "[",
            "«",
        ),
        *("\n", "\n\n", "\r\n", "\f", "\t", "\u2028", "\u00a0", "\u3000", "\u200b", "\u202e", "\ufeff"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@settings(deadline=None, max_examples=300)
@given(clusters.TEXTS)
def test_no_sentence_cuts_a_grapheme_cluster_and_none_overlaps_another(text: str) -> None:
    """Of whole articles: header, dateline, lines of a wrapped paragraph."""
    try:
        article = of(text)
    except ArticleRejected:
        assume(False)
        return
    places = [offset for sentence in article.sentences for offset in (sentence.start, sentence.end)]
    assert places == sorted(places)
    assert set(places) <= clusters.edges(text)
    assert all(text[each.start : each.end] == each.text for each in article.sentences)


@given(TEXTS)
def test_each_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    try:
        article = of(text)
    except ArticleRejected:
        assume(False)
        return
    covered = 0
    for position, sentence in enumerate(article.sentences):
        assert sentence.index == position
        assert article.text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
        assert article.text[covered : sentence.start].strip() in {"", "\ufeff" if covered == 0 else ""}
        covered = sentence.end
    assert text[covered:].strip() == ""
    paragraphs = [sentence.paragraph for sentence in article.sentences]
    assert paragraphs == sorted(paragraphs)
    assert all(after - before <= 1 for before, after in itertools.pairwise(paragraphs))


# What cannot be read.


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "\u200b\u202e \n"])
def test_rejects_a_text_without_anything_to_see(text: str) -> None:
    with pytest.raises(ArticleRejected, match="empty"):
        of(text)


@pytest.mark.parametrize(
    ("character", "code"), [("\x00", "0000"), ("\x1b", "001B"), ("\x7f", "007F"), ("\x85", "0085"), ("\ud800", "D800")]
)
def test_names_the_control_character_and_its_offset_and_no_text(character: str, code: str) -> None:
    with pytest.raises(ArticleNotText) as caught:
        of(f"secret{character}secret")
    assert f"U+{code} at offset 6" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_accepts_the_white_space_controls() -> None:
    assert sentences("One\tdied.\r\n\fTwo fled.\n") == ["One\tdied.", "Two fled."]


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><p>x",
        "\n <html lang='en'>x",
        "\ufeff<HTML>x",
        "<p>One.</p><p>Two.</p><p>Three.</p>",
        'a <a href="u">b</a> <br/> <br> <div class="c">d</div>',
    ],
)
def test_asks_for_the_text_of_an_html_page(page: str) -> None:
    with pytest.raises(ArticleNotText, match="HTML page: send the text"):
        of(page)


def test_accepts_angle_brackets_in_prose() -> None:
    assert of("Losses were <5 a day and > 3 a week, <unknown> said. <br>").sentences


def test_bounds_the_length_in_code_points() -> None:
    assert of("😀 a.", max_characters=4).sentences
    with pytest.raises(ArticleTooLong, match="5 characters, the limit is 4"):
        of("😀 ab.", max_characters=4)


# The publication date.


@pytest.mark.parametrize(
    ("text", "published_on"),
    [
        ("date 2024-01-04 The army struck.", date(2024, 1, 4)),
        ("\n  Date: 2024-01-04\nThe army struck.", date(2024, 1, 4)),
        ("Concepcion, 23 Aug 88 (Santiago Domestic Service) -- The army struck.", date(1988, 8, 23)),
        ("Guatemala city, 4 Feb 90 (ACAN-EFE) -- [text] The army struck.", date(1990, 2, 4)),
        ("Managua (Nicaragua), 11 dec 89 (radio X) -- [speech] [text] The army struck.", date(1989, 12, 11)),
        ("KABUL, Afghanistan, March 3, 2024 — The army struck.", date(2024, 3, 3)),
        ("Headline of the day\nBAGHDAD, Jan. 4, 2024 (AP) - The army struck.", date(2024, 1, 4)),
        ("BAGHDAD, Jan 4 (Reuters) - The army struck.", None),
        ("GAZA CITY, Gaza Strip (AP) — The army struck.", None),
        ("Clandestine, no date (Radio X) -- [text] The army struck.", None),
        ("The army struck on 4 January 2024 - a Thursday.", None),
        ("date night in Baghdad ended with two dead, police said.", None),
        (NEWS, None),
    ],
)
def test_takes_the_date_from_the_header_or_a_dateline_that_names_the_year(text: str, published_on: date | None) -> None:
    assert of(text).published_on == published_on


def test_prefers_the_date_that_came_with_the_text() -> None:
    assert of("date 2024-01-04 Go.", published_on=date(2024, 1, 5)).published_on == date(2024, 1, 5)


@pytest.mark.parametrize("header", ["date 2024-13-40", "date 04/01/2024", "date 2024-1-4"])
def test_rejects_a_date_header_that_is_no_date(header: str) -> None:
    with pytest.raises(ArticleRejected, match="unparsable publication date"):
        of(f"{header} {NEWS}")


def test_rejects_the_future_but_for_one_day_of_time_zones() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert of(NEWS, published_on=tomorrow).published_on == tomorrow
    with pytest.raises(ArticleRejected, match="2026-01-17 is in the future"):
        of(NEWS, published_on=tomorrow + timedelta(days=1))
    with pytest.raises(ArticleRejected, match="in the future"):
        of(f"date 2030-01-01 {NEWS}")


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("date 2024-01-04 The army struck.", "date 2024-01-04"),
        ("BAGHDAD, Jan 4 (Reuters) - The army struck.", "BAGHDAD, Jan 4 (Reuters) -"),
        ("BAGHDAD — The army struck.", "BAGHDAD —"),
        ("KYIV, Ukraine (AP) — The army struck.", "KYIV, Ukraine (AP) —"),
        ("WASHINGTON/BAGHDAD (Reuters) - The army struck.", "WASHINGTON/BAGHDAD (Reuters) -"),
        ("Lima, 4 Feb 90 (EFE) -- [text] [continued] The army struck.", "Lima, 4 Feb 90 (EFE) -- [text] [continued]"),
    ],
)
def test_a_dateline_is_a_sentence_of_its_own(text: str, dateline: str) -> None:
    assert shown(text) == [("dateline", dateline), ("body", "The army struck.")]


@pytest.mark.parametrize(
    "text",
    [
        "NATO — the alliance — said it would go.",
        "The Popular Mobilisation Forces (PMF) - an umbrella group - denied it.",
        "A 12-year-old boy - the third victim - died.",
        "Kabul, the capital - and its airport - were hit.",
    ],
)
def test_a_dash_alone_makes_no_dateline(text: str) -> None:
    assert shown(text) == [("body", text)]


def test_splits_off_a_trailing_advertisement() -> None:
    text = '"It was," he said, referring to the "strike" Advertisement'
    assert shown(text)[1] == ("advertisement", "Advertisement")


def test_counts_paragraphs_by_blank_lines() -> None:
    article = of("One died.\nTwo fled.\n\n \n\nThree hid. Four ran.")
    assert [sentence.paragraph for sentence in article.sentences] == [0, 0, 1, 1]


def test_counts_lines_where_no_line_is_blank() -> None:
    article = of("One died.\r\nTwo fled. Three hid.\r\n")
    assert [sentence.paragraph for sentence in article.sentences] == [0, 1, 1]


# Kinds.

CAPTIONS = [
    "Iranian-backed militias stand on a tank close to the border (credit: JANE DOE/REUTERS)",
    "(AP Photo/Jane Doe)",
    "Smoke rises over the city. (AP Photo/Jane Doe)",
    "Smoke rises over the city (Photo by Jane Doe/Getty Images)",
    "Soldiers stand guard in the capital [Photo: Jane Doe]",
    "[Photo: Jane Doe/Al Jazeera]",
    "File photo: soldiers in the capital",
    "FILE - Soldiers stand guard in the capital.",
    "FILE PHOTO: Smoke rises over the city.",
    "A man walks past rubble (Jane Doe/AFP)",
    "A man walks past rubble. REUTERS/Jane Doe",
]
CREDITS = [
    "By JOHN SMITH",
    "By John Smith and Jane Doe",
    "Reporting by John Smith; Editing by Jane Doe",
    "(Reporting by John Smith in Baghdad; writing by Jane Doe; editing by A.B. Roe)",
    "Additional reporting by Jane Doe",
    "© 2024 The Daily News",
    "Copyright 2024 The Daily News. All rights reserved.",
    "All rights reserved.",
    "REUTERS/Jane Doe",
]
ADVERTISEMENTS = [
    "Advertisement",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Sponsored",
    "Read more: Four killed in the capital",
    "Also read",
    "Subscribe to our newsletter for the latest news.",
    "Sign up for our newsletter",
    "Story continues below advertisement",
    "Click here to join",
]
SUBHEADS = ["US retaliates Iraqi attacks", "Regional tensions soar", "Iraqi militia threatens to react", "* * *"]
NEWS_LINES = [
    "By Thursday, four people had died.",
    "Reporting by journalists has been restricted in the region, officials said.",
    "Copyright law was not the issue, the minister said.",
    "Sponsored by Iran, the militia attacked the base.",
    "Sign up for the army, the group told the youths.",
    "Subscribe to this view or leave, he said.",
    "The advertisement was published on Monday.",
    "Four people were killed (Reuters).",
    "Four people were killed, police said",
    "The photo shows a destroyed vehicle.",
    "Images by witnesses showed smoke.",
    "He filed a photo of the blast.",
    "Iran-backed groups (PMF/Hashed) denied it.",
    '"We will retaliate"',
    "The toll:",
    "- Four people killed in the port",
    "12:40 Two rockets hit the base",
    "The soldiers who were in the base when it was hit left for the port",
]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        *((line, "caption") for line in CAPTIONS),
        *((line, "credit") for line in CREDITS),
        *((line, "advertisement") for line in ADVERTISEMENTS),
        *((line, "subhead") for line in SUBHEADS),
        *((line, "body") for line in NEWS_LINES),
    ],
)
def test_a_line_between_paragraphs_has_its_kind(line: str, kind: str) -> None:
    kinds = {sentence_kind for sentence_kind, text in shown(f"{NEWS}\n\n{line}\n\n{NEWS}") if text != NEWS}
    assert kinds == {kind}


def test_a_caption_never_takes_the_news_before_it() -> None:
    assert shown(f"{NEWS} (AP Photo/Jane Doe)") == [("body", NEWS), ("caption", "(AP Photo/Jane Doe)")]


def test_the_first_line_may_be_a_longer_headline() -> None:
    headline = "US strike in Baghdad kills a militia leader as regional tensions soar after months of attacks"
    assert shown(f"{headline}\n\n{NEWS}")[0] == ("subhead", headline)


def test_what_stands_alone_is_body() -> None:
    assert shown("Explosion in Baghdad") == [("body", "Explosion in Baghdad")]


# Language.


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El ataque dejó cuatro muertos en la capital, dijeron las autoridades el jueves.", "es"),
        ("قتل أربعة أشخاص في هجوم على العاصمة يوم الخميس، بحسب مسؤولين أمنيين.", "ar"),
        ("Четверо погибших", "ru"),
        ("四人死亡", "zh"),
        ("US strike", "en"),
        ("hi", "en"),
        ("12345", "en"),
    ],
)
def test_detects_the_language_and_takes_a_doubtful_short_text_for_english(text: str, language: str) -> None:
    assert of(text).language == language


def test_threads_that_come_together_load_the_detector_once() -> None:
    """In a process of its own: eight at once took eight times the second and the memory of one."""
    program = (
        "import py3langid.langid as langid; from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "from datetime import date; from app.article import read; loads = []; load = langid._load_identifier\n"
        "langid._load_identifier = lambda: loads.append(1) or load()\n"
        "with Pool(8) as pool: list(pool.map(lambda n: read(f'Text {n}.', today=date(2024, 1, 5)), range(8)))\n"
        "print(len(loads))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
