"""What is recorded of spans, in memory; OpenTelemetry lets a process have one provider and never another."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


@cache
def _provider() -> tuple[TracerProvider, InMemorySpanExporter]:
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider, exporter


@contextmanager
def recorded() -> Iterator[InMemorySpanExporter]:
    """Record for as long as the block lasts; before and after it nobody does."""
    provider, exporter = _provider()
    exporter.clear()
    before = trace._TRACER_PROVIDER
    trace._TRACER_PROVIDER = provider
    try:
        yield exporter
    finally:
        trace._TRACER_PROVIDER = before


def named(exporter: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    """The finished spans of a name, in the order in which they ended."""
    return [each for each in exporter.get_finished_spans() if each.name == name]


def all_said(exporter: InMemorySpanExporter) -> str:
    """Everything that would be sent."""
    return "\n".join(each.to_json() for each in exporter.get_finished_spans())
