"""How requests come in and answers go out: strict JSON, problem+json on every failure, a trace id, nothing personal in a log."""

import logging
import re
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictBool,
    StringConstraints,
)
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import logs, metrics, tracing
from .errors import (
    BadRequest,
    ContentTooLarge,
    FieldError,
    Forbidden,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Problem,
    ServerError,
    Unauthorized,
    UnsupportedMediaType,
    wrong,
)

MAX_BODY = 1_048_576
DEEPEST = 32
PROBLEM_JSON = "application/problem+json"
HUNG_UP = 499  # for the log and the metrics: nobody was there any more to be answered
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PROBES = ("/livez", "/readyz", "/metrics")
log = logging.getLogger(__name__)


class StrictRequest(Request):
    """A request whose JSON is RFC 8259 and nothing looser: no NaN, no infinities, no lone surrogates, no NUL, no depth bomb."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            body = await self.body()
            if b"\\u0000" in body and re.search(rb"(?<!\\)(?:\\\\)*\\u0000", body):
                raise wrong("", "nul", "Text may not contain NUL.", "文本不得包含空字符。")
            try:
                self._json = orjson.loads(body)
            except orjson.JSONDecodeError as error:
                raise Malformed(error.lineno, error.colno) from None
            if _deeper_than(self._json, DEEPEST):
                raise Malformed(1, 1)
        return self._json


def _deeper_than(value: Any, limit: int) -> bool:
    """Whether lists and objects stand in one another more than so many deep."""
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for one in level
            if isinstance(one, list | dict)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, list | dict)
        ]
        if not level:
            return False
    return True


class Malformed(BadRequest):
    """The body is not JSON (RFC 8259, UTF-8)."""

    zh = "请求体不是有效的 JSON（RFC 8259，UTF-8）"

    def __init__(self, line: int, column: int) -> None:
        super().__init__(f"Line {line}, column {column}.", f"第 {line} 行第 {column} 列。")


class StrictRoute(APIRoute):
    """Reads bodies strictly and refuses query parameters that the route does not know."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = frozenset(_query_names(self.dependant))
        takes_body = self.body_field is not None
        takes_json = takes_body and not self.path.startswith("/oauth/")

        async def strict(request: Request) -> Response:
            unknown = [name for name in request.query_params if name not in known]
            if unknown:
                raise Invalid(
                    errors=tuple(
                        FieldError(
                            "?", "unknown_parameter", "有未知的查询参数。", "There is an unknown query parameter."
                        )
                        for _ in unknown
                    )
                )
            if takes_json:
                kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind not in ("application/json", "application/merge-patch+json"):
                    raise UnsupportedMediaType
            if not takes_body:
                return await handle(request)
            reading = StrictRequest(request.scope, request.receive)
            # here, for FastAPI turns whatever is raised while it reads a body into a plain 400
            await (reading.json() if takes_json else reading.body())
            return await handle(reading)

        return strict


def _query_names(dependant: Dependant) -> Iterable[str]:
    for field in dependant.query_params:
        yield field.alias
    for inner in dependant.dependencies:
        yield from _query_names(inner)


WORDS: dict[str, tuple[str, str]] = {
    "missing": ("必填。", "This is required."),
    "extra_forbidden": ("不接受此字段。", "This field is not known, or is the system's to fill."),
    "string_too_long": ("文字过长。", "This is too long."),
    "string_too_short": ("不得为空。", "This may not be empty."),
    "string_pattern_mismatch": ("格式不正确。", "This does not have the right form."),
    "string_type": ("应为文本。", "This must be text."),
    "enum": ("不是已知代码，见 /v1/dictionary。", "This is not a known code; see /v1/dictionary."),
    "literal_error": ("不是已知代码，见 /v1/dictionary。", "This is not a known code; see /v1/dictionary."),
    "bool_type": ("应为 true 或 false。", "This must be true or false."),
    "int_type": ("应为整数。", "This must be a whole number."),
    "uuid_parsing": ("不是有效的编号（UUID）。", "This is not a valid id (UUID)."),
    "uuid_type": ("不是有效的编号（UUID）。", "This is not a valid id (UUID)."),
    "datetime_from_date_parsing": ("应为带时区的时间（RFC 3339）。", "This must be a time with an offset (RFC 3339)."),
    "datetime_parsing": ("应为带时区的时间（RFC 3339）。", "This must be a time with an offset (RFC 3339)."),
    "datetime_type": ("应为带时区的时间（RFC 3339）。", "This must be a time with an offset (RFC 3339)."),
    "timezone_aware": ("时间须带时区。", "The time needs its offset."),
    "date_from_datetime_parsing": ("应为日期（YYYY-MM-DD）。", "This must be a date (YYYY-MM-DD)."),
    "date_parsing": ("应为日期（YYYY-MM-DD）。", "This must be a date (YYYY-MM-DD)."),
    "date_type": ("应为日期（YYYY-MM-DD）。", "This must be a date (YYYY-MM-DD)."),
    "greater_than_equal": ("数值过小。", "This is too small."),
    "less_than_equal": ("数值过大。", "This is too large."),
    "greater_than": ("数值过小。", "This is too small."),
    "finite_number": ("应为有限数值。", "This must be a finite number."),
    "too_long": ("条目过多。", "There are too many items."),
    "model_type": ("应为对象。", "This must be an object."),
    "model_attributes_type": ("应为对象。", "This must be an object."),
    "list_type": ("应为列表。", "This must be a list."),
    "json_invalid": ("不是有效的 JSON。", "This is not JSON."),
}


