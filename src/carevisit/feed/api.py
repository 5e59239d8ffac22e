"""The change feed: everything that happened in the reader's places, in order and without gaps."""

import asyncio
import contextlib
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from ..access import place_at
from ..answers import GONE, json_answer
from ..database import Database, Sight
from ..desk import Desk, Reading, desk_for
from ..errors import FeedRewound, InvalidCursor, wrong
from ..ledger import FEED, FEED_POSITION, Kinds
from ..running import Runner
from ..wire import StrictRoute

router = APIRouter(prefix="/v1/feed", tags=["feed"], route_class=StrictRoute)
SCANNED_AT_MOST = 10_000
LONGEST_WAIT_S = 30

_PAGE = f"""
SELECT f.position, e.subject, e.version, e.id, e.kind, e.schema_no, e.happened_at, e.written_at, e.cause, e.corrects,
  p.code AS place, e.open::text AS open,
  e.kind IN ('visit.recorded', 'visit.corrected') AND e.open->>'running_no' IS NOT NULL
    AND NOT number_known(e.subject, coalesce(e.corrects, e.id)) AS without_number
FROM {FEED} LEFT {place_at("e")}
WHERE f.position > %(after)s AND f.position <= %(until)s {{types}} ORDER BY f.position LIMIT %(limit)s
"""


class Event(BaseModel):
    """An entry as a CloudEvent (1.0): `subject` is the elder (or the place), `time` when it happened, `data`
    what identifies nobody."""

    specversion: str
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    dataschema: str
    recordedat: datetime
    place: str | None
    streamversion: int
    cause: UUID | None
    corrects: UUID | None
    data: dict[str, Any] = Field(
        description="What happened, without personal data; `type` decides its shape. 事实内容，不含个人信息，结构由 `type` 决定。"
    )


class FeedPage(BaseModel):
    """A page of the feed; `next_cursor` is always there and goes into `after`, also when there was nothing for you."""

    items: list[Event]
    next_cursor: str
    more: bool = Field(description="there is more to read at once / 还有更多")


@router.get("", operation_id="readFeed", summary="The change feed · 变更流", response_model=FeedPage, responses=GONE)
async def read_feed(
    desk: Annotated[Desk, desk_for("feed:read")],
    after: Annotated[
        str | None,
        Query(
            max_length=1024,
            description="The `next_cursor` of the page before; the beginning if left out. 上一页的 `next_cursor`，不填则从头读起。",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    types: Annotated[
        str | None,
        Query(
            pattern=r"^[a-z_.]{3,40}(,[a-z_.]{3,40}){0,29}$",
            description="Only events of these types, with commas. 仅这些类型的事件，以逗号分隔。",
        ),
    ] = None,
    wait: Annotated[
        int,
        Query(
            ge=0, le=LONGEST_WAIT_S, description="How many seconds to wait for something new. 无新事件时等待的秒数。"
        ),
    ] = 0,
) -> Response:
    wanted = _known(types, desk.office.ledger.kinds)
    position = await _position(desk, after)
    watcher: Watcher = desk.request.app.state.watcher
    deadline = asyncio.get_running_loop().time() + wait
    while True:
        seen = watcher.position
        rows, reached, mark, more = await _scan(desk, position, limit, wanted)
        left = deadline - asyncio.get_running_loop().time()
        if rows or more or left <= 0:
            break
        position = reached
        await watcher.moved_past(max(seen, reached), left)
    body = {
        "items": [_event(row, desk.office.settings.base_url) for row in rows],
        "next_cursor": desk.office.cursors.write([str(desk.actor.id), reached, mark]),
        "more": more,
    }
    return json_answer(body)


def _known(types: str | None, kinds: Kinds) -> list[str]:
    """The kinds that are asked for. Raises Invalid for an unknown kind."""
    wanted, known = types.split(",") if types else [], sorted(fact.kind for fact in kinds)
    if not set(wanted) <= set(known):
        raise wrong(
            "?types", "unknown_type", f"The types are: {', '.join(known)}.", f"可选的事件类型：{'、'.join(known)}。"
        )
    return wanted


async def _position(desk: Desk, cursor: str | None) -> int:
    """The position of a cursor. Raises InvalidCursor for another reader's, FeedRewound for a position the ledger never had."""
    if cursor is None:
        return 0
    owner, *where = desk.office.cursors.read(cursor)
    if owner != str(desk.actor.id):
        raise InvalidCursor
    position, mark = where
    if position:
        async with desk.reading(_sight(desk)) as read:
            if await _mark(read, position) != mark:
                raise FeedRewound
    return int(position)


async def _scan(
    desk: Desk, after: int, limit: int, types: list[str]
) -> tuple[list[dict[str, Any]], int, str | None, bool]:
    async with desk.reading(_sight(desk)) as read:
        head = await _head(read)
        until = min(head, after + SCANNED_AT_MOST)
        sql = _PAGE.format(types="AND e.kind = ANY (%(types)s)" if types else "")
        rows = await read.all(sql, {"after": after, "until": until, "limit": limit, "types": types})
        reached = rows[-1]["position"] if len(rows) == limit else until
        mark = await _mark(read, reached)
    return rows, reached, mark, reached < head


async def _mark(read: Reading, position: int) -> str | None:
    """The mark of the entry at a position, which a cursor carries."""
    row = await read.one("SELECT feed_mark(%s) AS mark", (position,))
    return row["mark"] if row else None


async def _head(read: Reading) -> int:
    row = await read.one(FEED_POSITION)
    return row["position"] if row else 0


def _sight(desk: Desk) -> Sight:
    return Sight.FEED_AGENCY if desk.actor.is_agency else Sight.FEED_AREA


def _event(row: dict[str, Any], source: str) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": row["id"], "source": source, "type": row["kind"], "subject": str(row["subject"]),
        "time": row["happened_at"], "datacontenttype": "application/json",
        "dataschema": f"{source}/schemas/{row['kind']}.v{row['schema_no']}.json", "recordedat": row["written_at"],
        "place": row["place"], "streamversion": row["version"], "cause": row["cause"],
        "corrects": row["corrects"], "data": _data(row),
    }  # fmt: skip


def _data(row: dict[str, Any]) -> Any:
    """The fact's open part, byte for byte; without the running number where the reader may not know it."""
    if row["without_number"]:
        return {**orjson.loads(row["open"]), "running_no": None}
    return orjson.Fragment(row["open"])


class Watcher(Runner):
    """Watches the head of the feed for all waiting requests of this process, which hold no connection meanwhile."""

    LOOK_S = 0.05

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        self._waiting: set[asyncio.Future[None]] = set()
        self.position = 0

    async def moved_past(self, position: int, seconds: float) -> None:
        """Wait until the feed goes beyond a position, or for at most so many seconds."""
        if self.position > position:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        self.nudge()
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(waiting)

    async def work(self) -> bool:
        """Read the head while requests wait."""
        with contextlib.suppress(Exception):  # the database is unreachable: the requests go on waiting
            async with self._database.connection() as connection:
                cursor = await connection.execute(FEED_POSITION)
                row = await cursor.fetchone()
            if row and row[0] != self.position:
                self.position = row[0]
                self._wake(self._waiting)
        await asyncio.sleep(self.LOOK_S)
        return bool(self._waiting)

    @staticmethod
    def _wake(waiting: Iterable[asyncio.Future[None]]) -> None:
        for one in list(waiting):
            if not one.done():
                one.set_result(None)
