"""The HTML page."""

import re
from html.parser import HTMLParser

import pytest

from app.core.errors import DraftInvalid
from eval.cases import Absent, Case
from eval.gate import baseline_of, judge
from eval.report import html
from eval.results import Results
from eval.scoring import score_suite
from tests.eval.build import HOSTILE, case, ran
from tests.fakes.service import FakeService


class Page(HTMLParser):
    """Tags with their attributes, and the text outside of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(*cases: Case, results: Results | None = None) -> str:
    run = results or ran(*cases)
    base = baseline_of(run)
    return html.render(run, {(one.suite, one.id): one for one in cases}, base, judge(run, base))


def test_hostile_markup_in_an_article_an_id_and_an_error_is_shown_and_not_run() -> None:
    hostile = case(f'"><script>x</script>{HOSTILE}', HOSTILE)
    failing = ran(hostile, service=FakeService(error=DraftInvalid(HOSTILE)))
    for text in (page(hostile), page(hostile, results=failing)):
        tags = Page(text).tags
        assert [tag for tag, _ in tags].count("script") == 1
        assert not [tag for tag, _ in tags if tag == "img"]
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
        assert HOSTILE in Page(text).text


def test_the_page_asks_nobody_for_anything() -> None:
    tags = Page(page(case())).tags
    addresses = [value for _, attributes in tags for name, value in attributes.items() if name in {"src", "href"}]
    assert addresses
    assert all(value and value.startswith("#") for value in addresses)
    assert not re.search(r"url\(|@import|https?://", page(case()))


def test_the_policy_allows_the_pages_own_script_and_style_only() -> None:
    text = page(case())
    policy = next(a["content"] for _, a in Page(text).tags if a.get("http-equiv") == "Content-Security-Policy")
    script, style = (re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("script", "style"))
    assert script
    assert style
    assert policy == (
        f"default-src 'none'; style-src '{html._source(style[1])}'; script-src '{html._source(script[1])}'"
    )


def test_each_link_leads_to_a_place_in_the_page() -> None:
    tags = Page(page(case("x01/1"), case("a"))).tags
    places = {attributes.get("id") for _, attributes in tags}
    assert {f"{value}"[1:] for tag, a in tags if tag == "a" and (value := a["href"])} <= places


def test_gold_stands_beside_output_field_by_field() -> None:
    run = ran(case(), service=FakeService(error=DraftInvalid("no record")))
    text = page(case(), results=run)
    assert re.search(r'<tr class="missing"><td>city</td><td>valmora</td><td>.*?</td><td>missing</td>', text)
    assert "draft-invalid: no record" in text


def test_the_filter_hides_cases_without_a_difference_and_keeps_failed_ones() -> None:
    right = next(a for tag, a in Page(page(case())).tags if tag == "details" and a.get("id"))
    run = ran(case(), service=FakeService(error=DraftInvalid("no")))
    failed = next(a for tag, a in Page(page(case(), results=run)).tags if tag == "details" and a.get("id"))
    assert ("clean" in f"{right['class']}", "clean" in f"{failed['class']}") == (True, False)


@pytest.mark.parametrize("here", [(), (case("full", "Another text by now."),)])
def test_a_case_whose_article_is_not_here_is_shown_without_it(here: tuple[Case, ...]) -> None:
    text = html.render(ran(case()), {(one.suite, one.id): one for one in here})
    assert "The article that was read is not here." in text


def test_an_absent_suite_says_so() -> None:
    run = ran(case())
    absent = score_suite(Absent("muc4", "<x> is not there"), {})
    text = page(case(), results=run.model_copy(update={"suites": (*run.suites, absent)}))
    assert "Absent, nothing is reported: &lt;x&gt; is not there" in text


def test_wrong_and_missed_stand_beside_each_score_of_the_page() -> None:
    """The page says of each measure what the other reports say."""
    text = Page(page(case())).text
    assert "wrong values shown" in text
    assert "values missed" in text
    assert re.search(r"city\.lenient1\.0000 of 1 \(0\.0 %\)0 of 1 \(0\.0 %\)", text)
