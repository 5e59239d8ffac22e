"""Exports as they are asked for."""

from typing import Annotated

from pydantic import ConfigDict, Field, StrictStr

from ..wire import Sheet
from .formats import ExportFormat
from .lists import ExportKind

Filter = Annotated[StrictStr, Field(max_length=200)]


class ExportSheet(Sheet):
    """An export: which list, by which filters, in which format."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "visits", "format": "xlsx", "filters": {"from": "2026-11-01"}}]}
    )

    kind: ExportKind
    format: ExportFormat = ExportFormat.XLSX
    filters: dict[str, Filter] = Field({}, max_length=20)
