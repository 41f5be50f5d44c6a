"""Several articles on the page, in a real browser."""

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from app import keys
from app.core.settings import Settings
from app.store.keyring import KeyRing
from tests.app.web.test_page import HOSTILE, assert_accessible
from tests.fakes.service import FakeService
from tests.fakes.web import served
from tests.seeds import FIRST, SECOND

DROP = """texts => {
  const files = new DataTransfer();
  texts.forEach((text, at) => files.items.add(new File([text], `report-${at + 1}.txt`, {type: "text/plain"})));
  document.querySelector("form").dispatchEvent(new DragEvent("drop", {dataTransfer: files, cancelable: true}));
}"""


def press_both(page: Page) -> None:
    page.get_by_role("button", name="Both Baghdad reports").click()
    expect(page.locator(".differences").first).to_be_visible()


def test_a_cell_shows_both_quotes_and_lights_their_words_in_both_articles(page: Page) -> None:
    """The tolls of two and of four: one click."""
    press_both(page)
    row = page.locator("tr.contradiction")
    expect(row).to_contain_text("cannot all be true")
    row.locator(".cell").first.click()
    quoted = page.locator(".quoted:not([hidden]) td")
    expect(quoted.nth(0)).to_contain_text("two members and wounded seven others")
    expect(quoted.nth(1)).to_contain_text("killed four people")
    for article, words in (("#article-A", "wounded seven others"), ("#article-B", "killed four people")):
        expect(page.locator(f"{article} mark.lit", has_text=words).first).to_be_visible()
    expect(page.locator("#article-B mark.lit", has_text="killed four people").first).to_be_in_viewport()
    row.locator(".cell").first.click()
    expect(page.locator(".quoted:not([hidden])")).to_have_count(0)
    expect(page.locator("mark.lit")).to_have_count(0)


def test_both_articles_are_whole_and_no_id_stands_twice(page: Page) -> None:
    press_both(page)
    texts = page.locator("article .text").evaluate_all("nodes => nodes.map(node => node.textContent)")
    assert sorted(texts) == sorted((FIRST, SECOND))
    ids = page.locator("[id]").evaluate_all("nodes => nodes.map(node => node.id)")
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("width", [1360, 360])
def test_a_dossier_is_usable_by_screen_readers_and_on_a_phone(page: Page, width: int) -> None:
    """axe finds nothing, with the words of a row shown; nothing is wider than the screen."""
    page.set_viewport_size({"width": width, "height": 740})
    press_both(page)
    page.locator(".cell").first.click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_files_that_are_dropped_are_articles_of_one_dossier(page: Page) -> None:
    """Each has its field, and can be taken out; what they say is text and no markup."""
    page.evaluate(DROP, [FIRST, HOSTILE, SECOND])
    expect(page.locator("textarea")).to_have_count(3)
    page.get_by_role("button", name="Remove").last.click()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".headline h2")).to_contain_text("2 articles")
    assert HOSTILE in page.locator("article .text").evaluate_all("nodes => nodes.map(node => node.textContent)")
    assert page.title() == "Sitrep"


def test_an_article_that_is_added_has_fields_of_its_own(page: Page) -> None:
    page.get_by_role("button", name="Add another article").click()
    expect(page.locator("textarea").nth(1)).to_be_focused()
    page.locator("textarea").nth(0).fill(FIRST)
    page.locator("textarea").nth(1).fill(SECOND)
    page.locator("summary").nth(1).click()
    page.get_by_label("Source").nth(1).fill("The Second Wire")
    assert_accessible(page)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("thead").first).to_contain_text("The Second Wire")


def test_a_dossier_can_be_taken_along(page: Page) -> None:
    """The incident with both tolls as one feature, and the call that makes it."""
    press_both(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="GeoJSON").click()
    (feature,) = json.loads(download.value.path().read_text())["features"]
    assert feature["geometry"]["type"] == "Point"
    page.get_by_role("button", name="Copy curl").click()
    expect(page.locator("#state")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/v1/dossiers")


def test_a_dossier_of_the_page_wants_a_key_where_the_service_has_keys(tmp_path: Path) -> None:
    key, sent = keys.mint("desk", ("read",), 60, None, datetime.now(UTC))
    KeyRing(tmp_path / "keys.json").add(key)
    with served(FakeService(), Settings(keys_file=tmp_path / "keys.json")) as url:
        body = {"articles": [{"text": FIRST}, {"text": SECOND}]}
        assert httpx.post(f"{url}/web/dossiers", json=body).status_code == 401
        refused = httpx.post(f"{url}/web/dossiers", json=body, headers={"Authorization": f"Bearer {sent}"})
        assert refused.status_code == 403
