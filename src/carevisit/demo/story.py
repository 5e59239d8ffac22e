"""The elements of the synthetic district's story: villages, elders, and acts, each recorded by an actor at a moment.

Values only, without ledger, database or clock, so that two stories can be compared.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from ..clock import SHANGHAI
from ..policy import Category, Tier

DISTRICT = "350303"
TOUR_VILLAGES = ("350303103201", "350303103202", "350303104201")  # two of Wutang (梧塘镇), one of Jiangkou (江口镇)
SHARED_TOWNSHIP = "350303103"  # two agencies share its villages; elsewhere one serves a whole township
STAFFED = ("350303103", "350303104", "350303105", "350303002")  # with guide and liaison; elsewhere the district files
MOUNTAINS = ("350303105", "350303106", "350303107", "350303108", "350303200")  # records often arrive in offline batches

PARTS = {
    1: "turns_80", 2: "return_passed", 3: "child_just_left", 4: "certificate_ends", 5: "dependent_alone", 6: "nobody",
    7: "neighbour_named", 8: "lost_child", 10: "withdraws", 11: "in_hospital", 12: "with_family_now", 13: "goes_away_soon",
    14: "dies", 15: "enters_institution", 16: "comes_back", 17: "needs_more", 18: "decided", 19: "home_early",
    20: "asked_later", 21: "corrected", 22: "voided", 23: "not_eligible", 24: "waits",
}  # fmt: skip
SCENE = "in a scene"  # of needs and risks; nothing else happens to these elders
EACH = 100  # each part is played once per so many elders, so that the smallest district has every part


@dataclass(frozen=True)
class Village:
    """A village, its number in the list, and who works for it: an agency, a guide or the district, perhaps a liaison."""

    turn: int
    code: str
    name: str
    township: str
    agency: int
    has_liaison: bool

    @property
    def registrar(self) -> str:
        return f"guide-{self.township}" if self.township in STAFFED else f"supervisor-{DISTRICT}"

    @property
    def liaison(self) -> str:
        return f"liaison-{self.code}"

    @property
    def nearest(self) -> str:
        """The first to learn of an event: the liaison, or the registrar."""
        return self.liaison if self.has_liaison else self.registrar

    @property
    def provider(self) -> str:
        return f"agency-{self.agency}"

    @property
    def rural(self) -> bool:
        return self.code[9] == "2"


@dataclass(frozen=True)
class Act:
    """Something recorded in the ledger: its kind, village, actor, moment and sheet.

    `elder` is the elder's number, None for an act about the place. `about` is the record that it corrects or voids, or the
    label of the need, risk or device that it concerns.
    """

    kind: str
    at: datetime
    village: int
    elder: int | None
    by: str
    sheet: dict[str, Any]
    about: str = ""

    @property
    def order(self) -> tuple[datetime, int]:
        return (self.at, -1 if self.elder is None else self.elder)


@dataclass(frozen=True)
class Period:
    """Days on which the district requires more visits of key elders (特殊时间节点); a call counts."""

    kind: str
    name: str
    from_on: date
    until_on: date
    declared_on: date

    @property
    def act(self) -> Act:
        sheet = {
            "place": DISTRICT, "from": self.from_on.isoformat(), "to": self.until_on.isoformat(), "kind": self.kind,
            "name": self.name, "extra_visits": 1, "tiers": ["key"], "modes": ["in_home", "phone", "online"],
        }  # fmt: skip
        at = datetime.combine(self.declared_on, time(16, 20), SHANGHAI)
        return Act("period", at, 0, None, f"supervisor-{DISTRICT}", sheet)


@dataclass(frozen=True)
class Elder:
    """An elder of the story: why they are a target, and from when they are meant to be key."""

    turn: int
    part: str
    village: Village
    category: Category
    key_from: date | None
    filed_on: date
    consent: str
    candidate: bool
    registration: Act
    scenes: tuple[str, ...] = ()


@dataclass
class File:
    """The history of an elder's file: its acts, and the days on which visits are due."""

    acts: list[Act]
    visited_from: date | None
    key_from: date | None
    more_from: date | None = None
    rests: tuple[date, date] | None = None

    def tier(self, day: date) -> Tier:
        return Tier.KEY if self.key_from and self.key_from <= day else Tier.GENERAL

    def is_visited(self, day: date) -> bool:
        """Whether a visit may take place on a day: the elder is confirmed and willing, at home, and has not left."""
        if self.visited_from is None or day < self.visited_from:
            return False
        return self.rests is None or not self.rests[0] <= day <= self.rests[1]


def part_of(turn: int) -> str:
    """The part that an elder plays; most play none."""
    return "tour" if turn == 0 else PARTS.get(turn % EACH, "")


def moment_of(day: date, hour: int) -> datetime:
    """An hour of a day."""
    return datetime.combine(day, time(hour), SHANGHAI)


def moment(rng: Random, day: date, from_hour: int, to_hour: int) -> datetime:
    """A random moment of a day between two hours."""
    seconds = rng.randrange(from_hour * 3600, to_hour * 3600)
    return datetime.combine(day, time.min, SHANGHAI) + timedelta(seconds=seconds)
