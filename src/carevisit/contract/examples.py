"""Examples of answers: built from the schema of each, so that none can contradict it."""

from collections.abc import Mapping
from typing import Any

_BY_FORMAT = {
    "uuid": "0192f1c0-5f6e-7c8a-9a51-2f3b7c1d9e40", "date": "2026-11-20", "date-time": "2026-11-20T01:10:00Z",
    "month": "2026-11", "binary": "…",
}  # fmt: skip
_PLACE, _SERVER = "350303103201", "http://127.0.0.1:8000"
_BY_NAME: Mapping[str, Any] = {
    "access_token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTkyIn0.c2ln", "answer_note": "周末回家探望",
    "assistance_received": "临时救助", "id": "V-0017", "number": "99999919461104002843",
    "categories": ["living_alone"], "changed": ["phone"], "code": _PLACE, "conditions": {"mobility": "fair"}, "consent": "given",
    "contract": f"{_SERVER}/openapi.json", "datacontenttype": "application/json",
    "dataschema": f"{_SERVER}/schemas/visit.recorded.v1.json", "docs": f"{_SERVER}/docs", "en": "lives alone", "ethnicity": "汉族",
    "evidence": "体检登记表", "external_id": "EX-2026-000123", "facilities": {"handrail": "yes"}, "flags": ["overdue"],
    "from_place": _PLACE, "group": "第一村民小组", "health": f"{_SERVER}/readyz", "id_number": "999999194611040028",
    "income_source": "养老金", "key": _PLACE, "level": "village", "login": "guide.chen", "migration": "0010", "month": "2026-11",
    "name": "林阿姨", "next_cursor": "Z0FBQUFBQm5jdXJzb3I", "note": "精神尚好", "parent": "350303103", "phone": "13800000000",
    "place": _PLACE, "problems": f"{_SERVER}/problems/{{code}}", "profile": "hanjiang-2023", "quarter": "2026-Q4",
    "reason": "入户核实", "reason_note": "用电情况填写有误", "record_no": "FX-2026-000123", "refresh_token": "cmVmcmVzaC10b2tlbg",
    "relationship": "son",
    "role": "guide", "scope": "visits:read visits:write", "section": "/living", "scopes": ["visits:read", "visits:write"],
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "source": _SERVER, "specversion": "1.0",
    "state": "active", "subject": "0192f1c0-5f6e-7c8a-9a51-2f3b7c1d9e40", "tier": "key", "township": "350303103",
    "township_name": "梧塘镇", "type": "visit.recorded", "unit": "梅洋村委会", "version": 3, "what": "上门体检", "whom": "女儿",
    "why": "误登记", "window": "2026-11-H2", "zh": "独居",
}  # fmt: skip
_DEEPEST = 12


def show_answers(document: dict[str, Any]) -> None:
    """Give every JSON answer of every operation an example."""
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json") if status < "300" else None
                if content is not None:
                    content["example"] = example_of(content["schema"], schemas)


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that the schema allows: its own example, that of a field of this name, or one made of the examples of its parts."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas, name, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    value = _BY_NAME.get(name)
    return value if _fits(value, schema) else _made(schema, schemas, name, depth)


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether the example of a name is of the type that a field of this name has here."""
    match schema.get("type"):
        case "string":
            return isinstance(value, str) and "format" not in schema
        case "integer":
            return isinstance(value, int)
        case "array":
            return isinstance(value, list) and schema["items"].get("type") == "string"
        case "object":
            return isinstance(value, dict) and "properties" not in schema
        case _:
            return False


def _made(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return {part: example_of(parts[part], schemas, part, depth + 1) for part in parts}
        case "array":
            return [example_of(schema["items"], schemas, name, depth + 1)] if depth < _DEEPEST else []
        case "integer":
            return int(schema.get("minimum", 1))
        case "number":
            return float(schema.get("minimum", 1))
        case "boolean":
            return True
        case "string":
            return _BY_FORMAT.get(schema.get("format", ""), "…")
        case _:
            return {}
