"""The vocabulary of the contract: what it says of operations, schemas, parameters and properties, in English and 中文.

The words stand here, and not at the code that they describe, because they speak to integrators: docstrings speak to who
reads the code. Every entry is in use, and holds both languages; a test says what lacks an entry.
"""

from typing import Any

from . import administration, names, papers, parts, places, schemas
from .models import WHOLE
from .operations import OPERATIONS

__all__ = ["NAMES", "OPERATIONS", "PARTS", "SCHEMAS", "WHOLE", "say_operation", "say_parameters", "say_schema"]

NAMES = names.NAMES | administration.NAMES | places.NAMES
PARTS = parts.PARTS | administration.PARTS | papers.PARTS | places.PARTS
SCHEMAS = schemas.SCHEMAS | administration.MODELS | papers.MODELS | places.MODELS
_OF_PATHS = {
    "/v1/places/{code}": {"code": "The code of the place. 行政区域代码。"},
    "/v1/clients/{client}": {
        "client": "The id of the client. 客户端编号（id）。",
        "no": "The number of the secret. 密钥序号。",
    },
    "/problems/{code}": {"code": "The code of the problem. 错误代码。"},
    "/schemas/{name}": {"name": "The name of the schema, such as `visit.recorded.v1.json`. 数据结构名称。"},
}
_KINDS = {
    "/v1/alerts": "The kind of alert. 告警类型。", "/v1/needs": "The kind of need. 关爱服务需求类型。",
    "/v1/risks": "The kind of risk. 风险隐患类型。",
}  # fmt: skip


def say_operation(operation: dict[str, Any]) -> None:
    """Describe an operation for integrators. Only those that no real district has, a sandbox's, say so at their routes."""
    operation["description"] = OPERATIONS.get(operation["operationId"], operation.get("description", ""))


def say_parameters(path: str, parameters: list[dict[str, Any]]) -> None:
    """Describe the parameters of an operation: each by the words of its route, or by its name."""
    own = next((words for start, words in _OF_PATHS.items() if path.startswith(start)), {}) | (
        {"kind": _KINDS[path]} if path in _KINDS else {}
    )
    for parameter in parameters:
        words = parameter.get("description") or own.get(parameter["name"]) or NAMES[parameter["name"]]
        parameter["description"] = WHOLE.get(words, words)


def say_schema(name: str, schema: dict[str, Any]) -> None:
    """Describe a schema and its properties in both languages: each by its own entry, its model's words or its name."""
    if name in SCHEMAS:
        schema["description"] = SCHEMAS[name]
    for part, value in schema.get("properties", {}).items():
        own = value.get("description")
        words = PARTS.get(f"{name}.{part}") or (WHOLE.get(own, own) if own else NAMES.get(part))
        if words:
            value["description"] = words
