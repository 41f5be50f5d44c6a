"""Take pictures of the page, as it shows the two seed articles' recorded answers: docs/images/*.png.

Needs Debian's chromium, and the recordings of eval/recordings/frontier; asks no model.
"""

import shutil
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from pydantic import SecretStr

from app.core.settings import Settings
from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.web import served

IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1200, 800
MOST_BYTES: Final = 200_000
GREY_EDGES: Final = ("--no-sandbox", "--disable-lcd-text")
"""Letters without coloured edges, which a PNG could not pack."""


def article(page: Page) -> None:
    """One report, with the words of its toll lit."""
    page.get_by_role("button", name="Baghdad, first report").click()
    value = page.locator(".value", has_text="killed: 4;")
    value.click()
    value.evaluate("node => node.scrollIntoView({block: 'center'})")


def dossier(page: Page) -> None:
    """Both reports, with the words of their tolls side by side."""
    page.get_by_role("button", name="Both Baghdad reports").click()
    page.locator("tr.contradiction .cell").first.click()
    page.locator(".headline").evaluate("node => node.scrollIntoView()")


def wrong(page: Page) -> None:
    """A correction that is being given: words are selected, and stand in the form."""
    page.get_by_role("button", name="Baghdad, first report").click()
    value = page.locator(".value", has_text="killed: 4;")
    page.locator("mark", has_text="killed four").first.evaluate("mark => getSelection().selectAllChildren(mark)")
    value.hover()
    value.get_by_role("button", name="This is wrong").click()
    page.locator("#wrong-option").select_option(label="killed")
    page.locator("#wrong-part-0").fill("at least 4")
    page.locator(".wrong-form").evaluate("node => node.scrollIntoView({block: 'center'})")


VIEWS: Final = {"article": article, "dossier": dossier, "wrong": wrong}


def main() -> None:
    """Write all pictures; raises where one is too large for the repository."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, _shown(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(GREY_EDGES))
        for name in VIEWS:
            for scheme in ("light", "dark"):
                _take(browser, url, name, scheme)
        browser.close()


def _shown(folder: Path) -> AbstractContextManager[str]:
    """A service that keeps an index, so that values can be corrected."""
    settings = Settings(index_url=SecretStr(f"sqlite:///{folder / 'index.db'}"))
    return served(RecordedService(known=seed_summaries()), settings)


def _take(browser: Browser, url: str, name: str, scheme: Literal["light", "dark"]) -> None:
    file = IMAGES / f"{name}-{scheme}.png"
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    VIEWS[name](page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)  # until it has scrolled
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    taken.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    context.close()
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file.name} has {file.stat().st_size} bytes, more than {MOST_BYTES}")


if __name__ == "__main__":
    main()
