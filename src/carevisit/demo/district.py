"""A synthetic district: the elders of Hanjiang's villages, and their last months. The same seed gives the same story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .. import clock
from ..days import DAY, months_after
from ..notices import festivals_of
from ..places import PlaceLine
from . import lists
from .cases import Cases
from .courses import file_of
from .households import CENSUS_DAYS, elders_of
from .scenes import acts_of
from .story import SHARED_TOWNSHIP, STAFFED, TOUR_VILLAGES, Act, Elder, Period, Village
from .visiting import Visits, visitors_of
from .watching import acts_beside


@dataclass(frozen=True)
class Wanted:
    """The size of the district that was asked for."""

    elders: int
    months: int
    seed: int


@dataclass(frozen=True)
class District:
    """The whole story: villages, elders, first day, and every act in the order of recording."""

    villages: list[Village]
    elders: list[Elder]
    since: date
    acts: list[Act]


def imagine(wanted: Wanted, places: Sequence[PlaceLine], today: date) -> District:
    """The district over some months until yesterday; today is left to those who try it."""
    seed, villages, first_on = wanted.seed, villages_of(places), months_after(today, -wanted.months)
    lived_in = villages[: min(len(villages), max(len(TOUR_VILLAGES), wanted.elders // 2))]
    elders = list(elders_of(seed, wanted.elders, lived_in, first_on, today))
    visitors = {village.code: visitors_of(Random(f"{seed}/{village.code}"), village) for village in lived_in}
    periods = periods_of(today)
    acts = [period.act for period in periods]
    for elder in elders:
        file = file_of(Random(f"{seed}/course/{elder.turn}"), elder, first_on, today)
        cases = Cases(Random(f"{seed}/cases/{elder.turn}"), elder, file, clock.start_of(today))
        visits = Visits(
            Random(f"{seed}/visits/{elder.turn}"), elder, file, visitors[elder.village.code], periods, today
        )
        acts += [elder.registration, *file.acts, *visits.recorded(cases), *cases.acts]
        acts += acts_of(Random(f"{seed}/scenes/{elder.turn}"), elder, today)
        acts += acts_beside(elder, file, today)
    acts += lists.acts_of(elders, today)
    acts.sort(key=lambda act: act.order)
    return District(villages, elders, first_on - timedelta(days=CENSUS_DAYS + 30), acts)


def periods_of(today: date) -> list[Period]:
    """A cold spell that has passed, and the next festival, which is already declared."""
    cold = today - timedelta(days=24)
    feasts = [one for year in (today.year, today.year + 1) for one in festivals_of(year)]
    next_one = next(one for one in feasts if one.on > today + 3 * DAY)
    return [
        Period("weather", "寒潮", cold, cold + 3 * DAY, cold - DAY),
        Period("festival", next_one.zh, next_one.on - 3 * DAY, next_one.on, today - 2 * DAY),
    ]


def villages_of(places: Sequence[PlaceLine]) -> list[Village]:
    """The district's villages, those of the tour first, each with the agency that serves it."""
    found, turns = list[Village](), dict[str, int]()
    townships = sorted({place.code for place in places if place.level == "township"})
    for place in sorted((p for p in places if p.level == "village"), key=lambda p: (_tour_turn(p.code), p.code)):
        turn = turns[place.parent] = turns.get(place.parent, -1) + 1
        agency = turn if place.parent == SHARED_TOWNSHIP else townships.index(place.parent)
        liaison = place.code in TOUR_VILLAGES or (turn == 0 and place.parent in STAFFED)
        found.append(Village(len(found), place.code, _spoken(place.name), place.parent, agency % 2 + 1, liaison))
    return found


def _tour_turn(code: str) -> int:
    return TOUR_VILLAGES.index(code) if code in TOUR_VILLAGES else len(TOUR_VILLAGES)


def _spoken(name: str) -> str:
    """枫林村委会 is the committee; people live in 枫林村."""
    return name.removesuffix("居委会").removesuffix("委会")
