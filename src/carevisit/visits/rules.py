"""What is allowed and what follows, for visits. No database, no clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from ..clock import day_of, lies_ahead
from ..errors import FieldError, Invalid
from ..policy import (
    OLDEST_VISIT_DAYS,
    Course,
    HouseholdTrend,
    IllnessTrend,
    MendCodes,
    MendReason,
    Mode,
    Outcome,
    Profile,
    Trend,
    Window,
)
from ..risks import not_yet
from .facts import Marks, Visitor, VisitRecorded
from .sheets import Correction, VisitContent, VisitorTold, VisitSheet, Void

P = TypeVar("P", bound=BaseModel)
REQUIRED = ("/elder_id", "/mode", "/started_at", "/visitor/name", "/visitor/category")
REQUIRED_IN_PERSON = ("/visitor_signed", "/elder_signed")
"""What a record must say, and what besides where the elder was met in person: 附件4 bears two signatures."""
LONGEST_VISIT = timedelta(hours=24)


def check(sheet: VisitSheet, now: datetime) -> None:
    """Raises Invalid with everything that cannot be: times out of order or not yet come, signatures that don't fit."""
    wrong = wrong_in(sheet, now, now)
    if sheet.unmentioned is not None and sheet.outcome is Outcome.NOT_MET:
        wrong.append(
            FieldError(
                "/unmentioned",
                "nobody_looked",
                "未见到服务对象，不能认定无变化。",
                "The elder was not met, so nobody saw that nothing has changed.",
            )
        )
    for turn, risk in enumerate(sheet.risks):
        wrong += not_yet(risk, now, f"/risks/{turn}")
    if wrong:
        raise Invalid(errors=tuple(wrong))


def check_correction(sheet: Correction, now: datetime, recorded_at: datetime, rules: Profile) -> None:
    """Raises Invalid with everything that cannot be in the new content of a record that was first recorded at `recorded_at`."""
    wrong = wrong_in(sheet, now, recorded_at)
    if sheet.reason is MendReason.WRONG_ELDER:
        wrong.append(
            FieldError(
                "/reason",
                "only_for_void",
                "记录的服务对象不可更改：请作废后重新提交。",
                "The elder of a record never changes: void it, and hand in a new one.",
            )
        )
    else:
        wrong += _not_listed(sheet, rules.corrections)
    if wrong:
        raise Invalid(errors=tuple(wrong))


def check_void(sheet: Void, rules: Profile) -> None:
    """Raises Invalid for a code that the profile does not take with a void."""
    if wrong := _not_listed(sheet, rules.voids):
        raise Invalid(errors=tuple(wrong))


def _not_listed(sheet: Correction | Void, codes: MendCodes) -> list[FieldError]:
    """The codes of a sheet that are not among those of its profile."""
    listed = {"/reason": sheet.reason in codes.reasons, "/resolution": sheet.resolution in (None, *codes.resolutions)}
    return [
        FieldError(
            pointer,
            "not_in_profile",
            "适用的政策方案未列此代码，见 GET /v1/dictionary?profile=。",
            "The profile in force does not list this code: see GET /v1/dictionary?profile=.",
        )
        for pointer, is_listed in listed.items()
        if not is_listed
    ]


def wrong_in(sheet: VisitContent, now: datetime, recorded_at: datetime) -> list[FieldError]:
    """Everything that cannot be in what a record says that was first recorded at `recorded_at`."""
    wrong: list[FieldError] = []

    def refuse(pointer: str, code: str, en: str, zh: str) -> None:
        wrong.append(FieldError(pointer, code, zh, en))

    if lies_ahead(sheet.started_at, now):
        refuse("/started_at", "in_the_future", "This has not happened yet.", "时间尚未到来。")
    if sheet.started_at < recorded_at - timedelta(days=OLDEST_VISIT_DAYS):
        refuse("/started_at", "too_long_ago", "This is more than two years ago.", "时间早于两年前。")
    if sheet.ended_at is not None:
        if sheet.ended_at < sheet.started_at:
            refuse("/ended_at", "before_start", "It ends before it starts.", "结束时间早于开始时间。")
        elif sheet.ended_at - sheet.started_at > LONGEST_VISIT:
            refuse("/ended_at", "too_long", "A visit does not last more than a day.", "单次探访不超过一天。")
        elif lies_ahead(sheet.ended_at, now):
            refuse("/ended_at", "in_the_future", "This has not happened yet.", "时间尚未到来。")
    if sheet.mode is Mode.OTHER and sheet.mode_note is None:
        refuse("/mode_note", "missing", "Say which other way.", "服务方式为“其他”时请说明。")
    if (sheet.outcome is Outcome.NOT_MET) != (sheet.not_met_reason is not None):
        refuse(
            "/not_met_reason",
            "not_met_reason",
            "A reason when the elder was not met, and only then.",
            "未见到时须填写原因，见到时不填。",
        )
    if (
        sheet.mode is Mode.IN_HOME and sheet.outcome is Outcome.MET
    ):  # 附件4 bears two signatures: 服务人员、服务对象（签字）
        if not sheet.visitor_signed:
            refuse("/visitor_signed", "signature_missing", "The visitor signs.", "须有服务人员签字。")
        if sheet.elder_signed is None:
            refuse(
                "/elder_signed",
                "signature_missing",
                "The elder signs, or the record says why not.",
                "须有服务对象签字，或说明未签字原因。",
            )
    if len(set(sheet.services)) != len(sheet.services):
        refuse("/services", "said_twice", "A service is listed twice.", "服务项目重复。")
    return wrong


