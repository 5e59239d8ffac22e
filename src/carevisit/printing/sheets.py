"""Orders of forms, and answers about printed records."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ..wire import Month, Sheet
from .forms import Copy, Form
from .press import Kind


class FormSheet(Sheet):
    """Forms to be printed: which, in which format, and their subject."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"form": "annex4", "place": "350303103201", "month": "2026-11"}]}
    )

    form: Form
    format: Kind = "pdf"
    elder_id: UUID | None = None
    visit_id: UUID | None = None
    place: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")] | None = None
    month: Month | None = None
    kept_by: Copy | None = Field(None, alias="copy")
    blank: bool = False


class VersionPrinted(BaseModel):
    """A version of a record."""

    version: int
    recorded_at: datetime | None


class RecordChecked(BaseModel):
    """What a printed record is a copy of, and whether that still stands."""

    form: Form
    kept_by: Copy | None
    elder_id: UUID
    visit_id: UUID | None
    state: Literal["unchanged", "corrected", "void"]
    printed: VersionPrinted
    current: VersionPrinted
