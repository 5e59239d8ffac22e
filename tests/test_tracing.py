"""OpenTelemetry, to a receiver that decodes what arrives: requests and statements, and nothing about anybody."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from conftest import World
from feed.test_nothing_personal import ELDER_ID, SECRETS, made, told
from served import Served, served

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass
class Collector:
    """An OTLP/HTTP receiver on this machine."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    @property
    def spans(self) -> list[Any]:
        found = []
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                found += [span for scope in resource.scope_spans for span in scope.spans]
        return found

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]


def attributes(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.paths.add(self.path)
            kept.bodies.append(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()


@dataclass
class Traced:
    """What a server was asked while it traced, and what arrived once it had ended."""

    service: Served
    collector: Collector
    trace_ids: dict[str, str]
    problem: dict[str, Any]


@pytest.fixture(scope="module")
def traced(world: World, collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Traced:
    log = tmp_path_factory.mktemp("log") / "server.log"
    endpoint = f"http://127.0.0.1:{collector.port}"
    ids = {}
    with served(world, log, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, FASTAPI_OTEL_AUTO_CONFIGURE="true") as service:
        one = service.world
        answer = one.as_("guide").post("/v1/elders", json=told())
        assert answer.status_code == 201, answer.text
        elder = answer.json()["id"]
        ids["register"] = answer.headers["x-trace-id"]
        assert one.as_("agency").post("/v1/visits", json=made(elder)).status_code == 201
        one.as_("guide").post("/v1/elders/search", json={"name": "欧阳翠萍", "id_number": ELDER_ID})
        one.as_("guide").get("/v1/elders/欧阳翠萍", params={"name": "欧阳翠萍"})
        one.as_("guide").get("/欧阳翠萍")
        theirs = {
            "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "tracestate": "x=ELDER-13899887766", "baggage": "n=13899887766",
        }  # fmt: skip
        refused = one.as_("guide").get(f"/v1/visits/{elder}", headers=theirs)
        httpx.get(f"{one.base_url}/readyz")
    return Traced(service, collector, ids, refused.json())


def test_a_request_is_a_span_with_its_route_and_its_statements_below(traced: Traced) -> None:
    (register,) = traced.collector.named("POST /v1/elders")
    shown = attributes(register)
    assert shown["http.route"] == "/v1/elders"
    assert shown["http.response.status_code"] == 201
    below = [span for span in traced.collector.spans if span.trace_id == register.trace_id and span is not register]
    statements = [attributes(span)["db.query.text"] for span in below if "db.query.text" in attributes(span)]
    assert any("book_start(%s" in statement for statement in statements)
    assert any("INSERT INTO entry" in statement for statement in statements)


def test_what_arrives_holds_nothing_about_anybody(traced: Traced) -> None:
    assert traced.collector.paths == {"/v1/traces"}
    everything = b"".join(traced.collector.bodies)
    assert [secret for secret in [*SECRETS, "13899887766"] if secret.encode() in everything] == []
    assert b"%E6%AC%A7" not in everything
    assert b"Bearer" not in everything
    kept = {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "error.type",
        "db.system.name",
        "db.namespace",
        "db.query.text",
    }
    assert {name for span in traced.collector.spans for name in attributes(span)} <= kept
    assert all(not span.events and not span.status.message and not span.trace_state for span in traced.collector.spans)


def test_the_trace_id_of_an_answer_a_problem_and_the_log_is_that_of_the_trace(traced: Traced) -> None:
    (register,) = traced.collector.named("POST /v1/elders")
    assert register.trace_id.hex() == traced.trace_ids["register"]
    assert (
        traced.service.line(event="request", route="/v1/elders", method="POST")["trace_id"] == register.trace_id.hex()
    )


def test_a_trace_that_the_caller_began_goes_on(traced: Traced) -> None:
    assert traced.problem["trace_id"] == TRACE
    assert traced.problem["instance"].replace("-", "").endswith(TRACE)
    (span,) = traced.collector.named("GET /v1/visits/{visit_id}")
    assert span.trace_id.hex() == TRACE


def test_what_runs_beside_the_requests_and_the_probes_begin_no_trace(traced: Traced) -> None:
    roots = [span for span in traced.collector.spans if not span.parent_span_id]
    assert roots
    assert all(attributes(span).get("http.request.method") for span in roots)
    assert not any("readyz" in span.name for span in traced.collector.spans)


def test_a_collector_that_is_away_is_told_once_and_disturbs_nobody(world: World, tmp_path: Path) -> None:
    with served(world, tmp_path / "log", CAREVISIT_OTEL_ENDPOINT="http://127.0.0.1:9", OTEL_BSP_SCHEDULE_DELAY="200",
                OTEL_EXPORTER_OTLP_TIMEOUT="1") as one:  # fmt: skip
        for _ in range(3):
            assert one.world.as_("guide").get("/v1/me").status_code == 200
        assert one.line(event="outage began", what="traces")["level"] == "error"
    assert [line for line in one.lines() if line["logger"].startswith("opentelemetry")] == []


def test_without_an_endpoint_no_tracing_is_loaded(world: World) -> None:
    code = (
        "import sys; from carevisit.app import build; from carevisit.settings import Settings; build(Settings());"
        " print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.instrumentation'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=world.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
