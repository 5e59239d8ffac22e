"""Coverage in SQL: sums by place, lines of elders, who is late, who is behind a number, and the rows as lines."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, LiteralString

from ..access import is_there, place_at, place_rows
from ..dated import DUE, KEPT, OVERDUE, OWED, OWING, TALLY
from ..ledger import entry_of, head_rows
from ..places import is_unit
from ..policy import REASONS, month_of
from ..visits import visit_rows
from .counting import Line
from .sheets import Status

_STEPS: LiteralString = f"""
SELECT coalesce(sum(key), 0) AS key, coalesce(sum(general), 0) AS general, coalesce(sum(key_windows), 0) AS key_windows,
  coalesce(sum(first), 0) AS first, coalesce(sum(second), 0) AS second, coalesce(sum("left"), 0) AS "left",
  coalesce(sum(declined), 0) AS declined, coalesce(sum(suspended), 0) AS suspended, coalesce(sum(short_window), 0) AS short_window
FROM {TALLY} WHERE t.place_no >= u.no AND t.place_no <= u.hi AND t.month <= m.month
"""
_KEPT: LiteralString = f"""
SELECT coalesce(sum(key_in_home), 0) AS key_in_home, coalesce(sum(general_in_home), 0) AS general_in_home,
  coalesce(sum(key_any), 0) AS key_any, coalesce(sum(general_any), 0) AS general_any, coalesce(sum(key_met), 0) AS key_met,
  coalesce(sum(first_met), 0) AS first_met,
  coalesce(sum(second_met), 0) AS second_met, coalesce(sum(complete), 0) AS complete
FROM {TALLY} WHERE t.place_no >= u.no AND t.place_no <= u.hi AND t.month = m.month
"""
_OVERDUE: LiteralString = f"""
SELECT coalesce(sum(c.n), 0) AS overdue FROM {place_rows("v")} CROSS JOIN LATERAL
  (SELECT count(*) AS n FROM {DUE} WHERE d.place_no = v.no AND {OVERDUE}) c WHERE v.no >= u.no AND v.no <= u.hi
"""
BELOW: LiteralString = f"WHERE u.no >= %(area_lo)s AND u.no <= %(area_hi)s AND {is_unit('%(by)s')} ORDER BY u.no"
ITSELF: LiteralString = "WHERE u.no = %(area_lo)s AND u.hi = %(area_hi)s ORDER BY m.month"


def _line(place: LiteralString = "o.place_no", windows: LiteralString = "o.windows") -> LiteralString:
    """The columns of a line: what an elder owes under a place, and what was kept of it."""
    return f"""
{place} AS place, o.tier, {windows} AS windows, o.first, o.second, o.whole, coalesce(k.windows, 0) AS met,
  coalesce(k.first, false) AS first_met,
  coalesce(k.second, false) AS second_met, coalesce(k.in_home, false) AS in_home, coalesce(k.any_mode, false) AS any_mode
"""


def _named(month: LiteralString) -> LiteralString:
    """The columns of a place `u`: the name that it has as a month ends, and whether it is there on a day of it."""
    last: LiteralString = f"({month} + interval '1 month - 1 day')::date"
    return f"place_name_on(u, {last}) AS name, {is_there('u', month, last)} AS there"


_IN_MONTH: LiteralString = "o.from_month <= %(month)s AND o.until_month >= %(month)s"
_IN_PLACE: LiteralString = "o.place_no >= %(area_lo)s AND o.place_no <= %(area_hi)s"
BEHIND: LiteralString = f"""
SELECT o.elder, o.key, h.subject AS elder_id, p.code AS code, {_line()} FROM {OWED} {place_at("o")}
LEFT JOIN {head_rows()} ON h.subject = o.elder WHERE {_IN_MONTH}
"""
# who is late stands where they live today, whether or not this month asks for a visit
BEHIND_LATE: LiteralString = f"""
SELECT d.elder, '' AS key, d.elder AS elder_id, p.code AS code,
  {_line("d.place_no", "coalesce(o.windows, 0)")}
FROM {DUE} {place_at("d")} LEFT JOIN LATERAL (SELECT o.* FROM {OWING} WHERE o.elder = d.elder AND {_IN_MONTH}
  AND (o.alone OR o.place_no = d.place_no) ORDER BY o.key LIMIT 1) o ON true
