"""A real browser on the page: Debian's Chromium, where it is installed (`apt-get install chromium`)."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.article import Article
from schemas import ArticleSummary
from tests.fakes.recorded import seed_summaries
from tests.fakes.service import FakeService, summary_of
from tests.fakes.web import served

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 30_000
"""For what the page does at once: other tests run beside."""


@dataclass
class RecordedService(FakeService):
    """Answers the seeds with their recorded records, anything else with a made-up one."""

    known: dict[str, ArticleSummary] = field(default_factory=dict)

    async def summarize(self, article: Article) -> ArticleSummary:
        await super().summarize(article)
        return self.known.get(article.text) or summary_of(article)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(RecordedService(known=seed_summaries())) as url:
        yield url


@pytest.fixture(scope="module")
def browser(url: str) -> Iterator[Browser]:
    """For a module: the browser's loop would stand in the way of tests that have their own."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: the page is not tested in a browser")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The page, freshly opened; it fails on anything that the browser complains of or that is loaded from elsewhere."""
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": 1360, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    opened = context.new_page()
    opened.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda sent: None if sent.url.startswith((url, "blob:", "data:")) else faults.append(sent.url))
    opened.goto(url)
    yield opened
    context.close()
    assert not [fault for fault in faults if "the server responded with a status of 4" not in fault]
