"""The program and its judge agree on random histories: recorded in any order, asked about any moment, as known at any other."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from carevisit.clock import day_of, start_of
from carevisit.course import (
    CategoryOverruled,
    ConsentRecorded,
    ElderConfirmed,
    ElderLeft,
    ElderReturned,
    ElderReviewed,
    ElderSuspended,
    FrequencySet,
    SuspensionEnded,
    TierOverruled,
)
from carevisit.elders import ElderAmended, ElderRegistered, ElderTransferred, ProfileApplied
from carevisit.ledger import Entry, Fact, settled
from carevisit.needs import NeedRaised
from carevisit.needs.facts import NeedAccepted, NeedConcluded, NeedFollowedUp, NeedReferred
from carevisit.policy import REASONS, Circumstances, FollowUpLoop, Mode, Tier, Window, load_profiles
from carevisit.risks import RiskReported
from carevisit.risks.facts import RiskCleared, RiskFollowedUp, RiskHandled
from carevisit.standing import Standing, fold
from carevisit.standing.months import kept_rows, owing_rows
from carevisit.standing.rules import read_standing
from carevisit.standing.special import Period, days_of, owed_near
from carevisit.standing.views import due_rows, remembered
from carevisit.visits import Marks, VisitCorrected, VisitRecorded, VisitVoided
from carevisit.worklist.work import act_by, work_of

from . import oracle, told
from .conditions import FACTS_OF
from .strategies import asked_histories, special_periods
from .trials import trials

SUBJECT, MAKER = UUID(int=1), UUID(int=2)
PLACES: dict[str, UUID] = {}
MARKS = Marks(
    household="unchanged", expression="unchanged", mobility="unchanged", illness="unchanged", mood="unchanged",
    gas="safe", water_heating="safe", electricity="safe", personal_hygiene="unchanged", household_hygiene="unchanged",
    indoor_environment="unchanged",
)  # type: ignore[arg-type]  # fmt: skip


def identity(name: str) -> UUID:
    return uuid5(SUBJECT, name)


def place_id(code: str) -> UUID:
    return PLACES.setdefault(code, identity(f"place {code}"))


class Telling:
    """A history as the program's own facts, recorded one after the other."""

    def __init__(self, events: Iterable[told.Told]) -> None:
        self.entries: list[Entry] = []
        self.place, self.met = identity("nowhere"), 0
        self.numbers: dict[str, int | None] = {}
        self.filed: dict[str, Any] = {}
        for one in sorted(events, key=lambda one: one.recorded_at):
            for fact, happened_at, more in self.facts(one):
                self.write(fact, happened_at, one.recorded_at, **more)

    def write(self, fact: Fact, happened_at: datetime, written_at: datetime, **more: Any) -> None:
        version = len(self.entries) + 1
        if self.entries:
            written_at = max(written_at, self.entries[-1].written_at + timedelta(microseconds=1))
        # of facts that happened at one moment, those recorded later come later: the real ledger sorts by a hash of all of it
        digest = version.to_bytes(4) + sha256(fact.kind.encode()).digest()
        id = more.pop("id", None) or identity(f"entry {version}")
        self.entries.append(
            Entry(
                SUBJECT,
                version,
                id,
                fact,
                self.place,
                MAKER,
                MAKER,
                happened_at,
                written_at,
                digest,
                content_version=version,
                **more,
            )
        )

    def facts(self, one: told.Told) -> Iterator[tuple[Fact, datetime, dict[str, Any]]]:
        when = min(start_of(one.happened_on), one.recorded_at) if isinstance(one, told.ToldOfDay) else one.recorded_at
        match one:
            case told.Registered():
                self.place = place_id(one.place)
                confirmed = one.confirmed_on or (one.happened_on if one.state == "active" else None)
                self.filed = {
                    "filed_on": one.happened_on, "confirmed_on": confirmed, "state": one.state,
                    "consent": "declined" if one.state == "declined" else one.consent, "consent_on": one.consent_on,
                }  # fmt: skip
                yield ElderRegistered(place=one.place, **self.filed, **file(one.facts, one)), when, {}
                if one.profile != told.HANJIANG:
                    yield ProfileApplied(profile=one.profile, from_on=date(2000, 1, 1)), when, {}
            case told.Amended():
                all_of_it = {*FACTS_OF, "categories_told", "tier_told"}
                sections = sorted(all_of_it if one.sections is None else one.sections)
                yield ElderAmended(changed=sections, place="", **self.filed, **file(one.facts, one)), when, {}
            case told.Transferred():
                self.place, before = place_id(one.place), ""
                yield ElderTransferred(from_place=before, on=one.happened_on, place=one.place, **self.filed), when, {}
            case told.Confirmed():
                yield ElderConfirmed(on=one.happened_on), when, {}
            case told.NotEligible():
                yield ElderLeft(on=one.happened_on, reason="not_eligible"), when, {}
            case told.ConsentTold():
                yield ConsentRecorded(on=one.happened_on, consent=one.consent), when, {}
            case told.Suspended():
                fact = ElderSuspended(from_on=one.from_on, until_on=one.until, reason="hospital")
                yield fact, when, {"id": identity(one.id)}
            case told.SuspensionEnded():
                yield SuspensionEnded(suspension=identity(one.id), last_on=one.last_on), when, {}
            case told.Left():
                yield ElderLeft(on=one.happened_on, reason="deceased"), when, {}
            case told.Returned():
                yield ElderReturned(on=one.happened_on), when, {}
            case told.Reviewed():
                yield ElderReviewed(on=one.happened_on, finding="unchanged"), when, {}
            case told.Overruled():
                yield CategoryOverruled(category=one.category, holds=one.holds, on=one.happened_on), when, {}
            case told.TierOverruled():
                yield TierOverruled(tier=one.tier, on=one.happened_on), when, {}
            case told.FrequencySet():
                fact = FrequencySet(times=one.visits_per_window, from_on=one.from_on, until_on=one.until)
                yield fact, when, {}
            case told.ProfileApplied():
                yield ProfileApplied(profile=one.profile, from_on=one.from_on), when, {}
            case told.Visited():
                number = self.number(one.outcome)
                self.numbers[one.id] = number
                yield visit(VisitRecorded, one, number), one.moment, {"id": identity(one.id)}
            case told.Corrected() if one.id in self.numbers:
                if self.numbers[one.id] is None:
                    self.numbers[one.id] = self.number(one.outcome)
                fact = visit(VisitCorrected, one, self.numbers[one.id], reason="wrong_content")
                yield fact, one.moment, {"corrects": identity(one.id)}
            case told.Voided() if one.id in self.numbers:
                original = next(entry for entry in self.entries if entry.id == identity(one.id))
                yield VisitVoided(reason="not_made"), original.happened_at, {"corrects": identity(one.id)}
            case told.NeedRaised():
                yield NeedRaised(need=one.kind), one.moment, {"id": identity(one.id)}
            case told.RiskReported():
                yield RiskReported(hazard="fall", severity=one.severity), one.moment, {"id": identity(one.id)}
            case told.NeedClosed():
                for step in closing_a_need(identity(one.id), one.happened_on):
                    yield step, one.moment, {}
            case told.RiskClosed():
                for step in closing_a_risk(identity(one.id), one.happened_on):
                    yield step, one.moment, {}

    def number(self, outcome: str) -> int | None:
        self.met += outcome == "met"
        return self.met if outcome == "met" else None


