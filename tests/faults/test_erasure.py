"""What `sitrep erase` leaves of an article on disk: nothing; and of others: all."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from app import cli
from app.store import disk
from app.store.disk import DiskAnswers, Erased
from app.store.replies import MARK, Replies
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.redis import RedisServer
from tests.faults.endpoint import good, numbered, opened, read, settings

MIB = 1 << 20
CANARY = "XANADU-CANARY"
ONE, OTHER, BOTH = "1" * 64, "2" * 64, "b" * 64


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[DiskAnswers]:
    """A store with an answer of one article, of another, of both, and one that nobody has claimed."""
    with closing(DiskAnswers(tmp_path, MIB)) as answers:
        for key, owners in (("one", [ONE]), ("other", [OTHER]), ("both", [ONE, OTHER]), ("none", [])):
            answers.put(key, f"{key} {CANARY if key != 'other' else ''}" + "x" * 5_000)
            answers.claim(key, owners)
        yield answers


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def sitrep(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["erase", *arguments])


def test_all_of_an_article_goes_and_all_of_others_stays(answers: DiskAnswers) -> None:
    """What it shares with another goes, too, and so does what may be its own."""
    assert answers.erase(ONE) == Erased(of_it=2, unknown=1, emptied=True)
    assert [key for key in ("one", "other", "both", "none") if answers.get(key)] == ["other"]


def test_no_byte_of_it_is_left_beside_a_service_that_runs(tmp_path: Path, answers: DiskAnswers) -> None:
    """Neither in the database, nor in the log of its writes."""
    assert CANARY.encode() in on_disk(tmp_path)
    with closing(DiskAnswers(tmp_path, MIB)) as command:
        assert command.erase(ONE)
        assert CANARY.encode() not in on_disk(tmp_path)
    assert answers.get("other")


def test_a_service_that_runs_sends_no_answer_again_after_an_erasure(tmp_path: Path, answers: DiskAnswers) -> None:
    """By whichever process: here the command has a store of its own on the same folder."""
    replies = Replies(MIB, tmp_path / MARK)
    replies.keep(b"request", replies.state(), (), CANARY.encode())
    assert replies.find(b"request", replies.state())
    assert answers.erase(ONE)
    assert not replies.find(b"request", replies.state())


def test_what_an_answer_replaced_is_overwritten(tmp_path: Path, answers: DiskAnswers) -> None:
    """An answer that was asked for anew quotes the article as the one before it did."""
    for key in ("one", "both", "none"):
        answers.put(key, "short")
    assert answers.erase(OTHER)
    assert CANARY.encode() not in on_disk(tmp_path)


def test_a_store_that_was_set_aside_as_damaged_goes_as_a_whole(tmp_path: Path, answers: DiskAnswers) -> None:
    """Nobody can say what is in it."""
    (tmp_path / "v1.damaged").mkdir()
    (tmp_path / "v1.damaged" / "cache.db").write_text(CANARY)
    assert answers.erase(OTHER)
    assert not (tmp_path / "v1.damaged").exists()


def test_a_log_that_another_holds_back_is_told(
    tmp_path: Path, answers: DiskAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that reads for long keeps SQLite from cutting its log."""
    monkeypatch.setattr(disk, "OPENING_S", 0.1)
    with closing(sqlite3.connect(tmp_path / "v1" / "cache.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM Cache").fetchone()
        assert answers.erase(ONE) == Erased(of_it=2, unknown=1, emptied=False)


@pytest.mark.parametrize("by", ["id", "file"])
def test_the_command_erases_what_a_service_kept_of_an_article(
    tmp_path: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the id that its record has, or by its text: it is asked about again, and the other article is not."""
    erased, kept = read(numbered(1)), read(numbered(2))
    file = tmp_path / "article.txt"
    file.write_text(erased.text)

    async def summarize() -> list[bool]:
        async with opened(settings(server, tmp_path)) as service:
            return [(await service.summarize(each)).provenance.cached for each in (erased, kept)]

    with FakeOpenAI(good) as server:
        assert asyncio.run(summarize()) == [False, False]
        monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "answers"))
        result = sitrep(erased.id if by == "id" else str(file))
        assert (result.exit_code, result.stdout) == (
            0,
            "erased: 1 of the article, 0 of articles that are not known\n",
        )
        assert asyncio.run(summarize()) == [False, True]


def test_the_command_reaches_what_replicas_share(
    tmp_path: Path, one_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of whichever replica: it is asked about again, and the other article is not."""
    erased, kept = read(numbered(1)), read(numbered(2))

    async def summarize(replica: str) -> list[bool]:
        chosen = settings(server, tmp_path / replica, store_url=SecretStr(one_redis.url))
        async with opened(chosen) as service:
            return [(await service.summarize(each)).provenance.cached for each in (erased, kept)]

    with FakeOpenAI(good) as server:
        assert asyncio.run(summarize("one")) == [False, False]
        assert asyncio.run(summarize("other")) == [True, True]
        monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "third"))
        monkeypatch.setenv("SITREP_STORE_URL", one_redis.url)
        result = sitrep(erased.id)
        assert result.exit_code == 0, result.output
        assert "shared store, erased: 1 of the article" in result.stdout
        assert asyncio.run(summarize("one")) == [False, True]


def test_a_shared_store_that_is_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may believe that an article is erased."""
    monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "answers"))
    monkeypatch.setenv("SITREP_STORE_URL", "redis://127.0.0.1:9/0")
    result = sitrep(ONE)
    assert result.exit_code == 3
    assert "it may have them still" in result.stderr


def test_a_store_that_does_not_work_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may believe that an article is erased."""
    (tmp_path / "answers").write_text("no folder")
    monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "answers"))
    result = sitrep(ONE)
    assert result.exit_code == 3
    assert "does not work" in result.stderr
