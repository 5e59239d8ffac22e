"""The lists that can be exported. An export asks the very function that answers the list's own route, page by page."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args

import orjson
from fastapi import APIRouter, Response
from fastapi.dependencies.utils import request_params_to_args
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import QueryParams

from .. import coverage, elders, needs, risks, visits, worklist
from ..access import Actor
from ..desk import Desk, gate_of
from ..errors import FieldError, Invalid, shown_name
from ..wire import field_errors

PAGE = 1_000
_HOW = ("limit", "cursor", "format")  # how a list is answered, not what it holds
_UNKNOWN = ("unknown_parameter", "该列表没有此筛选条件。", "The list has no such filter.")


class ExportKind(StrEnum):
    """The list that an export holds."""

    ELDERS = "elders"
    VISITS = "visits"
    NEEDS = "needs"
    RISKS = "risks"
    COVERAGE = "coverage"
    WORKLIST = "worklist"


class Exported:
    """A list with its route, its filters and its rights."""

    def __init__(self, kind: ExportKind, router: APIRouter, operation: str) -> None:
        self.kind = kind
        (self._route,) = [one for one in router.routes if isinstance(one, APIRoute) and one.operation_id == operation]
        parts, self._gate = self._route.dependant, gate_of(router, operation)
        self._filters = [field for field in parts.query_params if field.alias not in _HOW]
        names = {field.alias for field in parts.query_params}
        self.paged, self._formatted = "cursor" in names, "format" in names

    @property
    def path(self) -> str:
        return self._route.path

    def admits(self, actor: Actor) -> None:
        """Raises Forbidden unless the actor may read the list."""
        self._gate.must_admit(actor)

    def filters(self, said: Mapping[str, str]) -> dict[str, Any]:
        """The filters as the list's function takes them. Raises Invalid, as the list would."""
        known = {field.alias for field in self._filters}
        unknown = [name for name in said if name not in known]
        values, errors = request_params_to_args(self._filters, QueryParams(said))
        wrong = [{**error, "loc": ("body", "filters", *error["loc"][1:])} for error in errors]
        found = tuple(FieldError(f"/filters/{shown_name(name)}", *_UNKNOWN) for name in unknown) + field_errors(wrong)
        if found:
            raise Invalid(errors=found)
        return values

    async def page(
        self, desk: Desk, filters: Mapping[str, Any], cursor: str | None, limit: int = PAGE
    ) -> tuple[list[BaseModel], str | None]:
        """A page of the list with the cursor of the next one. Raises what the list raises."""
        how = {"limit": limit, "cursor": cursor} if self.paged else {}
        how |= {"format": "json"} if self._formatted else {}
        answer = await self._route.endpoint(desk=desk, **filters, **how)
        if isinstance(answer, Response):
            answer = self._route.response_model.model_validate(orjson.loads(answer.body))
        return answer.items, getattr(answer, "next_cursor", None)

    @property
    def item(self) -> type[BaseModel]:
        """What the list is of, as far as its rows do not say."""
        kinds: list[Any] = [self._route.response_model.model_fields["items"].annotation]
        while not (isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel)):
            kinds = [*get_args(kinds[0])]
        found: type[BaseModel] = kinds[0]
        return found


LISTS = {
    kind: Exported(kind, router, operation)
    for kind, router, operation in (
        (ExportKind.ELDERS, elders.router, "listElders"), (ExportKind.VISITS, visits.router, "listVisits"),
        (ExportKind.NEEDS, needs.router, "listNeeds"), (ExportKind.RISKS, risks.router, "listRisks"),
        (ExportKind.COVERAGE, coverage.router, "readCoverage"), (ExportKind.WORKLIST, worklist.router, "readWorklist"),
    )
}  # fmt: skip