def closing_a_need(id: UUID, on: date) -> list[Fact]:
    """The shortest way by which a need comes to its end, taken in one moment."""
    loops = (FollowUpLoop.REFERRAL, FollowUpLoop.DIFFICULTY)
    asked = [NeedFollowedUp(need_id=id, loop=loop, result="confirmed", on=on) for loop in loops]
    return [
        NeedReferred(need_id=id, department="health", due_on=on), NeedAccepted(need_id=id), NeedConcluded(need_id=id, met=True),
        *asked,
    ]  # fmt: skip


def closing_a_risk(id: UUID, on: date) -> list[Fact]:
    """The same of a risk."""
    return [RiskHandled(risk_id=id), RiskCleared(risk_id=id), RiskFollowedUp(risk_id=id, result="confirmed", on=on)]


def file(facts: told.Facts, said: Any) -> dict[str, Any]:
    shown = {name: getattr(facts, name) for name in facts.__dataclass_fields__ if name != "kin"}
    kin = (
        None
        if facts.kin is None
        else tuple({k: getattr(one, k) for k in one.__dataclass_fields__} for one in facts.kin)
    )
    carers = tuple(vars(one) for one in facts.carers)
    return {
        "circumstances": Circumstances.model_validate(shown | {"kin": kin, "carers": carers}),
        "categories": sorted(said.categories_told), "tier_told": said.tier_told,
    }  # fmt: skip


