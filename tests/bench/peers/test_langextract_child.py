import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.llm.extractor import Endpoint
from bench.peers.langextract_child import ChildGone, open_langextract
from eval.results import Share, Tally
from tests.bench.peers.build import FULL, NONE

DOUBLE = (sys.executable, str(Path(__file__).with_name("langextract_double.py")))
NOWHERE = Endpoint("http://127.0.0.1:9/v1", None, "fake")


async def test_what_the_process_says_is_scored_by_role_with_its_own_time() -> None:
    async with open_langextract(NOWHERE, command=DOUBLE) as opened:
        full, none = await opened.peer(FULL), await opened.peer(NONE)
    assert opened.version == "1.7 at 600"
    assert full.measures["ceaf_ree"] == Tally(tp=1, fp=1, fn=4)
    assert (full.error, full.partial, full.seconds) == (None, True, 1.5)
    assert none.measures["nothing_reported"] == Share(hits=1, of=1)


@pytest.mark.parametrize(
    ("name", "reason"), [("unread", "2 answers could not be read"), ("raises", "InferenceRuntimeError")]
)
async def test_no_answer_that_can_be_read_is_a_failure_and_no_silence(name: str, reason: str) -> None:
    async with open_langextract(NOWHERE, command=DOUBLE) as opened:
        outcome = await opened.peer(replace(NONE, id=name))
    assert outcome.error == reason
    assert outcome.measures["nothing_reported"] == Share(hits=0, of=1)


async def test_a_process_that_ends_is_no_result() -> None:
    async with open_langextract(NOWHERE, command=DOUBLE) as opened:
        with pytest.raises(ChildGone):
            await opened.peer(replace(FULL, id="unknown"))


async def test_a_process_that_cannot_start_is_no_result() -> None:
    with pytest.raises(ChildGone):
        async with open_langextract(NOWHERE, command=(sys.executable, "-c", "")):
            pass
