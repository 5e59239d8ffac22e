"""How an export is made: the list's pages as of one moment, each written before the next one is asked for."""

from functools import partial
from typing import Final, LiteralString

from .. import clock
from ..aside import aside
from ..deputy import Standpoint
from ..errors import ExportTooLarge
from ..jobs import Kind, Work
from .formats import MEDIA_TYPES, writer
from .lists import LISTS, Exported
from .sheets import ExportSheet

MOST_ROWS = 1_000_000
_IN_ORDER: Final[tuple[LiteralString, ...]] = ("enable_sort = off", "enable_bitmapscan = off")
"""Each page is walked to, not sorted out of the whole area once more."""


async def make_export(work: Work, of: Exported) -> int:
    """Write the list that is asked for, whole. Returns its rows. Raises ExportTooLarge, and what the list raises."""
    sheet, (actor, rights) = ExportSheet.model_validate_json(work.plan), work.maker()
    filters, now = of.filters(sheet.filters), clock.now()
    file = work.file(f"{of.kind}-{clock.day_of(now):%Y%m%d}.{sheet.format}", MEDIA_TYPES[sheet.format])
    out, done, cursor = None, 0, None
    with clock.set_to(now):
        async with Standpoint.of(work.office, actor, of.path, *(_IN_ORDER if of.paged else ())) as desk:
            while out is None or cursor is not None:
                items, cursor = await of.page(desk, filters, cursor)
                item = type(items[0]) if items else of.item
                out = out or writer(sheet.format, of.kind, item, f"{rights.name} ({rights.login})", now)
                file.add(await aside(out.rows, items))
                done += len(items)
                if done > MOST_ROWS:
                    raise ExportTooLarge
                await work.advance(done)
    file.add(out.end())
    return done


KINDS = {kind: Kind(f"export.{kind}", of.admits, partial(make_export, of=of)) for kind, of in LISTS.items()}
