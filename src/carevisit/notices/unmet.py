"""The special periods in which an elder still owes a visit, in SQL: equal to `status.special` for one elder.

`s` is the period, `t` the standing on its last day, `d` the elder's row of `due`.
"""

from typing import LiteralString

from .rules import STANDING_DAYS

ENOUGH: LiteralString = f"""
(least(t.until_on, s.until_on) - greatest(t.from_on, s.from_on) + 1 >= least({STANDING_DAYS}, s.until_on - s.from_on + 1)
  OR (SELECT sum(least(y.until_on, s.until_on) - greatest(y.from_on, s.from_on) + 1) FROM standing y WHERE y.elder = t.elder
    AND y.state = 'active' AND y.from_on <= s.until_on AND y.until_on >= s.from_on)
    >= least({STANDING_DAYS}, s.until_on - s.from_on + 1))
"""
"""The elder is active on enough of its days; mostly the stretch of the last day alone suffices."""

UNMET: LiteralString = f"""
SELECT s.id, s.from_on, s.until_on FROM special_period s
JOIN standing t ON t.elder = d.elder AND t.from_on <= s.until_on AND t.until_on >= s.until_on AND t.state = 'active'
  AND t.tier = ANY (s.tiers)
WHERE s.state = 'declared' AND t.place_no >= s.place_no AND t.place_no <= s.place_hi
  AND CASE WHEN s.times = 1 AND s.modes = ARRAY['in_home'] THEN coalesce(d.last_in_home_on < s.from_on, true)
    ELSE (SELECT count(DISTINCT v.day) FROM days_met(d.elder, s.from_on, s.until_on) v WHERE v.mode = ANY (s.modes)) < s.times END
  AND {ENOUGH}
"""
"""An elder's owed and unmet periods, those included that ended after the last visit at home: the query must bound the days."""
