"""Visits: the visitor, the window, what was seen, when it was recorded, and which records were corrected later."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

from ..clock import SHANGHAI
from ..days import DAY
from ..policy import Mode, Tier, window_of
from . import words
from .cases import Cases
from .story import MOUNTAINS, SCENE, Act, Elder, File, Period, Village, moment


class Visitor(NamedTuple):
    """A person who regularly visits the elders of one village."""

    id: str
    name: str
    category: str


def visitors_of(rng: Random, village: Village) -> dict[str, list[Visitor]]:
    """The visitors of a village: the agency's people and the village's own."""

    def some(categories: tuple[Any, ...], mark: str, count: int) -> list[Visitor]:
        chosen = rng.sample(categories, count)
        return [
            Visitor(f"{mark}-{village.code[6:]}-{n}", words.younger_name(rng, rng.random() < 0.6), category.value)
            for n, category in enumerate(chosen, 1)
        ]

    return {"agency": some(words.PROVIDERS, "F", 3), "village": some(words.VILLAGERS, "C", 2)}


class Visits:
    """The visits of one elder, window by window."""

    def __init__(
        self,
        rng: Random,
        elder: Elder,
        file: File,
        visitors: dict[str, list[Visitor]],
        periods: list[Period],
        today: date,
    ) -> None:
        self.rng, self.elder, self.file, self.visitors, self.periods = rng, elder, file, visitors, periods
        self.diligence = (
            0.84 + 0.15 * Random(elder.village.code).random()
        )  # some villages miss more windows than others
        self.midnight = datetime.combine(today, time.min, SHANGHAI)
        self.acts: list[Act] = []
        self.uneventful = elder.part in (SCENE, "corrected", "voided")  # these elders have something else to show

    def recorded(self, cases: Cases) -> list[Act]:
        """Every act recorded before today begins; what would be recorded later is still on its way."""
        day, today = self.file.visited_from, self.midnight.date()
        while day and day < today:
            key = self.file.tier(day) is Tier.KEY
            window = window_of(day, self.file.tier(day))
            more = self.file.more_from is not None and self.file.more_from <= window.end
            for _ in range(2 if more else 1):
                if self.rng.random() < self.diligence:
                    self._in_person(day, window.end)
            if self.rng.random() < (0.2 if key else 0.1):
                self._call(self._working_day(day, window.end))
            day = window.end + DAY
        for period in self.periods:
            if self.file.tier(period.until_on) is Tier.KEY and self.rng.random() < self.diligence:
                self._call(self._working_day(period.from_on, period.until_on))
        self._mend(cases.follow(self.acts))
        return self.acts

    def _in_person(self, start: date, end: date) -> None:
        """A visit at home; sometimes nobody was there and the visitor comes again, up to twice."""
        day = self._working_day(start, end)
        for chance in (0.06, 0.25):
            if self.rng.random() > chance or self.uneventful:
                break
            self._record(
                day,
                Mode.IN_HOME,
                {"outcome": "not_met", **self._nobody(("nobody_home", "nobody_home", "away", "refused"))},
            )
            day += timedelta(days=self.rng.randint(1, 4))
        else:
            if self.rng.random() < 0.4:  # given up for this window
                return
        self._record(day, Mode.IN_HOME, self._seen())

    def _call(self, day: date) -> None:
        mode = self.rng.choices((Mode.PHONE, Mode.ONLINE), (75, 25))[0]
        if self.rng.random() < 0.1:
            self._record(day, mode, {"outcome": "not_met", **self._nobody(("no_answer",))})
        else:
            health = {"expression": "unchanged", "illness": {"change": "unchanged"}}
            self._record(
                day, mode, {"health": health, "mood": self._trend(), "note": self.rng.choice(words.CALL_NOTES)}
            )

    def _record(self, day: date, mode: Mode, found: dict[str, Any]) -> None:
        """Submit a record, soon or late, if that falls before today."""
        rng = self.rng
        started = moment(rng, day, 8, 17)
        ended = started + timedelta(minutes=rng.randint(4, 15) if mode is not Mode.IN_HOME else rng.randint(15, 70))
        recorded = self._recorded_at(ended, waits="outcome" not in found)
        if recorded >= self.midnight or not self.file.is_visited(day):
            return
        village = self.elder.village
        by_village = village.has_liaison and rng.random() < 0.3
        visitor = rng.choice(self.visitors["village" if by_village else "agency"])
        sheet = {
            "record_no": f"FX-{self.elder.turn + 1:06d}-{len(self.acts) + 1:03d}", "mode": mode.value,
            "started_at": started.isoformat(), "ended_at": ended.isoformat(), **found,
            "visitor": {"id": visitor.id, "name": visitor.name, "category": visitor.category}, "visitor_signed": True,
            "elder_signed": self._signed(mode, found),
        }  # fmt: skip
        for risk in sheet.get("risks", ()):
            self._raise_alarm(risk, started, by_village=by_village)
        self.acts.append(self._act("visit", recorded, village.liaison if by_village else village.provider, sheet))

    def _recorded_at(self, ended: datetime, *, waits: bool) -> datetime:
        """When the record reached the system: mostly within hours, some days later, in the mountains often in a batch.

        A record that nobody was there is sent at once.
        """
        rng, day = self.rng, ended.date()
        how = rng.choices(
            ("soon", "next day", "days later", "batch"),
            (78, 12, 5, 25 if self.elder.village.township in MOUNTAINS else 4),
        )[0]
        if how == "soon" or not waits:
            return ended + timedelta(minutes=rng.randint(3, 200), seconds=rng.randint(0, 59))
        if how == "next day":
            return moment(rng, day + timedelta(days=1), 8, 11)
        if how == "days later":
            return moment(rng, day + timedelta(days=rng.randint(2, 7)), 9, 18)
        sunday = day + timedelta(days=7 - day.isoweekday() or 7)
        return datetime.combine(sunday, time(19, 30, rng.randint(0, 59)), SHANGHAI)

    def _seen(self) -> dict[str, Any]:
        """What the visitor saw at home, as marks of the form; a few needs, fewer risks."""
        rng = self.rng
        found: dict[str, Any] = {
            "health": {"expression": "unchanged", "mobility": "unchanged", "illness": {"change": "unchanged"}},
            "household_change": self._household(), "mood": "unchanged", "indoor_environment": self._trend(),
            "safety": {"gas": self._safety(), "water_heating": self._safety(), "electricity": self._safety()},
            "hygiene": {"personal": "unchanged", "household": "unchanged"},
            "services": rng.sample(_SERVICES, rng.choice((1, 1, 2, 2, 3))),
            "checks": {"food": True, "clothing": True, "housing": rng.random() > 0.01, "medical": rng.random() > 0.02},
        }  # fmt: skip
        if rng.random() < 0.75:
            found["note"] = rng.choice(words.NOTES)
        if not self.uneventful:
            self._found_more(found)
        return found

    def _found_more(self, found: dict[str, Any]) -> None:
        """Add marks, and the elder's needs and risks."""
        rng = self.rng
        found["health"] |= {"expression": self._trend(), "mobility": self._trend(), "illness": self._illness()}
        found |= {"mood": self._trend(), "hygiene": {"personal": self._trend(), "household": self._trend()}}
        if rng.random() < 0.02:
            kind = rng.choice(list(words.NEEDS))
            found["needs"] = [{"kind": kind.value, "note": rng.choice(words.NEEDS[kind]), "urgent": rng.random() < 0.1}]
            found["needs_and_action"] = rng.choice(words.DEEDS)
        if rng.random() < 0.012:
            found["risks"] = [self._danger()]
            found["warned"] = [found["risks"][0]["kind"]]

    def _danger(self) -> dict[str, Any]:
        if self.rng.random() < 0.15:
            kind, (number, note) = self.rng.choice(list(words.EMERGENCIES.items()))
            return {"kind": kind.value, "severity": "major", "note": note, "emergency_call": {"number": number}}
        kind, notes = self.rng.choice(list(words.HAZARDS.items()))
        return {"kind": kind.value, "severity": "general", "note": self.rng.choice(notes)}

    def _raise_alarm(self, risk: dict[str, Any], started: datetime, *, by_village: bool) -> None:
        """For a major risk (重大风险), the emergency call and a contact with the family; the village contacts it for any risk."""
        if risk["severity"] == "major":
            risk["emergency_call"]["at"] = (started + timedelta(minutes=3)).isoformat()
        if risk["severity"] == "major" or by_village:
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
        if self.rng.random() < 0.003:
            return {"change": "severe", "name": self.rng.choice(words.ILLNESSES)}
        return {"change": self.rng.choices(("unchanged", "improved"), (95, 5))[0]}

    def _trend(self) -> str:
        return self.rng.choices(("unchanged", "better", "worse"), (90, 8, 2))[0]

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
        """A day of the window on which the elder is there, rarely on a weekend; its first day if there is none."""
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        days = [day for day in days if self.file.is_visited(day)] or [start]
        day = self.rng.choice(days)
        if day.isoweekday() > 5 and self.rng.random() < 0.8:
            day = max((one for one in days if one < day and one.isoweekday() < 6), default=day)
        return day

    # --- corrections ----------------------------------------------------------------------------------------------------

    def _mend(self, speaking: set[str]) -> None:
        """Sometimes a record is corrected by its maker or voided by the township, but not one that others acted upon."""
        part, rng = self.elder.part, self.rng
        met = [act for act in self.acts if "outcome" not in act.sheet and act.sheet["record_no"] not in speaking]
        if not met or not (part in ("corrected", "voided") or rng.random() < 0.03):
            return
        wrong = rng.choice(met[:-1] or met)
        at = moment(rng, wrong.at.date() + timedelta(days=rng.randint(1, 4)), 9, 17)
        if at >= self.midnight:
            return
        if part == "voided":
            sheet = {"reason": "wrong_elder", "reason_note": "误选同名老人"}
            self.acts.append(self._act("void", at, self.elder.village.registrar, sheet, wrong.sheet["record_no"]))
            return
        content = {name: value for name, value in wrong.sheet.items() if name not in ("record_no", "needs", "risks")}
        sheet = content | {"mood": "better", "reason": "wrong_content", "reason_note": "情绪状态填写有误"}
        self.acts.append(self._act("correct", at, wrong.by, sheet, wrong.sheet["record_no"]))

    def _act(self, kind: str, at: datetime, by: str, sheet: dict[str, Any], about: str = "") -> Act:
        return Act(kind, at, self.elder.village.turn, self.elder.turn, by, sheet, about)


_SERVICES = (
    "comfort", "cleaning", "meals", "laundry", "errands", "house_or_farm_work", "medical", "mobility", "policy_publicity",
    "safety_education", "health_education",
)  # fmt: skip
