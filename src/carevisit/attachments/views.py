"""The view of what is attached to visits, needs, risks and files."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..ledger import Entry, Row, RowView
from .facts import AttachmentAdded, AttachmentRemoved


class Attachment(SQLModel, table=True):
    """An attachment, as it stands. Its name is read from the ledger, its content from the storage."""

    __table_args__ = (
        Index("attachment_id", "id", unique=True),
        Index("attachment_owner", "elder_id", "owner_id", "id"),
    )

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    place_id: UUID
    place_no: int
    maker: UUID
    actor: UUID
    owner: str = Field(sa_type=Text)
    owner_id: UUID
    blob: UUID
    media_type: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(sa_type=Text)
    paper: str | None = Field(sa_type=Text)
    valid_until: date | None
    state: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=TIMESTAMP(timezone=True))
    removed_at: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))
    removal_reason: str | None = Field(sa_type=Text)


attachments = RowView(Attachment)
VIEWS = (attachments,)


@attachments.starts(AttachmentAdded)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, AttachmentAdded)
    return {
        "id": entry.id, "version": entry.version, "maker": entry.maker, "actor": entry.actor, "owner": fact.owner,
        "owner_id": fact.owner_id, "blob": fact.blob, "media_type": fact.media_type, "size": fact.size,
        "sha256": fact.sha256, "paper": fact.paper, "valid_until": fact.valid_until,
        "state": "kept", "recorded_at": entry.written_at, "removed_at": None, "removal_reason": None,
    }  # fmt: skip


@attachments.changes(AttachmentRemoved, key=lambda fact: fact.attachment_id)
def remove(row: Row | None, entry: Entry) -> Row | None:
    fact = entry.fact
    assert isinstance(fact, AttachmentRemoved)
    if row is None:
        return None
    return row | {"state": "removed", "removed_at": entry.written_at, "removal_reason": fact.reason}
