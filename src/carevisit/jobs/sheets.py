"""Jobs as their makers read them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, WithJsonSchema

from ..listing import Listing


class JobState(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
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


class JobList(Listing[JobShown]):
    """A page of the caller's jobs, the latest first."""
