"""The view of pairings, and the filters that use it."""

from datetime import date, datetime
from typing import Annotated, LiteralString
from uuid import UUID

from fastapi import Query
from pydantic import StringConstraints
from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..desk import Desk
from ..errors import Forbidden, wrong
from ..ledger import Entry, Row, RowView
from ..policy import FAR
from .facts import ElderPaired, PairingEnded

MOMENT = TIMESTAMP(timezone=True)
PAIRED: LiteralString = """
EXISTS (SELECT FROM pairing g WHERE g.elder_id = {elder} AND g.account = %(paired)s AND g.from_on <= {day} AND g.until_on >= {day})
"""
PAIRED_ELDERS: LiteralString = """
(SELECT DISTINCT g.elder_id AS elder FROM pairing g
  WHERE g.account = %(paired)s AND g.from_on <= %(today)s AND g.until_on >= %(today)s)
"""
Paired = Annotated[
    Annotated[str, StringConstraints(pattern=r"^(me|[0-9a-fA-F-]{36})$")] | None,
    Query(
        description="only elders paired with this account on the day; `me`: with your own / 仅与该账号结对的服务对象"
    ),
]


class Pairing(SQLModel, table=True):
    """An elder and the account that looks after them, with both days; no end is stored as the far future."""

    __table_args__ = (
        Index("pairing_id", "id", unique=True),
        Index("pairing_account", "account", "elder_id"),
        Index("pairing_area", "place_no", "id"),
    )

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    account: UUID
    kind: str = Field(sa_type=Text)
    from_on: date
    until_on: date
    recorded_at: datetime = Field(sa_type=MOMENT)


pairings = RowView(Pairing)
VIEWS = (pairings,)


@pairings.starts(ElderPaired)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, ElderPaired)
    return {
        "id": entry.id, "version": entry.version, "revision": 1, "account": fact.account, "kind": fact.pairing,
        "from_on": fact.from_on, "until_on": fact.until_on or FAR, "recorded_at": entry.written_at,
    }  # fmt: skip


@pairings.changes(PairingEnded, key=lambda fact: fact.paired)
def end(row: Row | None, entry: Entry) -> Row | None:
    assert isinstance(entry.fact, PairingEnded)
    return row and {**row, "revision": row["revision"] + 1, "until_on": entry.fact.until_on}


def account_of(desk: Desk, paired: str | None) -> UUID | None:
    """The account that `?paired_with=` names. Raises Forbidden for an agency, Invalid unless it is an id."""
    if paired is None:
        return None
    if desk.actor.is_agency:
        raise Forbidden("Pairings are with accounts of the tiers.", "结对对象为各级工作人员账号。")
    if paired == "me":
        return desk.actor.id
    try:
        return UUID(paired)
    except ValueError:
        raise wrong(
            "?paired_with", "uuid_parsing", "This is not a valid id (UUID).", "不是有效的编号（UUID）。"
        ) from None
