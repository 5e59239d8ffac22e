"""Reading requests and writing answers: strict JSON in, problem+json for every failure."""

import inspect
import logging
import re
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StrictBool,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import Scope

from . import logs
from .errors import (
    BadRequest,
    ContentTooLarge,
    FieldError,
    Forbidden,
    FormTooLarge,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Problem,
    Unauthorized,
    UnsupportedMediaType,
    shown_name,
)
from .etags import revalidated
from .json_body import read_json

MAX_BODY = 1_048_576
MAX_FORM = 16_384
PROBLEM_JSON = "application/problem+json"
log = logging.getLogger(__name__)


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


class Gate:
    """A dependency that admits or refuses a request before its query and body are read."""

    async def admit(self, request: Request) -> None:
        """Raises the problem that refuses the caller."""
        raise NotImplementedError

    def given(self, request: Request, headers: MutableHeaders) -> Any:
        """What the endpoint gets of an admitted request; `headers` are those of its answer. Raises BadRequest."""
        raise NotImplementedError


class StrictRoute(APIRoute):
    """Admits a request first, then reads its body strictly and refuses unknown query parameters.

    A plain route is answered directly: FastAPI's way of finding out what an endpoint takes costs more than its sheet.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = frozenset(_query_names(self.dependant))
        takes_body = self.body_field is not None
        revalidates = 304 in self.responses
        takes_json = takes_body and not self.path.startswith("/oauth/")
        gates = list(_gates(self.dependant))

        async def directly(request: StrictRequest) -> Response:
            (gate,), (sheet,) = self.dependant.dependencies, self.dependant.body_params
            given = gates[0].given(request, MutableHeaders(raw=[]))
            read, wrong = sheet.validate(await request.json(), loc=("body",))
            if wrong:
                raise RequestValidationError(wrong)
            answer: Response = await self.endpoint(**{str(gate.name): given, sheet.name: read})
            return answer

        async def strict(request: Request) -> Response:
            for gate in gates:
                await gate.admit(request)
            if unknown := dict.fromkeys(name for name in request.query_params if name not in known):
                raise Invalid(errors=tuple(_unknown(name) for name in unknown))
            if takes_json:
                kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind not in ("application/json", "application/merge-patch+json"):
                    raise UnsupportedMediaType
            if not takes_body:
                answer = await handle(request)
                return revalidated(request, answer) if revalidates else answer
            if not takes_json:
                allow_body(request, MAX_FORM, FormTooLarge)
            reading = StrictRequest(request.scope, request.receive)
            # read here, because FastAPI turns any exception while it reads a body into a plain 400
            await (reading.json() if takes_json else reading.body())
            return await (directly if id(self) in request.app.state.direct else handle)(reading)

        return strict


def _is_plain(dependant: Dependant) -> bool:
    """Whether an endpoint takes a sheet in JSON and what its gate gives, nothing else, and makes its answer itself."""
    gates, sheets = dependant.dependencies, dependant.body_params
    if len(gates) != 1 or len(sheets) != 1 or dependant.call is None or not isinstance(gates[0].call, Gate):
        return False
    if isinstance(sheets[0].field_info, Form):
        return False
    asked = inspect.signature(dependant.call)
    return asked.parameters.keys() == {gates[0].name, sheets[0].name} and asked.return_annotation is Response


def _unknown(name: str) -> FieldError:
    return FieldError(f"?{shown_name(name)}", "unknown_parameter", "未知的查询参数。", "This parameter is not known.")


def _gates(dependant: Dependant) -> Iterable[Gate]:
    for inner in dependant.dependencies:
        call: object = inner.call
        if isinstance(call, Gate):
            yield call
        yield from _gates(inner)


def _query_names(dependant: Dependant) -> Iterable[str]:
    for field in dependant.query_params:
        yield field.alias
    for inner in dependant.dependencies:
        yield from _query_names(inner)


WORDS: dict[str, tuple[str, str]] = {
    "missing": ("必填。", "This is required."),
    "extra_forbidden": ("不接受此字段。", "This field is not known, or is the system's to fill."),
    "string_too_long": (
        "文字过长，至多 {max_length} 个字符。",
        "This is too long: {max_length} characters at the most.",
    ),
    "string_too_short": ("不得为空。", "This may not be empty."),
    "string_pattern_mismatch": ("格式不正确。", "This does not have the right form."),
    "string_type": ("应为文本。", "This must be text."),
    "enum": ("应为以下代码之一：{codes_zh}。", "This must be one of: {codes}."),
    "literal_error": ("应为以下代码之一：{codes_zh}。", "This must be one of: {codes}."),
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
    "greater_than_equal": ("数值过小，最小为 {ge}。", "This is too small: {ge} at the least."),
    "less_than_equal": ("数值过大，最大为 {le}。", "This is too large: {le} at the most."),
    "greater_than": ("数值过小，须大于 {gt}。", "This is too small: it must be more than {gt}."),
    "finite_number": ("应为有限数值。", "This must be a finite number."),
    "too_long": ("条目过多，至多 {max_length} 条。", "There are too many items: {max_length} at the most."),
    "too_short": ("条目过少，至少 {min_length} 条。", "There are too few items: {min_length} at the least."),
    "model_type": ("应为对象。", "This must be an object."),
    "model_attributes_type": ("应为对象。", "This must be an object."),
    "list_type": ("应为列表。", "This must be a list."),
    "json_invalid": ("不是有效的 JSON。", "This is not JSON."),
}
_UNSAID = ("取值不正确。", "This value is not accepted.")


class ValueRefused(ValueError):
    """A request's model refuses a value: a stable code and the words, never the value.

    A rule about several fields names the `field` of the model to change.
    """

    def __init__(self, code: str, en: str, zh: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.en, self.zh, self.field = code, en, zh, field


def field_errors(errors: Sequence[Any]) -> tuple[FieldError, ...]:
    """Pydantic's errors as pointers and codes, without its messages, which may quote the input."""
    found = []
    for error in errors[:50]:
        kind, more = error["type"], error.get("ctx") or {}
        raised = more.get("error")
        loc = error["loc"] or ("body",)
        if isinstance(raised, ValueRefused):
            code, zh, en = raised.code, raised.zh, raised.en
            loc = (*loc, raised.field) if raised.field else loc
        else:
            code = kind
            codes = re.findall(r"'([^']*)'", str(more.get("expected", "")))  # of the field, never from the input
            known = more | {"codes": ", ".join(codes), "codes_zh": "、".join(codes)}
            zh, en = (words.format_map(known) for words in WORDS.get(kind, _UNSAID))
        found.append(FieldError(_pointer(loc, kind), code, zh, en))
    return tuple(found)


