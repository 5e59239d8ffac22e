"""An elder's standing: what the events say of them, folded one by one. It lives on the head row, and tables follow from it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from .. import family, monitoring
from ..attachments import AttachmentAdded
from ..cases import Awaited, Case, moved_on
from ..clock import day_of
from ..course import History
from ..dated import Due, KeptRow, OwingRow, StandingRow, Task
from ..days import DAY, first_of_month, months_after
from ..elders import ElderRegistered, ElderTransferred, FileFact
from ..ledger import Asking, Entry, Fact, Row, StateTable
from ..loops import Begun, OfCase, SeenAgain, case_of, loop_of
from ..needs import NeedCase
from ..policy import (
    FAR,
    Consent,
    ContactState,
    Course,
    FileState,
    Flag,
    Mode,
    Outcome,
    Stretch,
    Window,
    check_due_on,
    profile_of,
)
from ..risks import RiskCase
from ..visits import Around, VisitRecorded, around
from .cases import Cases, awaited, task_row
from .months import kept_rows, owing_rows
from .papers import Paper, Papers
from .stretches import stretches_of

# what can be folded without the entries before it
STEPS: tuple[type[Fact], ...] = (VisitRecorded, AttachmentAdded, *get_args(OfCase), *monitoring.FACTS, *family.FACTS)


class Standing(BaseModel):
    """The state of the fold. Order of arrival does not matter to it, only the order in which things happened."""

    model_config = ConfigDict(extra="forbid")

    stretches: list[Stretch] = []
    consent: Consent = Consent.NOT_ASKED
    consent_on: date | None = None
    confirmed_on: date | None = None
    place: str = ""
    file_version: int = 0
    file_cause: UUID | None = None
    contact: ContactState = ContactState.MISSING
    review_due_on: date | None = None
    verify_from: date | None = None
    reassess_on: date | None = None
    health_check_due_on: date | None = None
    papers: list[Paper] = []
    running_no: int = 0
    visits_count: int = 0
    last_by_mode: dict[str, date] = {}
    last_in_home_cause: UUID | None = None
    in_home_days: list[date] = []
    contact_days: list[date] = []
    not_met_streak: int = 0
    not_met_since: datetime | None = None
    not_met_cause: UUID | None = None
    open_needs: dict[UUID, NeedCase] = {}
    open_risks: dict[UUID, RiskCase] = {}

    @property
    def course(self) -> Course:
        """How the elder stands from day to day."""
        return Course(self.stretches)

    @property
    def last_in_home_on(self) -> date | None:
        return self.last_by_mode.get(Mode.IN_HOME.value)

    @property
    def last_contact_on(self) -> date | None:
        return max(self.last_by_mode.values(), default=None)

    @property
    def cases(self) -> list[Case]:
        """The needs and risks that are open."""
        return [*self.open_needs.values(), *self.open_risks.values()]

    @property
    def awaited(self) -> list[tuple[Case, Awaited]]:
        """What somebody must do about them, the most urgent first."""
        return sorted(self.awaited_of(self.cases), key=lambda pair: (pair[1].by, pair[0].id, pair[1].step))

    def awaited_of(self, cases: Iterable[Case]) -> list[tuple[Case, Awaited]]:
        """What somebody must do about some of them."""
        course = self.course
        return [(case, one) for case in cases for one in awaited(case, course)]

    def flags(self) -> list[dict[str, Any]]:
        """What draws attention, whatever the day, each with its cause."""
        found = list[dict[str, Any]]()
        for code in (Flag.OPEN_MAJOR_RISK, Flag.OPEN_RISK, Flag.OPEN_NEED):
            if flagged := [case for case in self.cases if code in case.flags]:
                first = min(flagged, key=lambda case: (case.opened_at, case.id))
                found.append({"code": code, "since": first.opened_at, "cause": first.id})
        if self.not_met_streak >= 2:
            found.append({"code": Flag.NOT_MET_TWICE, "since": self.not_met_since, "cause": self.not_met_cause})
        return found


def can_step(standing: Standing, new: Sequence[Entry], latest_at: datetime) -> bool:
    """Whether entries can be folded onto the standing: they change nothing about the file, nor by the rules who is key.

    A step of a case comes after all others of it, and the case is open or begins here.
    """
    if not all(isinstance(entry.fact, STEPS) and not _is_paper(entry) for entry in new):
        return False
    if standing.stretches and standing.stretches[-1].state is FileState.LEFT:  # what is open of them ends with it
        return False
    opens = {entry.id for entry in new if isinstance(entry.fact, Begun)}
    still = standing.open_needs.keys() | standing.open_risks.keys()
    steps = [entry for entry in new if isinstance(entry.fact, OfCase) and case_of(entry) not in opens]
    for entry in steps:
        last = isinstance(entry.fact, SeenAgain) or entry.happened_at > latest_at  # marks come to the same in any order
        if not last or case_of(entry) not in still:
            return False
    moves = any(isinstance(entry.fact, OfCase) and not isinstance(entry.fact, SeenAgain) for entry in new)
    rules = map(profile_of, {stretch.profile for stretch in standing.stretches})
    return not any(profile.windows == "rolling" or (profile.follows_cases and moves) for profile in rules)


def _is_paper(entry: Entry) -> bool:
    """Whether a paper came to the file, which may expire or renew another."""
    return isinstance(entry.fact, AttachmentAdded) and entry.fact.paper is not None


def step(standing: Standing, new: Sequence[Entry], known: Around | None) -> Standing:
    """The standing after visits, needs and risks; where a visit is not the latest entry, by what is known of those around."""
    visits = [entry for entry in new if isinstance(entry.fact, VisitRecorded)]
    after = _visited(standing, visits) if known is None else _visited_late(standing, visits, known)
    cases = {case.id: case for case in standing.cases}
    for entry in new:
        if isinstance(entry.fact, OfCase) and (case := moved_on(loop_of(entry.fact), cases.get(case_of(entry)), entry)):
            cases[case.id] = case
    return after.model_copy(update=_open(cases.values()))


def fold(entries: Iterable[Entry]) -> Standing | None:
    """The standing after a whole stream, given in the order that things happened, what is void included."""
    standing, history, papers, cases, known = Standing(), History(), Papers(), Cases(), False
    visits: list[Entry] = []
    for entry in entries:
        known = True
        if isinstance(entry.fact, VisitRecorded):
            visits.append(entry)
        elif isinstance(entry.fact, OfCase):
            cases.apply(entry)
        elif not entry.void:
            history.apply(entry)
            papers.apply(entry)
            if isinstance(entry.fact, FileFact):
                standing = standing.model_copy(update=_filed(standing, entry.fact, entry))
    if not known:
        return None
    stretches = stretches_of(history, [*papers.known.values()], tuple(cases.spans()))
    rules = profile_of(stretches[-1].profile) if stretches else None
    circumstances = history.on_file(date.max).circumstances if stretches else None
    assessed = circumstances.assessed_on if circumstances else None
    consent_on, consent = history.consents[-1] if history.consents else (date.min, Consent.NOT_ASKED)
    reviewed, returns = history.reviewed_on, history.returns_on() if stretches else None
    return _visited(standing, visits).model_copy(
        update={
            "stretches": stretches,
            **_open(cases.by_id.values()),
            "confirmed_on": history.confirmed_on,
            "consent": consent,
            "consent_on": None if consent is Consent.NOT_ASKED else consent_on,
            "contact": history.contact() if stretches else ContactState.MISSING,
            "review_due_on": months_after(reviewed, rules.review_every_months) if reviewed and rules else None,
            "verify_from": returns + DAY if returns else None,
            "reassess_on": months_after(assessed, rules.reassess_every_months) if assessed and rules else None,
            "papers": [*papers.known.values()],
            "health_check_due_on": check_due_on(rules, circumstances) if rules and circumstances else None,
        }
    )  # fmt: skip


def _filed(now: Standing, fact: FileFact, entry: Entry) -> dict[str, Any]:
    """What a file says of the standing. A transfer says where, an amendment all else; either may be recorded late."""
    moved = isinstance(fact, ElderRegistered | ElderTransferred)
    return {
        "file_version": max(now.file_version, entry.version), "file_cause": entry.id,
        "place": fact.place if moved else now.place,
    }  # fmt: skip


def _open(cases: Iterable[Case]) -> dict[str, Any]:
    """The cases that are open, in the order in which they became known; without the visits that spoke of them, for there is no
    bound to these."""
    still = sorted((case for case in cases if case.open), key=lambda case: (case.opened_at, case.id))
    still = [case.model_copy(update={"visits": ()}) if case.visits else case for case in still]
    return {
        "open_needs": {case.id: case for case in still if isinstance(case, NeedCase)},
        "open_risks": {case.id: case for case in still if isinstance(case, RiskCase)},
    }


def _visited(now: Standing, visits: Iterable[Entry]) -> Standing:
    """The standing after visits, each of which is later than all before."""
    no, count, cause, streak = now.running_no, now.visits_count, now.last_in_home_cause, now.not_met_streak
    since, since_cause = now.not_met_since, now.not_met_cause
    by_mode, contact, in_home = dict(now.last_by_mode), list(now.contact_days), list(now.in_home_days)
    for entry in visits:
        fact = entry.fact
        assert isinstance(fact, VisitRecorded)
        no = max(no, fact.running_no or 0)
        if entry.void:
            continue
        if fact.outcome is Outcome.MET:
            day = by_mode[fact.mode.value] = day_of(fact.started_at)
            count, streak, since, since_cause = count + 1, 0, None, None
            _add(contact, day)
            if fact.mode is Mode.IN_HOME:
                _add(in_home, day)
                cause = entry.id
        elif fact.mode is Mode.IN_HOME:
            streak += 1
            if streak == 2:
                since, since_cause = entry.happened_at, entry.id
    return now.model_copy(
        update={
            "running_no": no, "visits_count": count, "last_by_mode": by_mode, "contact_days": contact, "in_home_days": in_home,
            "last_in_home_cause": cause, "not_met_streak": streak, "not_met_since": since, "not_met_cause": since_cause,
        }
    )  # fmt: skip


def _visited_late(now: Standing, visits: Sequence[Entry], known: Around) -> Standing:
    """The standing after visits that come among others: what counts is added, and what the order decides follows from the
    visits around; where the elder was met at home later than all of them, that is as it was."""
    alone = _visited(Standing(), visits)
    whole = _visited(Standing(), sorted([*known.run, *visits], key=lambda entry: entry.order))
    by_mode = {mode: max(day, now.last_by_mode.get(mode, day)) for mode, day in alone.last_by_mode.items()}
    update: dict[str, Any] = {
        "running_no": max(now.running_no, alone.running_no), "visits_count": now.visits_count + alone.visits_count,
        "last_by_mode": now.last_by_mode | by_mode,
        "contact_days": sorted({*now.contact_days, *alone.contact_days}),
        "in_home_days": sorted({*now.in_home_days, *known.days, *alone.in_home_days}),
    }  # fmt: skip
    if not any(_at_home(entry) and entry.order > visits[-1].order for entry in known.run):
        update |= {
            "not_met_streak": whole.not_met_streak, "not_met_since": whole.not_met_since,
            "not_met_cause": whole.not_met_cause,
            "last_in_home_cause": whole.last_in_home_cause or now.last_in_home_cause,
        }  # fmt: skip
    return now.model_copy(update=update)


def _at_home(entry: Entry) -> bool:
    fact = entry.fact
    return isinstance(fact, VisitRecorded) and fact.outcome is Outcome.MET and fact.mode is Mode.IN_HOME


def _add(days: list[date], day: date) -> None:
    if not days or days[-1] != day:
        days.append(day)


def remembered(standing: Standing) -> Standing:
    """The standing as the head row keeps it: of the visits, those since the month before the last. Rolling windows follow all."""
    if any(stretch.rules.windows == "rolling" for stretch in standing.stretches):
        return standing

    def recent(days: list[date]) -> list[date]:
        if not days or days[0] >= (since := months_after(first_of_month(days[-1]), -1)):
            return days
        return [day for day in days if day >= since]

    return standing.model_copy(
        update={"in_home_days": recent(standing.in_home_days), "contact_days": recent(standing.contact_days)}
    )


def standing_rows(standing: Standing) -> list[Row]:
    """The stretches, each with its last day."""
    return [
        {
            "from_on": stretch.from_on, "until_on": end, "state": stretch.state, "tier": stretch.tier,
            "standing_days": stretch.rules.standing_days,
            "categories": [code for code, _ in stretch.categories], "flags": stretch.flags,
        }
        for stretch, end in _with_ends(standing)
    ]  # fmt: skip


def _with_ends(standing: Standing) -> Iterator[tuple[Stretch, date]]:
    """The stretches and their last days."""
    return zip(standing.stretches, [*(stretch.from_on - DAY for stretch in standing.stretches[1:]), FAR], strict=True)


def due_rows(standing: Standing) -> list[Row]:
    """The one row of what is due."""
    course = standing.course
    due = course.first_due(standing.in_home_days)
    return [
        {
            "due_from": due and due.window.start, "due_on": due and due.window.end,
            "case_by": min((one.by for _, one in standing.awaited), default=None),
            "last_in_home_on": standing.last_in_home_on, "review_due_on": standing.review_due_on,
            "verify_from": standing.verify_from, "reassess_on": standing.reassess_on,
            "overdue": _ranges(course.overdue_days(due) if due else []), "ends_on": _ends_on(standing),
        }
    ]  # fmt: skip


def task_rows(standing: Standing, cases: Iterable[Case] | None = None) -> list[Row]:
    """What is awaited of the cases that are open; only of some, where they are given."""
    return [task_row(case, one) for case, one in standing.awaited_of(standing.cases if cases is None else cases)]


def _moved(standing: Standing, new: Sequence[Entry]) -> list[Case]:
    """The cases that are open and that new entries belong to."""
    moved = {case_of(entry) for entry in new if isinstance(entry.fact, OfCase)}
    return [case for case in standing.cases if case.id in moved]


def _met(new: Sequence[Entry]) -> list[date]:
    """The days of contacts among new entries."""
    facts = [entry.fact for entry in new if isinstance(entry.fact, VisitRecorded)]
    return [day_of(fact.started_at) for fact in facts if fact.outcome is Outcome.MET]


def _ranges(spans: Iterable[Window]) -> str:
    """Days as PostgreSQL writes a multirange."""
    ranges = (f"[{span.start},{'' if span.end == FAR else span.end + DAY})" for span in spans)
    return f"{{{','.join(ranges)}}}"


def _ends_on(standing: Standing) -> date:
    """The last day on which the elder is on file."""
    here = (FileState.ACTIVE, FileState.SUSPENDED)
    return max((end for stretch, end in _with_ends(standing) if stretch.state in here), default=date.min)


class StandingView:
    """The view of the head row, and of the tables that follow from it."""

    state = Standing
    tables: Sequence[StateTable] = (
        StateTable(StandingRow, standing_rows, key="from_on", key_type="date"),
        StateTable(OwingRow, lambda s: owing_rows(s.course, s.in_home_days), key="key", key_type="text"),
        StateTable(
            KeptRow, lambda s: kept_rows(s.course, s.in_home_days, s.contact_days),
            lambda s, new: kept_rows(s.course, s.in_home_days, _met(new)), key="key", key_type="text",
        ),
        StateTable(Due, due_rows, lambda s, _: due_rows(s), key="elder"),
        StateTable(
            Task, task_rows, lambda s, new: task_rows(s, _moved(s, new)),
            lambda s, new: {row["key"] for row in task_rows(s, _moved(s, new))}, key="key", key_type="text",
        ),
    )  # fmt: skip

    def can_step(self, standing: Standing, new: Sequence[Entry], latest_at: datetime) -> bool:
        return can_step(standing, new, latest_at)

    async def recall(self, book: Asking, elder: UUID, new: Sequence[Entry], latest_at: datetime) -> Around | None:
        """What stands around visits that are not the latest that happened."""
        moments = [entry.happened_at for entry in new if isinstance(entry.fact, VisitRecorded)]
        return await around(book, elder, moments) if moments and min(moments) <= latest_at else None

    def step(self, standing: Standing, new: Sequence[Entry], recalled: Around | None) -> Standing:
        return step(standing, new, recalled)

    def fold(self, entries: Iterable[Entry]) -> Standing | None:
        return fold(entries)

    def remembered(self, standing: Standing) -> Standing:
        return remembered(standing)

    def columns(self, state: Standing) -> Row:
        """The columns of the head row that lists show."""
        return {
            "file_version": state.file_version, "flags": [flag["code"] for flag in state.flags()],
            "last_in_home_on": state.last_in_home_on, "last_contact_on": state.last_contact_on, "running_no": state.running_no,
            "open_needs": len(state.open_needs), "open_risks": len(state.open_risks),
        }  # fmt: skip


STATUS = StandingView()