LEFT JOIN {KEPT} ON k.elder = d.elder AND k.month = %(month)s AND (o.alone OR k.key = o.key) WHERE {OVERDUE}
"""
_SPLIT: LiteralString = f"""
SELECT o.elder, o.from_month AS month, {_line()} FROM {OWING} LEFT JOIN {KEPT} ON k.elder = o.elder AND k.key = o.key
WHERE NOT o.alone AND o.from_month = ANY (%(months)s::date[]) AND {_IN_PLACE} ORDER BY o.elder, o.key
"""
# one look per place into the tally, village by village into what is due: an area is a range of numbers. Who counts in two
# places comes along on the first row, so that all of it is of one moment
PLACES: LiteralString = f"""
SELECT u.code AS place, {_named("m.month")}, u.no, u.hi, m.month, t.*, k.*, o.*,
  CASE WHEN row_number() OVER () = 1 THEN (SELECT json_agg(s)::text FROM ({_SPLIT}) s) END AS split
FROM {place_rows("u")} CROSS JOIN unnest(%(months)s::date[]) m(month)
CROSS JOIN LATERAL ({_STEPS}) t CROSS JOIN LATERAL ({_KEPT}) k CROSS JOIN LATERAL ({_OVERDUE}) o
"""
UNITS: LiteralString = (
    f"SELECT u.no, u.hi, u.code, {_named('%(month)s::date')} FROM {place_rows('u')}"
    f" WHERE {{area}} AND {is_unit('%(by)s')} ORDER BY u.no"
)
MINE: LiteralString = f"""
SELECT o.elder, {_line()} FROM {{chosen}} a
JOIN {OWED} ON o.elder = a.elder WHERE {_IN_MONTH} AND {{area}} ORDER BY o.elder, o.key
"""
MINE_LATE: LiteralString = f"""
SELECT d.elder, d.place_no FROM {{chosen}} a
JOIN {DUE} ON d.elder = a.elder WHERE {OVERDUE} AND {{area}}
"""
AGENCIES: LiteralString = f"""
SELECT s.agency, s.name, {_line("0")},
  CASE WHEN NOT o.alone THEN o.elder END AS elder, count(*) AS n
FROM {OWED} LEFT JOIN served_in(%(month)s, %(area_lo)s, %(area_hi)s) s ON s.elder = o.elder AND s.key = o.key
WHERE {_IN_MONTH} AND {_IN_PLACE} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 ORDER BY s.name, s.agency
"""
LATE_BY_AGENCY: LiteralString = f"""
SELECT s.agency, s.name, count(*) AS n FROM {DUE} LEFT JOIN serving(ARRAY(SELECT d.elder FROM {DUE}
  WHERE d.place_no >= %(area_lo)s AND d.place_no <= %(area_hi)s AND {OVERDUE})) s ON s.elder = d.elder
WHERE d.place_no >= %(area_lo)s AND d.place_no <= %(area_hi)s AND {OVERDUE} GROUP BY 1, 2
"""
VISITS: LiteralString = f"""
SELECT v.elder_id, v.version, v.content_version, v.mode, v.outcome, v.late, v.maker, e.kind FROM {visit_rows()}
{entry_of("v", "content_version")}
WHERE v.state <> 'void' AND v.day >= %(from)s AND v.day <= %(to)s
"""
_MISSED_PAST: LiteralString = "o.windows > coalesce(k.windows, 0)"
_MISSED_HALF: dict[int | None, LiteralString] = {
    1: "o.first = 'owed' AND NOT coalesce(k.first, false)", 2: "o.second = 'owed' AND NOT coalesce(k.second, false)",
}  # fmt: skip
SUMMED = (
    "key", "general", "key_windows", "first", "second", *REASONS, "key_in_home", "general_in_home", "key_any", "general_any",
    "key_met", "first_met", "second_met", "overdue",
)  # fmt: skip
_FIELDS = tuple(Line.__dataclass_fields__)


def line_of(row: Mapping[str, Any]) -> Line:
    """A row of owing and kept as a line."""
    return Line(**{name: row[name] for name in _FIELDS})


def by_elder(rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Line]]:
    """The lines of each elder, in the order of the rows."""
    found: dict[Hashable, list[Line]] = {}
    for row in rows:
        found.setdefault(row["elder"], []).append(line_of(row))
    return found.values()


def behind(status: Status, half: int | None, month: date, today: date) -> LiteralString:
    """The clause for the elders behind a number."""
    over, second_half = today > month_of(month).end, today > month.replace(day=15)
    if status == "missed":
        if half == 2 or (half is None and over):
            return (_MISSED_HALF[2] if half else _MISSED_PAST) if over else "false"
        return _MISSED_HALF[1] if second_half else "false"
    if status == "met":
        return "k.first" if half == 1 else "k.second" if half == 2 else "k.in_home"
    if status == "owed":
        return "o.first = 'owed'" if half == 1 else "o.second = 'owed'" if half == 2 else "o.windows > 0"
    return "o.windows = 0"
