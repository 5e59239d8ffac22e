"""OpenTelemetry traces, if a deployment asks for them: of routes, codes and statements, without personal data.

OpenTelemetry's own instrumentation of FastAPI and psycopg makes the spans; its packages (`carevisit[otel]`) are imported
only then. Addresses, headers, callers and messages of exceptions are removed on export.
"""

import logging
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from uuid_utils.compat import uuid7

from .logs import Outage
from .settings import Settings, UnsafeSettings

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger(__name__)
# FastAPI's own telemetry exports addresses and messages of exceptions: no environment variable may turn it on
NOT_FASTAPIS_OWN: dict[str, Any] = dict.fromkeys(
    ("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False
)
NOT_TRACED = "/livez$,/readyz$,/metrics$"
KEPT = frozenset({
    "http.request.method", "http.route", "http.response.status_code", "error.type",
    "db.system.name", "db.namespace", "db.query.text",
})  # fmt: skip
_LONGEST = 2_000  # characters of a statement

_current: Callable[[], str | None] = lambda: None  # noqa: E731  # replaced where traces are made


def trace_id() -> str:
    """The trace of the present request, 32 hex digits: OpenTelemetry's, or a new one without it."""
    return _current() or uuid7().hex


def install(app: "FastAPI", settings: Settings) -> Callable[[], None]:
    """Trace the app's requests and statements, if an endpoint is set. Returns the shutdown. Raises UnsafeSettings."""
    if not settings.otel_endpoint and "OTEL_EXPORTER_OTLP_ENDPOINT" not in os.environ:
        return lambda: None
    os.environ.setdefault("OTEL_SERVICE_NAME", "carevisit")
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
        from opentelemetry.sdk.trace import SpanLimits, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise UnsafeSettings(
            "traces need more packages: pip install 'carevisit[otel]' / 启用链路追踪须安装 carevisit[otel]"
        ) from None
    global _current
    base = settings.otel_endpoint.rstrip("/")
    exporter = OTLPSpanExporter(endpoint=f"{base}/v1/traces") if base else OTLPSpanExporter()
    limits = SpanLimits(max_span_attribute_length=_LONGEST)
    provider = TracerProvider(sampler=_sampler(settings.otel_ratio), span_limits=limits)
    provider.add_span_processor(BatchSpanProcessor(_bare(exporter)))
    PsycopgInstrumentor().instrument(tracer_provider=provider)
    FastAPIInstrumentor.instrument_app(
        app, tracer_provider=provider, excluded_urls=NOT_TRACED, exclude_spans=["receive", "send"]
    )
    _current = _of_the_span
    return provider.shutdown


def _of_the_span() -> str | None:
    from opentelemetry.trace import format_trace_id, get_current_span

    context = get_current_span().get_span_context()
    return format_trace_id(context.trace_id) if context.is_valid else None


def _sampler(ratio: float) -> Any:
    """Traces begin with requests, not with background jobs; the deployment decides how many, not the caller."""
    from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased, Sampler, SamplingResult, TraceIdRatioBased
    from opentelemetry.trace import SpanKind

    share = TraceIdRatioBased(ratio)

    class Requests(Sampler):
        def should_sample(
            self, parent_context: Any, trace_id: int, name: str, kind: SpanKind | None = None, *more: Any, **named: Any
        ) -> SamplingResult:
            chosen = share if kind is SpanKind.SERVER else ALWAYS_OFF
            return chosen.should_sample(parent_context, trace_id, name, kind, *more, **named)

        def get_description(self) -> str:
            return "requests"

    return ParentBased(root=Requests(), remote_parent_sampled=Requests())


def _bare(exporter: Any) -> Any:
    """An exporter of the attributes KEPT; a collector that does not answer is logged once, not per attempt."""
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
    from opentelemetry.trace import SpanContext, Status

    outage = Outage(log, "traces")

    def bare(span: ReadableSpan) -> ReadableSpan:
        was = span.get_span_context()
        assert was is not None
        return ReadableSpan(
            span.name,
            context=SpanContext(was.trace_id, was.span_id, was.is_remote, was.trace_flags),  # tracestate is the caller's
            parent=span.parent, resource=span.resource, kind=span.kind, status=Status(span.status.status_code),
            attributes={name: value for name, value in (span.attributes or {}).items() if name in KEPT},
            start_time=span.start_time, end_time=span.end_time, instrumentation_scope=span.instrumentation_scope,
        )  # fmt: skip

    class Bare(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            done: SpanExportResult = exporter.export([bare(span) for span in spans])
            if done is SpanExportResult.SUCCESS:
                outage.worked()
            else:
                outage.met(ConnectionError())
            return done

        def shutdown(self) -> None:
            exporter.shutdown()

    return Bare()
