"""GET /metrics."""

from collections.abc import Iterator

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.core.metrics import Figures
from tests.fakes.service import TEXT, FakeService


def samples(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """What a scrape reads: by name and labels."""

    def read() -> Iterator[tuple[tuple[str, tuple[tuple[str, str], ...]], float]]:
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                yield (sample.name, tuple(sorted(sample.labels.items()))), sample.value

    return dict(read())


def test_requests_are_counted_by_route_and_status_and_never_by_path(client: TestClient) -> None:
    """A path, a query or a made-up method would let senders write labels."""
    client.post("/v1/summaries", json={"text": TEXT})
    client.get("/no/such/path-of-a-sender")
    found = samples(client)
    assert found["sitrep_http_requests_total", (("method", "POST"), ("route", "/v1/summaries"), ("status", "200"))] == 1
    assert found["sitrep_http_requests_total", (("method", "GET"), ("route", "-"), ("status", "404"))] == 1
    assert found["sitrep_http_request_duration_seconds_count", (("route", "/v1/summaries"),)] == 1
    assert not any("sender" in str(each) for each in found)


def test_what_the_service_did_stands_under_names_and_units_of_prometheus(
    client: TestClient, service: FakeService
) -> None:
    """Tokens by kind, money in dollars, attempts by outcome, values by reason, the model's state as 0 and 1."""
    service.figured = Figures(
        faults={"model_fallbacks": 2},
        spent={"attempts/answered": 3, "attempts/throttled": 1, "model_input_tokens": 900, "model_nano_usd": 1_500_000},
        records={"articles/partial": 1, "refused/not_in_words": 4, "evidence/exact": 50},
        waiting=7,
        shared_store=False,
        state="restarting",
    )
    found = samples(client)
    wanted = {
        ("sitrep_attempts_total", ("outcome", "answered")): 3,
        ("sitrep_attempts_total", ("outcome", "throttled")): 1,
        ("sitrep_articles_total", ("status", "partial")): 1,
        ("sitrep_refused_total", ("code", "not_in_words")): 4,
        ("sitrep_evidence_total", ("match", "exact")): 50,
        ("sitrep_model_tokens_total", ("kind", "input")): 900,
        ("sitrep_model_tokens_total", ("kind", "output")): 0,
        ("sitrep_faults_total", ("kind", "model_fallbacks")): 2,
        ("sitrep_model_state", ("state", "restarting")): 1,
        ("sitrep_model_state", ("state", "ready")): 0,
    }
    assert {key: found[key[0], (key[1],)] for key in wanted} == wanted
    assert found["sitrep_model_cost_usd_total", ()] == 0.0015
    assert found["sitrep_questions_waiting", ()] == 7
    assert found["sitrep_shared_store_up", ()] == 0
