"""The pages of the index, in a real browser."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from app import keys
from app.core.settings import Settings
from app.store.keyring import KeyRing
from app.web import browse
from schemas import ArticleSummary
from tests.app.store.index.records import child, report_of, reported
from tests.app.web.test_page import assert_accessible
from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.service import FakeService
from tests.fakes.web import served
from tests.seeds import FIRST, SECOND

NAME = "Aisha Kharroub"
OF_A_CHILD = f"In Suva a girl, {NAME}, died."
NAMED_ONLY = f"In Suva {NAME} died, it was said."
"""Another report of it, which does not say that she was a child."""
ONE, OTHER = "A first report.", "Another report."


def _known() -> dict[str, ArticleSummary]:
    harbour = reported(OF_A_CHILD, "Suva", party="Harbour League", day=date(2024, 1, 9), victims=(child(NAME),))
    apia = reported(OTHER, "Apia", party="Reef Guard", day=date(2024, 1, 2))
    again = reported(NAMED_ONLY, "Suva", party="Harbour League", day=date(2024, 1, 9))
    return {**seed_summaries(), OF_A_CHILD: harbour, NAMED_ONLY: again, ONE: reported(ONE), OTHER: apia}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that has summarised the seeds and four more articles, and keeps texts."""
    file = tmp_path_factory.mktemp("browsed") / "index.db"
    settings = Settings(index_url=SecretStr(f"sqlite:///{file}"), index_keep_text=True)
    known = _known()
    with served(RecordedService(known=known), settings) as url:
        for text in known:
            body = {"text": text, "title": NAME} if text == NAMED_ONLY else {"text": text}
            assert httpx.post(f"{url}/v1/summaries", json=body).status_code == 200
        yield url


def listed(url: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{url}/v1/incidents{query}").json()["incidents"]
    return found


def open_list(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/incidents{query}")
    expect(page.locator("#result h2")).to_be_visible()


def test_the_list_leads_to_an_incident_and_that_to_its_articles(page: Page, url: str) -> None:
    """With the numbers of the list on the map, and the texts that are kept beside the table."""
    open_list(page, url)
    expect(page.locator(".hits li")).to_have_count(4)
    expect(page.locator(".spot")).to_have_count(4)
    page.get_by_role("link", name="Baghdad").click()
    page.locator("tr.contradiction .cell").first.click()
    expect(page.locator("#article-A mark.lit").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 2  # a head and a row
    page.get_by_role("link", name="its record").first.click()
    expect(page.locator("article .text")).to_have_text(SECOND)
    page.get_by_role("link", name="with all its articles").click()
    expect(page.locator("tr.contradiction")).to_have_count(1)


def test_filters_are_in_the_address_which_can_be_kept(page: Page, url: str) -> None:
    open_list(page, url)
    page.locator("summary").click()
    page.locator("#country").fill("FJ")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("h2")).to_have_text("1 incident")
    assert page.url.endswith("/incidents?country=FJ")
    page.reload()
    expect(page.locator("#country")).to_have_value("FJ")
    expect(page.locator("h2")).to_have_text("1 incident")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("h2")).to_have_text("4 incidents")


def test_a_filter_that_cannot_be_is_explained(page: Page, url: str) -> None:
    page.goto(f"{url}/incidents?near=here")
    expect(page.locator("#state")).to_contain_text("latitude,longitude,km")


def test_a_long_list_has_further_pages(page: Page, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PAGE", 3)
    open_list(page, url)
    page.get_by_role("button", name="The next ones").click()
    expect(page.locator("h2")).to_have_text("1 incident")


@pytest.mark.parametrize("width", [1360, 360])
def test_the_pages_are_usable_by_screen_readers_and_on_a_phone(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_list(page, url)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Baghdad").click()
    expect(page.locator("table")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_record_says_its_address(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Baghdad, first report").click()
    page.get_by_role("link", name="Address of this record").click()
    expect(page.locator("article .text")).to_have_text(FIRST)


def test_a_name_that_is_withheld_stands_on_no_page_but_where_it_is_asked_for(url: str) -> None:
    """Nor do the article's text, or the text and the title of another that reports the same, say it."""
    (incident,) = listed(url, "?country=FJ")
    assert len(incident["record"]["reports"]) == 2
    article = _known()[OF_A_CHILD].article.id
    for path in (f"/web/incidents/{incident['id']}", f"/web/summaries/{article}", "/web/incidents"):
        masked = httpx.get(f"{url}{path}")
        assert masked.status_code == 200
        assert NAME not in masked.text
        assert "Aisha" not in masked.text
    for path in (f"/web/incidents/{incident['id']}", f"/web/summaries/{article}"):
        assert NAME in httpx.get(f"{url}{path}?scope=sensitive").text


def test_the_address_of_an_incident_that_is_part_of_another_leads_there(page: Page, tmp_path: Path) -> None:
    """By the redirection of the API; the address in the browser is then the other's."""
    known = {ONE: reported(ONE), OTHER: reported(OTHER, "Apia", party="Reef Guard")}
    settings = Settings(index_url=SecretStr(f"sqlite:///{tmp_path / 'index.db'}"))
    with served(RecordedService(known=known), settings) as url:
        for text in known:
            httpx.post(f"{url}/v1/summaries", json={"text": text})
        before = {each["id"] for each in listed(url)}
        pair = [report_of(each).model_dump() for each in known.values()]
        assert httpx.post(f"{url}/v1/incidents/links", json={"same": pair}).status_code == 200
        (left,) = {each["id"] for each in listed(url)}
        (gone,) = before - {left}
        other = page.context.browser.new_page()  # type: ignore[union-attr]
        other.goto(f"{url}/incidents/{gone}")
        expect(other.locator("h2")).to_contain_text("2 articles")
        assert other.url == f"{url}/incidents/{left}"
        other.close()


def test_with_keys_the_pages_are_open_and_what_they_show_is_not(tmp_path: Path) -> None:
    """A key that may only summarise is refused as the API refuses it."""
    key, sent = keys.mint("desk", ("summarize",), 60, None, datetime.now(UTC))
    KeyRing(tmp_path / "keys.json").add(key)
    index = SecretStr(f"sqlite:///{tmp_path / 'index.db'}")
    with served(FakeService(), Settings(keys_file=tmp_path / "keys.json", index_url=index)) as url:
        for path in ("/incidents", "/incidents/abc", "/summaries/abc"):
            assert httpx.get(f"{url}{path}").status_code == 200
            assert httpx.get(f"{url}/web{path}").status_code == 401
            refused = httpx.get(f"{url}/web{path}", headers={"Authorization": f"Bearer {sent}"})
            assert refused.status_code == 403


def test_without_an_index_the_page_says_so(page: Page, tmp_path: Path) -> None:
    with served(FakeService(), Settings(index_url=SecretStr("none"), keys_file=tmp_path / "none.json")) as url:
        other = page.context.browser.new_page()  # type: ignore[union-attr]
        other.goto(f"{url}/incidents")
        expect(other.locator("#state")).to_contain_text("keeps no index")
        other.close()
