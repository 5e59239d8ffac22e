"""A synthetic district: who lives in Hanjiang's villages, and six months of visits. The same seed tells the same story.

Only values here: the ledger, the database and the time of day stay outside, so that the story can be compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from ..clock import SHANGHAI
from ..places import Told
from ..policy import Ability, Category, Mode, Tier, window_of
from . import words

DISTRICT = "350303"
TOUR_VILLAGES = ("350303103201", "350303103202", "350303104201")  # two of Wutang (梧塘镇), one of Jiangkou (江口镇)
SHARED_TOWNSHIP = "350303103"  # where the two agencies serve village by village; elsewhere one serves a whole township
STAFFED = (
    "350303103",
    "350303104",
    "350303105",
    "350303002",
)  # with a guide and a liaison; the district files for the others
MOUNTAINS = (
    "350303105",
    "350303106",
    "350303107",
    "350303108",
    "350303200",
)  # where records often come in offline batches
CENSUS_DAYS = 60  # the files that were there before the first month were made in so many days

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Wanted:
    """The district that somebody asked for."""

    elders: int
    months: int
    seed: int


@dataclass(frozen=True)
class Village:
    """A village, by its turn in the list, and who works for it: an agency, a guide or the district, perhaps a liaison."""

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
    def provider(self) -> str:
        return f"agency-{self.agency}"


@dataclass(frozen=True)
class Act:
    """Something that was told to the ledger: about which elder, by whom, at what moment, on which sheet."""

    at: datetime
    village: int
    elder: int
    by: str
    sheet: dict[str, Any]
    registers: bool = False


@dataclass(frozen=True)
class Elder:
    """An elder of the story."""

    turn: int
    village: Village
    name: str
    key: bool
    filed_on: date
    registration: Act
    visited: bool

    @property
    def tier(self) -> Tier:
        return Tier.KEY if self.key else Tier.GENERAL


@dataclass(frozen=True)
class Visitor:
    """Somebody who visits the elders of one village again and again."""

    id: str
    name: str
    category: str


@dataclass(frozen=True)
class District:
    """The whole story: its villages, its first day, and everything that is told, in the order of telling."""

    villages: list[Village]
    since: date
    acts: list[Act]


def imagine(wanted: Wanted, places: Sequence[Told], today: date) -> District:
    """The district as it went on for some months until yesterday; today belongs to those who try it."""
    villages = villages_of(places)
    first_on = months_before(today, wanted.months)
    lived_in = villages[: min(len(villages), max(len(TOUR_VILLAGES), wanted.elders // 2))]
    elders = list(_elders(wanted, lived_in, first_on, today))
    visitors = {village.code: _visitors(Random(f"{wanted.seed}/{village.code}"), village) for village in lived_in}
    acts = [elder.registration for elder in elders]
    for elder in elders:
        if elder.visited:
            story = _Story(Random(f"{wanted.seed}/visits/{elder.turn}"), elder, visitors[elder.village.code])
            acts += story.visits(max(first_on, elder.filed_on + timedelta(days=1)), today)
    acts.sort(key=lambda act: (act.at, act.elder))
    return District(villages, first_on - timedelta(days=CENSUS_DAYS + 30), acts)


def villages_of(places: Sequence[Told]) -> list[Village]:
    """The district's villages, those of the tour first, each with the agency that serves it."""
    found, turns = list[Village](), dict[str, int]()
    townships = sorted({place.code for place in places if place.level == "township"})
    for place in sorted((p for p in places if p.level == "village"), key=lambda p: (_tour_turn(p.code), p.code)):
        turn = turns[place.parent] = turns.get(place.parent, -1) + 1
        agency = turn if place.parent == SHARED_TOWNSHIP else townships.index(place.parent)
        liaison = place.code in TOUR_VILLAGES or (turn == 0 and place.parent in STAFFED)
        found.append(Village(len(found), place.code, _spoken(place.name), place.parent, agency % 2 + 1, liaison))
    return found


def months_before(day: date, months: int) -> date:
    """The same day some months ago, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def id_number(born_on: date, turn: int) -> str:
    """A resident ID number of nobody: region 999999 was never given out. An odd turn is a man's (GB 11643)."""
    body = f"999999{born_on:%Y%m%d}{turn:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def phone(line: int, turn: int) -> str:
    """A number that belongs to nobody: no mobile number begins with 100. A line each for elders, contacts and children."""
    return f"100{line}{turn:07d}"


