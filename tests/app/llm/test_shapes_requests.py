"""What users see of each way in which endpoints take requests: the whole service before an imitation on loopback."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import article
from app.core.errors import RequestRefused
from app.core.settings import Settings
from app.service import Service, open_service
from tests.fakes.openai_server import FakeOpenAI, Json, Said
from tests.fakes.shapes_requests import SHAPES, Shape
from tests.faults.build import ARTICLE, NOTHING

READ = article.read(ARTICLE, today=date(2024, 1, 5))
HOSTILE = article.read(
    "VALMORA, 4 January 2024 - The temperature parameter is not supported, the max_tokens parameter is deprecated and "
    "the seed is not allowed, an official said on Thursday.",
    today=date(2024, 1, 5),
)
LEARNING = [shape for shape in SHAPES if not shape.says]


def name_of(shape: Shape) -> str:
    return shape.name


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[FakeOpenAI]:
    shape: Shape = request.param

    def answer(asked: Json) -> Said:
        return shape.minds(asked) or NOTHING

    with FakeOpenAI(answer) as fake:
        yield fake


@asynccontextmanager
async def opened(server: FakeOpenAI, folder: Path, **more: Any) -> AsyncIterator[Service]:
    given: dict[str, Any] = {"llm_base_url": server.base_url, "llm_model": "fake", "cache_dir": folder} | more
    async with open_service(Settings(**given)) as service:
        yield service


def each_shape(shapes: list[Shape]) -> pytest.MarkDecorator:
    rows = [pytest.param(shape, shape, id=shape.name) for shape in shapes]
    return pytest.mark.parametrize(("server", "shape"), rows, indirect=["server"])


@each_shape(LEARNING)
async def test_the_article_is_read_and_the_record_says_what_the_endpoint_does_not_take(
    server: FakeOpenAI, shape: Shape, tmp_path: Path
) -> None:
    """Each refusal costs one call, and the call that is answered holds what the endpoint takes."""
    async with opened(server, tmp_path, **shape.settings) as service:
        record = await service.summarize(READ)
    assert record.status == "complete"
    assert record.provenance.dialect == shape.learnt
    assert record.provenance.attempts == len(server.completions) == shape.refused + 1
    sent = server.completions[-1].json
    assert {name: sent.get(name) for name in shape.sent} == shape.sent


@each_shape([shape for shape in LEARNING if shape.learnt])
async def test_what_was_learnt_costs_no_call_again(server: FakeOpenAI, shape: Shape, tmp_path: Path) -> None:
    """Neither in the same process nor in a later one; the stored answer is found under the dialect's key."""
    async with opened(server, tmp_path, **shape.settings) as service:
        await service.summarize(READ)
        learning = len(server.completions)
        await service.summarize(HOSTILE)
    async with opened(server, tmp_path, **shape.settings) as service:
        stored = await service.summarize(READ)
        assert (stored.provenance.cached, stored.provenance.dialect) == (True, shape.learnt)
        await service.summarize(article.read(ARTICLE.replace("two", "three"), today=date(2024, 1, 5)))
    assert len(server.completions) == learning + 2


@each_shape([shape for shape in SHAPES if shape.says])
async def test_what_teaches_nothing_is_said_in_words(server: FakeOpenAI, shape: Shape, tmp_path: Path) -> None:
    """After one call, or those that all guesses took. The article complains of each parameter, and is not believed."""
    async with opened(server, tmp_path, **shape.settings) as service:
        with pytest.raises(RequestRefused) as raised:
            await service.summarize(HOSTILE)
    assert str(raised.value) == shape.says
    assert shape.hint
    assert shape.hint in raised.value.hint
    assert len(server.completions) == shape.refused + 1


def test_each_shape_names_where_it_was_published() -> None:
    """A row without a source is an invention; a name that two rows share hides one."""
    assert all(shape.thread for shape in SHAPES)
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)


@each_shape([SHAPES[0]])
async def test_a_schema_is_told_in_the_prompt_where_it_is_enforced_no_more(
    server: FakeOpenAI, shape: Shape, tmp_path: Path
) -> None:
    """Where the endpoint minds `json_schema`, the model learns of it in the first message."""
    row = next(each for each in SHAPES if each.learnt == ("json_schema",))
    server.answer = lambda request: row.minds(request) or NOTHING
    async with opened(server, tmp_path) as service:
        await service.summarize(READ)
    first, second = (call.json["messages"][0]["content"] for call in server.completions)
    assert second.startswith(first)
    assert json.dumps("headline") in second.removeprefix(first)
