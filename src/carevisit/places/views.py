"""The view of the names that places were given."""

from datetime import date
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from ..ledger import Entry, Row, RowView
from .facts import PlaceRenamed


class PlaceName(SQLModel, table=True):
    """A name that a place has from a day on, until another one follows."""

    __tablename__ = "place_name"

    subject: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    from_on: date
    name: str = Field(sa_type=Text)


names = RowView(PlaceName, owner="subject")
VIEWS = (names,)


@names.starts(PlaceRenamed)
def rename(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, PlaceRenamed)
    return {"id": entry.id, "version": entry.version, "from_on": fact.from_on, "name": fact.name}