def _tour_turn(code: str) -> int:
    return TOUR_VILLAGES.index(code) if code in TOUR_VILLAGES else len(TOUR_VILLAGES)


def _spoken(name: str) -> str:
    """枫林村委会 is the committee; people live in 枫林村."""
    return name.removesuffix("居委会").removesuffix("委会")


# --- who lives there -----------------------------------------------------------------------------------------------------


def _elders(wanted: Wanted, villages: list[Village], first_on: date, today: date) -> Iterator[Elder]:
    """Every village has somebody; the others live where more people do."""
    rng = Random(wanted.seed)
    weights = [rng.uniform(0.4, 2) for _ in villages]
    homes = villages[: wanted.elders] + rng.choices(villages, weights, k=max(0, wanted.elders - len(villages)))
    taken: set[str] = set()
    for turn, village in enumerate(homes):
        yield _elder(Random(f"{wanted.seed}/elder/{turn}"), turn, village, turn < len(villages), first_on, today, taken)


def _elder(
    rng: Random, turn: int, village: Village, settled: bool, first_on: date, today: date, taken: set[str]
) -> Elder:
    """One elder with their file. The first of each village is settled: on file since the census, and consenting."""
    key, female = rng.random() < 0.25 or turn == 0, rng.random() < 0.58
    filed_on = first_on - timedelta(days=rng.randint(3, CENSUS_DAYS))
    if not settled and rng.random() < 0.15:
        filed_on += timedelta(days=rng.randint(0, max(1, (today - filed_on).days - 2)))
    category, grade, ages = _why(rng, key)
    born_on = _birthday(rng, ages, filed_on)
    number = _free_number(rng, born_on, female, taken)
    name = words.elder_name(rng, female)
    by_village = not settled and village.has_liaison and rng.random() < 0.25
    consent = "yes" if settled else rng.choices(("yes", "no", "not asked"), (92, 4, 4))[0]
    sheet = {
        "external_id": f"LD-{turn + 1:06d}", "filed_on": filed_on.isoformat(), "name": name, "id_number": number,
        "sex": "female" if female else "male", "phone": phone(0, turn), "ethnicity": "01",
        "residence": _home(rng, village), "emergency_contact": _contact(rng, turn, name[0]),
        "economic_status": rng.choices(_MEANS, (78, 12, 6, 4))[0],
        "monthly_income_yuan": rng.randrange(180, 3200, 20), "income_source": rng.choice(words.INCOMES),
        "family": _family(rng, turn, category, name[0]), "categories_told": _categories(rng, category),
        "ability": {
            "grade": grade, "assessed_on": (filed_on - timedelta(days=rng.randint(0, 90))).isoformat(), "basis": "assessed"
        },
    }  # fmt: skip
    if rng.random() < 0.6:
        sheet["medical_history"] = "、".join(rng.sample(words.ILLNESSES, rng.choice((1, 1, 2))))
    if category is Category.SEVERE_DISABILITY:
        sheet["disability_certificate"] = {"number": f"{number}4{rng.choice('12')}"}
    if consent != "not asked":
        sheet["consent"] = {"given": consent == "yes", "on": filed_on.isoformat()}
    at = _moment(rng, filed_on, 9, 17)
    act = Act(at, village.turn, turn, village.liaison if by_village else village.registrar, sheet, registers=True)
    return Elder(turn, village, name, key, filed_on, act, visited=consent == "yes" and not by_village)


_MEANS = ("other", "subsistence_allowance", "subsistence_margin", "extreme_poverty")


def _why(rng: Random, key: bool) -> tuple[Category, Ability, tuple[int, int]]:
    """Why somebody is looked after: the category, the ability grade, and the ages at which the tier follows from them."""
    told: list[tuple[int, Category, tuple[Ability, ...], tuple[int, int]]]
    well, frail = (Ability.INTACT, Ability.INTACT, Ability.MILD), (Ability.MODERATE, Ability.SEVERE, Ability.COMPLETE)
    if key:
        told = [
            (45, Category.LIVING_ALONE, well, (80, 98)), (15, Category.NO_KIN, well, (62, 95)),
            (25, Category.DISABLED, frail, (65, 96)), (15, Category.SEVERE_DISABILITY, (Ability.MILD, *frail), (60, 92)),
        ]  # fmt: skip
    else:
        told = [
            (36, Category.LIVING_ALONE, well, (60, 79)), (34, Category.EMPTY_NEST, well, (60, 92)),
            (20, Category.LEFT_BEHIND, well, (60, 88)), (5, Category.DISABLED, (Ability.MILD,), (66, 90)),
            (5, Category.SPECIAL_FAMILY, well, (60, 82)),
        ]  # fmt: skip
    _, category, grades, ages = rng.choices(told, [line[0] for line in told])[0]
    return category, rng.choice(grades), ages


