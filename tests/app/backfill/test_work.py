"""One chunk: each article once in records or failures, and nothing asked twice."""

from pathlib import Path

import pytest

from app.backfill.files import Folder
from app.backfill.register import Register
from app.backfill.settle import settle
from app.backfill.work import Done, Ended
from app.bulk.run import Tally
from app.core.errors import BudgetSpent, ModelRefused, ModelUnavailable
from schemas import ArticleSummary
from tests.app.backfill.made import Model, chunk, claims, failures, kept, work


async def test_each_article_is_a_row_with_its_record(tmp_path: Path) -> None:
    row = {"id": "a", "text": "Nothing happened.", "published_on": "2024-01-05", "client_ref": "mine", "source": "Post"}
    done = await work(tmp_path, Model()).over(chunk(row))
    assert (done.read, done.failed, done.done_bytes) == (1, 0, 100)
    columns = ("id", "client_ref", "source", "published_on", "month", "status", "input_tokens", "seconds", "place")
    ((*values, written),) = kept(tmp_path, *columns, "record")
    assert [str(each) for each in values] == [
        *("a", "mine", "Post", "2024-01-05", "2024-01", "complete", "900", "3.4"),
        "in.jsonl, line 1",
    ]
    record = ArticleSummary.model_validate_json(written)
    assert (record.client_ref, record.article.title) == ("mine", None)


async def test_what_fails_is_a_row_with_code_and_reason_and_no_word_of_the_article(tmp_path: Path) -> None:
    """Errors of ours in their own words; of others, the kind alone; rows that are none."""
    model = Model({"refused": ModelRefused("the model refused"), "odd": RuntimeError("This is article odd.")})
    rows = ("good", "refused", "odd", None, {"id": "future", "text": "x", "published_on": "2999-01-01"}, {"text": 1})
    done = await work(tmp_path, model).over(chunk(*rows))
    assert (done.read, done.failed) == (1, 5)
    assert failures(tmp_path, "id", "code") == [
        ("future", "article-rejected"),
        ("odd", "error"),
        ("refused", "model-refused"),
        (None, "row-invalid"),
        (None, "row-invalid"),
    ]
    assert "This is article" not in str(failures(tmp_path, "reason", "hint"))
    assert "RuntimeError" in str(failures(tmp_path, "reason"))


async def test_an_id_that_comes_twice_is_read_once(tmp_path: Path) -> None:
    """In one chunk or in two, and whatever its text; one text under two ids is two."""
    register, model = Register(":memory:"), Model()
    over = work(tmp_path, model, register).over
    first = await over(chunk("a", "a", {"id": "b", "text": "This is article a."}))
    second = await over(chunk("a", "c", name="in.jsonl#1"))
    assert (first.read, first.same, second.read, second.same) == (2, 1, 1, 1)
    assert kept(tmp_path) == [("a",), ("b",), ("c",)]
    assert len(model.asked) == 3


async def test_what_was_done_before_is_not_asked_again(tmp_path: Path) -> None:
    register, model = Register(":memory:"), Model()
    register.add_done(["a"])
    done = await work(tmp_path, model, register).over(chunk("a", "b"))
    assert (done.read, done.before, model.asked) == (1, 1, ["This is article b."])


async def test_a_chunk_that_is_done_again_asks_nothing_and_writes_the_same(tmp_path: Path) -> None:
    """An attempt was killed after it had committed, and before anybody heard of it."""
    register, model = Register(":memory:"), Model({"bad": ModelRefused("no")})
    over = work(tmp_path, model, register).over
    await over(chunk("a", "bad"))
    again = await over(chunk("a", "bad"))
    assert (again.read, again.before, len(model.asked)) == (0, 2, 2)
    assert (kept(tmp_path), failures(tmp_path)) == ([("a",)], [("bad",)])


async def test_a_chunk_of_which_all_failed_is_tried_again_by_each_run_that_tries_again(tmp_path: Path) -> None:
    """However often: what an earlier run committed of the same articles is no commit of this one."""
    for run, failing in (("one", "article"), ("two", "article"), ("three", "nothing")):
        register, model = Register(":memory:"), Model({failing: ModelRefused("no")})
        settle(Folder(str(tmp_path)), register, forget_failures=True)
        await work(tmp_path, model, register, run).over(chunk("a", "b"))
        assert len(model.asked) == 2, run
    assert settle(Folder(str(tmp_path)), Register(":memory:")) == (2, 0)
    assert (kept(tmp_path), failures(tmp_path)) == ([("a",), ("b",)], [])


async def test_an_attempt_that_was_killed_before_its_commit_is_done_again(tmp_path: Path) -> None:
    """What it had claimed is the next attempt's."""
    register, model = Register(":memory:"), Model()
    await claims(register)("in.jsonl#0", ["a", "b"])
    assert (await work(tmp_path, model, register).over(chunk("a", "b"))).read == 2


async def test_nothing_is_written_after_the_register_is_gone(tmp_path: Path) -> None:
    """The driver was killed: what its actors still do is not committed into the next run."""
    register = Register(":memory:")

    async def summarize(article: object) -> ArticleSummary:
        register.close()
        raise ModelUnavailable("down")

    with pytest.raises(Exception, match="closed"):
        await work(tmp_path, summarize, register).over(chunk("a"))
    assert (kept(tmp_path), failures(tmp_path)) == ([], [])


async def test_a_spent_budget_ends_the_run_and_is_no_failure(tmp_path: Path) -> None:
    """What was done before is kept; the others are left for the next run."""
    model = Model({f"{number}": BudgetSpent("spent") for number in (4, 5, 6)})
    done = await work(tmp_path, model).over(chunk(*"123456"))
    assert done.ended == Ended("budget-spent", "spent", BudgetSpent.hint)
    assert kept(tmp_path) == [("1",), ("2",), ("3",)]
    assert failures(tmp_path) == []


async def test_a_file_of_records_is_there_also_where_all_failed(tmp_path: Path) -> None:
    """It names the failures, which count by that."""
    await work(tmp_path, Model({"a": ModelRefused("no")})).over(chunk("a"))
    assert (kept(tmp_path), failures(tmp_path)) == ([], [("a",)])
    assert len(Folder(str(tmp_path)).names()) == 1


def test_what_became_of_chunks_adds_up() -> None:
    """A cost that is not known of one is not known of all."""
    tally = Tally()
    Done(read=2, partial=1, cost_usd="0.5").add_to(tally)
    Done.load(Done(failed=1, same=3, cost_usd="0.25").dump()).add_to(tally)
    assert (tally.read, tally.partial, tally.failed, tally.rows, str(tally.cost_usd)) == (2, 1, 1, 6, "0.75")
    Done(cost_usd=None).add_to(tally)
    assert tally.cost_usd is None


def test_what_ended_a_run_is_told_whole() -> None:
    done = Done(ended=Ended.by(BudgetSpent("spent")))
    assert Done.load(done.dump()) == done
