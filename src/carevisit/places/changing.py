"""Acts on the tree of places. Each is an entry in the place's own stream, beside the row that the doors read."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal, LiteralString

from .. import clock
from ..days import DAY
from ..errors import Forbidden, PlaceAwaitsMerger, PlaceCodeTaken, PlaceHasEnded, PlaceInUse, PlaceNotFound, wrong
from ..ledger import Book, Page, Written
from .actions import NATIONAL, identity, origin
from .facts import PlaceAdded, PlaceEnded, PlaceMerged, PlaceRenamed
from .sheets import PlaceChange, PlaceEnding, PlaceMerger, PlaceSheet

Outcome = Literal["added", "renamed", "ended", "unchanged"]
_FARTHEST = timedelta(days=366)
_DIGITS = {"township": 9, "village": 12}  # of the national codes (统计用区划代码)
_ABOVE = {"township": "district", "village": "township"}
_NOW: LiteralString = """
SELECT p.level, place_name_on(p, %(on)s) AS name, nullif(p.from_on, '-infinity') AS from_on,
  p.from_on <= %(on)s AS begun, p.until_on = 'infinity' AS lasts,
  (SELECT max(n.from_on) FROM place_name n WHERE n.subject = p.id) AS renamed_on
FROM place p WHERE p.id = %(place)s
"""
_TAKEN: LiteralString = "SELECT 1 FROM place WHERE code = %s OR id = %s"
_ADD: LiteralString = """
INSERT INTO place (id, origin, code, name, level, parent, no, hi, from_on)
  SELECT %s, %s, %s, %s, %s, p.id, p.no, p.no, %s FROM place p WHERE p.id = %s
"""
_END: LiteralString = "UPDATE place SET until_on = %s, merged_into = %s WHERE id = %s"
_INTO: LiteralString = """
SELECT p.id, p.code, p.until_on = 'infinity' AS lasts,
  EXISTS (SELECT FROM place b WHERE b.merged_into = %(place)s AND b.until_on >= %(on)s) AS awaited