def refused(error: ValidationError) -> Invalid:
    """A sheet's validation errors as a problem, with pointers from the sheet."""
    return Invalid(errors=field_errors([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]))


def _pointer(loc: Sequence[str | int], kind: str) -> str:
    where, *rest = loc
    if where == "body":
        if kind == "extra_forbidden" and rest:  # an unknown field's name is the caller's input: it is not repeated
            rest = [*rest[:-1], shown_name(str(rest[-1]))]
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in rest)
    name = str(rest[0]) if rest else ""
    return f"?{name}" if where == "query" else f"{where}:{name}"


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


def problem_body(problem: Problem, scope: Scope) -> dict[str, Any]:
    """The problem as the caller reads it (RFC 9457)."""
    chinese = language(scope.get("headers", ())) == "zh"
    kind, en = type(problem), type(problem).en()
    return {
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


def problem_response(problem: Problem, scope: Scope) -> Response:
    """The problem as an answer, and in the log of its request."""
    scope["carevisit.problem"] = type(problem)
    headers = {
        "Content-Language": "zh-CN" if language(scope.get("headers", ())) == "zh" else "en",
        "Vary": "Accept-Language", "Cache-Control": "no-store", **problem.answer_headers(),
    }  # fmt: skip
    return Response(orjson.dumps(problem_body(problem, scope)), problem.status, headers, PROBLEM_JSON)


_BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 405: MethodNotAllowed, 413: ContentTooLarge,
    415: UnsupportedMediaType, 422: Invalid,
}  # fmt: skip


def install(app: FastAPI) -> None:
    """Turn every failure of the app into problem+json. Call it once all routes exist: the log needs their paths."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        if isinstance(error, Forbidden):
            logs.write(log, logging.WARNING, "refused", code=error.code(), actor=actor_id(request.scope))
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

    # a route knows only its path within its router, and not on what its router depends
    routes = list(iter_route_contexts(app.routes))
    app.state.templates = {id(one.original_route): one.path_format for one in routes}
    app.state.direct = {
        id(one.original_route)
        for one in routes
        if isinstance(one.original_route, StrictRoute) and _is_plain(one.dependant)
    }
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def actor_id(scope: Scope) -> UUID | None:
    """The id of the principal whose token admitted the request; None without one."""
    actor = scope.get("carevisit.actor")
    return actor.id if actor else None


def allow_body(request: Request, most: int, refusal: type[ContentTooLarge]) -> None:
    """Allow this request a longer body than others, up to `most` bytes; beyond that it raises `refusal`."""
    request.scope["carevisit.most"], request.scope["carevisit.refusal"] = most, refusal


# --- the types of request fields ----------------------------------------------------------------------------------------


def _only_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueRefused("not_text", "This must be text.", "应为文本。")
    return value


def _rfc3339(value: Any) -> Any:
    if not isinstance(value, str) or not re.match(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value):
        raise ValueRefused(
            "datetime_parsing", "This must be a time with an offset (RFC 3339).", "应为带时区的时间（RFC 3339）。"
        )
    return value


def _whole_day(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueRefused("date_parsing", "This must be a date (YYYY-MM-DD).", "应为日期（YYYY-MM-DD）。")
    return value


def _sensible(value: date) -> date:
    if not 1880 <= value.year <= 2999:
        raise ValueRefused("absurd_date", "This date can't be right.", "日期不合理。")
    return value


def _to_microsecond(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2999:  # beyond it, neither the calendar nor the database's arithmetic is safe
        raise ValueRefused("absurd_date", "This date can't be right.", "日期不合理。")
    return value.astimezone(UTC)


def _first_day(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(_MONTH, value):
        return date(int(value[:4]), int(value[5:]), 1)
    raise ValueRefused(
        "month",
        "This must be a month from 2000-01 to 2199-12 (YYYY-MM).",
        "应为 2000-01 至 2199-12 之间的月份（YYYY-MM）。",
    )


_MONTH = r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$"
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]*$"
Moment = Annotated[AwareDatetime, BeforeValidator(_rfc3339), AfterValidator(_to_microsecond)]
Day = Annotated[date, BeforeValidator(_whole_day), AfterValidator(_sensible)]
Month = Annotated[
    date, BeforeValidator(_first_day), PlainSerializer(lambda day: f"{day:%Y-%m}", str, "json"),
    WithJsonSchema({"type": "string", "format": "month", "pattern": _MONTH}),
]  # fmt: skip
"""A month (月份), as its first day."""
Yes = StrictBool
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_PLAIN)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=_PLAIN)]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,64}$")]


class Sheet(BaseModel):
    """The body of a request; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
