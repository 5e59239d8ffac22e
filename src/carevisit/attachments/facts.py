"""The facts of an attachment."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import PaperKind, RemovalReason


class Owner(StrEnum):
    """What a file is attached to."""

    VISIT = "visit"  # 探访记录
    NEED = "need"  # 关爱服务需求
    RISK = "risk"  # 风险隐患
    ELDER = "elder"  # 服务对象档案


class MediaType(StrEnum):
    """The kinds of file that are taken: photographs and documents."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"


class AttachmentAdded(Fact):
    """A photograph or a document was attached to a visit, a need or a risk, or a paper to an elder's file (上传附件).

    The file itself lies outside the ledger, sealed under the elder's key, under the name `blob`; `sha256` is of what lies
    there. What the file is called is sealed. A paper says what it is, and until when it is valid.
    """

    kind: ClassVar[str] = "attachment.added"
    schema_no: ClassVar[int] = 2
    rank: ClassVar[int] = 70

    owner: Open[Owner]
    owner_id: Open[UUID]
    blob: Open[UUID]
    media_type: Open[MediaType]
    size: Open[int]
    sha256: Open[str]
    paper: Open[PaperKind | None] = None
    valid_until: Open[date | None] = None
    name: str | None = None


class AttachmentRemoved(Fact):
    """An attachment that was uploaded by mistake was removed (移除附件): its file is deleted, that it was there stays."""

    kind: ClassVar[str] = "attachment.removed"
    rank: ClassVar[int] = 71

    attachment_id: Open[UUID]
    reason: Open[RemovalReason]
    reason_note: str | None = None


FACTS: tuple[type[Fact], ...] = (AttachmentAdded, AttachmentRemoved)


def _no_paper(parts: dict[str, Any]) -> dict[str, Any]:
    return parts  # papers came with the second schema


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {(AttachmentAdded.kind, 1): _no_paper}
