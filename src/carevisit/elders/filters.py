"""What a list of elders can be narrowed by that comes with the day: the same as the status says of one elder, in SQL.

`s` is how the elder stands today, `d` what is due.
"""

from typing import LiteralString

from ..notices import UNMET

IS_OVERDUE: LiteralString = (
    "(s.state = 'active' AND s.tier IS NOT NULL AND d.due_on IS NOT NULL AND d.due_on < (SELECT rule_day()))"
)
"""A missed window stands behind them, and nobody has come since."""

IS_DUE_BEFORE: LiteralString = f"""(s.state = 'active' AND (
  d.due_on < %(due_before)s::date AND (s.tier IS NOT NULL OR d.due_on >= (SELECT rule_day()))
  OR EXISTS (SELECT FROM ({UNMET} AND s.until_on >= (SELECT rule_day()) AND s.until_on < %(due_before)s::date) u)))
"""
"""Somebody must come before a day, or should have: for a window, or for a special period."""

HAS_FLAG: LiteralString = "h.flags || s.flags || flags_on(d, s.state, (SELECT rule_day())) @> ARRAY[%(flag)s::text]"
"""They carry a flag: of those that events raise, or of those that come with the day."""

HAS_DEVICE_QUIET: LiteralString = "h.subject IN (SELECT q.elder_id FROM device_quiet q)"
"""Nothing was heard from one of their devices for longer than its quiet time."""