def _categories(rng: Random, main: Category) -> list[str]:
    """The category, and now and then a second one that does not change the tier."""
    also = {Category.LIVING_ALONE: Category.EMPTY_NEST, Category.LEFT_BEHIND: Category.EMPTY_NEST}.get(main)
    return [main.value, also.value] if also and rng.random() < 0.4 else [main.value]


def _birthday(rng: Random, ages: tuple[int, int], on: date) -> date:
    """A birthday that makes somebody so old on a day; the very old are few."""
    age = round(rng.triangular(ages[0], ages[1], ages[0] + (ages[1] - ages[0]) * 0.3))
    latest = date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=1)
    return latest - timedelta(days=rng.randint(0, 355))


def _free_number(rng: Random, born_on: date, female: bool, taken: set[str]) -> str:
    while True:
        number = id_number(born_on, rng.randrange(0, 500) * 2 + (not female))
        if number not in taken:
            taken.add(number)
            return number


def _home(rng: Random, village: Village) -> dict[str, Any]:
    group = rng.randint(1, 12)
    rural = village.code[9] == "2"
    detail = (
        f"{village.name}{group} 组 {rng.randint(1, 260)} 号"
        if rural
        else f"{village.name} {group} 栋 {rng.randint(101, 605)} 室"
    )
    return {"place": village.code, "detail": detail, "group": f"{group} 组" if rural else f"{group} 栋", "rural": rural}


def _contact(rng: Random, turn: int, family: str) -> dict[str, Any]:
    who = rng.choices(("son", "daughter", "nephew", "neighbour"), (50, 32, 8, 10))[0]
    kin = family if who in ("son", "daughter") else None
    return {"name": words.younger_name(rng, who == "daughter", kin), "relationship": who, "phone": phone(1, turn)}


def _family(rng: Random, turn: int, category: Category, family: str) -> dict[str, Any]:
    childless = category in (Category.NO_KIN, Category.SPECIAL_FAMILY)
    alone = category in (Category.LIVING_ALONE, Category.NO_KIN)
    children = (
        [] if childless else [_child(rng, turn * 5 + n, category, family) for n in range(rng.choice((1, 2, 2, 3, 4)))]
    )
    spouse = rng.choice(("deceased", "deceased", "divorced")) if alone else rng.choice(("living", "living", "deceased"))
    company = "nobody" if alone else "spouse" if spouse == "living" else rng.choice(("children", "other_family"))
    if category in (Category.EMPTY_NEST, Category.LEFT_BEHIND) and company == "children":
        company = "other_family"
    labour = rng.choice(("full", "partial", "partial", "lost"))
    return {
        "spouse": {"status": spouse}, "lives_with": company, "carer": not alone, "labour_capacity": labour, "children": children
    }  # fmt: skip


def _child(rng: Random, turn: int, category: Category, family: str) -> dict[str, Any]:
    female, away = rng.random() < 0.48, category in (Category.EMPTY_NEST, Category.LEFT_BEHIND) or rng.random() < 0.5
    far = {
        "place": rng.choice(("350200", "350100", "3505", "44", "31", "3301")),
        "reason": rng.choice(("work", "work", "business")),
    }
    return {
        "name": words.younger_name(rng, female, family), "sex": "female" if female else "male",
        "relationship": "daughter" if female else "son", "phone": phone(2, turn), "visits_often": rng.random() < 0.45,
        "lives": far if away else {"place": DISTRICT, "reason": "marriage" if female else "other"},
    }  # fmt: skip


def _visitors(rng: Random, village: Village) -> dict[str, list[Visitor]]:
    """Those who come to a village: the agency's people, and the village's own."""

    def some(categories: tuple[Any, ...], mark: str, count: int) -> list[Visitor]:
        chosen = rng.sample(categories, count)
        return [
            Visitor(f"{mark}-{village.code[6:]}-{n}", words.younger_name(rng, rng.random() < 0.6), category.value)
            for n, category in enumerate(chosen, 1)
        ]

    return {"agency": some(words.PROVIDERS, "F", 3), "village": some(words.VILLAGERS, "C", 2)}


