"""How needs and risks are handled, by which party and when, until they are followed up and closed; the latest are still open."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from ..clock import SHANGHAI
from ..policy import DEFAULT_PROFILE, Department, NeedKind, Opens, profile_of
from . import words
from .story import Act, Elder, File, moment

Sheet = dict[str, Any]
HOUR = timedelta(hours=1)

MEETS = {
    NeedKind.DAILY_CARE: Department.CIVIL_AFFAIRS, NeedKind.HOME_ADAPTATION: Department.HOUSING,
    NeedKind.COMFORT: Department.ELDERS_ORGANISATION, NeedKind.HEALTH: Department.HEALTH,
    NeedKind.SOCIAL_ASSISTANCE: Department.CIVIL_AFFAIRS, NeedKind.REHABILITATION_NURSING: Department.DISABLED_FEDERATION,
    NeedKind.LEGAL_AID: Department.JUSTICE,
}  # fmt: skip


class Cases:
    """The needs and risks of one elder that visits find. Steps due today or later are not taken yet."""

    def __init__(self, rng: Random, elder: Elder, file: File, midnight: datetime) -> None:
        self.rng, self.elder, self.file, self.midnight = rng, elder, file, midnight
        self.acts: list[Act] = []
        self.over: dict[tuple[str, str], datetime] = {}  # when the latest case of a kind ends
        self.slow = 1.0

    def follow(self, visits: Sequence[Act]) -> set[str]:
        """Handle everything that the records report; returns the numbers of the records that report something."""
        marks = _marked(visits)
        speaking = set()
        for act in sorted(visits, key=lambda act: act.at):
            sheet, number = act.sheet, act.sheet["record_no"]
            reported = [("need", one) for one in sheet.get("needs", ())] + [
                ("risk", one) for one in sheet.get("risks", ())
            ]
            kinds = {(noun, one["kind"]) for noun, one in reported}
            reported += [(noun, {"kind": kind}) for noun, kind in marks[number] if (noun, kind) not in kinds]
            turns = {"need": 0, "risk": 0}
            for noun, one in reported:
                label, cause = f"{number}/{noun}/{turns[noun]}", (noun, one["kind"])
                turns[noun] += 1
                speaking.add(number)
                if cause not in kinds and self.over.get(cause, act.at) > act.at:
                    continue  # the mark belongs to an open case, which is being handled
                self.slow = 3.0 if self.rng.random() < 0.03 else 1.0
                over = self._need(label, one, act) if noun == "need" else self._risk(label, one, act)
                self.over[cause] = max(over, self.over.get(cause, over))
        return speaking

    # --- a risk -------------------------------------------------------------------------------------------------------------

    def _risk(self, label: str, risk: Sheet, report: Act) -> datetime:
        """Handled, cleared and followed up, by the reporter or the village."""
        rng, major = self.rng, risk.get("severity") == "major"
        village, at = self.elder.village, report.at
        if (major or report.by == village.liaison) and not risk.get("family_contacts"):
            contact = {"who": "紧急联系人", "reached": rng.random() < 0.8, "urged": True}
            at = self._step("risk/family_contact", label, at + rng.uniform(0.3, 1.5) * HOUR, report.by, contact)
        seen_to = words.SEEN_TO.get(risk["kind"], words.SEEN_TO[""])
        for again in (False, True):
            who = village.liaison if village.has_liaison and rng.random() < 0.5 else self._helper(report, at)
            at = self._step(
                "risk/handling", label, self._later(at, *((1, 9) if major else (6, 70))), who, {"note": seen_to[0]}
            )
            at = self._step(
                "risk/clearance", label, self._later(at, *((3, 60) if major else (20, 190))), who, {"how": seen_to[1]}
            )
            result = "reopened" if not again and rng.random() < 0.04 else "confirmed"
            at = self._later(at, 24, 190)
            at = self._step("risk/follow_up", label, at, village.registrar, {"result": result})
            if result == "confirmed":
                break
        return at

    def _helper(self, report: Act, at: datetime) -> str:
        """The agency that reported it, if it still serves here; else the township."""
        village = self.elder.village
        agency = report.by == village.provider and self._served(at)
        return report.by if agency and self.rng.random() < 0.6 else village.registrar

    # --- a need -------------------------------------------------------------------------------------------------------------

    def _need(self, label: str, need: Sheet, raised: Act) -> datetime:
        """Referred, accepted, met or not, followed up; sometimes declined first, or reopened."""
        rng, kind, urgent, at = self.rng, NeedKind(need["kind"]), need.get("urgent", False), raised.at
        if kind is NeedKind.SOCIAL_ASSISTANCE and rng.random() < 0.6:
            on = at.astimezone(SHANGHAI).date().isoformat()
            benefit = {"benefit": "高龄津贴", "told_on": on, "applied_on": on, "outcome": "pending"}
            self._step("need/benefit", label, at + rng.uniform(0.2, 0.8) * HOUR, self.elder.village.nearest, benefit)
        for again in (False, True):
            at = self._refer(label, kind, at, urgent, again)
            reason = rng.choice(words.UNMET) if rng.random() < 0.12 else None
            outcome = {"met": True} if reason is None else {"met": False, "reason": reason}
            at = self._step("need/outcome", label, self._later(at, 48, 250), self._answers(at), outcome)
            result = "reopened" if not again and rng.random() < 0.05 else "confirmed"
            guide = self.elder.village.registrar
            at = self._step(
                "need/follow_up", label, self._later(at, 20, 180), guide, {"loop": "referral", "result": result}
            )
            if result == "confirmed":
                at = self._step(
                    "need/follow_up", label, self._later(at, 0.1, 40), guide, {"loop": "difficulty", "result": result}
                )
                break
        return at

    def _refer(self, label: str, kind: NeedKind, at: datetime, urgent: bool, again: bool) -> datetime:
        """Refer the need, until somebody accepts it."""
        rng, hurry = self.rng, 0.12 if urgent else 1
        self.agency = not again and rng.random() < 0.3
        for refused in (rng.random() < 0.08, False):
            at = self._later(at, 4 * hurry, 100 * hurry)
            self.agency = self.agency and self._served(at)
            due_on = (at + timedelta(days=rng.randint(15, 30))).astimezone(SHANGHAI).date()
            to = (
                {"agency": self.elder.village.provider}
                if self.agency
                else {"department": MEETS.get(kind, Department.TOWNSHIP).value}
            )
            at = self._step(
                "need/referral", label, at, self.elder.village.registrar, {**to, "due_on": due_on.isoformat()}
            )
            at = self._later(at, 6 * hurry, 90 * hurry)
            if refused:
                at = self._step("need/decline", label, at, self._answers(at), {"reason": rng.choice(words.DECLINED)})
                self.agency = False
                continue
            at = self._step("need/acceptance", label, at, self._answers(at), {})
            if rng.random() < 0.35:
                note = {"note": rng.choice(words.PROGRESS)}
                at = self._step("need/progress", label, self._later(at, 24, 90), self.elder.village.nearest, note)
            return at
        raise AssertionError(label)

    def _answers(self, at: datetime) -> str:
        """The agency answers itself; for a department the township does."""
        village = self.elder.village
        return village.provider if self.agency and self._served(at) else village.registrar

    # --- when ---------------------------------------------------------------------------------------------------------------

    def _served(self, at: datetime) -> bool:
        """Whether the agency serves this elder then."""
        day = at.astimezone(SHANGHAI).date()
        return self.file.is_visited(day) and self.file.is_visited(day + timedelta(days=2))

    def _later(self, at: datetime, least: float, most: float) -> datetime:
        """Some hours later, in working hours."""
        then = (at + self.rng.uniform(least, most * self.slow) * HOUR).astimezone(SHANGHAI)
        if time(8) <= then.time() < time(17, 30):
            return then
        return moment(self.rng, then.date() + timedelta(days=then.hour >= 12), 8, 10)

    def _step(self, kind: str, label: str, at: datetime, by: str, sheet: Sheet) -> datetime:
        """Record a step, if it falls before today."""
        if at < self.midnight:
            self.acts.append(Act(kind, at, self.elder.village.turn, self.elder.turn, by, sheet, label))
        return at


# --- cases that a record's marks open -----------------------------------------------------------------------------------------


def _marked(visits: Sequence[Act]) -> dict[str, list[tuple[str, str]]]:
    """The cases that each record opens by the profile's rules besides those it reports, in the order of the visits."""
    opens, streak, found = profile_of(DEFAULT_PROFILE).opens, 0, {}
    for act in sorted(visits, key=lambda act: act.sheet["started_at"]):
        sheet = act.sheet
        missed = sheet.get("outcome") == "not_met"
        streak = 0 if not missed else streak + (sheet["mode"] == "in_home")
        row = streak if sheet["mode"] == "in_home" else 0
        found[sheet["record_no"]] = [_opened(rule) for rule in opens if _holds(rule, _marks(sheet), row)]
    return found


def _holds(rule: Opens, marks: Sheet, streak: int) -> bool:
    if rule.not_met is not None:
        return streak >= rule.not_met
    return len([mark for mark in rule.marks if marks.get(mark) == rule.reads]) >= rule.count


def _opened(rule: Opens) -> tuple[str, str]:
    if rule.risk is not None:
        return "risk", rule.risk.value
    assert rule.need is not None
    return "need", rule.need.value


def _marks(sheet: Sheet) -> Sheet:
    """The marks of a sheet, by the names that the rules use."""
    health, hygiene = sheet.get("health", {}), sheet.get("hygiene", {})
    illness = health.get("illness", {}).get("change")
    return {
        **health, **sheet.get("safety", {}), "illness": illness, "mood": sheet.get("mood"),
        "personal_hygiene": hygiene.get("personal"), "household_hygiene": hygiene.get("household"),
    }  # fmt: skip