def visit(kind: type[VisitRecorded], one: Any, number: int | None, **more: Any) -> VisitRecorded:
    return kind(
        running_no=number, mode=one.mode, outcome=one.outcome, started_at=one.moment, marks=MARKS,
        visitor_category="grid_worker", **more,
    )  # fmt: skip


def folded(events: list[told.Told], at: datetime, known_at: datetime) -> Standing | None:
    """The program's standing; entries recorded in one moment stand a microsecond apart, and are known together."""
    return fold(settled(Telling(events).entries, at, known_at + timedelta(milliseconds=1), with_void=True))


def judged(
    events: list[told.Told], at: datetime, known_at: datetime, specials: Iterable[told.SpecialPeriod] = ()
) -> dict[str, Any] | None:
    entries = settled(Telling(events).entries, at, known_at + timedelta(milliseconds=1), with_void=True)
    standing = fold(entries)
    if standing is None or not standing.stretches:
        return None
    seen = min(at, known_at)
    periods = [
        period_of(one)
        for one in specials
        if one.declared_at <= seen and (one.cancelled_at is None or one.cancelled_at > seen)
    ]
    asked = owed_near(standing.course, days_of(entries), periods, day_of(at))
    return read_standing(SUBJECT, standing, 1, at, known_at, day_of(at), asked)


def period_of(one: told.SpecialPeriod) -> Period:
    """A special period as an elder is asked: of the places recorded so far, those that lie below its own."""
    return Period(
        identity(one.id), one.id, Window(one.from_on, one.to_on), one.extra_visits, frozenset(map(Tier, one.tiers)),
        frozenset(map(Mode, one.modes)), frozenset(id for code, id in PLACES.items() if code.startswith(one.place)),
    )  # fmt: skip


def open_needs(seen: oracle.Seen) -> set[str]:
    """The needs that were raised and not closed, of whatever kind."""
    return {one.id for one in seen.all(told.NeedRaised)} - {one.id for one in seen.all(told.NeedClosed)}


def as_people_can(events: list[told.Told]) -> list[told.Told]:
    """What the program accepts: who was found not eligible must come back to be confirmed, and
    nobody is found so from a day before their confirmation."""
    kept: list[told.Told] = []
    for one in sorted(events, key=lambda one: one.recorded_at):
        refused = isinstance(one, told.Confirmed) and any(isinstance(before, told.NotEligible) for before in kept)
        if isinstance(one, told.NotEligible):
            refused = any(one.happened_on < day for day in map(confirmed_on, kept) if day)
        if not refused:
            kept.append(one)
    return kept


def confirmed_on(one: told.Told) -> date | None:
    """The day from which a registration or a confirmation makes a target of somebody."""
    if isinstance(one, told.Registered):
        return one.confirmed_on or (one.happened_on if one.state == "active" else None)
    return one.happened_on if isinstance(one, told.Confirmed) else None


