"""The endpoint, the bare route and the client of the benchmarks do what those rely on."""

import json
from pathlib import Path

import httpx2

from app import pipeline
from app.article import read
from app.records.draft import Draft
from bench import in_flight, load
from bench.added import TODAY
from bench.article import draft, text_of
from bench.processes import cpu_s, cpus
from bench.served import body_of, endpoint, listening


def test_the_draft_holds_for_each_article_of_its_kind() -> None:
    """Otherwise the benchmarks would measure how refusals are made."""
    article = read(text_of(7), today=TODAY)
    record = pipeline.derive(Draft.model_validate(draft(), strict=False), article)
    assert len(record.incidents) >= 1
    assert len(record.unsupported) < 5
    assert text_of(7) != text_of(8)


def test_the_endpoint_says_the_draft_and_the_client_counts_its_answers(tmp_path: Path) -> None:
    """One connection, one request after the other; the endpoint's CPU time is its own process's."""
    _, others = cpus()
    with endpoint(tmp_path, others) as base_url:
        said = httpx2.post(f"{base_url}/chat/completions", json={"messages": []}, trust_env=False).json()
        port = int(base_url.rpartition(":")[2].partition("/")[0])
        request = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
        found = load.run(port, request, connections=2, seconds=0.3)
    assert json.loads(said["choices"][0]["message"]["content"]) == draft()
    assert found["per_second"] > 0
    assert 0 < found["p50_ms"] <= found["p99_ms"]


def test_the_bare_route_returns_the_bytes_that_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(b'{"a": 1}')
    _, others = cpus()
    with listening(("-m", "bench.bare", "--body", str(tmp_path / "answer")), tmp_path / "log", others) as server:
        answer = httpx2.post(server.url, content=body_of(0), trust_env=False)
        assert cpu_s(server.process.pid) > 0
    assert (answer.content, answer.headers["content-type"]) == (b'{"a": 1}', "application/json")


def test_the_ideal_is_what_the_endpoint_can_answer_of_what_is_in_flight() -> None:
    assert in_flight.IDEAL == 100
