"""Around every request: its trace id, the bound of its body, its line in the log and its count, nothing personal in either."""

import logging
import time
from contextlib import ExitStack
from typing import ClassVar

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import logs, metrics, tracing
from .errors import ContentTooLarge, ServerError
from .wire import MAX_BODY, actor_id, problem_response

CALLER_GONE = 499  # for the log and the metrics: nobody was there any more to be answered
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PROBES = ("/livez", "/readyz", "/metrics")
log = logging.getLogger(__name__)


class Envelope:
    """Around everything: the trace id, the log's line and the metrics, what a request holds until it is answered (`stay`), and
    the last resort for what nobody expected. A caller who hangs up is no error: 499, as nginx counts it."""

    headers: ClassVar[list[tuple[bytes, bytes]]] = [
        (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"),
    ]  # fmt: skip

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app, self._base = app, base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace, started, status = tracing.trace_id(), time.perf_counter(), 0
        logs.trace.set(trace)
        scope["carevisit.trace"], scope["carevisit.base"] = trace, self._base
        scope["carevisit.receive"], stay = receive, ExitStack()
        scope["carevisit.stay"] = stay

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-trace-id", trace.encode()), *self.headers]
                if scope["path"].startswith("/v1/") and status < 400:
                    MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, _limited(receive, scope), sending)
        except ClientDisconnect:
            status = status or CALLER_GONE
        except Exception:
            log.exception("unexpected")
            if not status:
                await problem_response(ServerError(), scope)(scope, receive, sending)
        finally:
            stay.close()
            _observe(scope, status or 500, time.perf_counter() - started)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    """Count a request and log it: by its route's template, never by the address or the words that a caller sent."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = scope["app"].state.templates.get(id(scope.get("route")), "other")
    home, _, part = getattr(scope.get("endpoint"), "__module__", "").partition(".")
    slice_ = part.partition(".")[0] if home == "carevisit" else "other"
    problem = scope.get("carevisit.problem")
    code = "client_hung_up" if status == CALLER_GONE else problem.code() if problem else None
    metrics.REQUESTS.labels(method, route, f"{status // 100}xx").inc()
    metrics.SECONDS.labels(slice_, "read" if method in ("GET", "HEAD") else "write").observe(seconds)
    if code:
        metrics.PROBLEMS.labels(code).inc()
    level = logging.DEBUG if route in PROBES and status < 400 else logging.INFO
    logs.write(
        log, level, "request", method=method, route=route, status=status, duration_ms=round(seconds * 1000, 1),
        code=code, actor=actor_id(scope),
    )  # fmt: skip


def _limited(receive: Receive, scope: Scope) -> Receive:
    """Bodies no longer than MAX_BODY, or what the route has allowed, whether they say so or not. Raises ContentTooLarge
    where one is read."""
    said, size = next((value for name, value in scope["headers"] if name == b"content-length"), b"0"), 0

    async def receiving() -> Message:
        nonlocal size
        most: int = scope.get("carevisit.most", MAX_BODY)
        refusal: type[ContentTooLarge] = scope.get("carevisit.refusal", ContentTooLarge)
        if not said.isdigit() or int(said) > most:
            raise refusal
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise refusal
        return message

    return receiving


async def hung_up(scope: Scope) -> None:
    """Return as the caller hangs up; to be asked when the body has been read."""
    while (await scope["carevisit.receive"]())["type"] != "http.disconnect":
        pass
