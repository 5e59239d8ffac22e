"""Actions of people and platforms: place and remove devices, raise alerts, acknowledge and end them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..access import STAFF
from ..cases import check_happened_here, fold, moment_of, void
from ..census import ElderSurveyed
from ..dated import standing_of
from ..elders import FileFact
from ..errors import AlertNotFound, DeviceNotFound, PreconditionFailed, StepNotPossible, wrong
from ..etags import Expected
from ..ledger import Book, Page, Written
from ..policy import AlertFinding, AlertOpens, AlertState, CaseOrigin, RiskState, Severity, WithdrawalReason
from ..risks import RISK_LOOP, RiskCase, RiskTold, write_report
from .facts import AlertAcknowledged, AlertEnded, AlertRaised, DevicePlaced, DeviceRemoved
from .sheets import Acknowledgement, AlertSheet, DeviceRemoval, DeviceSheet, Ending

_DEVICE = "SELECT * FROM device WHERE elder_id = %s AND id = %s"
_ALERT = "SELECT * FROM alert WHERE elder_id = %s AND id = %s"
NEXT = {AlertState.RAISED: ["acknowledgement"], AlertState.ACKNOWLEDGED: ["ending"], AlertState.ENDED: list[str]()}
"""The step that each state of an alert awaits."""


async def place_device(book: Book, elder: UUID, sheet: DeviceSheet, numbers: Mapping[str, bytes]) -> Written:
    """Place a device. Raises ElderNotFound, ElderHasLeft, ExternalIdReused."""
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, clock.start_of(sheet.from_on))
    rules = standing_of(page).course.rules_on(max(sheet.from_on, clock.today()))
    fact = DevicePlaced(
        device=sheet.kind, quiet_hours=sheet.quiet_hours or rules.quiet_after(sheet.kind), from_on=sheet.from_on,
        until_on=sheet.until_on, external_id=sheet.external_id, note=sheet.note,
    )  # fmt: skip
    # at the start of its first day, so that it precedes every alert of that day
    return Written.of(book.write(page, fact, happened_at=min(clock.start_of(sheet.from_on), page.written_at)))


async def remove_device(
    book: Book, elder: UUID, device: UUID, sheet: DeviceRemoval, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Set the last day of a device.

    Raises ElderNotFound, DeviceNotFound, PreconditionFailed, Invalid.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(_DEVICE, (elder, device))
    if not rows:
        raise DeviceNotFound
    if rows[0]["revision"] not in expected:
        raise PreconditionFailed
    if sheet.until_on < rows[0]["from_on"]:
        raise wrong("/until", "before_from", "The last day lies before the first.", "截止日期早于起始日期。")
    fact = DeviceRemoved(device_id=device, until_on=sheet.until_on)
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def raise_alert(book: Book, elder: UUID, sheet: AlertSheet, numbers: Mapping[str, bytes]) -> Written:
    """Record an alert, and open the risk that the profile assigns to its kind, or attach it to an open risk that covers it.

    Raises Invalid, ElderNotFound, ElderHasLeft, ExternalIdReused.
    """
    at = moment_of(sheet.at)
    page = await book.open(elder, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, at)
    await _check_device(book, elder, sheet.device_id, clock.day_of(at))
    standing = standing_of(page)
    opens = standing.course.rules_on(clock.day_of(at)).opened_by(sheet.kind)
    there = opens and next((risk.id for risk in standing.open_risks.values() if _joins(page, risk, opens, at)), None)
    alert, risk = uuid7(), there or (uuid7() if opens else None)
    fact = AlertRaised(
        device_id=sheet.device_id, alert=sheet.kind, risk_id=risk, external_id=sheet.external_id, note=sheet.note
    )
    entry = book.write(page, fact, happened_at=at, id=alert)
    if opens and not there:
        report = RiskTold(kind=opens.risk, severity=opens.severity, note=sheet.note)
        write_report(book, page, report, at=at, origin=CaseOrigin.ALERT, id=risk, cause=alert)
    return Written.of(entry)


def _joins(page: Page, risk: RiskCase, opens: AlertOpens, at: datetime) -> bool:
    """Whether an open risk covers what an alert opens: same kind, not cleared, at least as severe. An alert from a place that
    the elder has left joins only a risk reported before it, and reveals nothing of what the next place found."""
    grave = risk.major or opens.severity is not Severity.MAJOR
    here = page.then_place_id == page.place_id or risk.reported_at <= at
    return risk.kind is opens.risk and risk.state is not RiskState.CLEARED and grave and here


async def _check_device(book: Book, elder: UUID, device: UUID, day: date) -> None:
    rows = await book.ask(_DEVICE, (elder, device))
    if not rows:
        raise wrong("/device_id", "unknown_device", "The elder has no such device.", "该服务对象没有此监测设备。")
    if not rows[0]["from_on"] <= day <= rows[0]["until_on"]:
        raise wrong("/at", "not_in_place", "The device was not in place on that day.", "当日该设备不在用。")


async def acknowledge_alert(
    book: Book, elder: UUID, alert: UUID, sheet: Acknowledgement, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Record who looked into an alert and what they found.

    A false alarm withdraws the risk that alerts opened if the actor belongs to the three tiers or raised all of those alerts,
    nobody has acted on the risk, and no survey or file has reported anything since.
    Raises ElderNotFound, AlertNotFound, StepNotPossible, PreconditionFailed, Invalid.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    row = await _alert_in(book, elder, alert, AlertState.RAISED, expected)
    fact = AlertAcknowledged(alert_id=alert, finding=sheet.finding, by=sheet.by, note=sheet.note)
    entry = book.write(page, fact, happened_at=_behind(row["happened_at"], sheet.at), cause=alert)
    if row["risk_id"] is not None and sheet.finding is AlertFinding.FALSE_ALARM:
        await _withdraw(book, page, row["risk_id"], alert)
    return Written.of(entry)


async def end_alert(
    book: Book, elder: UUID, alert: UUID, sheet: Ending, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Record that an alert is over. Raises what `acknowledge_alert` raises."""
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    row = await _alert_in(book, elder, alert, AlertState.ACKNOWLEDGED, expected)
    at = _behind(row["acknowledged_at"], sheet.at)
    return Written.of(book.write(page, AlertEnded(alert_id=alert), happened_at=at, cause=alert))


