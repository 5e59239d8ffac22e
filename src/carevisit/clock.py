"""The one place that asks what time it is. Days are Shanghai days, moments are UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(
    timedelta(hours=8), "Asia/Shanghai"
)  # no daylight saving since 1991: a fixed offset is exact for us

_EIGHT_HOURS = timedelta(hours=8)
CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much the clock of a caller may be ahead of ours."""

_ahead = timedelta(0)  # of the machine's clock: in a sandbox only
_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """This moment, in UTC, as the rules see it."""
    return _set_to.get() or datetime.now(UTC) + _ahead


def wall() -> datetime:
    """The present moment by the machine's clock, even where the rules use another one: tokens expire by it."""
    return datetime.now(UTC)


def override() -> datetime | None:
    """The rules' moment if it differs from the machine's, else None: the ledger then writes it instead of the database's time."""
    return _set_to.get() or (datetime.now(UTC) + _ahead if _ahead else None)


def today() -> date:
    """The date in China, which may differ from the server's."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The Shanghai day of a moment: 2026-11-20T17:00Z lies on the 21st."""
    offset = moment.utcoffset()
    assert offset is not None, "a moment has its offset"
    return (moment - offset + _EIGHT_HOURS).date()  # astimezone takes three times as long, and this runs once per fact


def lies_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment has not come yet, whatever the clocks differ."""
    return moment > now + CLOCKS_DIFFER


def start_of(day: date) -> datetime:
    """The first moment of a Shanghai day, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let the rules see another moment, for a synthetic history or a test; never in production (settings refuse it)."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def run_ahead(by: timedelta) -> bool:
    """Set how far the rules of this process run ahead of the machine's clock; never back. Returns whether that changed.

    Only a sandbox's clock does this; it does not affect `set_to`.
    """
    global _ahead
    moves = by > _ahead
    _ahead = max(by, _ahead)
    return moves
