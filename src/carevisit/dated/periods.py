"""The special periods in which an elder still owes a visit, in SQL: equal to `standing.special` for one elder.

`s` is the period, `t` the standing on its last day, `d` the elder's row of `due`.
"""

from typing import LiteralString

from ..notices import PERIOD_ROWS
from .rows import DUE

ENOUGH: LiteralString = """
(least(t.until_on, s.until_on) - greatest(t.from_on, s.from_on) + 1 >= least(t.standing_days, s.until_on - s.from_on + 1)
  OR (SELECT sum(least(y.until_on, s.until_on) - greatest(y.from_on, s.from_on) + 1) FROM standing y WHERE y.elder = t.elder
    AND y.state = 'active' AND y.from_on <= s.until_on AND y.until_on >= s.from_on)
    >= least(t.standing_days, s.until_on - s.from_on + 1))
"""
"""The elder is active on enough of its days; mostly the stretch of the last day alone suffices."""

UNMET: LiteralString = f"""
SELECT s.id, s.from_on, s.until_on FROM {PERIOD_ROWS}
JOIN standing t ON t.elder = d.elder AND t.from_on <= s.until_on AND t.until_on >= s.until_on AND t.state = 'active'
  AND t.tier = ANY (s.tiers)
WHERE s.state = 'declared' AND t.place_no >= s.place_no AND t.place_no <= s.place_hi
  AND CASE WHEN s.times = 1 AND s.modes = ARRAY['in_home'] THEN coalesce(d.last_in_home_on < s.from_on, true)
    ELSE (SELECT count(DISTINCT v.day) FROM days_met(d.elder, s.from_on, s.until_on) v WHERE v.mode = ANY (s.modes)) < s.times END
  AND {ENOUGH}
"""
"""The periods of an elder that are owed and unmet; those that ended after the last visit at home among them, so name the days."""

RUNNING_UNMET: LiteralString = f"{UNMET} AND s.from_on <= %(on)s AND s.until_on >= %(on)s"
"""The periods that run on a day (`on`) and that the elder of a row `d` of what is due still owes a visit in."""

NEXT_UNMET: LiteralString = f"""
SELECT d.elder, min(u.until_on) AS due_on FROM {DUE} CROSS JOIN LATERAL ({UNMET} AND s.until_on >= %(on)s) u
WHERE d.elder = ANY (%(elders)s) GROUP BY d.elder
"""
"""By when a period asks for a visit of some elders, as of a day (`on`): of those that run and those to come."""
