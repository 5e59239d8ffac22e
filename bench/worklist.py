"""A page of the worklist of a whole district, as a supervisor's request reads it; one elder in 25 has an open risk."""

from carevisit import clock
from carevisit.worklist.api import list_sql

from .coverage import Reader, Took

AREA = "{0}.place_no >= %(area_lo)s AND {0}.place_no <= %(area_hi)s"
IN_ORDER = "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"


def measure(reader: Reader, sees: str = "t.district_at") -> Took:
    """The first page of fifty."""
    page = list_sql(sees=sees, cases=AREA.format("t"), mine=AREA.format("d"))
    return reader.run(IN_ORDER, page, moment=clock.now())
