"""A page of the worklist of a whole district, as a supervisor's request asks for it."""

from carevisit.status.worklist_api import _FROM_DUE, _WAITING

from .coverage import Reader, Took

PAGE = (
    f"{_FROM_DUE} WHERE d.place_no >= %(area_lo)s AND d.place_no <= %(area_hi)s AND {_WAITING}"
    " ORDER BY d.act_by, d.elder LIMIT %(limit)s"
)
IN_ORDER = "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"


def measure(reader: Reader) -> Took:
    """The first page of fifty."""
    return reader.run(IN_ORDER, PAGE)
