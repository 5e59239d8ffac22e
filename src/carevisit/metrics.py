"""What the service counts and measures for Prometheus: bounded labels, few buckets, nothing about anybody."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    disable_created_metrics,
    generate_latest,
    start_http_server,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

disable_created_metrics()  # type: ignore[no-untyped-call]  # half of all series, and nobody asks for them

REQUESTS = Counter(
    "carevisit_requests", "Requests answered, by the class of their status", ["method", "route", "status"]
)
PROBLEMS = Counter("carevisit_problems", "Requests refused or failed, by the code of the problem", ["code"])
SECONDS = Histogram(
    "carevisit_request_seconds", "Time to answer; the feed's includes the time that its readers asked it to wait",
    ["slice", "kind"], buckets=(0.02, 0.06, 0.2, 0.6, 2, 6),
)  # fmt: skip
OPENING = Histogram(
    "carevisit_book_open_seconds", "From asking the database for a subject until its lock is held and it has been read",
    buckets=(0.005, 0.02, 0.1, 0.5, 2),
)  # fmt: skip
TOGETHER = Histogram(
    "carevisit_books_together", "How many books were opened in one transaction",
    buckets=(1, 2, 4, 8, 16, 32, 64),
)  # fmt: skip
FOLDS = Histogram(
    "carevisit_fold_seconds", "Time to bring one subject's views up to date: a step from its last state, or all of it",
    ["how"], buckets=(0.001, 0.005, 0.02, 0.1, 0.5),
)  # fmt: skip
SIGN_INS = Counter("carevisit_sign_ins", "Attempts to get a token", ["grant", "outcome"])
HASHING = Gauge("carevisit_hashing", "Passwords that are being checked, or wait for it", multiprocess_mode="livesum")
STORAGE_ERRORS = Counter("carevisit_storage_errors", "Failures of the attachments' storage", ["operation"])
JOB_FAILURES = Counter("carevisit_job_failures", "Turns of the work beside the requests that failed", ["task"])
PENDING = Gauge(
    "carevisit_pending_entries", "Entries that the sequencer has still to number", multiprocess_mode="livemostrecent"
)
PENDING_SECONDS = Gauge(
    "carevisit_pending_seconds", "Age of the oldest entry that the sequencer has still to number",
    multiprocess_mode="livemostrecent",
)  # fmt: skip

_gauges: dict[str, Gauge] = {}
_totals: dict[str, Counter] = {}
_readings: dict[tuple[str, tuple[tuple[str, str], ...]], Callable[[], None]] = {}


def gauge_of(
    name: str, help: str, read: Callable[[], float], *, over: Literal["livesum", "livemax"] = "livesum", **labels: str
) -> None:
    """Show what `read` answers. `over`: how the values of several processes become one."""
    if name not in _gauges:
        _gauges[name] = Gauge(name, help, sorted(labels), multiprocess_mode=over)
    shown = _gauges[name].labels(**labels) if labels else _gauges[name]
    _readings[name, tuple(sorted(labels.items()))] = lambda: shown.set(read())


def total_of(name: str, help: str, read: Callable[[], float], **labels: str) -> None:
    """Show what `read` answers of something that only grows; `_total` is added to the name."""
    if name not in _totals:
        _totals[name] = Counter(name, help, sorted(labels))
    shown, seen = (_totals[name].labels(**labels) if labels else _totals[name]), 0.0

    def take_reading() -> None:
        nonlocal seen
        now = read()
        shown.inc(max(0.0, now - seen))
        seen = now

    _readings[name, tuple(sorted(labels.items()))] = take_reading


def pool(name: str, stats: Callable[[], Mapping[str, int]]) -> None:
    """Show a pool of connections, by psycopg_pool's `get_stats`."""
    for metric, help, key in (
        ("carevisit_pool_connections", "Connections in the pool", "pool_size"),
        ("carevisit_pool_idle", "Connections in the pool that nobody uses", "pool_available"),
        ("carevisit_pool_waiting", "Requests that wait for a connection", "requests_waiting"),
    ):
        gauge_of(metric, help, lambda key=key: stats().get(key, 0), pool=name)  # type: ignore[misc]
    for metric, help, key, unit in (
        ("carevisit_pool_requests", "Requests for a connection", "requests_num", 1),
        ("carevisit_pool_queued", "Requests for a connection that had to wait", "requests_queued", 1),
        ("carevisit_pool_wait_seconds", "Time that requests waited for a connection", "requests_wait_ms", 1000),
        ("carevisit_pool_use_seconds", "Time that connections were in use", "usage_ms", 1000),
        ("carevisit_pool_request_errors", "Requests that got no connection", "requests_errors", 1),
        ("carevisit_pool_connection_errors", "Attempts to connect that failed", "connections_errors", 1),
        ("carevisit_pool_lost", "Connections found broken", "connections_lost", 1),
        ("carevisit_pool_returned_bad", "Connections given back in a transaction or broken", "returns_bad", 1),
    ):
        total_of(metric, help, lambda key=key, unit=unit: stats().get(key, 0) / unit, pool=name)  # type: ignore[misc]


def take_readings() -> None:
    """Set what `gauge_of` and `total_of` show to what holds now. Each process does, for a scrape reaches one of them."""
    for take_reading in _readings.values():
        take_reading()


def exposition() -> bytes:
    """All that this process, or all processes that serve together, have counted, in Prometheus' text format."""
    return generate_latest(_registry())


def serve(port: int, address: str) -> None:
    """Show the metrics on a port of their own, from a thread beside whatever this process does. Raises OSError."""
    start_http_server(port, address, _registry())


def counted_together() -> bool:
    """Whether several processes count in one directory, which the one that started them shows."""
    return "PROMETHEUS_MULTIPROC_DIR" in os.environ


def _registry() -> CollectorRegistry:
    if not counted_together():
        return REGISTRY
    together = CollectorRegistry()
    _Together(together)  # type: ignore[no-untyped-call]
    return together


class _Together(MultiProcessCollector):
    """The counts of all processes; what a process that has ended was at last (its gauges) no longer counts."""

    def collect(self) -> Iterable[Metric]:
        for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_live*.db"):
            pid = int(path.stem.rpartition("_")[2])
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                mark_process_dead(pid)  # type: ignore[no-untyped-call]
        return super().collect()  # type: ignore[no-any-return, no-untyped-call]
