"""The OpenAPI document: what FastAPI reads off the code, and what it can't know of: problems, headers, events, examples."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response

from ..aside import aside
from ..ledger import Fact
from .events import type_events
from .examples import show_answers
from .problems import problem_answers, problem_schemas
from .words import say_operation, say_parameters, say_schema

_TEXT = {"schema": {"type": "string"}}
_HEADERS: dict[str, Any] = {
    "ETag": {**_TEXT, "description": "The version of what is answered, for `If-Match` and `If-None-Match`. 版本标签。"},
    "Location": {**_TEXT, "description": "The address of what was created or changed. 所建资源的地址。"},
    "Link": {**_TEXT, "description": 'The next page, as `rel="next"`; missing on the last one (RFC 8288). 下一页地址，末页没有。'},
    "Retry-After": {
        "schema": {"type": "integer"}, "description": "How many seconds to wait before the next try. 重试前须等待的秒数。",
    },
    "Idempotent-Replayed": {
        "schema": {"type": "string", "enum": ["true"]},
        "description": "Present where the request was carried out before and changes nothing now. 该请求此前已办理，本次未作更改。",
    },
}  # fmt: skip
_IDEMPOTENCY = {
    "name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 255},
    "description": "Makes a repeated request safe: the same key with the same body is answered as it was the first time. "
    "幂等键：相同的键和内容重复提交，答复与首次相同。",
}  # fmt: skip
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
    "description": 'The ETag of the version that the caller read, such as `"v3"`; several with commas; `*` for any version. '
    "所读版本的 ETag，可用逗号列出多个；`*` 表示不限版本。",
}  # fmt: skip
_IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The ETag of the answer that the caller has: 304 where it is still the current one. "
    "已有答复的 ETag；未变时答复 304。",
}  # fmt: skip
_LANGUAGE = {
    "name": "Accept-Language", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The language of problems: zh (the default) or en. 错误说明的语言：zh（默认）或 en。",
}  # fmt: skip
_TOKEN = {
    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
    "description": "An access token from `POST /oauth/token`. 由 `POST /oauth/token` 取得的访问令牌。",
}  # fmt: skip


_CLIENTS = "Clients sign in with an id and a secret of their own. 应用以客户端编号和密钥登录。"


def describe(app: FastAPI, facts: Iterable[type[Fact]]) -> None:
    """Let the app answer with the whole contract. It is made once, beside the event loop: that takes a second or two."""
    plain: Callable[[], dict[str, Any]] = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(plain(), facts)
        return app.openapi_schema

    @cache
    def written() -> bytes:
        return orjson.dumps(app.openapi())

    async def contract(_: Request) -> Response:
        return Response(await aside(written), media_type="application/json")

    app.openapi = whole  # type: ignore[method-assign]
    assert app.openapi_url
    routes = app.router.routes
    routes[:] = [route for route in routes if getattr(route, "path", None) != app.openapi_url]  # FastAPI's own
    app.add_route(app.openapi_url, contract, include_in_schema=False)


def document(app: FastAPI) -> str:
    """The document as it is committed: sorted, so that a change reads as one."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _completed(document: dict[str, Any], facts: Iterable[type[Fact]]) -> dict[str, Any]:
    schemas, used = document["components"]["schemas"], set[int]()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= problem_schemas()
    for path, method, operation in _operations(document):
        used |= _complete(path, method, operation)
    type_events(schemas, facts)
    for name, schema in schemas.items():
        for part in schema.get("properties", {}).values():
            part.pop("title", None)  # the name in other letters
        say_schema(name, schema)
    document["components"]["headers"] = _HEADERS
    document["components"]["responses"] = problem_answers(used)
    _secure(document)
    show_answers(document)
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    """Add the parameters, headers and failures that follow from what the route declares; answers the failures' statuses."""
    answers, ours = operation["responses"], path.startswith("/v1/")
    parameters = operation.setdefault("parameters", [])
    asked = {(parameter["in"], parameter["name"]) for parameter in parameters}
    for parameter in parameters:
        parameter["schema"] = _not_null(parameter["schema"])
    say_operation(operation)
    say_parameters(path, parameters)
    takes_key = ours and method in ("post", "patch") and not operation.pop("x-no-idempotency-key", False)
    if ours:
        parameters.append(_LANGUAGE)
    if takes_key:
        parameters.append(_IDEMPOTENCY)
    if "412" in answers:
        parameters.append(_IF_MATCH)
    if "304" in answers:
        parameters.append(_IF_NONE_MATCH)
        answers["304"]["headers"] = _refer("ETag")
        answers["200"].setdefault("headers", {}).update(_refer("ETag"))
    if ("query", "cursor") in asked:
        answers["200"].setdefault("headers", {}).update(_refer("Link"))
    for status in [status for status in answers if takes_key and status.startswith("2")]:
        answers[status].setdefault("headers", {}).update(_refer("Idempotent-Replayed"))
    failures = {422, 500, 503} | {int(status) for status in answers if status >= "400"}  # 422: an unknown parameter
    if "security" in operation:
        failures |= {401, 403, 429}
    if "{" in path or ("query", "place") in asked:
        failures.add(404)
    if asked & {("query", "cursor"), ("query", "after")}:
        failures.add(400)
    if "requestBody" in operation and ours:
        failures |= {400, 408, 413, 415}
    if takes_key or method == "put":
        failures |= {404, 409}
    for status in sorted(failures):
        answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if not parameters:
        del operation["parameters"]
    return failures


def _refer(header: str) -> dict[str, Any]:
    return {header: {"$ref": f"#/components/headers/{header}"}}


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is sent or left out: there is no null in an address."""
    schema.pop("title", None)
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    return {**(kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {}), **schema}


def _secure(document: dict[str, Any]) -> None:
    """People sign in by password, clients by their own credentials; a caller with a token needs neither. The rest is public.

    Where several ways are open, openapi-generator's TypeScript client lets the last one write the header, in an order that
    follows from the ways' names and then from the list: of these, `BearerAuth` at the end is last, so it writes `Bearer`.
    """
    schemes = document["components"]["securitySchemes"]
    password = schemes["Password"]["flows"]["password"]
    flow = {name: password[name] for name in ("tokenUrl", "scopes")}
    schemes["ClientCredentials"] = {"type": "oauth2", "flows": {"clientCredentials": flow}, "description": _CLIENTS}
    schemes["BearerAuth"] = _TOKEN
    for _, _, operation in _operations(document):
        ways: list[dict[str, Any]] = []
        for way in operation.get("security", ()):
            ways += [way, {"ClientCredentials": way["Password"]}, {"BearerAuth": []}]
        operation["security"] = ways
