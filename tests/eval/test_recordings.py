"""What the model said, kept and said again."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from app.core.errors import DraftInvalid, ModelUnavailable
from app.core.settings import Settings
from app.llm.asking import Answer, Message, Question, T, Usage
from eval.recordings import Recorder, Recording, RecordingMissing, open_recorded, open_replayed, read, replay, write
from eval.run import in_process, run_case
from tests.eval.build import SPEC, case
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour

TEXT = "Gunmen killed four people in Baghdad on Thursday, police said. Rebels burned a bus in Basra on Friday."


class Told(BaseModel):
    """An answer."""

    said: str


def question(text: str) -> Question[Told]:
    return Question((Message("user", text),), Told, 20)


async def echo(asked: Question[T], /) -> Answer[T]:
    """Say the question; fail on "invalid" and on "gone"."""
    text = asked.messages[0].content
    if text in {"invalid", "gone"}:
        raise (DraftInvalid if text == "invalid" else ModelUnavailable)(text)
    return Answer(asked.answer.model_validate({"said": text}), Usage(1, 2, 3), cached=False)


async def recorded(*texts: str) -> Recording:
    recorder = Recorder(echo, SPEC)
    for text in texts:
        try:
            await recorder(question(text))
        except (DraftInvalid, ModelUnavailable):
            continue
    return Recording(SPEC, "model", recorder.answers, recorder.failures)


async def test_what_was_recorded_is_said_again_at_no_cost() -> None:
    answer = await replay(await recorded("a", "b"), SPEC)(question("b"))
    assert (answer.value, answer.usage, answer.cached) == (Told(said="b"), Usage(), True)


async def test_a_question_that_was_not_recorded_says_what_to_do() -> None:
    with pytest.raises(RecordingMissing, match="the prompt or schema changed: run `make recordings`"):
        await replay(await recorded("a"), SPEC)(question("another prompt"))


async def test_another_answer_schema_misses() -> None:
    class Other(Told):
        more: str | None = None

    with pytest.raises(RecordingMissing):
        await replay(await recorded("a"), SPEC)(Question((Message("user", "a"),), Other, 20))


async def test_an_answer_that_the_model_could_not_give_is_a_failure_again() -> None:
    with pytest.raises(DraftInvalid):
        await replay(await recorded("invalid"), SPEC)(question("invalid"))


async def test_a_failure_of_the_moment_is_not_recorded() -> None:
    with pytest.raises(RecordingMissing):
        await replay(await recorded("gone"), SPEC)(question("gone"))


async def test_a_file_gives_back_what_was_written_whatever_the_order(tmp_path: Path) -> None:
    write(await recorded("a", "b", "invalid"), tmp_path / "one")
    write(await recorded("invalid", "b", "a"), tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert read(tmp_path / "one").answers.keys() == (await recorded("a", "b")).answers.keys()
    assert list(read(tmp_path / "one").failures.values()) == ["draft-invalid"]


async def test_a_separator_inside_an_answer_does_not_end_its_line(tmp_path: Path) -> None:
    write(await recorded("a\u2028b\x85c"), tmp_path / "one")
    answer = await replay(read(tmp_path / "one"), SPEC)(question("a\u2028b\x85c"))
    assert answer.value.said == "a\u2028b\x85c"


async def test_a_recording_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RecordingMissing, match="make recordings"):
        async with open_replayed(Settings(), tmp_path / "none.jsonl"):
            pass


def answer(request: Json) -> Any:
    reading = dict.fromkeys(("event", "attacker", "target", "place", "weapon", "killed", "wounded", "said_by"))
    if "Rebels" in str(request["messages"][-1]):
        return Misbehaviour.REFUSE
    return reading | {"event": "killed", "attacker": "Gunmen", "place": "Baghdad", "killed": "four people"}


def settings(server: FakeOpenAI, folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {"llm_base_url": server.base_url, "llm_model": "fake", "llm_proposer": "reader"}
    return Settings(cache_dir=folder / "answers", **given | {"llm_attempts": 1} | more)


async def test_the_pipeline_makes_the_same_of_a_recording_as_of_the_model(tmp_path: Path) -> None:
    """The endpoint is gone by the time of the replay; a question that was refused is refused again."""
    with FakeOpenAI(answer) as server:
        chosen = settings(server, tmp_path)
        async with open_recorded(chosen, tmp_path / "seeds.jsonl") as service:
            live = await run_case(case("a", TEXT), in_process(service))
    async with open_replayed(chosen, tmp_path / "seeds.jsonl") as service:
        again = await run_case(case("a", TEXT), in_process(service))
    assert live.output is not None
    assert again.output is not None
    assert live.output.status == "partial"
    assert live.output.model_dump(exclude={"provenance", "notes"}) == again.output.model_dump(
        exclude={"provenance", "notes"}
    )
    assert again.output.incidents


async def test_what_the_store_knows_already_is_recorded_too(tmp_path: Path) -> None:
    with FakeOpenAI(answer) as server:
        chosen = settings(server, tmp_path)
        for name in ("first", "second"):
            async with open_recorded(chosen, tmp_path / name) as service:
                await run_case(case("a", TEXT), in_process(service))
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


async def test_another_way_of_enforcing_the_schema_misses(tmp_path: Path) -> None:
    with FakeOpenAI(answer) as server:
        async with open_recorded(settings(server, tmp_path), tmp_path / "r") as service:
            await run_case(case("a", TEXT), in_process(service))
        changed = settings(server, tmp_path, llm_structured_output="json_object")
    async with open_replayed(changed, tmp_path / "r") as service:
        with pytest.raises(RecordingMissing):
            await run_case(case("a", TEXT), in_process(service))


async def test_a_run_that_breaks_off_leaves_the_earlier_recording(tmp_path: Path) -> None:
    with FakeOpenAI(answer) as server, pytest.raises(KeyboardInterrupt):
        async with open_recorded(settings(server, tmp_path), tmp_path / "r"):
            raise KeyboardInterrupt
    assert not (tmp_path / "r").exists()


async def test_a_recording_with_a_gap_is_not_kept(tmp_path: Path) -> None:
    with FakeOpenAI(lambda _: Misbehaviour.ERROR_500) as server, pytest.raises(ModelUnavailable, match="run it again"):
        async with open_recorded(settings(server, tmp_path), tmp_path / "r") as service:
            await run_case(case("a", TEXT), in_process(service))
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("text", ["", "rubbish", '{"spec": {"old": 1}, "model": "m"}'])
def test_a_file_that_is_no_recording_says_what_to_do(text: str, tmp_path: Path) -> None:
    (tmp_path / "r").write_text(text)
    with pytest.raises(RecordingMissing, match="make recordings"):
        read(tmp_path / "r")
