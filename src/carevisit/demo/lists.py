"""A department's list: people without ID numbers, most of them already on file, for trying the matching."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from ..clock import SHANGHAI
from .story import TOUR_VILLAGES, Act, Elder

_BY_EAR = str.maketrans("英兰珠莲香梅琴华明国树山", "莹蓝株连乡玫芹花民果述杉")  # spelled by ear
_STRANGER = "许招娣"


def acts_of(elders: Sequence[Elder], today: date) -> Iterator[Act]:
    """A line about an elder of each village of the tour, and one about a person without a file."""
    at = datetime.combine(today - timedelta(days=3), time(15, 30), SHANGHAI)
    for code in TOUR_VILLAGES:
        elder = next(elder for elder in elders if elder.village.code == code)
        file = elder.registration.sheet
        person = {"name": file["name"].translate(_BY_EAR), "sex": file["sex"]}
        born = {"year": int(file["id_number"][6:10])}
        yield _line(
            elder, at, person | {"born_told": born, "residence": {"place": code, "detail": file["residence"]["detail"]}}
        )
        if code == TOUR_VILLAGES[0]:
            age = {"age": 81, "on": (today - timedelta(days=90)).isoformat()}
            yield _line(
                elder, at, {"name": _STRANGER, "born_told": age, "residence": {"place": code, "detail": "村部旁"}}
            )


def _line(elder: Elder, at: datetime, person: dict[str, object]) -> Act:
    sheet = person | {"source": "department", "department": "disabled_federation", "list_name": "残联名单"}
    return Act("list", at, elder.village.turn, None, elder.village.registrar, sheet)
