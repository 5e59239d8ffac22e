"""The figures of needs and risks as SQL: what is open and how old it is, how long it took, what was followed up, and in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString

import orjson

from ..access import Area, place_at
from ..clock import day_of, start_of
from ..database import Sight
from ..dated import TASKS
from ..desk import Reading
from ..ledger import entry_of
from ..needs import need_rows
from ..notices import profile_over
from ..places import names_of, unit_over
from ..policy import (
    DEFAULT_PROFILE,
    CaseTier,
    Code,
    Department,
    NeedKind,
    NeedState,
    RiskKind,
    RiskState,
    Severity,
    profile_of,
    profiles,
)
from ..risks import risk_rows

AGES: tuple[tuple[str, int], ...] = (("0-3", 3), ("4-7", 7), ("8-15", 15), ("16-30", 30), ("31+", 10**6))
"""The ages of a case in days, each with its last one."""

_PLACES = ("village", "township", "district", "city")
_EVER = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Noun:
    """What figures need to know of a noun: its rows `c`, its columns as one row of figures reads them, and the keys to count by."""

    rows: LiteralString
    columns: LiteralString
    keys: Mapping[str, LiteralString]
    names: Mapping[str, Mapping[str, str]]


def _zh(*codes: type[Code]) -> dict[str, str]:
    return {code.value: code.zh for one in codes for code in one}


_SAME: dict[str, LiteralString] = {
    **dict.fromkeys(_PLACES, "spot.code"), "kind": "c.kind", "state": "c.state", "age": "c.age",
}  # fmt: skip
NEED = Noun(
    need_rows(),
    "c.raised_at AS begun, c.concluded_at AS done, c.met IS TRUE AS well, c.closed_at, c.urgent, c.department, c.duty, c.agency,"
    " CASE WHEN c.urgent THEN 'urgent' ELSE 'need' END AS deadline",
    {
        **_SAME, "urgency": "CASE WHEN c.urgent THEN 'urgent' ELSE 'ordinary' END", "department": "c.department",
        "duty": "c.duty::text", "responsible": "coalesce(c.agency::text, c.department, 'township')",
    },
    {
        "kind": _zh(NeedKind), "state": _zh(NeedState), "department": _zh(Department),
        "responsible": _zh(CaseTier, Department), "urgency": {"urgent": "急需", "ordinary": "一般"},
    },
)  # fmt: skip
RISK = Noun(
    risk_rows(),
    "c.reported_at AS begun, c.cleared_at AS done, c.cleared_at IS NOT NULL AS well, c.closed_at, c.severity,"
    " c.severity AS deadline",
    {
        **_SAME, "severity": "c.severity",
        "responsible": "CASE WHEN c.state = 'cleared' OR c.severity = 'major' THEN 'township' ELSE 'village' END",
    },
    {"kind": _zh(RiskKind), "state": _zh(RiskState), "severity": _zh(Severity), "responsible": _zh(CaseTier)},
)  # fmt: skip

# a day as China counts it, whatever the session's zone
_DAY: LiteralString = "((({}) AT TIME ZONE 'UTC') + interval '8 hours')::date"
_FIGURES: LiteralString = """
WITH cases AS (
  SELECT c.elder_id, c.id, c.kind, c.state, c.reopened, {at_no} AS at_no, c.state <> 'closed' AS open, {columns},
    coalesce({closed_day}, %(today)s) - {begun_day} AS days
  FROM {rows} {joins} WHERE c.state <> 'withdrawn' AND {where}
), aged AS (
  SELECT cases.*, begun >= %(since)s AND begun < %(until)s AS asked, {age} AS age FROM cases
), c AS (
  SELECT aged.*, open AND EXISTS (SELECT FROM {tasks} WHERE t.elder = aged.elder_id AND t.case_id = aged.id AND t.by <= %(now)s)
      AS overdue,
    CASE WHEN well THEN extract(epoch FROM done - begun) / 3600 END AS hours,
    CASE WHEN asked AND NOT open THEN closed_at < done + interval '1 hour' * (%(hours)s::jsonb
      -> coalesce(profile_on(at_no, {done_day}), %(default)s) ->> deadline)::int END AS in_time
  FROM aged WHERE open OR asked
), spot AS (
  SELECT v.at_no, {unit} AS code
  FROM (SELECT DISTINCT at_no FROM c) v
), keyed AS (
  SELECT c.*, {key} AS key FROM c JOIN spot USING (at_no)
)
SELECT key, GROUPING(key) = 1 AS total,
  count(*) FILTER (WHERE open) AS open, count(*) FILTER (WHERE overdue) AS overdue, min(begun) FILTER (WHERE open) AS oldest_at,
  {ages},
  count(*) FILTER (WHERE asked) AS raised, count(*) FILTER (WHERE asked AND NOT open) AS closed,
  count(*) FILTER (WHERE asked AND reopened > 0) AS reopened,
  count(*) FILTER (WHERE asked AND done IS NOT NULL) AS done, count(*) FILTER (WHERE asked AND well) AS well,
  percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY hours) FILTER (WHERE asked AND hours IS NOT NULL) AS hours,
  count(*) FILTER (WHERE asked AND done IS NOT NULL AND NOT open) AS followed,
  count(*) FILTER (WHERE asked AND done IS NOT NULL AND in_time) AS in_time
