"""A real browser on the page: Debian's Chromium, where it is installed (`apt-get install chromium`)."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.web import served

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 30_000
"""For what the page does at once: other tests run beside."""


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
