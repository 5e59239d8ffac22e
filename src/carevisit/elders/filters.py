"""What a list of elders can be narrowed by that follows from the day: the same as `policy.duty` says of one elder, in SQL.

Days are put in as literals: they are ours, not the caller's words.
"""

from datetime import date, timedelta

from ..policy import SHORTEST_STANDING_DAYS, Tier, Window, window_of


def is_overdue(today: date) -> str:
    """Whose last owed window went by unmet, and who was not visited at home since."""
    cases = []
    for tier in Tier:
        past = window_of(window_of(today, tier).start - timedelta(days=1), tier)
        unmet = f"coalesce(h.last_in_home_on < greatest('{past.start}', h.standing_from), true)"
        cases.append(f"(h.tier = '{tier}' AND h.standing_from <= '{_owed_until(past)}' AND {unmet})")
    return f"(h.state = 'active' AND ({' OR '.join(cases)}))"


def is_due_before(today: date, day: date) -> str:
    """Whose next visit is due before a day: this window's end while it is owed and unmet, else the next one's."""
    cases = []
    for tier in Tier:
        now = window_of(today, tier)
        following = window_of(now.end + timedelta(days=1), tier)
        owed = f"h.standing_from <= '{_owed_until(now)}'"
        unmet = f"coalesce(h.last_in_home_on < greatest('{now.start}', h.standing_from), true)"
        due = f"CASE WHEN {owed} AND {unmet} THEN date '{now.end}' ELSE date '{following.end}' END"
        cases.append(f"(h.tier = '{tier}' AND {due} < '{day}')")
    return f"(h.state = 'active' AND ({' OR '.join(cases)}))"


def _owed_until(window: Window) -> date:
    """The last day on which an elder can begin to stand and still owe a window."""
    return window.end - timedelta(days=SHORTEST_STANDING_DAYS - 1)
