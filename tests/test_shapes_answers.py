"""Each published shape of an answer, over a real socket: what users see of it."""

from collections import deque
from pathlib import Path

import pytest

from app.core.errors import ModelError
from tests.fakes.openai_server import FakeOpenAI, Json, Reply
from tests.fakes.shapes_answers import SHAPES, Shape
from tests.faults.endpoint import KEY, opened, read, settings

pytestmark = pytest.mark.usefixtures("no_backoff")


def answering(shape: Shape) -> FakeOpenAI:
    """An endpoint that gives the shape's replies in order, the last one again and again."""
    left = deque(shape.replies)

    def reply(_: Json) -> Reply:
        return left.popleft() if len(left) > 1 else left[0]

    return FakeOpenAI(reply)


@pytest.mark.parametrize("structured_output", ["json_schema", "none"])
@pytest.mark.parametrize("name", SHAPES)
async def test_users_see_of_a_shape_what_its_row_says(name: str, structured_output: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    with answering(shape) as server:
        chosen = settings(server, tmp_path, llm_structured_output=structured_output)
        async with opened(chosen) as service:
            if shape.error is None:
                summary = await service.summarize(read())
                (claim,) = summary.incidents[0].casualty_claims
                assert claim.killed is not None
                assert (claim.killed.min, claim.killed.max) == (4, 4)
                assert shape.says in seen(*summary.notes, *(f"{each.path} {each.code}" for each in summary.unsupported))
                assert summary.status == "complete"
            else:
                with pytest.raises(ModelError) as raised:
                    await service.summarize(read())
                assert type(raised.value) is shape.error
                assert shape.says in str(raised.value)
                assert KEY not in str(raised.value)
    assert len(server.completions) == shape.calls


def seen(*lines: str) -> str:
    return "\n".join(lines)


def test_each_row_that_ends_in_an_error_says_in_what_words() -> None:
    """A class alone is nothing that a newcomer could act on; the hint says what to do."""
    wordless = [name for name, shape in SHAPES.items() if shape.error and not (shape.says and shape.error("").hint)]
    assert wordless == []


async def test_what_was_mended_is_on_record_when_the_answer_comes_from_the_store(tmp_path: Path) -> None:
    """The store keeps what the model wrote, and it is mended again."""
    with answering(SHAPES["an extra field"]) as server:
        async with opened(settings(server, tmp_path)) as service:
            first, second = await service.summarize(read()), await service.summarize(read())
    assert second.provenance.cached
    assert [each.code for each in second.unsupported] == ["unknown_field"]
    assert (first.unsupported, first.draft) == (second.unsupported, second.draft)


@pytest.mark.parametrize("name", ["far fewer tokens than the text has (Ollama)"])
async def test_an_answer_to_a_question_that_may_have_been_cut_is_not_kept(name: str, tmp_path: Path) -> None:
    with answering(SHAPES[name]) as server:
        async with opened(settings(server, tmp_path)) as service:
            await service.summarize(read())
            await service.summarize(read())
    assert len(server.completions) == 2


async def test_no_turn_is_empty_when_a_silent_model_is_asked_again(tmp_path: Path) -> None:
    with answering(SHAPES["empty once"]) as server:
        async with opened(settings(server, tmp_path)) as service:
            await service.summarize(read())
    assert all(turn["content"] for turn in server.completions[1].json["messages"])
