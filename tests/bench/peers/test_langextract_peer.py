import json
import logging
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from bench.peers import langextract_peer as peer
from eval.ceaf import ROLES


def found(role: str, text: str, *, at: object = "somewhere") -> SimpleNamespace:
    return SimpleNamespace(extraction_class=role, extraction_text=text, char_interval=at)


def test_its_roles_are_those_of_the_scorer() -> None:
    assert peer.ROLES == ROLES


def test_each_extraction_of_the_example_stands_in_it_and_each_role_is_shown() -> None:
    assert all(text in peer.EXAMPLE for _, text in peer.EXTRACTED)
    assert {role for role, _ in peer.EXTRACTED} == set(peer.ROLES)


def test_what_is_not_in_the_text_or_in_no_role_is_left_out() -> None:
    kept = peer.grounded([found("Target", "mill"), found("Target", "moon", at=None), found("Date", "Tuesday")])
    assert kept == [("Target", "mill")]


def test_a_failure_is_told_by_its_class_alone() -> None:
    def fail(_text: str) -> Iterable[Any]:
        raise RuntimeError("the article's words")

    said = peer.answer({"id": "d", "text": "t"}, fail, peer.Unread())
    assert (said["error"], said["extractions"]) == ("RuntimeError", [])
    assert "words" not in json.dumps(said)


def test_chunks_that_could_not_be_read_are_counted_for_each_document() -> None:
    unread = peer.Unread()

    def warn(text: str) -> Iterable[Any]:
        said = "Chunk omitted from results (parse error): %s." if text == "bad" else "Something else."
        unread.handle(logging.makeLogRecord({"msg": said, "levelno": logging.WARNING}))
        return ()

    assert [peer.answer({"id": "d", "text": t}, warn, unread)["unread"] for t in ("bad", "good", "bad")] == [1, 0, 1]