FROM keyed GROUP BY GROUPING SETS ((key), ()) ORDER BY 2, 1 NULLS LAST
"""


@dataclass(frozen=True)
class FiguresQuery:
    """What figures are asked for: by what, of cases that were raised from a day to another, and as of when."""

    by: str
    since: date | None
    until: date | None
    now: datetime


async def figures(read: Reading, noun: Noun, query: FiguresQuery, area: Area) -> list[dict[str, Any]]:
    """The lines of figures, the totals last.

    A reader of their own cases sees each at the place where it was recorded: where the elder went since is not shown to them.
    """
    own = read.sight is Sight.OWN
    at_no: LiteralString = "p.no" if own else "c.place_no"
    params = area.params
    sql = _FIGURES.format(
        rows=noun.rows, columns=noun.columns, at_no=at_no, key=noun.keys[query.by],
        where=" AND ".join([area.at(at_no), *read.own("c", "hands")]),
        joins=f"{entry_of('c')} {place_at('e')}" if own else "", tasks=TASKS, unit=unit_over("v.at_no", "%(by)s"),
        closed_day=_DAY.format("c.closed_at"), begun_day=_DAY.format("c.raised_at" if noun is NEED else "c.reported_at"),
        done_day=_DAY.format("done"),
        age=f"CASE {' '.join(f'WHEN days <= {last} THEN {name!r}' for name, last in AGES)} END",
        ages=", ".join(f"count(*) FILTER (WHERE open AND age = {name!r}) AS age_{turn}" for turn, (name, _) in enumerate(AGES)),
    )  # fmt: skip
    params |= {
        "by": query.by, "now": query.now, "today": day_of(query.now), "hours": _hours(), "default": DEFAULT_PROFILE,
        "since": start_of(query.since) if query.since else _EVER[0],
        "until": start_of(query.until + timedelta(days=1)) if query.until else _EVER[1],
    }  # fmt: skip
    rows = await read.all(sql, params)
    if query.by in _PLACES:
        names = await names_of(read, [row["key"] for row in rows if row["key"]])
    elif query.by == "duty":
        names = await _duty_names(read, area.lo, day_of(query.now))
    else:
        names = dict(noun.names.get(query.by, {}))
    for row in rows:
        row["name"] = names.get(row["key"])
    return rows


async def _duty_names(read: Reading, place_no: int | None, day: date) -> dict[str, str]:
    """The duties' words by their numbers, as the rules in force where figures are asked for list them."""
    rules = profile_of(DEFAULT_PROFILE) if place_no is None else await profile_over(read, place_no, day)
    return {str(duty.no): duty.zh for duty in rules.duties}


def _hours() -> str:
    """By profile and what is dealt with, how many hours there are for the follow-up."""
    kinds = ("major", "general", "urgent", "need")
    hours = {name: {kind: getattr(one.deadlines, kind).follow_up for kind in kinds} for name, one in profiles().items()}
    return orjson.dumps(hours).decode()
