"""The history of a file: what its facts say, each from its day on. No database, no clock.

The rules ask it what may happen next, and the standing what holds on a day.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from ..clock import day_of
from ..elders import ElderAmended, ElderRegistered, ElderTransferred, FileFact, ProfileApplied, amended
from ..ledger import Entry
from ..policy import (
    DEFAULT_PROFILE,
    NOWHERE,
    Circumstances,
    Consent,
    ContactState,
    FileState,
    LivesWith,
    OnFile,
    living,
)
from .facts import (
    CategoryOverruled,
    ConsentRecorded,
    ContactNamed,
    CourseFact,
    ElderConfirmed,
    ElderLeft,
    ElderReturned,
    ElderReviewed,
    ElderSuspended,
    FrequencySet,
    SuspensionEnded,
    TierOverruled,
)

T = TypeVar("T")


@dataclass
class Suspended:
    """A suspension as it stands: its last day is the latest recorded one."""

    entry: Entry
    from_on: date
    until_on: date | None
    ended_at: datetime | None = None

    def meets(self, first: date, last: date | None) -> bool:
        """Whether it has a day in common with a span of days."""
        own_last, other_last = self.until_on or date.max, last or date.max
        return self.from_on <= own_last and first <= other_last and self.from_on <= other_last and first <= own_last


@dataclass
class History:
    """What the facts of a file say, applied in the order in which they happened.

    Where a list pairs a day with what holds from then on, it is in the order of these days; of two of one day, the later
    recorded one stands last and holds.
    """

    registered_at: datetime | None = None
    filed_on: date = date.min
    first_on: date = date.max
    confirmed_on: date | None = None
    reviewed_on: date | None = None
    files: list[tuple[date, FileFact]] = field(default_factory=list)
    homes: list[tuple[date, tuple[Circumstances | None, UUID]]] = field(default_factory=list)
    consents: list[tuple[date, Consent]] = field(default_factory=list)
    gone: list[tuple[date, bool]] = field(default_factory=list)
    profiles: list[tuple[date, str]] = field(default_factory=list)
    suspensions: dict[UUID, Suspended] = field(default_factory=dict)
    exits: list[Entry] = field(default_factory=list)
    contacts: dict[str, Entry] = field(default_factory=dict)
    overruled: list[CategoryOverruled] = field(default_factory=list)
    tiers: list[TierOverruled] = field(default_factory=list)
    frequencies: list[FrequencySet] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "History":
        """The history of these entries."""
        history = cls()
        for entry in entries:
            history.apply(entry)
        return history

    def apply(self, entry: Entry) -> None:
        """Add an entry that happened no earlier than those before; of facts of other slices nothing follows."""
        fact = entry.fact
        if isinstance(fact, CourseFact | ProfileApplied):
            self.moments.append(entry.happened_at)
        match fact:
            case ElderRegistered():
                self._register(fact, entry)
            case ElderTransferred():
                self.homes.append((fact.on, (fact.circumstances, entry.place_id or NOWHERE)))
                self.first_on = min(self.first_on, fact.on)
            case ElderAmended():
                self.files.append((day_of(entry.happened_at), amended(self.files[-1][1], fact) if self.files else fact))
            case ElderConfirmed():
                self.confirmed_on = min(fact.on, self.confirmed_on or fact.on)
                self.first_on = min(self.first_on, fact.on)
                self.reviewed_on = max(fact.on, self.reviewed_on or fact.on)
            case ElderReviewed():
                self.reviewed_on = max(fact.on, self.reviewed_on or fact.on)
            case ConsentRecorded():
                insort(self.consents, (fact.on, fact.consent), key=_day)
            case ElderSuspended():
                self.suspensions[entry.id] = Suspended(entry, fact.from_on, fact.until_on)
            case SuspensionEnded() if ended := self.suspensions.get(fact.suspension):
                ended.until_on, ended.ended_at = fact.last_on, entry.happened_at
            case ElderLeft():
                insort(self.gone, (fact.on, True), key=_day)
                self.exits.append(entry)
            case ElderReturned():
                insort(self.gone, (fact.on, False), key=_day)
            case ContactNamed(person=None):
                self.contacts.pop(fact.role, None)
            case ContactNamed():
                self.contacts[fact.role] = entry
            case CategoryOverruled():
                self.overruled.append(fact)
            case TierOverruled():
                self.tiers.append(fact)
            case FrequencySet():
                self.frequencies.append(fact)
            case ProfileApplied():
                insort(self.profiles, (fact.from_on, fact.profile), key=_day)

    def _register(self, fact: ElderRegistered, entry: Entry) -> None:
        day = day_of(entry.happened_at)
        since = min(fact.confirmed_on or day, day)
        self.registered_at, self.filed_on, self.first_on = entry.happened_at, fact.filed_on, since
        self.confirmed_on = fact.confirmed_on
        self.reviewed_on = max(fact.filed_on, fact.confirmed_on or fact.filed_on)
        self.files.append((since, fact))
        self.homes.append((since, (fact.circumstances, entry.place_id or NOWHERE)))
        asked_on = fact.consent_on or (since if fact.consent is not Consent.NOT_ASKED else None)
        if fact.consent_on or asked_on is None:  # an earlier consent of somebody not asked may be recorded later
            insort(self.consents, (date.min, Consent.NOT_ASKED), key=_day)
        if asked_on is not None:
            insort(self.consents, (asked_on, fact.consent), key=_day)

    # What holds on a day

    def state(self, day: date) -> FileState:
        """The state of the file on a day: left before declined before suspended before candidate."""
        if self.has_left(day):
            return FileState.LEFT
        consent = self.consent(day)
        if consent in (Consent.DECLINED, Consent.WITHDRAWN):
            return FileState.DECLINED
        if any(s.from_on <= day and (s.until_on is None or day <= s.until_on) for s in self.suspensions.values()):
            return FileState.SUSPENDED
        return FileState.ACTIVE if self.confirmed(day) and consent is Consent.GIVEN else FileState.CANDIDATE

    def has_left(self, day: date) -> bool:
        """Whether the elder is not in the ledger on a day, the day of the exit included."""
        gone = [left for on, left in self.gone if on <= day]
        return bool(gone) and gone[-1]

    def consent(self, day: date) -> Consent:
        """The elder's wish on a day."""
        return _latest(self.consents, day)

    def confirmed(self, day: date) -> bool:
        """Whether the township has confirmed the elder by a day, whatever the elder's wish."""
        return self.confirmed_on is not None and self.confirmed_on <= day

    def place(self, day: date) -> UUID:
        """The village in which the elder lives on a day."""
        return _latest(self.homes, day)[1]

    def profile(self, day: date) -> str:
        """The name of the profile in force on a day."""
        return _latest(self.profiles, day) if self.profiles and self.profiles[0][0] <= day else DEFAULT_PROFILE

    def times(self, day: date) -> int:
        """The visits owed in a window by the latest recorded assessment that has begun; after its last day, one."""
        begun = [fact for fact in self.frequencies if fact.from_on <= day]
        return begun[-1].times if begun and day <= (begun[-1].until_on or date.max) else 1

    def on_file(self, day: date) -> OnFile:
        """What people said of the elder, as it held on a day."""
        file, (home, _) = _latest(self.files, day), _latest(self.homes, day)
        circumstances = file.circumstances or Circumstances()
        if home is not None:
            circumstances = circumstances.model_copy(update={"home": home.home})
        decided = {fact.category: fact.holds for fact in self.overruled if fact.on <= day}
        tier = [fact.tier for fact in self.tiers if fact.on <= day]
        return OnFile(
            circumstances, tuple(file.categories), file.tier_told,
            {code: holds for code, holds in decided.items() if holds is not None}, tier[-1] if tier else None,
        )  # fmt: skip

    # What stands in the end

    @property
    def numbered(self) -> bool:
        """Whether the file has an ID number: once there, it may be corrected and not taken away."""
        return any(file.numbered for _, file in self.files)

    @property
    def left_on(self) -> date | None:
        """Since when the elder is not in the ledger; None while they are."""
        return self.gone[-1][0] if self.gone and self.gone[-1][1] else None

    def contact(self) -> ContactState:
        """The first contact: the one named, else proposed by the rule (part 2 (3)): a child at home, else in the village."""
        if "first" in self.contacts:
            return ContactState.NAMED
        now = self.on_file(date.max).circumstances
        children = [kin for kin in now.kin or () if kin.kin == "child" and living(kin, date.max)]
        at_hand = now.lives_with is LivesWith.CHILDREN or any(
            now.home and now.home[-1] in (kin.where or ()) for kin in children
        )
        if at_hand:
            return ContactState.PROPOSED
        return ContactState.REMOTE_ONLY if children else ContactState.MISSING

    def returns_on(self) -> date | None:
        """The first day on which a relative who is away was to be back."""
        kin = self.on_file(date.max).circumstances.kin or ()
        return min(
            (one.planned_return_on for one in kin if one.planned_return_on and living(one, date.max)), default=None
        )


def _latest(dated: Sequence[tuple[date, T]], day: date) -> T:
    """What holds on a day; before the first day, the first of all."""
    return dated[max(bisect_right(dated, day, key=_day) - 1, 0)][1]


def _day(dated: tuple[date, object]) -> date:
    return dated[0]
