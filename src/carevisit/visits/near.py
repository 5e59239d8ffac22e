"""The records around a visit that is recorded late: all that it can change, be there ten of the elder's or ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from ..clock import day_of, start_of
from ..ledger import COLUMNS, Asking, Entry, entry_rows, settled
from ..policy import month_of

# asked one after the other, and in order: behind the walls no index is asked by what a subselect says, and of two that begin
# with the elder the planner, before it has counted the table, takes the one that saves it the sorting
_BOUNDS: LiteralString = """
WITH met AS NOT MATERIALIZED (
  SELECT day, mode, started_at FROM visit WHERE elder_id = %(elder)s AND outcome = 'met' AND state <> 'void')
SELECT (SELECT started_at FROM met WHERE started_at < %(first)s ORDER BY started_at DESC LIMIT 1) AS since,
  (SELECT started_at FROM met WHERE started_at > %(last)s AND mode = 'in_home' ORDER BY started_at LIMIT 1) AS until,
  ARRAY(SELECT DISTINCT day FROM (SELECT day FROM met WHERE started_at >= %(from)s AND started_at < %(to)s AND mode = 'in_home'
    ORDER BY started_at) d) AS days
"""
_RUN: LiteralString = f"""
SELECT {COLUMNS} FROM {entry_rows()} WHERE subject = %(elder)s AND version = ANY (ARRAY(
  SELECT unnest(ARRAY[v.version, v.content_version]) FROM visit v WHERE v.elder_id = %(elder)s AND v.state <> 'void'
    AND v.started_at >= coalesce(%(since)s::timestamptz, '-infinity')
    AND v.started_at <= coalesce(%(until)s::timestamptz, 'infinity') ORDER BY v.started_at))
"""


@dataclass(frozen=True)
class Around:
    """What stands around some moments: the `run` of live records, in order, from the last before them at which the elder
    was met until the first after them at which they were met at home; and the `days` of their months on which they were met
    at home."""

    run: Sequence[Entry]
    days: Sequence[date]


async def around(book: Asking, elder: UUID, moments: Sequence[datetime]) -> Around:
    """What the ledger holds around some moments; asked once in a transaction, for action and fold alike."""
    first, last = min(moments), max(moments)
    key = ("around", elder, first, last)
    if key not in book.recalled:
        book.recalled[key] = await _around(book, elder, first, last)
    found: Around = book.recalled[key]
    return found


async def _around(book: Asking, elder: UUID, first: datetime, last: datetime) -> Around:
    months = month_of(day_of(first)).start, month_of(day_of(last)).end + timedelta(days=1)
    span = {"first": first, "last": last, "from": start_of(months[0]), "to": start_of(months[1])}
    (bounds,) = await book.ask(_BOUNDS, {"elder": elder} | span)
    run = await book.entries(_RUN, {"elder": elder, "since": bounds["since"], "until": bounds["until"]})
    return Around(settled(run), bounds["days"])
