"""The page at `/` in a real browser."""

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app import keys
from app.article import Article
from app.core.errors import ModelUnavailable
from app.core.progress import Asking, Checking, Queued, Step, tell
from app.core.settings import Settings
from app.store.keyring import KeyRing
from schemas import ArticleSummary
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import served
from tests.seeds import FIRST, SECOND

SAMPLES = Path(__file__).parents[3] / "app" / "web" / "static" / "samples"
HOSTILE = (
    'Four died. </script><script>document.title = "taken"</script><img src="http://example.org/x" onerror="alert(1)"> '
    "{{ 7 * 7 }} On Thursday police in Baghdad said so."
)


def press_sample(page: Page) -> None:
    page.get_by_role("button", name="Baghdad, first report").click()
    expect(page.locator(".headline h2")).to_be_visible()


def lit_words(page: Page) -> list[str]:
    return page.locator("mark.lit").all_inner_texts()


def test_the_samples_are_the_seed_articles() -> None:
    assert (SAMPLES / "baghdad-1.txt").read_bytes().decode() == FIRST
    assert (SAMPLES / "baghdad-2.txt").read_bytes().decode() == SECOND


def test_the_words_of_a_value_are_one_click_away(page: Page) -> None:
    """The toll of four: one click on it, and its words, and those alone, are lit and in view."""
    press_sample(page)
    page.locator(".value", has_text="killed: 4;").click()
    page.mouse.move(0, 0)
    assert "".join(lit_words(page)).startswith("Police and militia sources said the rockets hit a vehicle")
    expect(page.locator("mark.lit").first).to_be_in_viewport()
    expect(page.locator(".value.lit")).to_have_count(1)


def test_a_click_on_words_shows_the_values_that_rest_on_them(page: Page) -> None:
    press_sample(page)
    page.locator("mark", has_text="Health sources").first.click()
    expect(page.locator(".value.lit", has_text="confirmed by Health sources").first).to_be_in_viewport()


def test_every_span_that_a_value_rests_on_is_marked_and_the_article_is_whole(page: Page) -> None:
    press_sample(page)
    assert page.locator("article .text").evaluate("node => node.textContent") == FIRST
    unmarked = page.locator("[data-has-words]").evaluate_all(
        "values => values.filter(value => ![...document.querySelectorAll('mark')]"
        ".some(mark => mark.dataset.values.split(' ').includes(value.id))).length"
    )
    assert unmarked == 0


def test_j_and_k_go_through_the_values(page: Page) -> None:
    press_sample(page)
    for key, wanted in (("j", "v1"), ("j", "v2"), ("k", "v1")):
        page.keyboard.press(key)
        assert page.locator(".value.lit").evaluate_all("lit => lit.map(each => each.id)") == [wanted]


@pytest.mark.parametrize("width", [1360, 360])
def test_it_is_usable_by_screen_readers_and_on_a_phone(page: Page, width: int) -> None:
    """axe finds nothing, before and after an answer; nothing is wider than the screen."""
    page.set_viewport_size({"width": width, "height": 740})
    assert_accessible(page)
    press_sample(page)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_what_an_article_says_is_text_and_no_markup(page: Page) -> None:
    """Scripts, images and template code of an article stand there as they were sent; nothing is run or loaded."""
    page.locator("#text").fill(HOSTILE)
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator(".headline h2")).to_be_visible()
    assert page.locator("article .text").evaluate("node => node.textContent") == HOSTILE
    assert page.title() == "Sitrep"
    assert page.locator("#result img, #result script:not([type='application/json'])").count() == 0


def test_a_refused_article_is_explained_and_the_page_lives_on(page: Page) -> None:
    page.locator("#text").fill("x")
    page.locator("#published_on").evaluate("node => { node.type = 'text'; node.value = 'soon'; }")
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator("#state")).to_contain_text("published_on")


@dataclass
class Telling(FakeService):
    """Tells a step, and waits until the test lets it go on."""

    steps: tuple[Step, ...] = ()
    go_on: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    async def summarize(self, article: Article) -> ArticleSummary:
        for step in self.steps:
            tell(step)
            await asyncio.to_thread(self.go_on.acquire)
        return await super().summarize(article)


def test_what_is_done_is_told_as_it_is_done(browser: Browser) -> None:
    """The place in the queue, the parts that are read, the check; then the record, and no status of the way."""
    service = Telling(steps=(Queued(3), Asking(2, 5, "parts"), Checking()))
    with served(service) as url:
        page = browser.new_page()
        page.goto(url)
        page.locator("#text").fill(TEXT)
        page.get_by_role("button", name="Summarise").click()
        for words in ("Waiting, number 3 in the queue", "Reading the article, 2 of 5 parts", "Holding each value"):
            expect(page.locator("#state")).to_contain_text(words)
            service.go_on.release()
        expect(page.locator(".headline h2")).to_be_visible()
        expect(page.locator("#state")).to_have_text("The record is below.")
        page.close()


def test_a_failure_on_the_way_is_explained(browser: Browser) -> None:
    service = Telling(steps=(Queued(1),), error=ModelUnavailable("the model is away"))
    with served(service) as url:
        page = browser.new_page()
        page.goto(url)
        page.locator("#text").fill(TEXT)
        page.get_by_role("button", name="Summarise").click()
        expect(page.locator("#state")).to_contain_text("number 1 in the queue")
        service.go_on.release()
        expect(page.locator("#state")).to_contain_text("the model is away")
        page.close()


def test_the_record_can_be_taken_along(page: Page) -> None:
    press_sample(page)
    page.get_by_role("button", name="Copy JSON").click()
    expect(page.locator("#state")).to_have_text("Copied.")
    assert '"headline"' in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV (ACLED columns)").click()
    assert "sub_event_type" in download.value.path().read_text("utf-8-sig").splitlines()[0]


def test_with_keys_the_page_is_open_and_an_article_wants_one(browser: Browser, tmp_path: Path) -> None:
    """The key is typed once, kept for the tab, and sent as a header: there is no cookie that another site could use."""
    file = tmp_path / "keys.json"
    key, sent = keys.mint("desk", keys.SCOPES, 60, None, datetime.now(UTC))
    KeyRing(file).add(key)
    with served(FakeService(), Settings(keys_file=file)) as url:
        page = browser.new_context().new_page()
        page.goto(url)
        page.locator("#text").fill("Four people died.")
        page.get_by_role("button", name="Summarise").click()
        expect(page.locator("#key")).to_be_focused()
        page.locator("#key").fill(sent)
        page.locator("#key").press("Tab")
        page.get_by_role("button", name="Summarise").click()
        expect(page.locator(".headline h2")).to_be_visible()
        assert page.context.cookies() == []
