"""The pages under docs/: they are all in the site, their links hold, and what they show is true."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from pydantic import SecretStr

from app.core.settings import Settings, unknown_names
from schemas import ArticleSummary, Dossier
from scripts import check_site, run_notebook
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.recorded import RecordedService, seed_summaries
from tests.fakes.service import TEXT
from tests.fakes.web import served
from tests.faults.endpoint import good

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
LOCAL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = SecretStr(f"sqlite:///{tmp_path_factory.mktemp('index') / 'index.db'}")
    with served(RecordedService(known=seed_summaries()), Settings(index_url=index)) as url:
        yield url


# The site.


def _named(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    else:
        for each in item.values() if isinstance(item, dict) else item:
            yield from _named(each)


def test_each_page_is_in_the_navigation_once() -> None:
    """A page that is written and not listed would not be found; one that is listed and not there breaks the build."""
    listed = list(_named(tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"]))
    assert sorted(listed) == [path.relative_to(DOCS).as_posix() for path in PAGES]


def test_all_links_within_the_repository_hold() -> None:
    """Files are there, and so are the headings that are named."""
    broken = [f"{page.relative_to(ROOT)}: {link}" for page in (ROOT / "README.md", *PAGES) for link in _broken(page)]
    assert not broken


def _broken(page: Path) -> Iterator[str]:
    for link in _links(page):
        parts = urlsplit(link)
        target = page.parent / unquote(parts.path) if parts.path else page
        if not parts.scheme and not (target.exists() and (not parts.fragment or parts.fragment in _headings(target))):
            yield link


def test_pages_of_the_site_link_within_the_site() -> None:
    """A link that leads out of docs/ holds in a checkout and is dead in the site: its strict build refuses it."""
    outside = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in PAGES
        for link in _links(page)
        if not urlsplit(link).scheme
        if not (page.parent / unquote(urlsplit(link).path)).resolve().is_relative_to(DOCS)
    ]
    assert not outside


def _links(page: Path) -> Iterator[str]:
    yield from (found[1] or found[2] for found in LINK.finditer(_prose(page)))


def _prose(page: Path) -> str:
    left_out = r"<!--.*?-->|^(```|    ).*?^(```|$)|`[^`\n]*`"
    return re.sub(left_out, "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def _headings(page: Path) -> set[str]:
    """What GitHub and the site call them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in titles}


def test_pages_named_in_code_spans_are_there() -> None:
    named = {name for page in PAGES for name in re.findall(r"`(docs/[\w/-]+\.md)`", page.read_text("utf-8"))}
    assert named
    assert not [name for name in sorted(named) if not (ROOT / name).is_file()]


def test_no_page_names_a_setting_that_there_is_not() -> None:
    """But for the misspelt one that `sitrep doctor` finds, and one that docs/security.md wants of webhooks."""
    named = {name for page in PAGES for name in re.findall(r"\bSITREP_[A-Z_]*[A-Z]\b", page.read_text("utf-8"))}
    assert set(unknown_names(named)) <= {"SITREP_LLM_MODLE", "SITREP_WEBHOOK_NETWORKS"}


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<script src="https://cdn.example/x.js"></script>', 1),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', 1),
        ('<img srcset="http://a.example/1.png 2x">', 1),
        ('<p style="background: url(https://a.example/1.png)">', 1),
        ('<svg><image xlink:href="https://a.example/1.png"/></svg>', 1),
        ('<a href="https://a.example/">away</a><link rel="canonical" href="https://a.example/">', 0),
        ('<script src="assets/x.js"></script><link rel="icon" href="../icon.svg">', 0),
    ],
)
def test_what_a_page_loads_from_elsewhere_is_found(tmp_path: Path, html: str, found: int) -> None:
    (tmp_path / "index.html").write_text(html)
    (tmp_path / "x.css").write_text('a { background: url("x.png") }')
    assert len(list(check_site.check(tmp_path))) == found


def test_what_a_style_sheet_loads_from_elsewhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text('@import "//a.example/x.css"; a { background: url(https://a.example/1.png) }')
    assert len(list(check_site.check(tmp_path))) == 2


@pytest.mark.skipif(not (ROOT / ".venv-docs").is_dir(), reason="`make docs` was not run here: the site is not built")
def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    build = [str(ROOT / ".venv-docs/bin/zensical"), "build", "--clean", "--strict"]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "site" / "index.html").is_file()
    assert list(check_site.check(tmp_path / "site")) == []


# What they show.


def _blocks(language: str, has: str) -> Iterator[str]:
    """Blocks of code of the README and of the pages that have something in them."""
    for page in (ROOT / "README.md", *PAGES):
        found = re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
        yield from (block for block in found if has in block)


def _configurations() -> list[dict[str, Any]]:
    return [json.loads(block)["mcpServers"]["sitrep"] for block in _blocks("json", "mcpServers")]


async def test_the_configuration_of_a_chat_client_reaches_the_service(url: str) -> None:
    configured, *others = [each for each in _configurations() if "url" in each]
    assert configured["type"] == "http"
    assert all(each == configured for each in others)
    async with Client(configured["url"].replace(LOCAL, url)) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("build_dossier", {"articles": [{"text": text} for text in seed_summaries()]})
    assert tools == set(re.findall(r"^\| `(\w+)` \|", (DOCS / "mcp.md").read_text("utf-8"), re.MULTILINE))
    (strike,) = Dossier.model_validate(answer.structured_content).incidents
    assert (strike.fatalities.low, strike.fatalities.high) == (2, 4)


async def test_the_configuration_of_a_chat_client_starts_the_command(tmp_path: Path) -> None:
    """As it stands, but that the model is a fake one."""
    (configured,) = [each for each in _configurations() if "command" in each]
    with FakeOpenAI(good) as endpoint:
        environment = {
            **configured["env"],
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "SITREP_LLM_BASE_URL": endpoint.base_url,
            "SITREP_LLM_MODEL": "fake-model",
            "SITREP_CACHE_DIR": str(tmp_path),
            "SITREP_INDEX_URL": "none",
        }
        started = StdioServerParameters(command=configured["command"], args=configured["args"], env=environment)
        async with Client(started) as client:
            answer = await client.call_tool("summarize_article", {"text": TEXT})
    assert not answer.is_error
    assert ArticleSummary.model_validate(answer.structured_content).article.characters == len(TEXT)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_call_of_the_shell_gives_the_dossier_of_the_seeds(url: str) -> None:
    command, *others = {block[block.index("python3 ") :] for block in _blocks("sh", "python3 ")}
    assert not others
    command = command.replace(LOCAL, url)
    ran = subprocess.run(["bash", "-ec", command], cwd=ROOT, check=True, capture_output=True)
    (strike,) = Dossier.model_validate_json(ran.stdout).incidents
    assert [each.kind for each in strike.conflicts if not each.compatible] == ["numeric"]


def test_the_notebook_gives_what_it_shows() -> None:
    shown = run_notebook.NOTEBOOK.read_text("utf-8")
    assert run_notebook.run(shown) == shown, "run scripts/run_notebook.py"
