"""Requests and answers about attachments."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ..policy import PaperKind, RemovalReason
from ..wire import Prose, Sheet
from .facts import MediaType, Owner


class Upload(BaseModel):
    """An upload without its bytes, by which a repeated upload is recognised."""

    name: str
    media_type: MediaType
    sha256: str  # of the file as sent; only a keyed hash of all this is stored
    paper: PaperKind | None = None
    valid_until: date | None = None


class AttachmentRemoval(Sheet):
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
    paper: PaperKind | None = Field(description="of a file's papers / 档案材料类别")
    valid_until: date | None = Field(description="the last day on which the paper is valid / 有效期至")
    expired: bool = Field(description="that day has passed / 是否已过期")
    recorded_at: datetime
    by: AddedBy
    removed: Removed | None


class AttachmentList(BaseModel):
    """All that is attached to a record, in the order that it came; without what was removed."""

    items: list[AttachmentShown]


FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "title": "UploadForm", "type": "object", "required": ["file"],
                "properties": {
                    "file": {
                        "type": "string", "format": "binary",
                        "description": "JPEG, PNG, WebP, HEIC or PDF. 文件：JPEG、PNG、WebP、HEIC 或 PDF。",
                    },
                },
            },
            "encoding": {"file": {"contentType": ", ".join(MediaType)}},
        },
    },
}  # fmt: skip
BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, byte for byte as it was sent. 文件内容，与上传时逐字节一致。",
        "content": {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in MediaType},
    },
}
