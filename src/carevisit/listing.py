"""Lists: the rows that a caller asks for, page by page, in an order that goes on where the page before ended."""

from collections.abc import Mapping, Sequence
from enum import Enum
from hashlib import sha256
from typing import Annotated, Any, Generic, LiteralString, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel

from .desk import Desk, Reading
from .errors import InvalidCursor
from .ledger import OWN_NUMBERED
from .own_number import OwnNumber

T = TypeVar("T")
AnyListing = TypeVar("AnyListing", bound="Listing[Any]")
Limit = Annotated[int, Query(ge=1, le=500, description="How many at the most / 每页条数")]
Numbered = Annotated[OwnNumber | None, Query(description="what bears this number of your own / 本方业务编号")]
Cursor = Annotated[str | None, Query(max_length=1024, description="From the page before / 上一页给出的游标")]


class Listing(BaseModel, Generic[T]):
    """A page of a list, with the cursor of the next one."""

    items: list[T]
    next_cursor: str | None


class ListQuery:
    """A list as one caller asks for it, and the page of it that begins behind a cursor.

    `order` gives the columns by which the rows are ordered and distinguished, by their names in a row.
    """

    def __init__(
        self, desk: Desk, order: Mapping[str, str], filters: Mapping[str, Any], limit: int, cursor: str | None, *,
        descending: bool = False,
    ) -> None:  # fmt: skip
        """Raises InvalidCursor for a cursor of another caller, another list or other filters."""
        self._desk, self._order, self._limit, self._descending = desk, order, limit, descending
        self._filters = {name: value for name, value in filters.items() if value is not None}
        said = orjson.dumps(self._filters, default=str, option=orjson.OPT_SORT_KEYS)
        self._mark = sha256(f"{desk.actor.id}|{desk.request.url.path}|".encode() + said).hexdigest()[:24]
        self.after: list[Any] = [] if cursor is None else self._read(cursor)
        self.clauses: list[str] = []
        self.params: dict[str, Any] = {"limit": limit + 1, **dict(zip(self._places, self.after, strict=False))}
        self._last: list[Any] = []

    def where(self, *clauses: str, **params: Any) -> None:
        """Add clauses with their parameters."""
        self.clauses += clauses
        self.params |= params

    async def within(self, read: Reading, place: str | None, column: LiteralString) -> None:
        """Rows of a place and all below it, by the column of their place's number; without one, all that the reading shows.

        Raises PlaceNotFound.
        """
        clause, params = await read.area(place, column, read.sight)
        self.where(clause, **params)

    def given(self, clauses: Mapping[str, str]) -> None:
        """Add the clause of each filter that the caller gave; its parameter bears the filter's name."""
        for name, clause in clauses.items():
            if name in self._filters:
                value = self._filters[name]
                self.where(clause, **{name: value.value if isinstance(value, Enum) else value})

    def equal(self, alias: str, *columns: str) -> None:
        """Each of these columns must equal the filter of its name, where the caller gave it."""
        self.given({column: f"{alias}.{column} = %({column})s" for column in columns})

    async def numbered(self, read: Reading, number: str | None, subject: str, version: str | None = None) -> None:
        """Only what bears this number of the caller's own, if one is asked for: by the columns of its subject and version."""
        if number is None:
            return
        row = await read.one(OWN_NUMBERED, (number,))
        if row is None:
            self.where("false")
        else:
            self.where(f"{subject} = %(numbered)s", numbered=row["subject"])
            if version:
                self.where(f"{version} = %(numbered_version)s", numbered_version=row["version"])

    @property
    def conditions(self) -> str:
        """What a row of this page meets: every clause, and that it lies behind the page before."""
        than, places = "<" if self._descending else ">", ", ".join(f"%({name})s" for name in self._places)
        behind = [f"({', '.join(self._order.values())}) {than} ({places})"] if self.after else []
        return " AND ".join([*self.clauses, *behind]) or "true"

    @property
    def ending(self) -> str:
        """The order, and one row more than the page holds."""
        way = " DESC" if self._descending else ""
        return f"ORDER BY {', '.join(f'{column}{way}' for column in self._order.values())} LIMIT %(limit)s"

    async def rows(self, read: Reading, rows: str) -> list[dict[str, Any]]:
        """The page's rows, of a SELECT that has no WHERE."""
        return self.cut(await read.all(f"{rows} WHERE {self.conditions} {self.ending}", self.params))

    async def records(
        self, rows: LiteralString, alias: LiteralString, kind: str, *, place: str | None, mine: bool = False
    ) -> list[dict[str, Any]]:
        """The page's rows of needs, risks or the like, each with its sealed words, as the caller looks at records."""
        async with self._desk.reading(self._desk.records(mine=mine)) as read:
            await self.within(read, place, f"{alias}.place_no")
            self.where(*read.own(alias, "hands"))
            return await read.with_words(await self.rows(read, rows), kind)

    def cut(self, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The page's rows of those that were found; where more were, another page follows."""
        rows = list(found[: self._limit])
        self._last = [rows[-1][name] for name in self._order] if len(found) > self._limit else []
        return rows

    def page(self, items: Sequence[Any]) -> dict[str, Any]:
        """The page as it is answered, with the cursor of the next one in the body and as `Link` (RFC 8288)."""
        if not self._last:
            return {"items": items, "next_cursor": None}
        cursor = self._desk.office.cursors.write([self._mark, self._last])
        address = self._desk.request.url.include_query_params(cursor=cursor)
        base = self._desk.office.settings.base_url
        self._desk.headers["Link"] = f'<{base}{address.path}?{address.query}>; rel="next"'
        return {"items": items, "next_cursor": cursor}

    def answer(self, shape: type[AnyListing], items: Sequence[Any]) -> AnyListing:
        return shape.model_validate(self.page(items))

    @property
    def _places(self) -> list[str]:
        """The names of the parameters that say behind which row the page begins."""
        return [f"after_{name}" for name in self._order]

    def _read(self, cursor: str) -> list[Any]:
        mark, key = self._desk.office.cursors.read(cursor)[:2]
        if mark != self._mark:
            raise InvalidCursor
        return list(key)
