"""The form "This is wrong", in a real browser: corrections are given, refused, and shown where they belong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from pydantic import SecretStr

from app import keys
from app.core.settings import Settings
from app.store.keyring import KeyRing
from tests.app.store.index.records import child, reported
from tests.app.web.test_page import assert_accessible
from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.web import served
from tests.seeds import FIRST, SECOND

TOLL = "killed: 4;"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corrected")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """A service whose index keeps no texts."""
    settings = Settings(index_url=SecretStr(f"sqlite:///{folder / 'index.db'}"))
    with served(RecordedService(known=seed_summaries()), settings) as url:
        yield url


def article_of(url: str, text: str) -> str:
    return str(httpx.post(f"{url}/v1/summaries", json={"text": text}).json()["article"]["id"])


def toll(page: Page) -> Locator:
    return page.locator(".value", has_text=TOLL).first


def open_form(page: Page, value: Locator) -> None:
    value.hover()
    value.get_by_role("button", name="This is wrong").click()
    expect(page.locator(".wrong-form")).to_be_visible()


def choose(page: Page, what: str) -> None:
    page.get_by_label("What is wrong").select_option(label=what)


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep the correction").click()


def given(url: str, article_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{url}/v1/corrections?article_id={article_id}").json()["corrections"]
    return found


def test_a_fresh_record_is_corrected_by_keyboard_alone(page: Page, url: str) -> None:
    """The quote is held against the article, which the index keeps not; the focus comes back to the value."""
    page.get_by_role("button", name="Baghdad, first report").click()
    toll(page).focus()
    page.keyboard.press("Tab")
    expect(toll(page).get_by_role("button", name="This is wrong")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What is wrong")).to_be_focused()
    page.keyboard.press("j")  # types into the list, and goes to no other value
    expect(page.get_by_label("It should say")).to_have_value("4")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(toll(page)).to_contain_text("killed: 4, was 4")
    expect(toll(page)).to_be_focused()
    (made,) = given(url, article_of(url, FIRST))
    assert made["evidence"]["quote"] in FIRST
    assert made["basis"] == "article"


def test_words_that_are_selected_are_the_quote_and_a_refusal_stands_beside_the_form(page: Page, url: str) -> None:
    """The part that is wrong has the focus; what is then given is taken, and shown with who said so and when."""
    article_id = article_of(url, SECOND)
    page.goto(url)
    page.get_by_role("button", name="Baghdad, second report").click()
    value = page.locator(".value", has_text="killed: 2;").first
    open_form(page, value)
    choose(page, "killed")
    page.locator("article .text mark", has_text="two").first.evaluate("mark => getSelection().selectAllChildren(mark)")
    page.get_by_role("button", name="Take the words").click()
    words = page.locator("#wrong-quote").input_value()
    assert words in SECOND
    page.get_by_label("It should say").fill("977")
    keep(page)
    expect(page.locator(".fault")).to_contain_text("Not taken (value): number_not_carried")
    expect(page.get_by_label("It should say")).to_be_focused()
    page.get_by_label("It rests on").select_option("desk_rule")
    page.get_by_label("Note").fill("counted by hand")
    keep(page)
    expect(value).to_contain_text("killed: 977, was")
    expect(value).to_contain_text("a rule of the desk")
    expect(value).to_contain_text("counted by hand")
    expect(value).to_contain_text("this machine")
    assert [each["note"] for each in given(url, article_id)] == ["counted by hand"]


def test_the_record_with_its_corrections_has_an_address(page: Page, url: str) -> None:
    """There, values stand as they were corrected, and cannot be corrected further; the machine's own is a link away."""
    article_id = article_of(url, FIRST)
    correction = {"article_id": article_id, "value": None, "basis": "desk_rule"}
    httpx.post(f"{url}/v1/corrections", json={**correction, "path": "incidents/0/date"}).raise_for_status()
    page.goto(f"{url}/summaries/{article_id}")
    expect(page.locator(".value", has_text="date: not in the article, was 2")).to_be_visible()
    page.get_by_role("link", name="with its corrections").click()
    expect(page.locator(".badge", has_text="with corrections")).to_be_visible()
    expect(page.locator(".value", has_text="not stated").first).to_be_visible()
    expect(page.get_by_role("button", name="This is wrong")).to_have_count(0)
    page.get_by_role("link", name="machine's own record").click()
    expect(page.locator("#forms")).to_have_count(1)