# --- who was visited -----------------------------------------------------------------------------------------------------


class _Story:
    """The visits of one elder, window by window."""

    def __init__(self, rng: Random, elder: Elder, visitors: dict[str, list[Visitor]]) -> None:
        self.rng, self.elder, self.visitors = rng, elder, visitors
        self.diligence = (
            0.84 + 0.15 * Random(elder.village.code).random()
        )  # some villages miss more windows than others
        self.told: list[Act] = []
        self.today = date.max

    def visits(self, from_on: date, today: date) -> list[Act]:
        """Everything recorded of this elder before today begins; what was not recorded by then is still on its way."""
        self.today, day = today, from_on
        while day < today:
            window = window_of(day, self.elder.tier)
            if self.rng.random() < self.diligence:
                self._in_person(day, window.end)
            if self.rng.random() < (0.2 if self.elder.key else 0.1):
                self._call(self._working_day(day, window.end))
            day = window.end + timedelta(days=1)
        return self.told

    def _in_person(self, start: date, end: date) -> None:
        """A visit at home; sometimes nobody was there, and somebody comes again, sometimes twice."""
        day = self._working_day(start, end)
        for chance in (0.06, 0.35):
            if self.rng.random() > chance:
                break
            self._tell(
                day,
                Mode.IN_HOME,
                {"outcome": "not_met", **self._nobody(("nobody_home", "nobody_home", "away", "refused"))},
            )
            day += timedelta(days=self.rng.randint(1, 4))
        else:
            if self.rng.random() < 0.4:  # given up for this window
                return
        self._tell(day, Mode.IN_HOME, self._seen())

    def _call(self, day: date) -> None:
        mode = self.rng.choices((Mode.PHONE, Mode.ONLINE), (75, 25))[0]
        if self.rng.random() < 0.1:
            self._tell(day, mode, {"outcome": "not_met", **self._nobody(("no_answer",))})
        else:
            health = {"expression": "unchanged", "illness": {"change": "unchanged"}}
            self._tell(day, mode, {"health": health, "mood": self._trend(), "note": self.rng.choice(words.CALL_NOTES)})

    def _tell(self, day: date, mode: Mode, found: dict[str, Any]) -> None:
        """Hand in a record, soon or late, if it is handed in before today."""
        rng = self.rng
        started = _moment(rng, day, 8, 17)
        ended = started + timedelta(minutes=rng.randint(4, 15) if mode is not Mode.IN_HOME else rng.randint(15, 70))
        recorded = self._recorded(ended)
        if recorded >= datetime.combine(self.today, time.min, SHANGHAI):
            return
        village = self.elder.village
        by_village = village.has_liaison and rng.random() < 0.3
        visitor = rng.choice(self.visitors["village" if by_village else "agency"])
        sheet = {
            "record_no": f"FX-{self.elder.turn + 1:06d}-{len(self.told) + 1:03d}", "mode": mode.value,
            "started_at": started.isoformat(), "ended_at": ended.isoformat(), **found,
            "visitor": {"id": visitor.id, "name": visitor.name, "category": visitor.category}, "visitor_signed": True,
            "elder_signed": self._signed(mode, found),
        }  # fmt: skip
        for risk in sheet.get("risks", ()):
            self._raise_alarm(risk, started)
        self.told.append(
            Act(recorded, village.turn, self.elder.turn, village.liaison if by_village else village.provider, sheet)
        )

    def _recorded(self, ended: datetime) -> datetime:
        """When the record reached the system: mostly within hours, some days later, in the mountains often with others."""
        rng, day = self.rng, ended.date()
        how = rng.choices(
            ("soon", "next day", "days later", "batch"),
            (78, 12, 5, 25 if self.elder.village.township in MOUNTAINS else 4),
        )[0]
        if how == "soon":
            return ended + timedelta(minutes=rng.randint(3, 200), seconds=rng.randint(0, 59))
        if how == "next day":
            return _moment(rng, day + timedelta(days=1), 8, 11)
        if how == "days later":
            return _moment(rng, day + timedelta(days=rng.randint(2, 7)), 9, 18)
        sunday = day + timedelta(days=7 - day.isoweekday() or 7)
        return datetime.combine(sunday, time(19, 30, rng.randint(0, 59)), SHANGHAI)

    def _seen(self) -> dict[str, Any]:
        """What the visitor saw at home, marked on the form; a few needs, fewer risks."""
        rng = self.rng
        found: dict[str, Any] = {
            "health": {"expression": self._trend(), "mobility": self._trend(), "illness": self._illness()},
            "household_change": self._household(),
            "mood": self._trend(), "indoor_environment": self._trend(),
            "safety": {"gas": self._safety(), "water_heating": self._safety(), "electricity": self._safety()},
            "hygiene": {"personal": self._trend(), "household": self._trend()},
            "services": rng.sample(_SERVICES, rng.choice((1, 1, 2, 2, 3))),
            "checks": {"food": True, "clothing": True, "housing": rng.random() > 0.01, "medical": rng.random() > 0.02},
        }  # fmt: skip
        if rng.random() < 0.75:
            found["note"] = rng.choice(words.NOTES)
        if rng.random() < 0.05:
            kind = rng.choice(list(words.NEEDS))
            found["needs"] = [{"kind": kind.value, "note": rng.choice(words.NEEDS[kind]), "urgent": rng.random() < 0.1}]
            found["needs_and_action"] = rng.choice(words.DEEDS)
        if rng.random() < 0.026:
            found["risks"] = [self._danger()]
            found["warned"] = [found["risks"][0]["kind"]]
        return found

    def _danger(self) -> dict[str, Any]:
        if self.rng.random() < 0.15:
            kind, (number, note) = self.rng.choice(list(words.EMERGENCIES.items()))
            return {"kind": kind.value, "severity": "major", "note": note, "emergency_call": {"number": number}}
        kind, notes = self.rng.choice(list(words.HAZARDS.items()))
        return {"kind": kind.value, "severity": "general", "note": self.rng.choice(notes)}

    def _raise_alarm(self, risk: dict[str, Any], started: datetime) -> None:
        """A major risk: the emergency call at once, and the family told (重大风险)."""
        if risk["severity"] == "major":
            risk["emergency_call"]["at"] = (started + timedelta(minutes=3)).isoformat()
            contact = {
                "who": "紧急联系人",
                "at": (started + timedelta(minutes=6)).isoformat(),
                "reached": self.rng.random() < 0.8,
            }
            risk["family_contacts"] = [contact]

    def _household(self) -> dict[str, Any]:
        if self.rng.random() < 0.01:
            return {"change": self.rng.choice(("more", "fewer")), "by": 1}
        return {"change": "unchanged"}

    def _illness(self) -> dict[str, Any]:
        if self.rng.random() < 0.012:
            return {"change": "severe", "name": self.rng.choice(words.ILLNESSES)}
        return {"change": self.rng.choices(("unchanged", "improved"), (95, 5))[0]}

    def _trend(self) -> str:
        return self.rng.choices(("unchanged", "better", "worse"), (90, 7, 3))[0]

    def _safety(self) -> str:
        return self.rng.choices(("safe", "fairly_safe", "not_applicable"), (88, 10, 2))[0]

    def _nobody(self, reasons: tuple[str, ...]) -> dict[str, str]:
        reason = self.rng.choice(reasons)
        return {"not_met_reason": reason, "note": self.rng.choice(words.NOT_MET_NOTES[reason])}

    def _signed(self, mode: Mode, found: dict[str, Any]) -> dict[str, Any]:
        if found.get("outcome") == "not_met":
            return {"signed": False, "reason": "not_met"}
        if mode is not Mode.IN_HOME:
            return {"signed": False, "reason": "not_in_person"}
        return {"signed": True} if self.rng.random() < 0.8 else {"signed": False, "reason": "cannot_write"}

    def _working_day(self, start: date, end: date) -> date:
        """A day of the window, rarely on a weekend."""
        day = start + timedelta(days=self.rng.randint(0, (end - start).days))
        if day.isoweekday() > 5 and self.rng.random() < 0.8:
            day -= timedelta(days=min(day.isoweekday() - 5, (day - start).days))
        return day


_SERVICES = (
    "comfort", "cleaning", "meals", "laundry", "errands", "house_or_farm_work", "medical", "mobility", "policy_publicity",
    "safety_education", "health_education",
)  # fmt: skip


def _moment(rng: Random, day: date, from_hour: int, to_hour: int) -> datetime:
    """Some moment of a day between two hours."""
    seconds = rng.randrange(from_hour * 3600, to_hour * 3600)
    return datetime.combine(day, time.min, SHANGHAI) + timedelta(seconds=seconds)
