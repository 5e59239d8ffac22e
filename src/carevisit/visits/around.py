"""The records around a visit that is told late: all that it can change, be there ten of the elder's or ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from ..clock import day_of, start_of
from ..ledger import COLUMNS, Asking, Entry, settled
from ..policy import month_of

_RUN: LiteralString = f"""
WITH met AS NOT MATERIALIZED (SELECT * FROM visit WHERE elder_id = %(elder)s AND outcome = 'met' AND state <> 'void')
SELECT {COLUMNS} FROM entry e WHERE e.subject = %(elder)s AND e.version = ANY (ARRAY(
  SELECT unnest(ARRAY[v.version, v.content_version]) FROM visit v WHERE v.elder_id = %(elder)s AND v.state <> 'void'
    AND v.started_at >= coalesce(
      (SELECT m.started_at FROM met m WHERE m.started_at < %(first)s ORDER BY m.started_at DESC LIMIT 1), '-infinity')
    AND v.started_at <= coalesce(
      (SELECT m.started_at FROM met m WHERE m.started_at > %(last)s AND m.mode = 'in_home' ORDER BY m.started_at LIMIT 1),
      'infinity')))
"""
_DAYS: LiteralString = """
SELECT array_agg(DISTINCT v.day ORDER BY v.day) AS days FROM visit v WHERE v.elder_id = %(elder)s AND v.state <> 'void'
  AND v.outcome = 'met' AND v.mode = 'in_home' AND v.started_at >= %(since)s AND v.started_at < %(until)s
"""


@dataclass(frozen=True)
class Around:
    """What stands around some moments: the `run` of live records, in order, from the last before them at which the elder
    was met until the first after them at which they were met at home; and the `days` of their months on which they were met
    at home."""

    run: Sequence[Entry]
    days: Sequence[date]


async def run_around(book: Asking, elder: UUID, moments: Sequence[datetime]) -> list[Entry]:
    """The run of records around some moments."""
    return settled(await book.entries(_RUN, {"elder": elder, "first": min(moments), "last": max(moments)}))


async def around(book: Asking, elder: UUID, moments: Sequence[datetime]) -> Around:
    """The run of records around some moments, and the days met in their months."""
    first, last = month_of(day_of(min(moments))), month_of(day_of(max(moments)))
    span = {"elder": elder, "since": start_of(first.start), "until": start_of(last.end + timedelta(days=1))}
    rows = await book.ask(_DAYS, span)
    return Around(await run_around(book, elder, moments), rows[0]["days"] or [])