FROM place_within(%(actor)s, %(code)s, %(on)s) w JOIN place p ON p.id = w.id
"""


async def add_place(book: Book, sheet: PlaceSheet, numbers: Mapping[str, bytes]) -> Written:
    """Add a township to a district, or a village to a township, of the actor's area.

    It has the number of the place above until the tree is numbered anew, at the end of the transaction.

    Raises PlaceNotFound for the place above, PlaceHasEnded, PlaceCodeTaken, Invalid.
    """
    above = await book.open_place(sheet.parent, numbers=numbers)
    if before := await book.replay():
        return before
    from_on = _day(sheet.from_)
    place = await _place(book, above, from_on)
    if place["level"] != _ABOVE[sheet.level]:
        raise wrong("/parent", "wrong_level", "Such a place lies in one of another level.", "上级行政区域级别不符。")
    _check_code(sheet)
    if not place["begun"]:
        raise wrong("/from", "before_parent", "The place above is not there yet.", "上级行政区域届时尚未设立。")
    first = origin(NATIONAL, sheet.code)
    if await book.ask(_TAKEN, (sheet.code, identity(first))):
        raise PlaceCodeTaken
    values = (identity(first), first, sheet.code, sheet.name, sheet.level, from_on, above.subject)
    async with book.tree() as keeper:
        await keeper.run(_ADD, values)
    page = await book.open_place(sheet.code, numbers=numbers)
    fact = PlaceAdded(code=sheet.code, name=sheet.name, level=sheet.level, parent=sheet.parent, from_on=from_on)
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def rename_place(book: Book, code: str, sheet: PlaceChange, numbers: Mapping[str, bytes]) -> Written:
    """Give a township or a village of the actor's area another name from a day on.

    Raises PlaceNotFound, Forbidden for a place of a higher level, PlaceHasEnded, Invalid.
    """
    page = await book.open_place(code, numbers=numbers)
    if before := await book.replay(page):
        return before
    from_on = _day(sheet.from_)
    place = await _place(book, page, from_on)
    _check_own(place)
    if not place["begun"]:
        raise wrong("/from", "before_place", "The place is not there yet.", "该行政区域届时尚未设立。")
    if place["renamed_on"] is not None and from_on < place["renamed_on"]:
        raise wrong("/from", "before_last_name", "It was given a name from a later day on.", "该日期早于最近一次更名。")
    if sheet.name == place["name"]:
        return Written(page.subject, page.version, page.subject)  # nothing is written where nothing changes
    fact = PlaceRenamed(name=sheet.name, was=place["name"], from_on=from_on)
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def end_place(book: Book, code: str, sheet: PlaceEnding, numbers: Mapping[str, bytes]) -> Written:
    """End a township or a village of the actor's area from a day on, where nobody lives or works any more.

    Until then nobody comes there either. Raises PlaceNotFound, Forbidden for a place of a higher level, PlaceHasEnded,
    PlaceInUse, Invalid.
    """
    page = await book.open_place(code, numbers=numbers)
    if before := await book.replay(page):
        return before
    from_on = _day(sheet.from_)
    place = await _place(book, page, from_on)
    _check_own(place)
    _check_there(place, from_on)
    [there] = await book.ask("SELECT * FROM place_in_use(%s, %s, %s)", (page.subject, from_on, clock.today()))
    if any(there.values()):
        raise PlaceInUse(**there)
    async with book.tree() as keeper:
        await keeper.run(_END, (from_on - DAY, None, page.subject))
    return Written.of(book.write(page, PlaceEnded(from_on=from_on), happened_at=page.written_at))


async def merge_place(book: Book, code: str, sheet: PlaceMerger, numbers: Mapping[str, bytes]) -> Written:
    """Merge a village of the actor's area into another one from a day on; a job moves everybody there when the day has come.

    Raises PlaceNotFound for either, PlaceHasEnded for either, PlaceAwaitsMerger, Invalid.
    """
    page = await book.open_place(code, numbers=numbers)
    if before := await book.replay(page):
        return before
    from_on = _day(sheet.from_)
    place = await _place(book, page, from_on)
    if place["level"] != "village":
        raise wrong("/into", "wrong_level", "Only villages are merged.", "仅村（居）可以撤并。")
    _check_there(place, from_on)
    asked = {"actor": book.actor.id, "code": sheet.into, "on": from_on, "place": page.subject}
    rows = await book.ask(_INTO, asked)
    if not rows:
        raise PlaceNotFound
    into = rows[0]
    if into["id"] == page.subject:
        raise wrong("/into", "same_place", "A place is not merged into itself.", "不能并入自身。")
    if not into["lasts"]:
        raise PlaceHasEnded
    if into["awaited"]:
        raise PlaceAwaitsMerger
    async with book.tree() as keeper:
        await keeper.run(_END, (from_on - DAY, into["id"], page.subject))
    fact = PlaceMerged(into=into["code"], from_on=from_on)
    return Written.of(
        book.write(
            page, fact, happened_at=page.written_at, audience=(page.place_id, into["id"]), agencies=page.agencies
        )
    )


async def follow_line(book: Book, sheet: PlaceSheet) -> Outcome:
    """Add a place of a list, or give it the name that it has there. Raises what `add_place` and `rename_place` raise."""
    _check_code(sheet)
    try:
        page = await book.open_place(sheet.code)
    except PlaceNotFound:
        await add_place(book, sheet, {})
        return "added"
    place = await _place(book, page, _day(sheet.from_))
    if place["name"] == sheet.name:
        return "unchanged"
    await rename_place(
        book,
        sheet.code,
        PlaceChange.model_validate({"name": sheet.name, "from": sheet.from_ and sheet.from_.isoformat()}),
        {},
    )
    return "renamed"


async def follow_end(book: Book, code: str, sheet: PlaceEnding) -> Outcome:
    """End a place that a list ends, unless it has ended. Raises what `end_place` raises."""
    try:
        await end_place(book, code, sheet, {})
    except PlaceHasEnded:
        return "unchanged"
    return "ended"


def _day(asked: date | None) -> date:
    """The first day of a change, by default today. Raises Invalid if it is more than a year away."""
    today = clock.today()
    if asked is not None and abs(asked - today) > _FARTHEST:
        raise wrong("/from", "too_far", "That day is more than a year away.", "该日期距今超过一年。")
    return asked or today


def _check_code(sheet: PlaceSheet) -> None:
    """Raises Invalid unless the code is one of the level, in the place above."""
    if len(sheet.code) != _DIGITS[sheet.level] or not sheet.code.startswith(sheet.parent):
        raise wrong(
            "/code",
            "not_of_parent",
            "The code is not one of this level in the place above.",
            "代码与级别或上级代码不符。",
        )


async def _place(book: Book, page: Page, day: date) -> Mapping[str, Any]:
    """The place of a page, as it is on a day. Raises PlaceHasEnded where its end is set."""
    [place] = await book.ask(_NOW, {"on": day, "place": page.subject})
    if not place["lasts"]:
        raise PlaceHasEnded
    return place


def _check_there(place: Mapping[str, Any], from_on: date) -> None:
    """Raises Invalid unless the place is there on the day before."""
    if place["from_on"] is not None and from_on <= place["from_on"]:
        raise wrong("/from", "before_place", "The place is not there yet.", "该行政区域届时尚未设立。")


def _check_own(place: Mapping[str, Any]) -> None:
    """Raises Forbidden unless the district administers places of this level."""
    if place["level"] not in _ABOVE:
        raise Forbidden("Districts and what lies above are named by the state.", "县级及以上行政区划由国家命名。")
