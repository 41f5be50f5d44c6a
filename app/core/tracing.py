"""Spans of OpenTelemetry: one for a request, an article, a call to a model. The only importer of opentelemetry.

Only its API: who wants spans installs an SDK with an exporter (docs/operations.md). Where none is set up, nothing is
made. No attribute holds anything of an article, a path, a query or a caller, and no exception is recorded with its
words, which may repeat what was read: only its code or its class.
"""

from asyncio import CancelledError
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, StatusCode

from app.core.errors import SitrepError

Kind = Literal["server", "internal", "client"]
Attributes = Mapping[str, str | int | float | bool]

_KINDS: Final[Mapping[Kind, SpanKind]] = {
    "server": SpanKind.SERVER,
    "internal": SpanKind.INTERNAL,
    "client": SpanKind.CLIENT,
}


class Span:
    """What a piece of work is known by, while it lasts."""

    def __init__(self, own: trace.Span) -> None:
        self._own = own

    @property
    def is_recording(self) -> bool:
        """Whether anybody wants to know."""
        return self._own.is_recording()

    def note(self, attributes: Attributes) -> None:
        """Add attributes."""
        self._own.set_attributes(attributes)

    def rename(self, name: str) -> None:
        """Give it another name: that of a request is known when its route is."""
        self._own.update_name(name)

    def fail(self, code: str) -> None:
        """Mark it as failed; `code` is from a closed list, or the name of a class."""
        self._own.set_attribute("error.type", code)
        self._own.set_status(StatusCode.ERROR)


_NOTHING: Final = Span(trace.INVALID_SPAN)


def is_traced() -> bool:
    """Whether somebody has set up where spans go."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def span(
    name: str, kind: Kind = "internal", attributes: Attributes | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[Span]:
    """A span for as long as the block lasts; an exception that leaves the block marks it as failed.

    Args:
        name: as traces are searched for it.
        kind: `server` answers somebody, `client` asks somebody.
        attributes: what is known from the beginning, when it is decided whether to keep it.
        headers: of a request, which may name the trace that it is part of (W3C Trace Context).
    """
    if not is_traced():
        yield _NOTHING
        return
    with (
        trace.get_tracer_provider()
        .get_tracer("sitrep")
        .start_as_current_span(
            name,
            propagate.extract(headers) if headers is not None else None,
            _KINDS[kind],
            attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as own
    ):
        made = Span(own)
        try:
            yield made
        except BaseException as error:
            made.fail(_code(error))
            raise


def trace_id() -> str | None:
    """The id of the trace that is worked for, 32 hexadecimal digits; None: there is none."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def _code(error: BaseException) -> str:
    if isinstance(error, SitrepError):
        return error.code
    return "cancelled" if isinstance(error, CancelledError) else type(error).__qualname__
