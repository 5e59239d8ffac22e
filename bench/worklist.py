"""A page of the worklist of a whole district, as a supervisor's request reads it; one elder in 25 has an open risk."""

from carevisit import clock
from carevisit.access import Area
from carevisit.worklist.api import list_sql

from .reader import Reader, Took

IN_ORDER = "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"


def measure(reader: Reader, sees: str = "t.district_at") -> Took:
    """The first page of fifty."""
    area = Area(reader.lo, reader.hi)
    page = list_sql(sees=sees, cases=area.at("t.place_no"), mine=area.at("d.place_no"))
    return reader.run(IN_ORDER, page, moment=clock.now())
