"""A saved web page as an article. The page beside this file is of a paper that there is not."""

import re
from pathlib import Path

import pytest

from app.bulk import pages, sources
from app.bulk.pages import check_html, page
from app.bulk.sources import SourceError, open_source

PAGE = (Path(__file__).parent / "page.html").read_bytes()
WITHOUT_DAY = re.sub(rb'<meta property="article:[^>]*>|(?<=example)/2024', b"", PAGE)
PARAGRAPHS = """\
Rockets kill four in Valmora

Valmora, 4 January - A drone fired two rockets at the Redfern depot on Thursday and killed four people, including a \
foreman, police said.

Health officials confirmed the toll. The Greyline Front denied that it had been behind the attack on the depot, which \
employs 900 people.

"We will find them," Mayor Ana Torv said on Friday, as families gathered outside the hospital in the town's north.

The depot stores grain for the three districts that were cut off by floods in November, according to the ministry of \
supply."""


def test_the_article_is_its_paragraphs_and_each_of_them_once() -> None:
    """Consent, menu, caption, boxes to read more, a teaser, the most read and the foot are not in it."""
    assert page(PAGE)["text"] == PARAGRAPHS


def test_title_day_address_and_paper_are_the_page_s_own() -> None:
    """The day is that of publication, not of a later change."""
    found = page(PAGE)
    assert {name: found[name] for name in ("title", "published_on", "url", "source")} == {
        "title": "Rockets kill four in Valmora",
        "published_on": "2024-01-05",
        "url": "https://lantern.example/2024/rockets",
        "source": "The Lantern",
    }


def test_the_day_may_stand_in_the_page_s_linked_data() -> None:
    data = (
        b'<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-01-05T06:30:00"}</script>'
    )
    assert page(WITHOUT_DAY.replace(b"</main>", data + b"</main>"))["published_on"] == "2024-01-05"


def test_a_page_that_does_not_tell_its_day_has_none() -> None:
    """The days in its text, and the year at its foot, are no publication date."""
    assert "published_on" not in page(WITHOUT_DAY)


@pytest.mark.parametrize("content", [b"", b"<html><body></body></html>", b"\x00\xff", b"x" * (pages.MOST_BYTES + 1)])
def test_what_is_no_page_with_an_article_is_told(content: bytes) -> None:
    with pytest.raises(SourceError):
        page(content)


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "find_spec", lambda _: None)
    with pytest.raises(SourceError) as raised:
        check_html()
    assert "sitrep[html]" in raised.value.hint
    monkeypatch.setattr(sources, "find_spec", lambda _: None)
    with pytest.raises(SourceError) as raised:
        open_source(Path("in.parquet"), ("text",), page)
    assert "sitrep[parquet]" in raised.value.hint


def test_a_folder_is_its_files_by_name_at_any_depth(tmp_path: Path) -> None:
    """Each has its path as reference; a file that is not UTF-8 is an error of its own."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.html").write_bytes(PAGE)
    (tmp_path / "a.txt").write_text("Four people died.")
    (tmp_path / "c.md").write_bytes(b"\xff")
    (tmp_path / "d.pdf").write_bytes(b"")
    source = open_source(tmp_path, ("text",), page)
    rows = list(source.rows)
    assert (source.total, [row.where for row in rows]) == (3, ["a.txt", "b/one.html", "c.md"])
    assert rows[0].fields == {"text": "Four people died.", "client_ref": "a.txt"}
    assert rows[1].fields["title"] == "Rockets kill four in Valmora"
    assert "UTF-8" in rows[2].error
