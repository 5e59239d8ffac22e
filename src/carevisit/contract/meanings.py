"""What the addresses in problems (`type`) and events (`dataschema`) lead to, and the lists of both."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from ..errors import NotFound, Problem
from ..etags import NOT_MODIFIED
from ..ledger import Fact
from ..wire import StrictRoute
from .words import say_schema


class ProblemMeaning(BaseModel):
    """A kind of problem. 一种错误。"""

    code: str = Field(description="The stable code of the problem. 错误代码，保持不变。")
    status: int = Field(description="The HTTP status of its answers. HTTP 状态码。")
    zh: str = Field(description="What it means, in Chinese. 中文说明。")
    en: str = Field(description="What it means, in English. 英文说明。")


class ProblemList(BaseModel):
    """Every kind of problem, by status and code. 全部错误类型，按状态码和代码排列。"""

    items: list[ProblemMeaning]


class SchemaLine(BaseModel):
    """The schema of one type of event. 一类事件的数据结构。"""

    name: str = Field(description="The name under `/schemas/`. 数据结构名称，位于 `/schemas/` 之下。")
    type: str = Field(description="The `type` of its events. 事件类型。")
    schema_no: int = Field(
        description="The number of the schema, the newest of its type. 结构版本号，为该类事件的最新版本。"
    )


class SchemaList(BaseModel):
    """The newest schema of every type of event. 各类事件的最新数据结构。"""

    items: list[SchemaLine]


def reference(facts: Iterable[type[Fact]]) -> APIRouter:
    """The routes of the reference that this program carries: its problems and its schemas."""
    router = APIRouter(tags=["reference"], route_class=StrictRoute)
    problems = {kind.code(): kind for kind in sorted(Problem.every(), key=lambda kind: (kind.status, kind.code()))}
    schemas = {f"{fact.kind}.v{fact.schema_no}.json": fact for fact in sorted(facts, key=lambda fact: fact.kind)}

    @router.get(
        "/problems", operation_id="listProblems", summary="List the problems · 错误列表", responses=NOT_MODIFIED
    )
    async def list_problems(response: Response) -> ProblemList:
        response.headers["Cache-Control"] = "public, no-cache"
        return ProblemList(items=[_meaning(kind) for kind in problems.values()])

    @router.get(
        "/problems/{code}", operation_id="readProblem", summary="Read a problem type · 错误说明",
        responses=NOT_MODIFIED,
    )  # fmt: skip
    async def read_problem(code: str, response: Response) -> ProblemMeaning:
        if code not in problems:
            raise NotFound
        response.headers["Cache-Control"] = "public, no-cache"
        return _meaning(problems[code])

    @router.get(
        "/schemas", operation_id="listSchemas", summary="List the schemas of events · 事件数据结构列表",
        responses=NOT_MODIFIED,
    )  # fmt: skip
    async def list_schemas(response: Response) -> SchemaList:
        response.headers["Cache-Control"] = "public, no-cache"
        lines = [SchemaLine(name=name, type=fact.kind, schema_no=fact.schema_no) for name, fact in schemas.items()]
        return SchemaList(items=lines)

    @router.get(
        "/schemas/{name}", operation_id="readSchema", summary="Read the schema of an event · 事件数据结构",
        responses=NOT_MODIFIED,
    )  # fmt: skip
    async def read_schema(name: str, response: Response) -> dict[str, Any]:
        if name not in schemas:
            raise NotFound
        response.headers["Cache-Control"] = "public, no-cache"
        return _schema(schemas[name])

    return router


def _meaning(kind: type[Problem]) -> ProblemMeaning:
    return ProblemMeaning(code=kind.code(), status=kind.status, zh=kind.zh, en=kind.en())


def _schema(fact: type[Fact]) -> dict[str, Any]:
    schema = fact.open_schema()
    for name, part in {fact.open_model().__name__: schema, **schema.get("$defs", {})}.items():
        say_schema(name, part)
    return schema
