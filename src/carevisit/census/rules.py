"""The rules of a census. No database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from ..course import ConsentRecorded, ElderConfirmed, ElderLeft, ElderReturned
from ..elders import ElderRegistered
from ..ledger import Entry, Fact
from ..policy import (
    CensusStage,
    Consent,
    Department,
    Eligible,
    FileState,
    LeaveReason,
    ListSource,
    Profile,
    RiskKind,
    Safety,
    Support,
)
from .facts import ElderListed, ElderMergedInto, ElderSurveyed, ElderUnmerged

PROGRESS: tuple[type[Fact], ...] = (
    ElderRegistered, ElderListed, ElderSurveyed, ElderConfirmed, ConsentRecorded, ElderLeft, ElderReturned,
)  # fmt: skip
MERGED: tuple[type[Fact], ...] = (ElderMergedInto, ElderUnmerged)


@dataclass
class Round:
    """How far the census has come with one elder: from the first list to the decision.

    An elder who declined at registration and consents later without being confirmed is listed from that day on. An elder
    listed again after leaving, or after being found not eligible, begins a new round.
    """

    listed_on: date | None = None
    lists: int = 0
    sources: list[ListSource] = field(default_factory=list)
    departments: list[Department] = field(default_factory=list)
    surveyed_on: date | None = None
    eligible: Eligible | None = None
    left_on: date | None = None
    left_for: LeaveReason | None = None
    confirmed_on: date | None = None
    once_confirmed: bool = False
    decided_on: date | None = None
    stage: CensusStage = CensusStage.LISTED

    def apply(self, fact: Fact) -> None:
        """Apply one fact, in the order in which they happened."""
        if isinstance(fact, ElderRegistered):
            self.confirmed_on = fact.confirmed_on
            if fact.state is FileState.CANDIDATE:
                self._begin(fact.filed_on)
        elif isinstance(fact, ElderListed):
            self._listed(fact)
        elif isinstance(fact, ElderSurveyed):
            self._begin(fact.on)
            self.surveyed_on = self.surveyed_on or fact.on
            self.eligible = fact.eligible
        elif isinstance(fact, ElderConfirmed):
            self.confirmed_on = self.confirmed_on or fact.on
        elif isinstance(fact, ConsentRecorded):
            if fact.consent is Consent.GIVEN and self.confirmed_on is None:
                self.listed_on = self.listed_on or fact.on
        elif isinstance(fact, ElderLeft):
            self.left_on, self.left_for = fact.on, fact.reason
        elif isinstance(fact, ElderReturned):
            self.left_on = self.left_for = None
            if self.once_confirmed:
                self.confirmed_on = self.confirmed_on or fact.on
        self.once_confirmed = self.once_confirmed or self.confirmed_on is not None
        self._decide()

    def _begin(self, on: date) -> None:
        self.listed_on = min(self.listed_on or on, on)

    def _listed(self, fact: ElderListed) -> None:
        if self.left_on is not None and self.left_on < fact.on:  # on the same day, the list came first
            self.listed_on = self.surveyed_on = self.eligible = self.confirmed_on = None
            self.left_on = self.left_for = None
            self.lists, self.sources, self.departments = 0, [], []
        self._begin(fact.on)
        self.lists += 1
        if fact.source not in self.sources:
            self.sources.append(fact.source)
        if fact.department is not None and fact.department not in self.departments:
            self.departments.append(fact.department)

    def _decide(self) -> None:
        if self.confirmed_on is not None:
            self.stage, self.decided_on = CensusStage.CONFIRMED, self.confirmed_on
        elif self.left_on is not None:
            turned_away = self.left_for is LeaveReason.NOT_ELIGIBLE
            self.stage = CensusStage.NOT_ELIGIBLE if turned_away else CensusStage.LEFT
            self.decided_on = self.left_on
        else:
            self.stage = CensusStage.SURVEYED if self.surveyed_on else CensusStage.LISTED
            self.decided_on = None


def round_of(entries: Iterable[Entry]) -> Round | None:
    """The latest round of the census with one elder; None if there is none."""
    found = Round()
    for entry in entries:
        if isinstance(entry.fact, PROGRESS):
            found.apply(entry.fact)
    return found if found.listed_on is not None else None


@dataclass(frozen=True)
class Merging:
    """A merge into another file: its entry, the other file, and the day."""

    id: UUID
    into: UUID | None
    on: date


def merging_of(entries: Iterable[Entry]) -> Merging | None:
    """The merge of this file into another, unless it was undone."""
    found: Merging | None = None
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, ElderMergedInto):
            found = Merging(entry.id, fact.into, fact.on)
        elif isinstance(fact, ElderUnmerged):
            found = None
    return found


def hazards_found(survey: ElderSurveyed, rules: Profile) -> list[RiskKind]:
    """The hazards of a survey, each once: what the household was warned of, what is unsafe in the home, and neglect by
    supporters."""
    unsafe = [hazard for name, hazard in rules.unsafe.items() if getattr(survey.facilities, name) is Safety.UNSAFE]
    neglected = [RiskKind.NEGLECT] if survey.support is Support.NEGLECTED else []
    return list(dict.fromkeys([*survey.hazards, *unsafe, *neglected]))


def late(on: date | None, decided: date | None, by: date, today: date) -> bool:
    """Whether a step was done, or is still open, after its deadline; a decision ends it."""
    return (on or decided or today) > by


def row_of(found: Round) -> dict[str, Any]:
    """A round as the view stores it."""
    return {
        "listed_on": found.listed_on, "lists": found.lists, "sources": sorted(found.sources),
        "departments": sorted(found.departments), "surveyed_on": found.surveyed_on, "eligible": found.eligible,
        "decided_on": found.decided_on, "stage": found.stage,
    }  # fmt: skip