@pytest.mark.parametrize("profile", [told.HANJIANG, told.ZAOZHUANG])
@trials
@given(data=st.data())
def test_the_status_is_what_the_judge_says(profile: str, data: st.DataObject) -> None:
    events, at, known_at = data.draw(asked_histories(profile))
    events = as_people_can(events)
    specials = [data.draw(special_periods(profile, f"period {turn}")) for turn in range(data.draw(st.integers(0, 2)))]
    expected = oracle.status(events, at, known_at, specials)
    got = judged(events, at, known_at, specials)
    if expected is None or got is None:
        assert got is None or expected is not None
        return
    event(expected.state)
    window = got["window"]
    seen = oracle.Seen(events, at, known_at)
    assert (got["open_risks"], got["open_needs"]) == (len(seen.open_risks(seen.today)), len(open_needs(seen)))
    assert {
        "state": got["state"].value,
        "tier": got["tier"].value if got["tier"] else "none",
        "duty": got["duty_tier"].value if got["duty_tier"] else "none",
        "unknown": {one["code"].value for one in got["unknown"]},
        "categories": {held["code"].value for held in got["categories"]},
        "profile": got["profile"], "consent": got["consent"].value,
        "month": (got["month"]["windows_owed"], got["month"]["windows_met"]),
        "next_due_on": got["next_due_on"], "overdue_since": got["overdue_since"],
        "last_in_home_on": got["last_in_home_on"], "last_contact_on": got["last_contact_on"],
        "last_by_mode": got["last_by_mode"], "running_no": got["running_no"], "visits_count": got["visits_count"],
        "not_met_streak": got["not_met_streak"], "review_due_on": got["review_due_on"],
        "next_change": got["next_change"] and got["next_change"]["on"],
    } == {
        "state": expected.state, "tier": expected.tier, "categories": set(expected.categories), "profile": expected.profile,
        "duty": expected.duty_tier, "unknown": set(expected.unknown),
        "consent": expected.consent, "month": (expected.month_owed, expected.month_made),
        "next_due_on": expected.next_due_on if expected.state in ("active", "suspended") else None,
        "overdue_since": expected.overdue_since, "last_in_home_on": expected.last_in_home_on,
        "last_contact_on": expected.last_contact_on, "last_by_mode": expected.last_by_mode,
        "running_no": expected.running_no, "visits_count": expected.visits_count, "not_met_streak": expected.not_met_streak,
        "review_due_on": expected.review_due_on if expected.state in ("active", "suspended") else None,
        "next_change": expected.next_change and expected.next_change[0],
    }  # fmt: skip
    assert {one["name"]: one["made"] for one in got["special"] if one["to"] >= day_of(at)} == {
        name: period.made for name, period in expected.special.items() if period.first <= day_of(at)
    }
    assert (window is None) == (expected.window is None)
    assert window is None or window["from"] <= day_of(at) <= window["to"]
    assert ("verify_family" in {flag["code"].value for flag in got["flags"]}) >= bool(
        expected.unknown and expected.state != "left"
    )
    if expected.window is not None:
        assert (window["from"], window["to"]) == (expected.window.first, expected.window.last)
        assert bool(window["owed"]) == bool(expected.window.owed)
        assert (window["owed"] > 0 and window["made"] >= window["owed"]) == bool(expected.window.made)


@pytest.fixture(scope="module")
def rolling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A third profile, which is one more file: Hanjiang's with rolling windows."""
    folder = tmp_path_factory.mktemp("profiles")
    shipped = files("carevisit.policy").joinpath("profiles", "hanjiang-2023.toml").read_text(encoding="utf-8")
    folder.joinpath("rolling.toml").write_text(shipped.replace('"calendar"', '"rolling"', 1), encoding="utf-8")
    load_profiles(folder)
    yield "rolling"
    load_profiles(None)


@trials
@given(data=st.data())
def test_rolling_windows_are_what_the_judge_says(rolling: str, data: st.DataObject) -> None:
    events, at, known_at = data.draw(asked_histories(told.HANJIANG))
    events = [replace(one, profile=rolling) if isinstance(one, told.Registered) else one for one in events]
    events = [one for one in as_people_can(events) if not isinstance(one, told.ProfileApplied)]
    standing = folded(events, at, known_at)
    seen = oracle.Seen(events, at, known_at)
    if seen.registered is None or standing is None or not standing.stretches:
        return
    until = day_of(at) + timedelta(days=60)
    expected = oracle.rolling_windows(seen, until)
    got = standing.course.windows(standing.stretches[0].from_on, until, standing.in_home_days)
    assert [(w.window.start, w.window.end, w.tier.value, w.owed) for w in got] == [
        (w.first, w.last, w.tier, seen.is_owed(w)) for w in expected
    ]


