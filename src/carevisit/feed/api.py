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

from ..answers import GONE, json_answer
from ..database import Database, Sight
from ..desk import Desk, desk_for
from ..errors import FeedRewound, InvalidCursor, wrong
from ..ledger import FEED_POSITION, Kinds
from ..running import Runner
from ..wire import StrictRoute

router = APIRouter(prefix="/v1/feed", tags=["feed"], route_class=StrictRoute)
SCANNED_AT_MOST = 10_000
LONGEST_WAIT_S = 30

_PAGE = "SELECT * FROM feed_page(%(after)s, %(scanned)s, %(limit)s, %(types)s, %(source)s)"


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
    position, mark = _position(desk, after)
    watcher: Watcher = desk.request.app.state.watcher
    deadline = asyncio.get_running_loop().time() + wait
    while True:
        seen = watcher.position
        page = await _read(desk, position, mark, limit, wanted)
        position, mark = page["reached"], page["mark"]
        left = deadline - asyncio.get_running_loop().time()
        if page["events"] or page["more"] or left <= 0:
            break
        await watcher.moved_past(max(seen, position), left)
    cursor = desk.office.cursors.write([str(desk.actor.id), position, mark])
    events = orjson.Fragment(f"[{page['events'] or ''}]")
    return json_answer({"items": events, "next_cursor": cursor, "more": page["more"]})


def _known(types: str | None, kinds: Kinds) -> list[str]:
    """The kinds that are asked for. Raises Invalid for a kind that is unknown or no event."""
    wanted, known = types.split(",") if types else [], sorted(fact.kind for fact in kinds if fact.is_event)
    if not set(wanted) <= set(known):
        raise wrong(
            "?types", "unknown_type", f"The types are: {', '.join(known)}.", f"可选的事件类型：{'、'.join(known)}。"
        )
    return wanted


def _position(desk: Desk, cursor: str | None) -> tuple[int, str | None]:
    """The position of a cursor, and its mark. Raises InvalidCursor for another reader's."""
    if cursor is None:
        return 0, None
    owner, *where = desk.office.cursors.read(cursor)
    if owner != str(desk.actor.id):
        raise InvalidCursor
    position, mark = where
    return int(position), mark


async def _read(desk: Desk, after: int, mark: str | None, limit: int, types: list[str]) -> dict[str, Any]:
    """The page after a position. Raises FeedRewound where the ledger has no entry of this mark there."""
    source = orjson.dumps(desk.office.settings.base_url).decode()[1:-1]
    asked = {"after": after, "scanned": SCANNED_AT_MOST, "limit": limit, "types": types or None, "source": source}
    async with desk.reading(Sight.FEED) as read:
        page = await read.one(_PAGE, asked)
    assert page
    if after and page["before"] != mark:
        raise FeedRewound
    return page


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
