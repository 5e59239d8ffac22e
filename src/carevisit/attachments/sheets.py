"""Attachments (附件), as they are told and read."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ..policy import RemovalReason
from ..wire import Prose, Sheet
from .facts import MediaType, Owner


class Upload(BaseModel):
    """What an upload says, but for the bytes: by it a repeated upload is known again."""

    name: str
    media_type: MediaType
    sha256: str  # of the file as it was sent; only a keyed hash of all this is kept


class Removal(Sheet):
    """Why an attachment is removed."""

    reason: RemovalReason
    reason_note: Prose | None = Field(None, description="说明")


class AttachedTo(BaseModel):
    """The record that a file is attached to."""

    kind: Owner
    id: UUID


class AddedBy(BaseModel):
    """Whose doing it is: in which role, and for which side."""

    role: str
    maker: UUID


class Removed(BaseModel):
    """When and why it was removed."""

    at: datetime
    reason: RemovalReason


class AttachmentShown(BaseModel):
    """An attachment as it is read; `size` is of the file, in bytes. What was removed has neither name nor content any more."""

    id: UUID
    elder_id: UUID
    attached_to: AttachedTo
    state: Literal["kept", "removed"]
    media_type: MediaType
    size: int
    name: str | None
    recorded_at: datetime
    by: AddedBy
    removed: Removed | None


class AttachmentList(BaseModel):
    """All that is attached to a record, in the order that it came; without what was removed."""

    items: list[AttachmentShown]
