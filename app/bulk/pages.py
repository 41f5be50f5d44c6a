"""A saved web page as an article: its text without what stands around it, and what the page says of itself."""

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

from app.bulk.sources import SourceError

MOST_BYTES: Final = 8 << 20
"""Of one page: the parser needs many times as much."""
_BESIDE: Final = ["//figcaption", "//aside"]
"""Elements that are no part of the report whatever they say."""


def check_html() -> None:
    """Raises SourceError where pages cannot be read here."""
    if find_spec("trafilatura") is None:
        raise SourceError("HTML needs the extra `html`", "Install it: pip install 'sitrep[html]'.")


def page(content: bytes) -> Mapping[str, str]:
    """The members of a request for one page: `text`, and as far as the page has them title, source, url, published_on.

    Menus, captions, consent and teasers are left out, and of paragraphs that are the same all but the first. Raises
    SourceError where there is no article in it.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 - an extra
    from trafilatura.settings import Document  # noqa: PLC0415 - as above

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what is wrong with a page is said here

    if len(content) > MOST_BYTES:
        raise SourceError(f"the page is over {MOST_BYTES} bytes")
    found = bare_extraction(
        content,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        prune_xpath=_BESIDE,
    )
    if not isinstance(found, Document) or not found.text:
        raise SourceError("there is no article in this page")
    told = {"title": found.title, "source": found.sitename, "url": found.url, "published_on": _day(content)}
    text = "\n\n".join(dict.fromkeys(filter(None, map(str.strip, found.text.split("\n")))))
    return {"text": text, **{name: value for name, value in told.items() if value}}


def _day(content: bytes) -> str | None:
    """The day of publication by the page's head, its JSON-LD and its address: no date of its text is taken for it."""
    from htmldate import find_date  # noqa: PLC0415 - trafilatura's own
    from trafilatura import load_html  # noqa: PLC0415 - an extra

    tree = load_html(content)
    for body in () if tree is None else tree.xpath("/html/body"):
        linked = body.xpath(".//script[@type='application/ld+json']")
        body.clear()
        body.extend(linked)
    return None if tree is None else find_date(tree, extensive_search=False, original_date=True)