class Told(ValueError):
    """A rule inside a request's model refuses a value: a stable code and the words, never the value."""

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(code)
        self.code, self.en, self.zh = code, en, zh


def field_errors(errors: Sequence[Any]) -> tuple[FieldError, ...]:
    """What pydantic found, as pointers and codes; its own messages may quote the input and are left behind."""
    found = []
    for error in errors[:50]:
        kind = error["type"]
        told = (error.get("ctx") or {}).get("error")
        if isinstance(told, Told):
            code, zh, en = told.code, told.zh, told.en
        else:
            code = kind
            zh, en = WORDS.get(kind, ("取值不正确。", "This value is not accepted."))
        found.append(FieldError(_pointer(error["loc"], kind), code, zh, en))
    return tuple(found)


def _pointer(loc: Sequence[str | int], kind: str) -> str:
    where, *rest = loc or ("body",)
    if where == "body":
        if kind == "extra_forbidden" and rest:  # the name of an unknown field is the caller's input: it is not repeated
            rest = [*rest[:-1], _plain(str(rest[-1]))]
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in rest)
    name = str(rest[0]) if rest else ""
    return f"?{name}" if where == "query" else f"{where}:{name}"


def _plain(name: str) -> str:
    return name if re.fullmatch(r"[a-z][a-z_]{0,40}", name) else "…"


