"""Questions in files, and their answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from app.core.errors import DraftInvalid
from app.core.settings import Settings
from app.llm.asking import Ask, Message, Question, question_key
from eval.cases import Case
from eval.out_of_band import (
    Answered,
    QuestionWritten,
    Written,
    by_case,
    open_answered,
    spec_of_hosted,
    write_questions,
)
from eval.recordings import RecordingMissing
from eval.run import Summarize
from eval.subject import Choice, open_subject
from schemas import ArticleSummary
from tests.eval.build import summary

SPEC = spec_of_hosted(Settings())
CASE = Case("A/01", "newswire-odd", "Rebels shelled Aden.", {})


class Told(BaseModel):
    """An answer."""

    said: str


def question(text: str) -> Question[Told]:
    return Question((Message("system", "Say it."), Message("user", text)), Told, 20)


def reader(ask: Ask, heard: list[str] | None = None) -> Summarize:
    """A pipeline that asks about an article in two parts, and goes on where one is refused as a real one does."""

    async def summarize(case: Case) -> ArticleSummary:
        refused = []
        for part in ("first", "second"):
            try:
                answer = await ask(question(f"{part} part of {case.text}"))
            except QuestionWritten as error:
                refused.append(error)
            else:
                (heard if heard is not None else []).append(answer.value.said)
        if refused:
            raise refused[0]
        return summary()

    return by_case(summarize)


async def written(folder: Path, case: Case = CASE) -> list[str]:
    ask = Written(folder, SPEC)
    with pytest.raises(QuestionWritten):
        await reader(ask)(case)
    return ask.names


def put(folder: Path, name: str, value: Any) -> None:
    path = folder / "answers" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def key_of(folder: Path, name: str) -> str:
    return str(json.loads((folder / "questions" / f"{name}.json").read_text())["key"])


async def heard(folder: Path, *, bare: bool = False) -> list[str]:
    said: list[str] = []
    await reader(Answered(folder, SPEC, bare), said)(CASE)
    return said


async def test_a_question_is_written_as_an_endpoint_would_get_it(tmp_path: Path) -> None:
    """Messages, schema and bound on the answer, under the key of the answer store."""
    await written(tmp_path)
    asked = question("first part of Rebels shelled Aden.")
    assert json.loads((tmp_path / "questions/newswire/A__01.json").read_text()) == {
        "key": question_key(SPEC, asked),
        "case": "A/01",
        "messages": [
            {"role": "system", "content": "Say it."},
            {"role": "user", "content": "first part of Rebels shelled Aden."},
        ],
        "schema": Told.model_json_schema(),
        "max_output_tokens": 20,
    }


async def test_each_part_of_an_article_has_its_file(tmp_path: Path) -> None:
    """The name is that of the whole suite, whichever half was asked about."""
    assert await written(tmp_path) == ["newswire/A__01", "newswire/A__01-part2"]


async def test_an_answer_with_the_key_of_its_question_is_taken(tmp_path: Path) -> None:
    """Questions out, answers in: each part gets its own."""
    for name in await written(tmp_path):
        put(tmp_path, name, {"key": key_of(tmp_path, name), "answer": {"said": name}})
    assert await heard(tmp_path) == ["newswire/A__01", "newswire/A__01-part2"]


async def test_an_answer_to_another_question_is_refused_by_name(tmp_path: Path) -> None:
    """After a change of the prompt no old answer is scored."""
    put(tmp_path, "newswire/A__01", {"key": "0" * 64, "answer": {"said": "old"}})
    with pytest.raises(RecordingMissing, match=r"A__01\.json answers another question"):
        await heard(tmp_path)


async def test_a_question_without_an_answer_is_named(tmp_path: Path) -> None:
    """A gap ends the run: nothing is scored as if the model had failed."""
    with pytest.raises(RecordingMissing, match=r"A__01\.json is not there"):
        await heard(tmp_path)


async def test_a_bare_answer_needs_a_manifest(tmp_path: Path) -> None:
    """Somebody must say whose answer it is."""
    for name in await written(tmp_path):
        put(tmp_path, name, {"said": name})
    with pytest.raises(RecordingMissing, match=r"no manifest\.json"):
        await heard(tmp_path)
    assert await heard(tmp_path, bare=True) == ["newswire/A__01", "newswire/A__01-part2"]


async def test_a_bare_answer_has_the_key_of_the_question_beside_it(tmp_path: Path) -> None:
    """A question file that was written with another prompt gives its answers away."""
    for name in await written(tmp_path):
        put(tmp_path, name, {"said": name})
    path = tmp_path / "questions/newswire/A__01.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"key": "1" * 64}))
    with pytest.raises(RecordingMissing, match="answers another question"):
        await heard(tmp_path, bare=True)


@pytest.mark.parametrize("answer", [{"said": None}, [], "words"])
async def test_an_answer_that_is_not_the_record_fails_as_a_live_one(answer: Any, tmp_path: Path) -> None:
    """The model's mistake is the case's failure, and the run goes on."""
    (name, _) = await written(tmp_path)
    put(tmp_path, name, {"key": key_of(tmp_path, name), "answer": answer})
    with pytest.raises(DraftInvalid, match=r"A__01\.json is not the record"):
        await heard(tmp_path)


async def test_a_file_that_is_not_json_fails_as_a_live_one(tmp_path: Path) -> None:
    """A model that breaks off its JSON has failed."""
    put(tmp_path, "newswire/A__01", {})
    (tmp_path / "answers/newswire/A__01.json").write_text('{"said": ')
    with pytest.raises(DraftInvalid, match="not JSON"):
        await heard(tmp_path, bare=True)


async def test_the_service_asks_its_questions_into_files(tmp_path: Path) -> None:
    """The real pipeline, without a model: one question for one short article."""
    names = await write_questions([CASE], Settings(), tmp_path)
    assert names == ("newswire/A__01",)
    assert "Rebels shelled Aden." in (tmp_path / "questions/newswire/A__01.json").read_text()


async def test_the_service_is_known_by_what_the_manifest_describes(tmp_path: Path) -> None:
    """Readers of the results see whose answers they are, and that nobody was asked now."""
    put(tmp_path, "manifest", {"described": "a frontier-class model, asked out of band", "date": "2026-11-26"})
    async with open_subject(Choice(Settings(), answers=tmp_path)) as subject:
        assert (subject.stamp.model, subject.stamp.replayed) == ("a frontier-class model, asked out of band", True)
        assert subject.stamp.spec == SPEC
        with pytest.raises(RecordingMissing):
            await subject.summarize(CASE)


@pytest.mark.parametrize("manifest", [None, {"described": "x"}])
async def test_a_folder_that_does_not_say_whose_answers_it_has_is_refused(manifest: Any, tmp_path: Path) -> None:
    """No answers at all, or a manifest without its date."""
    if manifest:
        put(tmp_path, "manifest", manifest)
    with pytest.raises(RecordingMissing):
        async with open_answered(Settings(), tmp_path):
            pass
