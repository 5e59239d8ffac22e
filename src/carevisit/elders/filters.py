"""What a list of elders can be narrowed by: by what comes with the day, the same as the status says of one elder, in SQL;
and by what stands sealed in the file, compared by its tags.

`s` is how the elder stands today, `d` what is due.
"""

from typing import Annotated, LiteralString

from fastapi import Query

from ..dated import OVERDUE, UNMET
from ..desk import Desk
from ..errors import wrong
from ..ledger import head_rows, tag_rows
from ..wire import Word
from .facts import GROUP

IS_DUE_BEFORE: LiteralString = f"""(s.state = 'active' AND (
  d.due_on < %(due_before)s::date AND (d.due_on >= %(today)s OR {OVERDUE})
  OR EXISTS (SELECT FROM ({UNMET} AND s.until_on >= %(today)s AND s.until_on < %(due_before)s::date) u)))
"""
"""Somebody must come before a day, or should have: for a window, or for a special period."""

HAS_FLAG: LiteralString = "h.flags || s.flags || flags_on(d, s.state, (SELECT rule_day())) @> ARRAY[%(flag)s::text]"
"""They carry a flag: of those that events raise, or of those that come with the day."""

HAS_DEVICE_QUIET: LiteralString = "h.subject IN (SELECT q.elder_id FROM device_quiet q)"
"""Nothing was heard from one of their devices for longer than its quiet time."""

_BEARS = f"""EXISTS (SELECT FROM {head_rows("g")} JOIN {tag_rows()} ON t.subject = g.subject AND t.version = g.file_version
  WHERE g.subject = {{{{elder}}}} AND t.field = '{{field}}'{{more}})"""
IS_NUMBERED = _BEARS.format(field="id_number", more="")
"""The file of `{elder}` has an ID number."""

IN_GROUP = _BEARS.format(field=GROUP, more=" AND t.tag = ANY (%(group)s)")
"""By the file of `{elder}` they live in a group of their village: what it is called is sealed, and compared by its tag."""

Group = Annotated[
    Word | None, Query(description="an estate, villagers' group or natural village of `place` / 小区、村民小组、自然村")
]


def group_tags(desk: Desk, group: str | None, place: str | None) -> list[bytes] | None:
    """What `IN_GROUP` compares with. Raises Invalid where no village is named: another one's group may be called the same."""
    if group is None:
        return None
    if place is None or len(place) != 12:
        raise wrong("?place", "needs_village", "A group is one of a village: name it.", "按小组筛选须指定村（居）。")
    return desk.office.ledger.sealing.tags(GROUP, group)
