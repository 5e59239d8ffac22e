"""Page: one subject's stream as a book has it open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel

from ..errors import ElderNotFound, ExternalIdReused, IdempotencyKeyReused, RecordNoReused, Unauthorized
from .entry import Entry
from .fact import Kinds
from .sealing import Sealing
from .view import Row, Views

_REUSED: dict[str, type[RecordNoReused | ExternalIdReused]] = {"r": RecordNoReused, "x": ExternalIdReused}


@dataclass(frozen=True)
class Said:
    """A number that this maker has used before, the entry that it led to, and the address of what that began."""

    number: str
    fingerprint: bytes
    subject: UUID
    version: int
    id: UUID | None
    address: str | None


@dataclass(eq=False)
class Page:
    """A subject's stream, locked and open for this transaction."""

    subject: UUID
    maker: UUID
    version: int
    written_at: datetime
    place_id: UUID
    place_no: int
    then_place_id: UUID  # where the elder lived when the recorded event happened
    keys: dict[UUID, AESGCM]
    agencies: tuple[UUID, ...] = ()  # the agencies that serve the elder today, once loaded
    status: BaseModel | None = None
    latest_at: datetime | None = None
    file_version: int | None = None
    noun: str = "elder"
    before: list[Entry] | None = None  # the stream as it was when opened, once read
    current: bool = True  # whether the views reflect the stream as it stands
    visitor: UUID | None = None
    moved: bool = False
    new_people: list[tuple[UUID, bytes | None, bytes]] = field(default_factory=list)
    entries: list["NewEntry"] = field(default_factory=list)
    numbers: Mapping[str, bytes] = field(default_factory=dict)
    after: list[tuple[LiteralString, tuple[Any, ...]]] = field(default_factory=list)

    @property
    def new(self) -> bool:
        return self.version == 0

    @property
    def in_order(self) -> list[Entry]:
        """The new entries in the order in which they happened."""
        return sorted((new.entry for new in self.entries), key=lambda entry: entry.order)


@dataclass(frozen=True)
class NewEntry:
    """An entry of this transaction: as stored, with its sealed parts and its search tags."""

    entry: Entry
    stored: Row
    sealed: list[tuple[UUID, bytes]]
    tags: list[tuple[str, bytes]]


@dataclass(frozen=True)
class Written:
    """The result of every action: the entry that it wrote, or that the same request wrote before (`replayed`).

    `id` is the entry's, which a record keeps, or the subject's if the request created a file.
    """

    subject: UUID
    version: int
    id: UUID
    replayed: bool = False

    @classmethod
    def of(cls, entry: Entry) -> "Written":
        return cls(entry.subject, entry.version, entry.id)


def numbers_said(found: str | None, kinds: Kinds) -> tuple[Said, ...]:
    """The numbers used before, from a door's JSON."""
    rows = orjson.loads(found) if found else []
    return tuple(
        Said(
            row["number"], bytes.fromhex(row["fingerprint"]), UUID(row["subject"]), row["version"],
            UUID(row["id"]) if row["id"] else None, kinds.address(row["kind"], row["subject"], row["id"]),
        )
        for row in rows
    )  # fmt: skip


def said_before(said: Sequence[Said], numbers: Mapping[str, bytes], subject: UUID | None) -> Said | None:
    """The number used before with the same content and, if `subject` is given, for that subject.

    Raises RecordNoReused, ExternalIdReused, IdempotencyKeyReused.
    """
    for one in sorted(said, key=lambda one: one.number, reverse=True):  # x: and r: before k:
        if one.fingerprint != numbers[one.number] or subject not in (None, one.subject):
            reused = _REUSED.get(one.number[0])
            raise reused(one.address) if reused else IdempotencyKeyReused
    return said[0] if said else None


def admitted(row: Mapping[str, Any]) -> None:
    """Check what a door returned. Raises Unauthorized, ElderNotFound."""
    if row["maker"] is None:
        raise Unauthorized
    if row["subject"] is None or row["then_place_id"] is None:
        raise ElderNotFound


def page_of(elder: UUID, row: Mapping[str, Any], numbers: Mapping[str, bytes], views: Views, sealing: Sealing) -> Page:
    """An elder's page from a door's row. Raises Unauthorized, ElderNotFound."""
    admitted(row)
    return Page(
        subject=elder,
        maker=row["maker"],
        version=row["version"],
        written_at=row["written_at"],
        place_id=row["place_id"],
        place_no=row["place_no"],
        then_place_id=row["then_place_id"],
        keys={elder: sealing.unwrap(elder, row["key"])} if row["key"] else {},
        status=views.read(row["status"]),
        latest_at=row["latest_at"],
        file_version=row["file_version"],
        current=row["views_version"] == row["version"] and row["views_code"] == views.code,
        numbers=numbers,
    )