def test_where_windows_roll_a_visit_long_ago_still_says_when_they_begin(rolling: str) -> None:
    file = told.Registered(
        happened_on=date(2026, 1, 1), confirmed_on=date(2026, 1, 1), place="350303103201", profile=rolling, tier_told="key",
        recorded_at=start_of(date(2026, 1, 2)), categories_told=frozenset({"no_kin"}),
    )  # fmt: skip
    days = [start_of(date(2026, 8, 10)), start_of(date(2026, 11, 25))]
    visits = [told.Visited(id=f"{day}", moment=day, recorded_at=day + timedelta(minutes=5)) for day in days]
    now = start_of(date(2026, 11, 27))
    standing = folded([file, *visits], now, now)
    assert standing is not None
    month = read_standing(SUBJECT, remembered(standing), 1, now, now, day_of(now))["month"]
    assert month == {
        "month": "2026-11",
        "windows_owed": 2,
        "windows_met": 0,
    }  # 10-25 to 11-08, 11-09 to 11-23; forgetful, the last is met


@pytest.mark.parametrize("windows", ["calendar", "rolling"])
@trials
@given(data=st.data())
def test_what_the_head_row_remembers_is_enough(rolling: str, windows: str, data: st.DataObject) -> None:
    events, at, known_at = data.draw(asked_histories(told.HANJIANG))
    if windows == "rolling":
        events = [replace(one, profile=rolling) if isinstance(one, told.Registered) else one for one in events]
    standing = folded(as_people_can(events), at, known_at)
    if standing is None or not standing.stretches:
        return
    kept = Standing.model_validate_json(remembered(standing).model_dump_json())
    for on in (day_of(at), day_of(at) + timedelta(days=40)):  # time goes on, and nobody calls
        assert read_standing(SUBJECT, kept, 1, at, at, on) == read_standing(SUBJECT, standing, 1, at, at, on)
    assert due_rows(kept) == due_rows(standing)


@pytest.mark.parametrize("profile", [told.HANJIANG, told.ZAOZHUANG])
@trials
@given(data=st.data())
def test_what_is_owed_and_kept_month_by_month_is_what_the_judge_says(profile: str, data: st.DataObject) -> None:
    events, at, known_at = data.draw(asked_histories(profile))
    events = [one for one in as_people_can(events) if not isinstance(one, told.Transferred)]
    standing = folded(events, at, known_at)
    seen = oracle.Seen(events, at, known_at)
    if seen.registered is None or standing is None or not standing.stretches:
        return
    owing = owing_rows(standing.course, standing.in_home_days)
    kept = kept_rows(standing.course, standing.in_home_days, standing.contact_days)
    month = standing.stretches[0].from_on.replace(day=1)
    for _ in range(20):
        windows = seen.windows(month.year, month.month)
        owed = [window for window in windows if seen.is_owed(window)]
        rows = [row for row in owing if row["from_month"] <= month <= row["until_month"]]
        assert sum(row["windows"] for row in rows) == len(owed), month
        assert all(row["windows"] or any(row[name] in REASONS for name in ("first", "second", "whole")) for row in rows)
        if not owed:
            says = {row[name] for row in rows for name in ("first", "second", "whole")} - {None}
            worst = next(
                (reason for reason in ("left", "declined", "suspended", "short_window") if reason in says), None
            )
            assert worst == oracle.excluded(seen, windows, month.year, month.month), month
        there = [row for row in kept if row["month"] == month]
        assert sum(row["windows"] for row in there) == len([w for w in owed if seen.is_met(w)]), month
        if owed:
            came = [visit for visit in seen.in_home() if visit.day.replace(day=1) == month]
            assert any(row["in_home"] for row in there) == bool(came), month
        month = oracle.add_months(month, 1)


@pytest.mark.parametrize("profile", [told.HANJIANG, told.ZAOZHUANG])
@trials
@given(data=st.data())
def test_who_is_to_be_visited_and_by_when_is_what_the_judge_says(profile: str, data: st.DataObject) -> None:
    events, at, known_at = data.draw(asked_histories(profile))
    events = [one for one in as_people_can(events) if not isinstance(one, told.NeedRaised | told.RiskReported)]
    standing, on = folded(events, at, known_at), day_of(at)
    expected = oracle.worklist({"elder": events}, at, known_at)
    work = work_of(SUBJECT, standing, on) if standing and standing.stretches else None
    assert bool(work) == bool(expected)
    if work and standing:
        assert act_by(work) == expected[0].act_by
        assert ("overdue" in {reason["code"] for reason in work["reasons"]}) == ("overdue" in expected[0].reasons)
