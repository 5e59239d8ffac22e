"""Failures in the contract: the shape of a problem, and an answer for each status."""

from typing import Any

from ..errors import ElderNotFound, Problem

_Members = dict[str, tuple[str, dict[str, Any]]]
_SHARED: _Members = {
    "type": ("The address of the problem's meaning. 错误说明的地址。", {"type": "string", "format": "uri-reference"}),
    "title": ("What the code means. 错误含义。", {"type": "string"}),
    "status": ("The HTTP status. HTTP 状态码。", {"type": "integer"}),
    "detail": ("What is wrong this time. 本次错误的说明。", {"type": "string"}),
    "instance": ("An identifier of this occurrence. 本次错误的标识。", {"type": "string", "format": "uri"}),
    "code": ("The stable code: see `GET /problems`. 错误代码，保持不变，见 `GET /problems`。", {"type": "string"}),
    "errors": (
        "The fields that are wrong; empty where no field is to blame. 有误的字段；与字段无关时为空。",
        {"type": "array", "items": {"$ref": "#/components/schemas/FieldProblem"}},
    ),
    "trace_id": ("Quote it when you ask the operator for help. 追踪编号，联系运维时请提供。", {"type": "string"}),
}  # fmt: skip
_OF_SOME: _Members = {
    "elder_id": (
        "With `elder_already_registered`: the file that has this ID number. 已有档案的编号。", {"type": "string", "format": "uuid"},
    ),
    "used_by": (
        "With `record_no_reused` and `external_id_reused`: the record that bears the number, which is the caller's own; "
        "absent for what has no address. 使用该编号的本方记录，无地址的不列。",
        {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid", "description": "The record. 记录编号。"},
                "href": {"type": "string", "format": "uri-reference", "description": "Its address. 记录地址。"},
            },
            "required": ["id", "href"],
        },
    ),
    "month": ("With `month_locked`: the month of the visit. 探访所在月份。", {"type": "string", "format": "month"}),
    "locked_from": (
        "With `month_locked`: the day from which that month is locked. 锁定起始日。", {"type": "string", "format": "date"},
    ),
    "state": ("With `step_not_possible`: the present state. 当前状态。", {"type": "string"}),
    "possible": (
        "With `step_not_possible` and `elder_has_left`: the steps that the caller may take now. 当前可执行的步骤。",
        {"type": "array", "items": {"type": "string"}},
    ),
    "missing": (
        "With `steps_missing`: the steps to take first. 须先完成的步骤。", {"type": "array", "items": {"type": "string"}},
    ),
    "parts": (
        "With `not_ready`: each part of the service and its state. 各部分状态。",
        {"type": "object", "additionalProperties": {"type": "string"}},
    ),
    "error": ("At `/oauth/…`: the error code of RFC 6749. OAuth 错误代码。", {"type": "string"}),
    "error_description": ("At `/oauth/…`: the error of RFC 6749 in words. OAuth 错误说明。", {"type": "string"}),
}  # fmt: skip
_FIELD: _Members = {
    "pointer": (
        "Where: an RFC 6901 pointer into the body, or `?name` of a query parameter. "
        "位置：请求体中的 RFC 6901 指针，或查询参数 `?name`。",
        {"type": "string"},
    ),
    "code": ("The stable code of what is wrong with the field. 字段错误代码。", {"type": "string"}),
    "message": ("What is wrong with it, in words. 字段错误说明。", {"type": "string"}),
}  # fmt: skip
_STATUS = {
    400: "The request can't be read. 请求无法解析。",
    401: "Sign in first. 请先登录。",
    403: "The caller's role or the token's scopes do not include this. 角色或令牌权限不包含此操作。",
    404: "There is nothing here for the caller. 未找到，或不在职责范围内。",
    408: "The request did not arrive in time. 请求未及时送达。",
    409: "The present state does not allow it. 当前状态不允许此操作。",
    410: "What was here is gone. 资源已不存在。",
    412: "It has changed since the caller read it. 读取之后已有更改。",
    413: "The body is too large. 请求体过大。",
    415: "The media type of the body is not accepted. 不接受此媒体类型。",
    422: "Something in the request is wrong. 请求内容有误。",
    428: "The request must name the version that it changes. 须以 `If-Match` 指明所更改的版本。",
    429: "Too much at once or too often: wait for `Retry-After`. 请求过多或过于频繁，请按 `Retry-After` 等待。",
    500: "Something unexpected happened. 服务出现意外错误。",
    503: "The service can't answer now: try again shortly. 服务暂不可用，请稍后重试。",
}
_WAITS = (429, 503)


def problem_schemas() -> dict[str, Any]:
    """The schema of a problem with every member that any kind has, and that of one of its fields."""
    return {
        "Problem": {
            "title": "Problem", "type": "object", "examples": [_example(ElderNotFound)],
            "required": list(_SHARED), "properties": _properties(_SHARED | _OF_SOME),
            "description": "What went wrong (RFC 9457): `code` is stable, the words follow `Accept-Language`; what was sent is "
            "never repeated. 错误（RFC 9457）：`code` 保持不变，文字依 `Accept-Language`，不回显所提交的内容。",
        },
        "FieldProblem": {
            "title": "FieldProblem", "type": "object", "required": list(_FIELD), "properties": _properties(_FIELD),
            "description": "What is wrong with one field. 某一字段的错误。",
        },
    }  # fmt: skip


def problem_answers(used: set[int]) -> dict[str, Any]:
    """An answer for each status that any operation has, with the codes that it may bear."""
    return {f"Problem{status}": _answer(status) for status in sorted(used)}


def _answer(status: int) -> dict[str, Any]:
    kinds = sorted((kind for kind in Problem.every() if kind.status == status), key=lambda kind: kind.code())
    kind = min(kinds, key=lambda kind: len(kind.__mro__))  # the most general one
    return {
        "description": f"{_STATUS[status]} Codes: {', '.join(kind.code() for kind in kinds)}",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}, "example": _example(kind)}
        },
        **({"headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}} if status in _WAITS else {}),
    }


def _example(kind: type[Problem]) -> dict[str, Any]:
    return {
        "type": f"/problems/{kind.code()}", "title": kind.zh, "status": kind.status, "detail": kind.zh,
        "instance": "urn:uuid:0192f1c0-5f6e-4c8a-9a51-2f3b7c1d9e40", "code": kind.code(), "errors": [],
        "trace_id": "0192f1c05f6e4c8a9a512f3b7c1d9e40",
    }  # fmt: skip


def _properties(members: _Members) -> dict[str, Any]:
    return {name: {**schema, "description": words} for name, (words, schema) in members.items()}
