"""An elder's standing: what the events say of them, folded one by one. It lives on the head row."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..clock import day_of
from ..elders import ElderRegistered, ElderTransferred, FileFact
from ..ledger import Entry, Row
from ..needs import NeedRaised
from ..policy import Category, Consent, FileState, Flag, Mode, Outcome, Severity, Tier
from ..risks import RiskReported
from ..visits import VisitRecorded

REMEMBERED_DAYS = 31  # a month is never judged by more in-home days than it has


class Open(BaseModel):
    """Something that must not be left open, since when, and the entry that opened it."""

    since: datetime
    cause: UUID
    major: bool = False


class Standing(BaseModel):
    """The state of the fold. Order of arrival does not matter to it, only the order in which things happened."""

    model_config = ConfigDict(extra="forbid")

    state: FileState = FileState.CANDIDATE
    tier: Tier = Tier.GENERAL
    tier_told: bool = False
    categories: list[Category] = []
    consent: Consent = Consent.NOT_ASKED
    place: str = ""
    file_version: int = 0
    standing_from: date | None = None
    running_no: int = 0
    visits_count: int = 0
    last_by_mode: dict[str, date] = {}
    in_home_days: list[date] = []
    last_contact_on: date | None = None
    not_met_streak: int = 0
    not_met_since: datetime | None = None
    not_met_cause: UUID | None = None
    open_needs: dict[UUID, Open] = {}
    open_risks: dict[UUID, Open] = {}

    @property
    def last_in_home_on(self) -> date | None:
        return self.in_home_days[-1] if self.in_home_days else None

    def flags(self) -> list[dict[str, Any]]:
        """What draws attention, each with its cause."""
        found = []
        major = [risk for risk in self.open_risks.values() if risk.major]
        for code, things in (
            (Flag.OPEN_MAJOR_RISK, major),
            (Flag.OPEN_RISK, list(self.open_risks.values())),
            (Flag.OPEN_NEED, list(self.open_needs.values())),
        ):
            if things:
                first = min(things, key=lambda thing: (thing.since, thing.cause))
                found.append({"code": code, "since": first.since, "cause": first.cause})
        if self.not_met_streak >= 2:
            found.append({"code": Flag.NOT_MET_TWICE, "since": self.not_met_since, "cause": self.not_met_cause})
        return found


def step(standing: Standing | None, entry: Entry) -> Standing | None:
    """The standing after an entry."""
    fact, now = entry.fact, standing or Standing()
    if isinstance(fact, VisitRecorded):
        return _visited(now, fact, entry)
    if entry.void:
        return now
    if isinstance(fact, FileFact):
        return now.model_copy(update=_filed(now, fact) | {"file_version": max(now.file_version, entry.version)})
    if isinstance(fact, NeedRaised):
        opened = Open(since=entry.happened_at, cause=entry.id)
        return now.model_copy(update={"open_needs": {**now.open_needs, entry.id: opened}})
    if isinstance(fact, RiskReported):
        opened = Open(since=entry.happened_at, cause=entry.id, major=fact.severity is Severity.MAJOR)
        return now.model_copy(update={"open_risks": {**now.open_risks, entry.id: opened}})
    return now


def _filed(now: Standing, fact: FileFact) -> dict[str, Any]:
    """What a file says of the standing. A transfer says where, an amendment all else: either may be told late."""
    if isinstance(fact, ElderTransferred):
        return {"place": fact.place}
    return {
        "state": fact.state, "tier": fact.tier_told or Tier.GENERAL, "tier_told": fact.tier_told is not None,
        "categories": fact.categories, "consent": fact.consent,
        "standing_from": fact.confirmed_on if fact.state is FileState.ACTIVE else None,
        "place": fact.place if isinstance(fact, ElderRegistered) else now.place,
    }  # fmt: skip


def _visited(now: Standing, fact: VisitRecorded, entry: Entry) -> Standing:
    update: dict[str, Any] = {"running_no": max(now.running_no, fact.running_no or 0)}
    if entry.void:
        return now.model_copy(update=update)
    day = day_of(fact.started_at)
    if fact.outcome is Outcome.MET:
        update |= {
            "visits_count": now.visits_count + 1, "last_contact_on": day,
            "last_by_mode": {**now.last_by_mode, fact.mode.value: day},
            "not_met_streak": 0, "not_met_since": None, "not_met_cause": None,
        }  # fmt: skip
        if fact.mode is Mode.IN_HOME and day != now.last_in_home_on:
            update["in_home_days"] = [*now.in_home_days, day][-REMEMBERED_DAYS:]
    elif fact.mode is Mode.IN_HOME:
        update["not_met_streak"] = now.not_met_streak + 1
        if update["not_met_streak"] == 2:
            update |= {"not_met_since": entry.happened_at, "not_met_cause": entry.id}
    return now.model_copy(update=update)


class StandingView:
    """The view of the head row."""

    state = Standing

    def step(self, state: Standing | None, entry: Entry) -> Standing | None:
        return step(state, entry)

    def columns(self, state: Standing) -> Row:
        return {
            "file_version": state.file_version, "state": state.state, "tier": state.tier, "categories": state.categories,
            "flags": [flag["code"] for flag in state.flags()], "standing_from": state.standing_from,
            "last_in_home_on": state.last_in_home_on, "last_contact_on": state.last_contact_on, "running_no": state.running_no,
            "open_needs": len(state.open_needs), "open_risks": len(state.open_risks),
        }  # fmt: skip


STATUS = StandingView()