async def _alert_in(book: Book, elder: UUID, alert: UUID, state: AlertState, expected: Expected) -> dict[str, Any]:
    """An alert in the expected state and version."""
    rows = await book.ask(_ALERT, (elder, alert))
    if not rows:
        raise AlertNotFound
    (row,) = rows
    if row["state"] != state:
        raise StepNotPossible(row["state"], NEXT[AlertState(row["state"])])
    if row["revision"] not in expected:
        raise PreconditionFailed
    return row


def _behind(before: datetime, at: datetime | None) -> datetime:
    """The moment of a step, which is not before the previous step. Raises Invalid."""
    moment = moment_of(at)
    if at is not None and moment < before:
        raise wrong("/at", "before_last_step", "That is before the step before.", "该时间早于上一步骤。")
    return max(moment, before)


async def _withdraw(book: Book, page: Page, risk: UUID, alert: UUID) -> None:
    """Withdraw the risk that a false alarm opened, if only false alarms support it and nobody has acted on it.

    While it is open, surveys and files open no other of its kind; so what they reported since keeps it open.
    """
    stream = await book.settled(page, with_void=True)
    case = fold(stream, RISK_LOOP, risk)
    if case.origin is not CaseOrigin.ALERT or not case.open or case.touched or case.visits:
        return
    facts = [entry.fact for entry in stream]
    report = next(entry for entry in stream if entry.id == risk)
    if any(isinstance(e.fact, FileFact | ElderSurveyed) and e.content_version > report.version for e in stream):
        return
    false = {alert} | {
        fact.alert_id
        for fact in facts
        if isinstance(fact, AlertAcknowledged) and fact.finding is AlertFinding.FALSE_ALARM
    }
    alerts = [entry for entry in stream if isinstance(entry.fact, AlertRaised) and entry.fact.risk_id == risk]
    may = book.actor.role in STAFF or all(one.maker == page.maker for one in alerts)
    if may and {one.id for one in alerts} <= false:
        withdrawn = RISK_LOOP.say(RISK_LOOP.facts.withdrawn, risk, reason=WithdrawalReason.IN_ERROR)
        await void(book, page, report, withdrawn)
