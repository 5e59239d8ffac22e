"""What an elder owes month by month, and what was kept of it. Months that are alike are one run."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from ..days import DAY, first_of_month, months_after, months_between
from ..ledger import Row
from ..policy import FAR, REASONS, Course, FileState, Owing, month_of

LAST_MONTH = first_of_month(FAR)
ROLLING_MONTHS = 24


def owed_in(course: Course, month: date, days: Sequence[date]) -> list[Owing]:
    """The windows of a month: by the calendar, or those rolling ones that end in it."""
    whole = month_of(month)
    at = course.on(whole.end)
    if at is None or at.rules.windows == "calendar":
        return course.month(month)
    return [
        owing for owing in course.windows(course.stretches[0].from_on, whole.end, days) if owing.window.end in whole
    ]


def _parts(owings: list[Owing]) -> Iterator[tuple[UUID, list[Owing]]]:
    """The owed windows by the place of their last day; if none is owed, all of them in the last one's place."""
    owed = [owing for owing in owings if owing.owed]
    if not owed:
        yield owings[-1].place, owings
        return
    for place in dict.fromkeys(owing.place for owing in owed):
        yield place, [owing for owing in owings if owing.place == place]


def _says(owing: Owing | None) -> str | None:
    return None if owing is None else "owed" if owing.owed else owing.excluded


def _halves(owings: list[Owing], month: date) -> tuple[Owing | None, Owing | None, Owing | None]:
    """The windows as first half, second half, and whole (a month's window, or rolling ones)."""
    middle = month.replace(day=15)
    first = second = whole = None
    for owing in owings:
        if owing.window.start.day == 1 and owing.window.end == middle:
            first = owing
        elif owing.window.start == middle + DAY:
            second = owing
        else:
            counts = whole is not None and (whole.owed or whole.excluded in REASONS)
            whole = whole if counts and not owing.owed else owing
    return first, second, whole


def month_rows(course: Course, month: date, days: Sequence[date]) -> list[Row]:
    """What is owed in one month: a row for each place in which a window is; if none is, one that says why."""
    owings = owed_in(course, month, days)
    if not owings:
        return []
    if all(at.state is FileState.LEFT for _, at in course.within(month_of(month))):
        return []  # gone before the month began: nobody of this month's
    if not any(owing.owed or owing.excluded in REASONS for owing in owings):
        return []  # not yet confirmed, or no target: nobody whom a visit could be owed
    parts = list(_parts(owings))
    rows = []
    for place, part in parts:
        first, second, whole = _halves(part, month)
        rows.append({
            "place_id": place, "tier": part[-1].tier, "windows": sum(owing.owed for owing in part),
            "first": _says(first), "second": _says(second), "whole": _says(whole), "alone": len(parts) == 1,
        })  # fmt: skip
    return rows


def owing_rows(course: Course, days: Sequence[date]) -> list[Row]:
    """What is owed, as runs of months that are alike; the last one has no end."""
    if not course.stretches:
        return []
    first = first_of_month(course.stretches[0].from_on)
    months = {months_after(first_of_month(stretch.from_on), n) for stretch in course.stretches for n in (0, 1)}
    if any(stretch.rules.windows == "rolling" for stretch in course.stretches):
        last = max(course.stretches[-1].from_on, *days[-1:])
        months |= {months_after(first, n) for n in range(months_between(first, last) + ROLLING_MONTHS)}
    found: list[Row] = []
    before: list[Row] = []
    for month in sorted(months):
        rows = month_rows(course, month, days)
        if rows and len(rows) == 1 and [{k: row[k] for k in rows[0]} for row in before] == rows:
            continue
        for row in before:
            row["until_month"] = months_after(month, -1)
        before = [
            {**row, "key": f"{month:%Y-%m}.{part}", "from_month": month, "until_month": LAST_MONTH}
            for part, row in enumerate(rows)
        ]
        found += before
    return found


def kept_rows(course: Course, in_home: Sequence[date], of: Sequence[date]) -> list[Row]:
    """What was kept in the months `of` these days, each a month in which somebody met the elder, who was owed a visit."""
    rows: list[Row] = []
    for month in sorted({first_of_month(day) for day in of}):
        owings = owed_in(course, month, in_home)
        if not any(owing.owed for owing in owings):
            continue
        whole = month_of(month)
        came = bisect_right(in_home, whole.end) > bisect_left(in_home, whole.start)
        complete = all(course.met(owing, in_home) for owing in owings if owing.owed)
        parts = list(_parts(owings))
        for turn, (place, part) in enumerate(parts):
            met = [owing for owing in part if owing.owed and course.met(owing, in_home)]
            first, second, _ = _halves(met, month)
            rows.append({
                "key": f"{month:%Y-%m}.{turn}", "month": month, "place_id": place, "tier": part[-1].tier, "windows": len(met),
                "first": first is not None, "second": second is not None, "in_home": came, "any_mode": True,
                "complete": complete, "alone": len(parts) == 1,
            })  # fmt: skip
    return rows