def test_something_that_is_missing_is_added(page: Page, url: str) -> None:
    """An item of a list, from its parts; it stands below the title of its incident."""
    page.goto(f"{url}/summaries/{article_of(url, FIRST)}")
    page.get_by_role("button", name="Something is missing: Weapons").first.click()
    form = page.locator(".wrong-form")
    form.get_by_label("name").fill("rockets")
    form.get_by_label("category").select_option("rocket")
    page.get_by_label("The article's words").fill("rockets")
    keep(page)
    expect(page.locator(".incident > .correction").first).to_contain_text("weapons: name: rockets; category: rocket")


def test_lists_of_names_are_corrected_a_line_for_each(page: Page, url: str) -> None:
    """The places of a deed that was done at several, by the names that the article has."""
    article_id = article_of(url, SECOND)
    page.goto(f"{url}/summaries/{article_id}")
    value = (
        page.locator(".value", has_text="the town is known").or_(page.locator(".value", has_text="in the town")).first
    )
    open_form(page, value)
    choose(page, "several places, each that is named")
    page.get_by_label("It should say").fill("Baghdad\nPalestine street")
    page.get_by_label("It rests on").select_option("desk_rule")
    keep(page)
    expect(value).to_contain_text("Baghdad, Palestine street")
    assert given(url, article_id)[-1]["value"] == ["Baghdad", "Palestine street"]


@pytest.mark.parametrize("width", [1360, 360])
def test_the_form_is_usable_by_screen_readers_and_on_a_phone(page: Page, url: str, width: int) -> None:
    """axe finds nothing while it is open; nothing is wider than the screen; Escape closes it."""
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{url}/summaries/{article_of(url, FIRST)}")
    open_form(page, toll(page))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    expect(page.locator(".wrong-form")).to_have_count(0)
    expect(toll(page).get_by_role("button", name="This is wrong")).to_be_focused()


def test_a_key_that_may_not_review_is_told_so_beside_the_form(page: Page, tmp_path: Path) -> None:
    key, sent = keys.mint("desk", ("summarize", "read"), 60, None, datetime.now(UTC))
    KeyRing(tmp_path / "keys.json").add(key)
    index = SecretStr(f"sqlite:///{tmp_path / 'index.db'}")
    service = RecordedService(known=seed_summaries())
    with served(service, Settings(keys_file=tmp_path / "keys.json", index_url=index)) as url:
        other = page.context.browser.new_page()  # type: ignore[union-attr]
        other.goto(url)
        other.evaluate("key => sessionStorage.setItem('sitrep-key', key)", sent)
        other.get_by_role("button", name="Baghdad, first report").click()
        open_form(other, toll(other))
        keep(other)
        expect(other.locator(".fault")).to_contain_text("may not review")
        other.close()


def test_without_an_index_nothing_can_be_corrected(page: Page, tmp_path: Path) -> None:
    with served(
        RecordedService(known=seed_summaries()), Settings(index_url=SecretStr("none"), keys_file=tmp_path / "k.json")
    ) as url:
        other = page.context.browser.new_page()  # type: ignore[union-attr]
        other.goto(url)
        other.get_by_role("button", name="Baghdad, first report").click()
        expect(toll(other)).to_be_visible()
        expect(other.get_by_role("button", name="This is wrong")).to_have_count(0)
        other.close()


def test_who_a_person_says_is_a_minor_stands_not_in_the_article_beside_the_corrected_record(tmp_path: Path) -> None:
    """The text that the index keeps is left out there, as it is where the machine says so; what was said is masked."""
    settings = Settings(index_url=SecretStr(f"sqlite:///{tmp_path / 'index.db'}"), index_keep_text=True)
    text = "In Suva Aisha Kharroub died."
    victim = child("Aisha Kharroub").model_copy(update={"minor": False})
    service = RecordedService(known={text: reported(text, "Suva", victims=(victim,))})
    with served(service, settings) as url:
        article_id = article_of(url, text)
        path = f"{url}/web/summaries/{article_id}?reviewed=true"
        assert "data-values" in httpx.get(path).text
        minor = {
            "path": "incidents/0/casualty_claims/0/victims/0/minor",
            "value": True,
            "basis": "outside_knowledge",
            "note": "her uncle said so",
        }
        httpx.post(f"{url}/v1/corrections", json={"article_id": article_id, **minor}).raise_for_status()
        assert "data-values" not in httpx.get(path).text
        own = f"{url}/web/summaries/{article_id}"
        assert "her uncle said so" not in httpx.get(own).text
        assert "her uncle said so" in httpx.get(f"{own}?scope=sensitive").text