def as_seen(sheet: VisitSheet) -> VisitSheet:
    """The sheet with `unchanged` for each mark of change that it leaves out, where it says so; safety is never filled in.

    The visitor states by `unmentioned` that they looked and saw no change. Without it, what is left out is not observed.
    """
    if sheet.unmentioned is None:
        return sheet
    health, hygiene = sheet.health, sheet.hygiene
    illness = _filled(health.illness, change=IllnessTrend.UNCHANGED)
    health = _filled(health, expression=Trend.UNCHANGED, mobility=Trend.UNCHANGED).model_copy(
        update={"illness": illness}
    )
    parts = {
        "household_change": _filled(sheet.household_change, change=HouseholdTrend.UNCHANGED), "health": health,
        "hygiene": _filled(hygiene, personal=Trend.UNCHANGED, household=Trend.UNCHANGED),
    }  # fmt: skip
    return _filled(sheet, mood=Trend.UNCHANGED, indoor_environment=Trend.UNCHANGED).model_copy(update=parts)


def _filled(part: P, **marks: Trend | IllnessTrend | HouseholdTrend) -> P:
    """A part of a sheet with these marks where it leaves them out."""
    return part.model_copy(update={name: mark for name, mark in marks.items() if name not in part.model_fields_set})


def known_as(visitor: VisitorTold) -> str:
    """By what a maker's visitor is known again: their number and their name."""
    return f"{visitor.id or ''}|{visitor.name}"


def may_still_mend(recorded_at: datetime, now: datetime, rules: Profile) -> bool:
    """Whether the profile's days in which its maker may mend a record are not over; they count from when it was recorded."""
    return now - recorded_at <= timedelta(days=rules.correct_within_days)


def is_late(started_at: datetime, recorded_at: datetime, rules: Profile) -> bool:
    """Whether a record came later than the profile's hours after the visit began. Late records count all the same."""
    return recorded_at - started_at > timedelta(hours=rules.late_after_hours)


def counts_towards(fact: VisitRecorded, course: Course, days: Sequence[date]) -> list[tuple[Window, str]]:
    """The windows that a visit counts towards: only one in person (上门), in which an elder who stood was met."""
    if fact.mode is not Mode.IN_HOME or fact.outcome is not Outcome.MET:
        return []  # a phone call is kind, but is not 上门
    return [(owing.window, owing.tier) for owing in course.containing(day_of(fact.started_at), days)]


def as_fact(
    sheet: VisitContent, *, running_no: int | None, late: bool, visitor: UUID, needs: list[UUID], risks: list[UUID]
) -> VisitRecorded:
    """The fact of a sheet: its codes open, its words and persons sealed."""
    health, checks = sheet.health, sheet.checks
    marks = Marks(
        household=sheet.household_change.change, household_by=sheet.household_change.by, expression=health.expression,
        mobility=health.mobility, illness=health.illness.change, mood=sheet.mood, gas=sheet.safety.gas,
        water_heating=sheet.safety.water_heating, electricity=sheet.safety.electricity,
        personal_hygiene=sheet.hygiene.personal, household_hygiene=sheet.hygiene.household,
        indoor_environment=sheet.indoor_environment, **(checks.model_dump() if checks else {}),
    )  # fmt: skip
    signed = sheet.elder_signed
    return VisitRecorded(
        running_no=running_no, mode=sheet.mode, outcome=sheet.outcome, not_met_reason=sheet.not_met_reason,
        started_at=sheet.started_at, ended_at=sheet.ended_at, late=late, marks=marks, services=sheet.services,
        warned=sheet.warned, visitor_category=sheet.visitor.category, visitor_signed=sheet.visitor_signed,
        elder_signed=signed.signed if signed else None, no_signature_reason=signed.reason if signed else None,
        needs=needs, risks=risks, illness_name=health.illness.name, mode_note=sheet.mode_note,
        needs_and_action=sheet.needs_and_action, note=sheet.note,
        position=sheet.position.model_dump() if sheet.position else None,
        people={visitor: Visitor(id=sheet.visitor.id, name=sheet.visitor.name, unit=sheet.visitor.unit)},
    )  # fmt: skip


def as_sheet(fact: VisitRecorded) -> dict[str, object]:
    """What a fact's sheet said, as it is read again; erased words are null."""
    marks, visitor = fact.marks, next(iter(fact.people.values()), None)
    four = {"food": marks.food, "clothing": marks.clothing, "housing": marks.housing, "medical": marks.medical}
    return {
        "mode": fact.mode, "mode_note": fact.mode_note, "outcome": fact.outcome, "not_met_reason": fact.not_met_reason,
        "started_at": fact.started_at, "ended_at": fact.ended_at,
        "household_change": {"change": marks.household, "by": marks.household_by},
        "health": {
            "expression": marks.expression, "mobility": marks.mobility,
            "illness": {"change": marks.illness, "name": fact.illness_name},
        },
        "mood": marks.mood,
        "safety": {"gas": marks.gas, "water_heating": marks.water_heating, "electricity": marks.electricity},
        "hygiene": {"personal": marks.personal_hygiene, "household": marks.household_hygiene},
        "indoor_environment": marks.indoor_environment, "services": fact.services,
        "checks": four if any(value is not None for value in four.values()) else None,
        "warned": fact.warned, "needs_and_action": fact.needs_and_action,
        "visitor": {"id": visitor.id, "name": visitor.name, "unit": visitor.unit, "category": fact.visitor_category}
        if visitor and visitor.name else None,
        "visitor_signed": fact.visitor_signed,
        "elder_signed": None if fact.elder_signed is None else {"signed": fact.elder_signed, "reason": fact.no_signature_reason},
        "position": fact.position, "note": fact.note, "needs": fact.needs, "risks": fact.risks,
    }  # fmt: skip
