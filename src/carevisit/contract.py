"""The OpenAPI document: what FastAPI reads off the code, and what it can't know of: problems, headers, servers."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from pydantic import BaseModel

from .errors import NotFound, Problem
from .etags import NOT_MODIFIED
from .ledger import Fact
from .wire import StrictRoute

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable; the words follow Accept-Language. Never what was sent.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "RFC 6901 into the body, or `?name` for a query parameter",
                    },
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "trace_id": {"type": "string"},
        "elder_id": {"type": "string", "format": "uuid", "description": "with `elder_already_registered`"},
    },
}
_IDEMPOTENCY = {
    "name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 255},
    "description": "makes a repeated POST safe: the same key and body are answered as the first time",
}  # fmt: skip
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
    "description": 'the ETag that you read, as `"v3"`; several with commas; `*` for whichever version is current',
}  # fmt: skip
_LANGUAGE = {
    "name": "Accept-Language", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "zh (the default) or en, for the words of problems",
}  # fmt: skip
_CHANGES = ("/transfer", "/corrections", "/void")  # a POST that changes one thing, whose version it must name
_NOT_REPEATED = ("/search", "/me/password", "/devices/signs")  # a POST that no Idempotency-Key makes safe to send again
_TITLES = {
    400: "The request can't be read.", 401: "Sign in first.", 403: "Not for your role or scopes.", 404: "Nothing here for you.",
    408: "The request did not arrive in time.", 409: "The present state does not allow it.", 410: "What was here is gone.",
    412: "It has changed since you read it.", 413: "The body is too large.", 414: "The address is too long.",
    415: "The body must be application/json.", 422: "Something in the request is wrong.", 428: "Say which version you change.",
    429: "Too many at once or too often: wait for `Retry-After`.", 431: "The headers are too large.",
    500: "Something unexpected happened.", 503: "Try again shortly.",
}  # fmt: skip


def reference(facts: Iterable[type[Fact]]) -> APIRouter:
    """What the addresses in problems (`type`) and events (`dataschema`) lead to."""
    router = APIRouter(tags=["reference 参考数据"], route_class=StrictRoute)
    problems = {kind.code(): kind for kind in Problem.every()}
    schemas = {f"{fact.kind}.v{fact.schema_no}.json": fact for fact in facts}

    @router.get(
        "/problems/{code}",
        operation_id="readProblem",
        summary="What a problem means · 错误说明",
        responses=NOT_MODIFIED,
    )
    async def read_problem(code: str, response: Response) -> ProblemMeaning:
        """What a problem's `code` means."""
        if code not in problems:
            raise NotFound
        kind = problems[code]
        response.headers["Cache-Control"] = "public, no-cache"
        return ProblemMeaning(code=code, status=kind.status, zh=kind.zh, en=kind.en())

    @router.get(
        "/schemas/{name}",
        operation_id="readSchema",
        summary="The JSON Schema of an event's data · 事件数据结构",
        responses=NOT_MODIFIED,
    )
    async def read_schema(name: str, response: Response) -> dict[str, Any]:
        """The JSON Schema of the `data` of an event, by the `dataschema` that the event names."""
        if name not in schemas:
            raise NotFound
        response.headers["Cache-Control"] = "public, no-cache"
        return schemas[name].open_schema()

    return router


class ProblemMeaning(BaseModel):
    """A kind of problem."""

    code: str
    status: int
    zh: str
    en: str


def describe(app: FastAPI) -> None:
    """Let the app answer with the whole contract."""
    plain: Callable[[], dict[str, Any]] = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(plain())
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]


def document(app: FastAPI) -> str:
    """The document as it is committed: sorted, so that a change reads as one."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    document["components"]["responses"] = {
        f"Problem{status}": {
            "description": title + " Codes: " + ", ".join(_codes(status)),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, title in _TITLES.items()
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return document


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    statuses = {500, 503}
    if "security" in operation:
        statuses |= {401, 403, 429}
    if "{" in path:
        statuses |= {404, 422}
    if any(p["in"] == "query" for p in operation.get("parameters", ())):
        statuses.add(422)
    if any(p["name"] == "cursor" for p in operation.get("parameters", ())):
        statuses.add(400)
    if any(p["name"] == "place" and p["in"] == "query" for p in operation.get("parameters", ())):
        statuses.add(404)
    if "requestBody" in operation and path.startswith("/v1/"):
        statuses |= {400, 408, 413, 415, 422}
    headers = [_LANGUAGE] if path.startswith("/v1/") else []
    if path.startswith("/v1/") and method in ("post", "patch") and not path.endswith(_NOT_REPEATED):
        statuses |= {404, 409}
        headers.append(_IDEMPOTENCY)
        if method == "patch" or path.endswith(_CHANGES):
            statuses |= {412, 428}
            headers.append(_IF_MATCH)
    if method == "put":
        statuses.add(409)
    if path.startswith("/v1/attachments/") and path.endswith(("/content", "/removal")):
        statuses.add(410)
    if path == "/v1/feed":
        statuses |= {400, 410}
    if path == "/oauth/token":
        statuses |= {400, 401}
    if path in ("/oauth/token", "/v1/me/password"):
        statuses.add(429)
    if headers:
        operation["parameters"] = operation.get("parameters", []) + headers
    operation["responses"].pop("422", None)
    for status in sorted(statuses):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _codes(status: int) -> list[str]:
    return sorted(kind.code() for kind in Problem.every() if kind.status == status)
