"""How an export is made: the list's pages as of one moment, each written before the next one is asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from .. import clock
from ..aside import aside
from ..database import Connection, Database, finish
from ..deputy import Standpoint
from ..desk import SNAPSHOT
from ..errors import ExportTooLarge
from ..jobs import Kind, Work
from .formats import MEDIA_TYPES, writer
from .lists import LISTS, Exported
from .sheets import ExportSheet

MOST_ROWS = 1_000_000


async def make_export(work: Work, of: Exported) -> int:
    """Write the list that is asked for, whole. Returns its rows. Raises ExportTooLarge, and what the list raises."""
    sheet, (actor, rights) = ExportSheet.model_validate_json(work.plan), work.maker()
    filters, now = of.filters(sheet.filters), clock.now()
    file = work.file(f"{of.kind}-{clock.day_of(now):%Y%m%d}.{sheet.format}", MEDIA_TYPES[sheet.format])
    out, done, cursor = None, 0, None
    with clock.set_to(now):
        async with _snapshot(work.office.database, in_order=of.paged) as connection:
            desk = Standpoint(connection, actor, work.office, of.path)
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


@asynccontextmanager
async def _snapshot(database: Database, *, in_order: bool) -> AsyncIterator[Connection]:
    """A connection that sees the database as of one moment, and may rest between two pages while they are written."""
    async with database.connection() as connection:
        await connection.execute(SNAPSHOT)
        try:
            await connection.execute("SELECT set_config('idle_in_transaction_session_timeout', '60s', true)")
            if in_order:  # each page is walked to, not sorted out of the whole area once more
                await connection.execute(
                    "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"
                )
            yield connection
        finally:
            await finish(connection)


KINDS = {kind: Kind(f"export.{kind}", of.admits, partial(make_export, of=of)) for kind, of in LISTS.items()}
