"""What the service does, in the text format of Prometheus (0.0.4). No name or label holds what was sent."""

from collections.abc import Iterator, Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client import generate_latest as text_of
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.core.metrics import Figures

SECONDS: Final = (0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 640)
"""Upper ends of the buckets of request times: from an answer of the store to a long article on the embedded model."""
CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
NANO: Final = 10**9
STATES: Final = ("ready", "starting", "restarting", "stopped")
LABELLED: Final = (
    ("records", "articles", "status", "Articles that were read, by the status of their record."),
    ("records", "answers", "source", "Articles by where the answer came from: the store, or a model that was asked."),
    ("records", "incidents", "part", "Incidents in the records that were answered."),
    ("records", "evidence", "match", "Quotes in the records, by how the model's words were found in the article."),
    ("records", "refused", "code", "Values that were refused, by reason (docs/codes.md)."),
    ("records", "questioned", "code", "Values that were questioned, by reason (docs/codes.md)."),
    ("spent", "attempts", "outcome", "Calls to a model, by what came of them."),
)
"""Part of the figures, name before the slash, label, help."""
TOKENS: Final = ("input", "output", "reasoning", "cached")


class Measures:
    """What the web layer itself counts: requests and their times."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "sitrep_http_requests",
            "Requests, by route as it stands in the code (-: none) and status (0: the client left).",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._again = Counter(
            "sitrep_answers_again",
            "Answers sent again from memory, of articles that the other counts have once a minute.",
            registry=self._registry,
        )
        self._seconds = Histogram(
            "sitrep_http_request_duration_seconds",
            "From a request's head to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )

    def observe(self, method: str, route: str, status: int, lasted_s: float) -> None:
        """A request ended. `method` and `route` are from closed lists."""
        requests, seconds = self._labelled(method, route, status)
        requests.inc()
        seconds.observe(lasted_s)

    def _labelled(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """Looked up once for each: the client takes longer for that than for the counting."""
        key = (method, route, status)
        if key not in self._known:
            self._known[key] = self._requests.labels(method, route, str(status)), self._seconds.labels(route)
        return self._known[key]

    def note_again(self) -> None:
        """An answer was sent again from memory."""
        self._again.inc()

    def exposition(self, figures: Figures) -> bytes:
        """Everything, as Prometheus reads it."""
        service = CollectorRegistry()
        service.register(_Families(figures))
        return text_of(self._registry) + text_of(service)


class _Families(Collector):
    """The figures of the service as families of metrics."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        parts = {"records": self._figures.records, "spent": self._figures.spent}
        for part, name, label, text in LABELLED:
            yield _counter(f"sitrep_{name}", text, label, _under(parts[part], name))
        tokens = {kind: self._figures.spent.get(f"model_{kind}_tokens", 0) for kind in TOKENS}
        yield _counter("sitrep_model_tokens", "Tokens; reasoning is part of output, cached of input.", "kind", tokens)
        yield _counter("sitrep_faults", "What went wrong behind the service.", "kind", self._figures.faults)
        cost = CounterMetricFamily("sitrep_model_cost_usd", "US dollars at list price; of calls whose price is known.")
        cost.add_metric((), self._figures.spent.get("model_nano_usd", 0) / NANO)
        yield cost
        unreported = CounterMetricFamily("sitrep_model_calls_unreported", "Calls whose answer names no tokens.")
        unreported.add_metric((), self._figures.spent.get("model_calls_unreported", 0))
        yield unreported
        yield GaugeMetricFamily(
            "sitrep_questions_waiting", "Questions before the model now.", value=self._figures.waiting
        )
        state = GaugeMetricFamily("sitrep_model_state", "1 for the state that the model is in.", labels=("state",))
        for each in STATES:
            state.add_metric((each,), float(each == self._figures.state))
        yield state
        if self._figures.shared_store is not None:
            yield GaugeMetricFamily(
                "sitrep_shared_store_up",
                "1 where what replicas share was there when it was last used, 0 where this one goes on alone.",
                value=float(self._figures.shared_store),
            )


def _counter(name: str, text: str, label: str, numbers: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=(label,))
    for value, number in sorted(numbers.items()):
        family.add_metric((value,), number)
    return family


def _under(numbers: Mapping[str, int], name: str) -> dict[str, int]:
    return {key.removeprefix(f"{name}/"): number for key, number in numbers.items() if key.startswith(f"{name}/")}
