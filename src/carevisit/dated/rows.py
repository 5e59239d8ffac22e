"""The dated tables, as other SQL may name them: each fragment stands where a table stands, under a fixed alias."""

from typing import LiteralString


def standing_rows(alias: LiteralString = "s") -> LiteralString:
    """How the elders stand, by the days on which they do so."""
    return f"standing {alias}"


TODAY: LiteralString = "s.from_on <= (SELECT rule_day()) AND s.until_on >= (SELECT rule_day())"
"""Of the standings `s`, today's."""

DUE: LiteralString = "due d"
"""By when somebody must come to each elder, and what else has a day (`d`)."""

OVERDUE: LiteralString = "is_overdue(d, %(today)s)"
"""Of what is due `d`, what is overdue today."""

TASKS: LiteralString = "task t"
"""The steps of needs and risks that somebody must take (`t`)."""

OWING: LiteralString = "owing o"
"""What the elders owe in the months of a run (`o`)."""

KEPT: LiteralString = "kept k"
"""What was kept in a month of what an elder owed (`k`)."""

OWED: LiteralString = (
    f"{OWING} LEFT JOIN {KEPT} ON k.elder = o.elder AND k.month = %(month)s AND (o.alone OR k.key = o.key)"
)
"""What the elders owe (`o`), with what was kept of it in a month (`k`)."""

TALLY: LiteralString = "tally t"
"""What owing and kept come to by village and month (`t`): rows add up; elders who count in two places are left out."""


def stands_today(elder: LiteralString) -> LiteralString:
    """Joins how an elder stands today (`s`)."""
    return f"JOIN {standing_rows()} ON s.elder = {elder} AND {TODAY}"
