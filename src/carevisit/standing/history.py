"""The course of an elder's standing, told from the facts about the file: what holds from which day, the days to come included."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from ..attachments import AttachmentAdded, AttachmentRemoved
from ..clock import day_of
from ..course import (
    CategoryOverruled,
    ConsentRecorded,
    ContactNamed,
    ElderConfirmed,
    ElderLeft,
    ElderReturned,
    ElderReviewed,
    ElderSuspended,
    FrequencySet,
    SuspensionEnded,
    TierOverruled,
)
from ..elders import ElderAmended, ElderRegistered, ElderTransferred, FileFact, ProfileApplied, amended
from ..ledger import Entry
from ..policy import (
    DEFAULT_PROFILE,
    NOWHERE,
    Ability,
    Case,
    Category,
    Circumstances,
    Consent,
    ContactState,
    FileState,
    Flag,
    Judgement,
    LivesWith,
    Profile,
    Stretch,
    Told,
    check_due_on,
    judge_elder,
    living,
    profile_of,
    turns,
)
from .papers import Paper, expired

DAY = timedelta(days=1)
ON_FILE = (FileState.ACTIVE, FileState.SUSPENDED)
T = TypeVar("T")


@dataclass(frozen=True)
class Suspension:
    """Days on which nothing is owed."""

    from_on: date
    until_on: date | None


@dataclass
class History:
    """What the facts about a file say, each from its day on, in the order that they happened."""

    files: list[tuple[date, FileFact]] = field(default_factory=list)
    homes: list[tuple[date, tuple[Circumstances | None, UUID]]] = field(default_factory=list)
    confirmed_on: date | None = None
    consents: list[tuple[date, Consent]] = field(default_factory=list)
    suspensions: dict[UUID, Suspension] = field(default_factory=dict)
    gone: list[tuple[date, bool]] = field(default_factory=list)
    overruled: list[tuple[date, CategoryOverruled]] = field(default_factory=list)
    tiers: list[tuple[date, TierOverruled]] = field(default_factory=list)
    frequencies: list[tuple[date, FrequencySet]] = field(default_factory=list)
    profiles: list[tuple[date, str]] = field(default_factory=list)
    papers: dict[UUID, Paper] = field(default_factory=dict)
    reviewed_on: date | None = None
    contact_named: bool = False
    first_on: date = date.max

    def tell(self, entry: Entry) -> None:
        """Take in one fact."""
        fact, day = entry.fact, day_of(entry.happened_at)
        if isinstance(fact, ElderTransferred):
            self.homes.append((fact.on, (fact.circumstances, entry.place_id or NOWHERE)))
            self.first_on = min(self.first_on, fact.on)
        elif isinstance(fact, FileFact):
            self._filed(fact, entry, day)
        elif isinstance(fact, ElderConfirmed):
            self.confirmed_on = fact.on if self.confirmed_on is None else min(self.confirmed_on, fact.on)
            self.first_on = min(self.first_on, fact.on)
            self.reviewed_on = max(self.reviewed_on or fact.on, fact.on)
        elif isinstance(fact, ConsentRecorded):
            self.consents.append((fact.on, fact.consent))
        elif isinstance(fact, ElderSuspended):
            self.suspensions[entry.id] = Suspension(fact.from_on, fact.until_on)
        elif isinstance(fact, SuspensionEnded) and fact.suspension in self.suspensions:
            self.suspensions[fact.suspension] = replace(self.suspensions[fact.suspension], until_on=fact.last_on)
        elif isinstance(fact, ElderLeft | ElderReturned):
            self.gone.append((fact.on, isinstance(fact, ElderLeft)))
        elif isinstance(fact, CategoryOverruled):
            self.overruled.append((fact.on, fact))
        elif isinstance(fact, TierOverruled):
            self.tiers.append((fact.on, fact))
        elif isinstance(fact, FrequencySet):
            self.frequencies.append((fact.from_on, fact))
        elif isinstance(fact, ProfileApplied):
            self.profiles.append((fact.from_on, fact.profile))
        elif isinstance(fact, ElderReviewed):
            self.reviewed_on = max(self.reviewed_on or fact.on, fact.on)
        elif isinstance(fact, ContactNamed) and fact.role == "first":
            self.contact_named = fact.person is not None
        elif isinstance(fact, AttachmentAdded) and fact.paper is not None:
            self.papers[entry.id] = Paper(id=entry.id, kind=fact.paper, added_on=day, valid_until=fact.valid_until)
        elif isinstance(fact, AttachmentRemoved) and fact.attachment_id in self.papers:
            removed = self.papers[fact.attachment_id].model_copy(update={"removed_on": day})
            self.papers[fact.attachment_id] = removed

    def _filed(self, fact: FileFact, entry: Entry, day: date) -> None:
        if isinstance(fact, ElderRegistered):
            since = min(fact.confirmed_on or day, day)
            self.homes.append((since, (fact.circumstances, entry.place_id or NOWHERE)))
            asked_on = fact.consent_on or (since if fact.consent is not Consent.NOT_ASKED else None)
            if fact.consent_on or asked_on is None:  # who was not asked may be told later to have agreed before
                self.consents.append((date.min, Consent.NOT_ASKED))
            if asked_on is not None:
                self.consents.append((asked_on, fact.consent))
            self.confirmed_on = fact.confirmed_on
            self.reviewed_on = max(fact.filed_on, fact.confirmed_on or fact.filed_on)
            self.first_on = since
            self.files.append((since, fact))
        elif isinstance(fact, ElderAmended):
            self.files.append((day, amended(self.files[-1][1], fact) if self.files else fact))

    def told(self, day: date) -> Told:
        """What people said of the elder, as it held on a day."""
        file = _latest(self.files, day)
        home, _ = _latest(self.homes, day)
        circumstances = file.circumstances or Circumstances()
        if home is not None:
            circumstances = circumstances.model_copy(update={"home": home.home})
        decided = {fact.category: fact.holds for on, fact in self.overruled if on <= day}
        tier = [fact.tier for on, fact in self.tiers if on <= day]
        return Told(
            circumstances, tuple(file.categories), file.tier_told,
            {code: holds for code, holds in decided.items() if holds is not None}, tier[-1] if tier else None,
        )  # fmt: skip

    def state(self, day: date) -> FileState:
        """Where the file stands on a day: left before declined before suspended before candidate."""
        gone = [left for on, left in self.gone if on <= day]
        if gone and gone[-1]:
            return FileState.LEFT
        consent = _latest(self.consents, day)
        if consent in (Consent.DECLINED, Consent.WITHDRAWN):
            return FileState.DECLINED
        if any(s.from_on <= day and (s.until_on is None or day <= s.until_on) for s in self.suspensions.values()):
            return FileState.SUSPENDED
        return FileState.ACTIVE if self._confirmed(day) and consent is Consent.GIVEN else FileState.CANDIDATE

    def _confirmed(self, day: date) -> bool:
        """Whether the township has confirmed the elder by a day, agreeing or not."""
        return self.confirmed_on is not None and self.confirmed_on <= day

    def profile(self, day: date) -> str:
        """The rules in force on a day."""
        return _latest(self.profiles, day) if self.profiles and self.profiles[0][0] <= day else DEFAULT_PROFILE

    def stretches(self, cases: Iterable[Case] = ()) -> list[Stretch]:
        """The elder's standing from the first day on: a new stretch begins where anything changes."""
        if not self.files:
            return []
        self.profiles.sort(key=lambda told: told[0])
        self.gone.sort(key=lambda told: told[0])
        self.consents.sort(key=lambda told: told[0])
        cases, contact = tuple(cases), self.contact()
        found: list[Stretch] = []
        for day in sorted(self._turning_days(cases)):
            rules = profile_of(self.profile(day))
            told = self.told(day)
            judged = judge_elder(rules, told, day, cases if rules.follows_cases else ())
            state = self.state(day)
            flags = (*_flags(told, judged, contact, state), *self._due(rules, told, day, state))
            stretch = Stretch(
                day, state, judged.tier, _latest(self.homes, day)[1], rules.name, self._times(day),
                tuple(judged.categories.items()), judged.tier_reasons, flags,
                self._confirmed(day), _latest(self.consents, day), judged.unknown,
            )  # fmt: skip
            if not found or replace(found[-1], from_on=day) != stretch:
                found.append(stretch)
        return found

    def _due(self, rules: Profile, told: Told, day: date, state: FileState) -> Iterator[Flag]:
        """What is due by a day: a health check (健康检查), a paper in the place of one that has expired."""
        check_on = check_due_on(rules, told.circumstances)
        if check_on is not None and check_on <= day and state in ON_FILE:
            yield Flag.HEALTH_CHECK_DUE
        if state is not FileState.LEFT and expired(self.papers.values(), day):
            yield Flag.PAPER_EXPIRED

    def _times(self, day: date) -> int:
        """Visits a window, by the last assessment that has begun, whichever day it began on: it takes the place of those
        before it, and ends with its own last day."""
        begun = [fact for on, fact in self.frequencies if on <= day]
        return begun[-1].times if begun and day <= (begun[-1].until_on or date.max) else 1

    def _turning_days(self, cases: tuple[Case, ...]) -> set[date]:
        first_on = self.first_on.replace(day=1)  # the duty of the first month looks at all of its days
        days = {first_on}
        days |= {
            on
            for told in (self.files, self.consents, self.gone, self.overruled, self.tiers, self.profiles)
            for on, _ in told
        }
        days |= {on for on, _ in self.homes}
        days |= {self.confirmed_on} if self.confirmed_on else set()
        for paper in self.papers.values():
            days |= {paper.added_on} | ({paper.removed_on} if paper.removed_on else set())
            days |= {paper.valid_until + DAY} if paper.valid_until else set()
        for span in self.suspensions.values():
            days |= {span.from_on} | ({span.until_on + DAY} if span.until_on else set())
        for _, raised in self.frequencies:
            days |= {raised.from_on} | ({raised.until_on + DAY} if raised.until_on else set())
        rules = [profile_of(name) for name in {DEFAULT_PROFILE, *(name for _, name in self.profiles)}]
        for _, file in self.files:
            if file.circumstances:
                for profile in rules:
                    days |= set(turns(profile, file.circumstances))
        if any(profile.follows_cases for profile in rules):
            days |= {case.opened_on for case in cases}
            days |= {case.closed_on + DAY for case in cases if case.closed_on < date.max}
        return {day for day in days if day >= first_on}

    def contact(self) -> ContactState:
        """The first contact: named, else proposed by the rule (part 2 (3)): a child at home, else in the village."""
        if self.contact_named:
            return ContactState.NAMED
        told = self.told(date.max).circumstances
        children = [kin for kin in told.kin or () if kin.kin == "child" and living(kin, date.max)]
        at_hand = told.lives_with is LivesWith.CHILDREN or any(
            told.home and told.home[-1] in (kin.where or ()) for kin in children
        )
        if at_hand:
            return ContactState.PROPOSED
        return ContactState.REMOTE_ONLY if children else ContactState.MISSING

    def returns_on(self) -> date | None:
        """The first day on which somebody away was to be back."""
        kin = self.told(date.max).circumstances.kin or ()
        return min(
            (one.planned_return_on for one in kin if one.planned_return_on and living(one, date.max)), default=None
        )


def _flags(told: Told, judged: Judgement, contact: ContactState, state: FileState) -> Iterator[Flag]:
    """What of a judgement somebody should look at: 避免让生活不能自理的老年人单独居住; a tick that the facts contradict; nobody
    to be called first; what is not known and must be asked."""
    if Category.LIVING_ALONE in judged.categories and told.circumstances.ability in (Ability.SEVERE, Ability.COMPLETE):
        yield Flag.DEPENDENT_ALONE
    if told.tier is not None and told.tier_overruled is None and told.tier is not judged.tier:
        yield Flag.TIER_DISAGREES
    if contact is ContactState.MISSING and state in ON_FILE:
        yield Flag.CONTACT_MISSING
    if judged.unknown and state is not FileState.LEFT:
        yield Flag.VERIFY_FAMILY


def _latest(told: Sequence[tuple[date, T]], day: date) -> T:
    """What was told last by a day; the first of all before that."""
    return told[max(bisect_right(told, day, key=_day) - 1, 0)][1]


def _day(told: tuple[date, object]) -> date:
    return told[0]
