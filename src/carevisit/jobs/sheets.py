"""Jobs as their makers read them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from ..listing import Listing
from ..wire import Sheet


class JobState(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobProgress(BaseModel):
    """How much of a job is done."""

    done: int
    total: int | None


class ResultFile(BaseModel):
    """A file that a job has made."""

    name: str
    media_type: str
    bytes: int
    href: str


class JobResult(BaseModel):
    """What a job has come to."""

    accepted: int
    refused: int
    files: list[ResultFile]


class JobShown(BaseModel):
    """A job, as its maker reads it."""

    id: UUID
    kind: str
    state: JobState
    progress: JobProgress
    result: JobResult | None
    problem: Annotated[dict[str, Any], WithJsonSchema({"$ref": "#/components/schemas/Problem"})] | None
    made_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None


class CommitMode(StrEnum):
    """What is committed of an import."""

    VALID_ROWS = "valid_rows"
    ALL = "all"


class CommitSheet(Sheet):
    """What to commit of an import that waits."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mode": "valid_rows"}]})

    mode: CommitMode


class RowProblem(BaseModel):
    """What is wrong with a row of an import."""

    sheet: str
    row: int
    column: str | None
    code: str
    message: str
    hint: str | None


class JobReport(Listing[RowProblem]):
    """A page of what is wrong with the rows of an import, in their order."""


class JobList(Listing[JobShown]):
    """A page of the caller's jobs, the latest first."""
