"""Answers about printed records."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from .forms import Copy, Form


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
