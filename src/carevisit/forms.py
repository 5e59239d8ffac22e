"""The table of the printed forms (docs/forms.md), generated from their lists and the contract, which it can't contradict."""

from collections.abc import Iterable, Mapping
from typing import Any

from .policy import FORMS, FormField, form_of

_HEAD = """# The printed forms, field by field 表格栏目对照

Every field of the forms that the notices print: where it is sent to the API (填报), and where it is read (读取).
A pointer is a JSON pointer (RFC 6901) into what is sent or answered; `*` stands for every member of a list.
An elder's fields are changed by the same pointers in `PATCH /v1/elders/{elder_id}`, a visit's by a correction.
Where several pointers hold a field, those marked 是 must be given; a part may be declared not applicable, with a reason.

Made by `carevisit forms --write` from the [lists](../src/carevisit/policy/printed) and the
[contract](../openapi/carevisit.v1.json); a test sends every field, reads it again and compares.
本表由清单与接口契约生成，每个栏目均经填报、读取、比对检验。
"""
_COLUMNS = "| part 部分 | field 栏目 | required 必填 | sent 填报 | pointer 位置 | read 读取 | pointer 位置 |"


def drawn(contract: Mapping[str, Any]) -> str:
    """The document. Raises ValueError for a field without a place in the contract."""
    operations = {
        operation["operationId"]: (f"{method.upper()} {path}", operation)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    }
    schemas = contract["components"]["schemas"]
    parts = [_HEAD]
    for name, (zh, en, source) in FORMS.items():
        parts.append(f"## {en} · {zh}\n\n{source}\n\n{_COLUMNS}\n|---|---|---|---|---|---|---|")
        parts[-1] += "".join(f"\n{_line(one, operations, schemas)}" for one in form_of(name)) + "\n"
    return "\n".join(parts)


def _line(one: FormField, operations: Mapping[str, tuple[str, Any]], schemas: Mapping[str, Any]) -> str:
    sent_to = ("assigned by the system 系统编号", "")
    if one.sheet:
        schema = operations[one.sheet][1]["requestBody"]["content"]["application/json"]["schema"]
        _must_hold(schema, one.sent, schemas, f"{one.field}: {one.sheet}")
        sent_to = (f"`{operations[one.sheet][0]}`", f"`{one.sent}`")
    answer, operation = operations[one.answer]
    _must_hold(
        operation["responses"]["200"]["content"]["application/json"]["schema"], one.read, schemas,
        f"{one.field}: {one.answer}",
    )  # fmt: skip
    must = "是" if one.required else ""
    return f"| {one.part} | {one.field} | {must} | {sent_to[0]} | {sent_to[1]} | `{answer}` | `{one.read}` |"


def _must_hold(schema: Any, pointer: str, schemas: Mapping[str, Any], where: str) -> None:
    """Raises ValueError unless the schema has a part at the pointer."""
    if not _holds(schema, pointer.split("/")[1:], schemas):
        raise ValueError(f"{where} has no {pointer}")


def _holds(schema: Any, steps: list[str], schemas: Mapping[str, Any]) -> bool:
    if "$ref" in schema:
        return _holds(schemas[schema["$ref"].rpartition("/")[2]], steps, schemas)
    if not steps:
        return True
    options: Iterable[Any] = schema.get("anyOf", ())
    if any(_holds(option, steps, schemas) for option in options):
        return True
    inner = schema.get("items") if steps[0] == "*" else schema.get("properties", {}).get(steps[0])
    return inner is not None and _holds(inner, steps[1:], schemas)
