"""Spans, as OpenTelemetry's own SDK records them."""

import asyncio

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from app.core.errors import ModelUnavailable
from app.core.tracing import span, trace_id
from tests.fakes.spans import all_said, named, recorded

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_where_nobody_records_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a tracer is asked for, and what is noted is dropped."""
    monkeypatch.setattr(trace.ProxyTracerProvider, "get_tracer", lambda *_: pytest.fail("a tracer was asked for"))
    with span("work", headers={"traceparent": PARENT}) as own:
        own.note({"a": 1})
        own.rename("other")
        own.fail("code")
        assert not own.is_recording
        assert trace_id() is None


def test_a_span_has_its_kind_its_attributes_and_the_one_around_it_as_its_parent() -> None:
    with recorded() as exporter:
        with span("outer", "server", {"a": 1}) as own:
            assert own.is_recording
            with span("inner", "client") as within:
                within.note({"b": True})
                assert trace_id() == f"{trace.get_current_span().get_span_context().trace_id:032x}"
        (outer,), (inner,) = named(exporter, "outer"), named(exporter, "inner")
    assert (outer.kind, inner.kind) == (SpanKind.SERVER, SpanKind.CLIENT)
    assert (dict(outer.attributes or {}), dict(inner.attributes or {})) == ({"a": 1}, {"b": True})
    assert inner.parent
    assert inner.parent.span_id == outer.context.span_id


def test_a_trace_that_headers_name_goes_on() -> None:
    with recorded() as exporter, span("work", headers={"traceparent": PARENT}):
        assert trace_id() == PARENT.split("-")[1]
    assert exporter.get_finished_spans()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModelUnavailable("SECRET"), "model-unavailable"),
        (ValueError("SECRET"), "ValueError"),
        (asyncio.CancelledError("SECRET"), "cancelled"),
    ],
)
def test_a_failure_is_told_by_its_code_and_never_by_its_words(error: BaseException, code: str) -> None:
    with recorded() as exporter:
        with pytest.raises(type(error)), span("work"):
            raise error
        (work,) = named(exporter, "work")
        assert (work.attributes or {})["error.type"] == code
        assert work.status.status_code is StatusCode.ERROR
        assert not work.events
        assert "SECRET" not in all_said(exporter)
