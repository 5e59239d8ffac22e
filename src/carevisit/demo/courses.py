"""What happens to files: confirmed weeks later, reviewed each half year or not, suspended, left, returned, overruled."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from ..days import DAY, months_after
from ..policy import Category
from . import words
from .households import phone
from .story import Act, Elder, File, moment


def file_of(rng: Random, elder: Elder, first_on: date, today: date) -> File:
    """An elder's file with its history until today, and the days on which visits are due."""
    course = _Course(rng, elder, today)
    course.open(first_on)
    if course.file.visited_from:
        course.play()
        course.name_contact()
        course.review()
    return course.file


class _Course:
    """The history of one file. What would be recorded today or later is not recorded, and has no effect."""

    def __init__(self, rng: Random, elder: Elder, today: date) -> None:
        self.rng, self.elder, self.today = rng, elder, today
        self.file = File([], None, elder.key_from)

    def open(self, first_on: date) -> None:
        """Set the day from which the elder is visited: after the filing, or after the township's confirmation."""
        elder, file, later = self.elder, self.file, self.elder.filed_on + timedelta(days=self.rng.randint(12, 35))
        if elder.consent == "no" or (elder.consent == "not asked" and not elder.part):
            return
        confirmed_on = None if elder.candidate else elder.filed_on
        if elder.part == "not_eligible":
            sheet = {
                "eligible": False,
                "on": later.isoformat(),
                "reason_note": "入户核实：子女同住照料，不属于七类对象",
            }
            self.record("confirm", later, sheet)
        elif elder.candidate and elder.part != "waits":
            if elder.consent == "not asked":
                sheet = {"consent": "given", "on": later.isoformat(), "note": "入户时本人口头同意"}
                self.record("consent", later - DAY, sheet | {"on": (later - DAY).isoformat()}, nearest=True)
            sheet = {"eligible": True, "on": later.isoformat(), "note": "入户核实，符合条件"}
            confirmed_on = later if self.record("confirm", later, sheet) else None
        if confirmed_on:
            file.visited_from = max(first_on, confirmed_on + DAY)

    def record(self, kind: str, on: date, sheet: dict[str, Any], *, nearest: bool = False) -> bool:
        """Record something on a day, by the township or the village; False if that day has not come."""
        if on >= self.today:
            return False
        village = self.elder.village
        by = village.nearest if nearest else village.registrar
        at = moment(self.rng, on, 9, 17)
        self.file.acts.append(Act(kind, at, village.turn, self.elder.turn, by, sheet))
        return True

    def at(self, share: float) -> date:
        """The day at this share of the time between the first visit and today."""
        since = self.file.visited_from
        assert since
        return since + timedelta(days=int((self.today - since).days * share))

    # --- parts that some elders play -------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play this elder's part, if there is one."""
        if play := _PLAYS.get(self.elder.part):
            play(self)

    def withdraws(self) -> None:
        on = self.at(self.rng.uniform(0.4, 0.8))
        sheet = {"consent": "withdrawn", "on": on.isoformat(), "note": "本人表示暂不需要上门"}
        if self.record("consent", on, sheet, nearest=True):
            self.file.rests = (on, date.max)

    def in_hospital(self) -> None:
        first = self.at(self.rng.uniform(0.3, 0.5))
        self._rest(first, first + timedelta(days=self.rng.randint(8, 20)), "hospital", "区医院住院", first + DAY)

    def home_early(self) -> None:
        """In hospital without a known end; back before long."""
        first = self.at(self.rng.uniform(0.2, 0.4))
        last = first + timedelta(days=self.rng.randint(6, 11))
        if self._rest(first, None, "hospital", "骨折住院", first) and self.record(
            "resume", last + DAY, {"last_on": last.isoformat()}, nearest=True
        ):
            self.file.rests = (first, last)

    def with_family_now(self) -> None:
        first = self.today - timedelta(days=self.rng.randint(3, 6))
        self._rest(first, self.today + timedelta(days=self.rng.randint(10, 25)), "with_family", "到女儿家小住", first)

    def goes_away_soon(self) -> None:
        first = self.today + timedelta(days=self.rng.randint(3, 10))
        self._rest(first, first + timedelta(days=20), "with_family", "计划到厦门儿子家", self.today - 2 * DAY)

    def dies(self) -> None:
        self._leave(self.at(self.rng.uniform(0.5, 0.9)), "deceased")

    def enters_institution(self) -> None:
        self._leave(self.at(self.rng.uniform(0.5, 0.9)), "institution", "入住区福利中心")

    def comes_back(self) -> None:
        left, back = self.at(0.3), self.at(0.7)
        self._leave(left, "moved_away", "随子女迁往福州")
        if self.record("return", back, {"on": back.isoformat(), "note": "已返乡居住"}):
            self.file.rests = (left, back)

    def needs_more(self) -> None:
        on = self.at(0.5)
        sheet = {"visits_per_window": 2, "from": on.isoformat(), "reason": "出院后独居，需密切关注"}
        if self.record("frequency", on, sheet):
            self.file.more_from = on

    def decided(self) -> None:
        """A daughter lives in the village and never comes: by the facts not 独居, by the township's decision so."""
        on = self.at(0.3)
        sheet = {
            "category": Category.LIVING_ALONE,
            "holds": True,
            "on": on.isoformat(),
            "reason": "子女虽在本村，多年不来往",
        }
        if self.record("decide", on, sheet):
            self.file.key_from = on

    def _rest(self, first: date, last: date | None, reason: str, note: str, recorded_on: date) -> bool:
        sheet = {"from": first.isoformat(), "until": last and last.isoformat(), "reason": reason, "note": note}
        if not self.record("suspend", max(recorded_on, self.elder.filed_on + DAY), sheet, nearest=True):
            return False
        self.file.rests = (first, last or date.max)
        return True

    def _leave(self, on: date, reason: str, note: str | None = None) -> None:
        recorded_on = min(on + timedelta(days=self.rng.randint(0, 3)), self.today - DAY)
        if self.record("exit", recorded_on, {"on": on.isoformat(), "reason": reason, "note": note}):
            self.file.rests = (on, date.max)

    # --- for every elder -------------------------------------------------------------------------------------------------

    def name_contact(self) -> None:
        """Name a contact where there is no child, not everywhere; a parent who lost a child has a one-to-one contact."""
        elder, file, rng = self.elder, self.file, self.rng
        on = (file.visited_from or elder.filed_on) + timedelta(days=rng.randint(1, 10))
        role = "one_to_one" if elder.category is Category.SPECIAL_FAMILY else "first"
        chance = {"one_to_one": 0.9}.get(role, 0.6 if elder.category is Category.NO_KIN else 0.0)
        if not (elder.part in ("neighbour_named", "lost_child") or (not elder.part and rng.random() < chance)):
            return
        sheet = {
            "role": role, "name": words.younger_name(rng, rng.random() < 0.6), "relationship": "neighbour",
            "phone": phone(3, elder.turn), "unit": f"{elder.village.name}委会",
        }  # fmt: skip
        if file.is_visited(on):
            self.record("contact", on, sheet, nearest=True)

    def review(self) -> None:
        """The half-yearly review (每半年动态更新): most take place when due, some are overdue."""
        due = months_after(max(self.elder.filed_on, self._confirmed_on()), 6)
        while due - timedelta(days=20) < self.today:
            on = due + timedelta(days=self.rng.randint(-20, 12))
            if self.rng.random() < 0.2 or not self.file.is_visited(on):
                return
            sheet = {"on": on.isoformat(), "finding": "unchanged", "note": "入户核对，情况无变化"}
            if not self.record("review", on, sheet):
                return
            due = months_after(on, 6)

    def _confirmed_on(self) -> date:
        return max(
            (date.fromisoformat(act.sheet["on"]) for act in self.file.acts if act.kind == "confirm"), default=date.min
        )


_PLAYS: dict[str, Callable[[_Course], None]] = {
    part: getattr(_Course, part)
    for part in (
        "withdraws", "in_hospital", "home_early", "with_family_now", "goes_away_soon", "dies", "enters_institution",
        "comes_back", "needs_more", "decided",
    )
}  # fmt: skip