def language(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """`zh` or `en` by Accept-Language; 中文 unless English is preferred."""
    accepted = next((value.decode("latin-1") for name, value in headers if name == b"accept-language"), "")
    weights = {"zh": 0.0, "en": 0.0}
    for part in accepted.split(","):
        tag, _, q = part.partition(";")
        short = tag.strip().lower()[:2]
        try:
            weight = float(q.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if short in weights:
            weights[short] = max(weights[short], weight)
    return "en" if weights["en"] > weights["zh"] else "zh"


def problem_response(problem: Problem, scope: Scope) -> Response:
    """The problem as the caller will read it (RFC 9457)."""
    chinese = language(scope.get("headers", ())) == "zh"
    kind, en = type(problem), type(problem).en()
    scope["carevisit.problem"] = kind
    body = {
        "type": f"{scope['carevisit.base']}/problems/{kind.code()}",
        "title": kind.zh if chinese else en,
        "status": kind.status,
        "detail": (problem.detail_zh if chinese else problem.detail_en) or (kind.zh if chinese else en),
        "instance": f"urn:uuid:{UUID(hex=scope['carevisit.trace'])}",
        "code": kind.code(),
        "errors": [
            {"pointer": e.pointer, "code": e.code, "message": e.zh if chinese else e.en} for e in problem.errors
        ],
        "trace_id": scope["carevisit.trace"],
        **problem.more(),
    }
    headers = {"Content-Language": "zh-CN" if chinese else "en", "Cache-Control": "no-store", **kind.headers}
    return Response(orjson.dumps(body), kind.status, headers, PROBLEM_JSON)


_BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 405: MethodNotAllowed, 413: ContentTooLarge,
    415: UnsupportedMediaType, 422: Invalid,
}  # fmt: skip


def install(app: FastAPI) -> None:
    """Every failure of the app leaves as problem+json. To be called when all routes are there: the log names them."""

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        if isinstance(error, Forbidden):
            logs.tell(log, logging.WARNING, "refused", code=error.code(), actor=request.scope.get("carevisit.actor"))
        return problem_response(error, request.scope)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_response(Invalid(errors=field_errors(error.errors())), request.scope)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = problem_response(_BY_STATUS.get(error.status_code, BadRequest)(), request.scope)
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    # a route knows its path within its router only
    app.state.templates = {id(one.original_route): one.path_format for one in iter_route_contexts(app.routes)}
    app.add_exception_handler(Problem, told)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def allow_body(request: Request, most: int, refusal: type[ContentTooLarge]) -> None:
    """Let this one request have a longer body than others; beyond that it is refused all the same."""
    request.scope["carevisit.most"], request.scope["carevisit.refusal"] = most, refusal


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


class Envelope:
    """Around everything: the trace id, the log's line and the metrics, and the last resort for what nobody expected."""

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

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-trace-id", trace.encode()), *self.headers]
                if scope["path"].startswith("/v1/") and status < 400:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        try:
            await self._app(scope, _limited(receive, scope), sending)
        except ClientDisconnect:
            status = HUNG_UP
        except Exception:
            log.exception("unexpected")
            if not status:
                await problem_response(ServerError(), scope)(scope, receive, sending)
        finally:
            _observe(scope, status or 500, time.perf_counter() - started)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    """Count a request and log it: by its route's template, never by the address or the words that a caller sent."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = scope["app"].state.templates.get(id(scope.get("route")), "other")
    home, _, part = getattr(scope.get("endpoint"), "__module__", "").partition(".")
    slice_ = part.partition(".")[0] if home == "carevisit" else "other"
    problem = scope.get("carevisit.problem")
    code = "client_hung_up" if status == HUNG_UP else problem.code() if problem else None
    metrics.REQUESTS.labels(method, route, f"{status // 100}xx").inc()
    metrics.SECONDS.labels(slice_, "read" if method == "GET" else "write").observe(seconds)
    if code:
        metrics.PROBLEMS.labels(code).inc()
    level = logging.DEBUG if route in PROBES and status < 400 else logging.INFO
    logs.tell(
        log, level, "request", method=method, route=route, status=status, duration_ms=round(seconds * 1000, 1),
        code=code, actor=scope.get("carevisit.actor"),
    )  # fmt: skip


# --- what the fields of a request are made of ---------------------------------------------------------------------------


def _only_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise Told("not_text", "This must be text.", "应为文本。")
    return value


def _rfc3339(value: Any) -> Any:
    if not isinstance(value, str) or not re.match(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value):
        raise Told(
            "datetime_parsing", "This must be a time with an offset (RFC 3339).", "应为带时区的时间（RFC 3339）。"
        )
    return value


def _whole_day(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise Told("date_parsing", "This must be a date (YYYY-MM-DD).", "应为日期（YYYY-MM-DD）。")
    return value


def _sensible(value: date) -> date:
    if not 1880 <= value.year <= 2999:
        raise Told("absurd_date", "This date can't be right.", "日期不合理。")
    return value


def _to_microsecond(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2999:  # beyond it neither the calendar nor the database's arithmetic is safe
        raise Told("absurd_date", "This date can't be right.", "日期不合理。")
    return value.astimezone(UTC)


_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]*$"
Moment = Annotated[AwareDatetime, BeforeValidator(_rfc3339), AfterValidator(_to_microsecond)]
Day = Annotated[date, BeforeValidator(_whole_day), AfterValidator(_sensible)]
Yes = StrictBool
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_PLAIN)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=_PLAIN)]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,64}$")]


class Sheet(BaseModel):
    """The body of a request: what is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def own_number(value: str) -> str:
    """A caller's own number must not be a person's: ID numbers and mobile numbers are refused."""
    plain = re.sub(r"[._:/-]", "", value)
    if re.search(r"[0-9]{17}[0-9Xx]|(?<![0-9])1[3-9][0-9]{9}(?![0-9])", value) or re.fullmatch(
        r"[0-9]{17}[0-9Xx]|1[3-9][0-9]{9}", plain
    ):
        raise Told(
            "looks_personal",
            "This looks like an ID or phone number; use a number of your own.",
            "疑似身份证号或手机号，请使用业务编号。",
        )
    return value


OwnNumber = Annotated[Number, AfterValidator(own_number)]
