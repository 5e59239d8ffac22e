"""A district where needs and risks come, go on and come to their end by chance; the judge gets all that is recorded."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from carevisit import clock
from carevisit.access import Actor
from carevisit.cases import take
from carevisit.course import ElderLeft, ElderSuspended
from carevisit.database import Sight
from carevisit.days import first_of_month
from carevisit.etags import Expected
from carevisit.ledger import Book, Fact, Ledger
from carevisit.loops import LOOPS
from carevisit.needs.actions import raise_need
from carevisit.needs.sheets import (
    Acceptance,
    Benefit,
    Decline,
    NeedFollowUp,
    NeedOutcome,
    NeedReopening,
    NeedSheet,
    Progress,
)
from carevisit.needs.sheets import Referral as ReferralSheet
from carevisit.policy import LeaveReason, SuspensionReason
from carevisit.risks.actions import report_risk
from carevisit.risks.sheets import (
    Call,
    Clearance,
    Contact,
    Handling,
    RiskFollowUp,
    RiskReopening,
    RiskSheet,
    Supervision,
)
from carevisit.visits import Correction, Record, Recorded, Void, correct_visit, void_visit
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World, visit
from ledger.scene import hand_in, register, transfer
from oracle import cases_told as told
from oracle import loops

VILLAGES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
GUIDE = {VILLAGE: "guide", NEXT_VILLAGE: "guide", FAR_VILLAGE: "far_guide"}
LIAISON = {VILLAGE: "liaison", NEXT_VILLAGE: "next_liaison", FAR_VILLAGE: "far_liaison"}
AGENCIES = {VILLAGE: ("agency", "rival_agency"), NEXT_VILLAGE: ("next_agency",), FAR_VILLAGE: ()}
NEED_KINDS = ("daily_care", "rehabilitation_nursing", "comfort", "home_adaptation", "legal_aid", "other")
RISK_KINDS = ("fall", "neglect", "fraud", "unsafe_housing", "other")
UNSAFE = {"safety": {"electricity": "unsafe"}}
HOW = ("confirmed", "confirmed", "reopened")
Ways = list[tuple[type[told.CaseEvent], dict[str, Any]]]
NEED_WAYS: Ways = [
    (told.Accepted, {}), (told.Accepted, {}), (told.Declined, {}), (told.Progressed, {}), (told.BenefitTold, {}),
    (told.Concluded, {"result": "met"}), (told.Concluded, {"result": "not_met"}),
]  # fmt: skip
RISK_WAYS: Ways = [
    (told.Called, {}), (told.FamilyContacted, {}), (told.Supervised, {}), (told.Handled, {}), (told.Cleared, {}),
    (told.Cleared, {}), *((told.RiskFollowedUp, {"result": how}) for how in HOW),
]  # fmt: skip
ASIDE = (told.BenefitTold, told.Called, told.FamilyContacted, told.Supervised)
TICK = timedelta(milliseconds=2)


@dataclass
class Case:
    """A need or a risk: where it is, and its history as the judge gets it."""

    id: UUID
    elder: "Elder"
    noun: str
    events: list[told.CaseEvent]
    visit: UUID | None = None
    from_marks: bool = False


@dataclass
class Elder:
    """Whose they are."""

    id: UUID
    place: str
    state: str = "active"
    moved_at: datetime | None = None
    cases: dict[UUID, Case] = field(default_factory=dict)
    visits: dict[UUID, tuple[datetime, int, bool]] = field(
        default_factory=dict
    )  # when, which version, whether it stands


class District:
    """The recorder: everything goes through the ledger's own actions, in this process."""

    def __init__(self, world: World, ledger: Ledger, seed: int) -> None:
        self.world, self.ledger, self.seed, self.chance = world, ledger, seed, random.Random(seed)
        self.elders: list[Elder] = []
        self.done: dict[str, int] = {}
        self._actors: dict[str, Actor] = {}

    @property
    def cases(self) -> list[Case]:
        return [case for elder in self.elders for case in elder.cases.values()]

    def actor(self, who: str) -> Actor:
        if who not in self._actors:
            self._actors[who] = self.world.actor(who)
        return self._actors[who]

    def party(self, who: str) -> told.Party:
        actor = self.actor(who)
        return told.Party(role=actor.role.value, id=str(actor.id))

    def ago(self) -> datetime:
        """A moment that is over: minutes ago as often as months ago, so that every deadline lies between some of them."""
        minutes = self.chance.choice([60, 1_000, 10_000, 60_000, 150_000])
        return clock.now() - timedelta(minutes=self.chance.uniform(minutes / 60, minutes))

    def who(self, elder: Elder, at: datetime) -> str:
        """Somebody who had the elder at a moment, and has them now."""
        if elder.moved_at and at < elder.moved_at:
            return "supervisor"
        kind, place = self.chance.choice(["supervisor", "guide", "liaison", "agency"]), elder.place
        people = {"guide": [GUIDE[place]], "liaison": [LIAISON[place]], "agency": [*AGENCIES[place]]}
        return self.chance.choice(people.get(kind) or ["supervisor"])

    def count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    async def registers(self) -> Elder:
        place = self.chance.choice(VILLAGES)
        who = self.chance.choice(["supervisor", GUIDE[place], GUIDE[place], LIAISON[place]])
        id = await register(self.ledger, self.actor(who), residence={"place": place, "detail": "1 号"})
        self.elders.append(Elder(id, place, "candidate" if who == LIAISON[place] else "active"))
        return self.elders[-1]

    # What begins cases

    def begins(
        self, elder: Elder, id: UUID, noun: str, at: datetime, who: str, visit: UUID | None = None, **more: Any
    ) -> Case:
        event = told.NeedRaised if noun == "need" else told.RiskReported
        first = event(happened_at=at, who=self.party(who), **more)
        case = Case(id, elder, noun, [first], visit)
        elder.cases[id] = case
        self.count(f"{noun}s")
        return case

    async def raises(self, elder: Elder) -> None:
        """Raise a need directly."""
        at, urgent = self.ago(), self.chance.random() < 0.3
        who = self.who(elder, at)
        sheet = NeedSheet(elder_id=elder.id, kind=self.chance.choice(NEED_KINDS), urgent=urgent, at=at.isoformat())
        id = (await self.ledger.write(self.actor(who), lambda book: raise_need(book, sheet, {}))).id
        self.begins(elder, id, "need", at, who, urgent=urgent)

    async def reports(self, elder: Elder) -> None:
        """Report a risk directly."""
        at = self.ago()
        who = self.who(elder, at)
        said = self.danger(at)
        sheet = RiskSheet.model_validate_json(json.dumps({"elder_id": str(elder.id), "at": at.isoformat(), **said}))
        id = (await self.ledger.write(self.actor(who), lambda book: report_risk(book, sheet, {}))).id
        self.reported(elder, id, at, who, said)

    def danger(self, at: datetime) -> dict[str, Any]:
        said: dict[str, Any] = {
            "kind": self.chance.choice(RISK_KINDS), "severity": self.chance.choice(["major", "general", "general"]),
        }  # fmt: skip
        if self.chance.random() < 0.3:
            said["emergency_call"] = {"number": "120", "at": at.isoformat()}
        if self.chance.random() < 0.3:
            said["family_contacts"] = [{"who": "林小明", "at": at.isoformat(), "reached": self.chance.random() < 0.5}]
        return said

    def reported(
        self, elder: Elder, id: UUID, at: datetime, who: str, said: dict[str, Any], visit: UUID | None = None
    ) -> None:
        case = self.begins(elder, id, "risk", at, who, visit, severity=said["severity"], kind=said["kind"])
        party = self.party(who)
        if "emergency_call" in said:
            case.events.append(told.Called(happened_at=at + timedelta(microseconds=2), who=party))
        if "family_contacts" in said:
            case.events.append(told.FamilyContacted(happened_at=at + timedelta(microseconds=3), who=party))

    async def visits(self, elder: Elder, found: int) -> None:
        """A visit whose sheet has needs and risks; at some, the electricity is unsafe."""
        at = self.ago()
        who, hours = self.who(elder, at), (clock.now() - at).total_seconds() / 3600
        needs = [
            {"kind": self.chance.choice(NEED_KINDS), "urgent": self.chance.random() < 0.3}
            for _ in range(self.chance.randint(0, found))
        ]
        risks = [self.danger(clock.now() - timedelta(hours=hours)) for _ in range(found - len(needs))]
        marks = UNSAFE if self.chance.random() < 0.3 else {}
        written = await hand_in(
            self.ledger, self.actor(who), elder.id, hours, ended_at=None, needs=needs, risks=risks, **marks
        )
        assert isinstance(written, Recorded)
        at = await self.moment_of(written.id)
        elder.visits[written.id] = (at, 1, True)
        for id, need in zip(written.needs, needs, strict=False):
            self.begins(elder, id, "need", at, who, written.id, urgent=need["urgent"])
        for id, risk in zip(written.risks, risks, strict=False):
            self.reported(elder, id, at, who, risk, written.id)
        self.marked(elder, written, at, who)

    def marked(self, elder: Elder, written: Recorded, at: datetime, who: str) -> None:
        """What the marks opened: a general risk, reported by the maker of that record."""
        for id in {*written.needs, *written.risks} - set(elder.cases):
            self.begins(elder, id, "risk", at, who, written.id, kind="unsafe_electricity").from_marks = True

    async def moment_of(self, visit_id: UUID) -> datetime:
        rows = await self.ask("SELECT happened_at FROM entry WHERE id = %s", visit_id)
        at: datetime = rows[0]["happened_at"]
        return at

    async def ask(self, sql: Any, *params: Any) -> list[dict[str, Any]]:
        """What the ledger's keeper finds, to whom no wall applies."""
        async with self.ledger.database.transaction(Sight.KEEPER) as keeper:
            return await keeper.all(sql, params)

    # What mends them

    async def mends(self, elder: Elder) -> None:
        """Correct a visit, or declare it void: what only its marks had opened goes with it."""
        standing = [(id, at, version) for id, (at, version, stands) in elder.visits.items() if stands]
        if not standing:
            return
        id, at, version = self.chance.choice(standing)
        who = self.chance.choice(["supervisor", GUIDE[elder.place]])
        if clock.day_of(at) < first_of_month(clock.today()):
            who = "supervisor"  # the month may be locked: then only the district mends its records
        record = Record(id, elder.id, at, True)
        if self.chance.random() < 0.5:
            void = Void(reason="not_made")
            await self.ledger.write(
                self.actor(who), lambda book: void_visit(book, record, void, Expected.of(version), {})
            )
            elder.visits[id] = (at, version + 1, False)
            self.count("voids")
        else:
            content = visit("", 1, started_at=at.isoformat(), ended_at=None, reason="wrong_content")
            del content["elder_id"]
            content |= UNSAFE if self.chance.random() < 0.5 else {}
            sheet = Correction.model_validate_json(json.dumps(content))
            mended = await self.ledger.write(
                self.actor(who), lambda book: correct_visit(book, record, sheet, Expected.of(version), {})
            )
            elder.visits[id] = (at, version + 1, True)
            self.marked(elder, mended, at, who)
            self.count("corrections")
        await self.withdrawn(elder)
        if not elder.visits[id][2]:  # what a void record reported, and nobody else acted on, is gone
            left = [
                case
                for case in elder.cases.values()
                if case.visit == id and not case.from_marks and not self.over(case)
            ]
            assert not [
                case
                for case in left
                if loops.awaited(case.events, clock.now()) and loops.nobody_else_acted(case.events)
            ]

    async def withdrawn(self, elder: Elder) -> None:
        """Ask the ledger which cases it has withdrawn. Only those may be that nobody but their reporter had acted on."""
        gone = await self.ask(_GONE, elder.id)
        for row in gone:
            case = elder.cases.get(row["id"])
            if case is None or self.over(case):  # else it is a mark that was taken from a case
                continue
            assert case.visit is not None
            assert loops.nobody_else_acted(case.events)
            case.events.append(told.Withdrawn(happened_at=row["written_at"], who=self.party("supervisor")))
            self.count("withdrawn")

    # What goes on with them

    def over(self, case: Case) -> bool:
        """Withdrawn, or ended with the elder's exit."""
        return isinstance(case.events[-1], told.Withdrawn) or case.elder.state == "left"

    def possible(self, case: Case) -> list[told.CaseEvent]:
        """What the judge says may be done next, by somebody who has the elder now, at some moment since."""
        last = case.events[-1].happened_at + TICK
        now = clock.now()
        at = last + (now - last) * self.chance.choice([0, 0.1, self.chance.random(), 0.9])
        if at >= now:
            return []
        people = ["supervisor", GUIDE[case.elder.place], LIAISON[case.elder.place], *AGENCIES[case.elder.place]]
        for who in self.chance.sample(people, len(people)):
            tried = self.steps_of_a_need(case) if case.noun == "need" else RISK_WAYS
            found = [kind(happened_at=at, who=self.party(who), **said) for kind, said in [*tried, (told.Reopened, {})]]
            if allowed := [one for one in found if loops.refusal(case.events, one) is None]:
                return allowed
        return []

    def steps_of_a_need(self, case: Case) -> Ways:
        agency = self.chance.choice([None, *AGENCIES[case.elder.place]])
        due_on = clock.today() + timedelta(days=self.chance.choice([0, 3, 20]))
        to = {"due_on": due_on, "agency": str(self.actor(agency).id) if agency else None}
        seen = [(told.NeedFollowedUp, {"loop": loop, "result": how}) for loop in self.unseen(case) for how in HOW]
        return [(told.Referred, to), *NEED_WAYS, *seen]

    def unseen(self, case: Case) -> list[str]:
        """The follow-ups that are still to come."""
        steps = {step for step, *_ in loops.awaited(case.events, clock.now())}
        return [loop for loop in ("referral", "difficulty") if f"follow_up_{loop}" in steps]

    async def goes_on(self, case: Case) -> bool:
        """Take a step that the judge allows: the program must take it, too."""
        found = [] if self.over(case) else self.possible(case)
        if not found:
            return False
        event = self.chance.choice([one for one in found if not isinstance(one, ASIDE)] or found)
        if self.chance.random() < 0.1:
            event = self.chance.choice(found)
        actor = next(one for one in self._actors.values() if str(one.id) == event.who.id)
        sheet, loop = sheet_of(event, case.noun), LOOPS[case.noun]
        revision = (await self.ask(f"SELECT revision FROM {loop.noun} WHERE id = %s", case.id))[0]["revision"]
        await self.ledger.write(
            actor, lambda book: take(book, loop, case.elder.id, case.id, sheet, Expected.of(revision), {})
        )
        case.events.append(event)
        self.count(sheet.fact.kind)
        return True

    # What becomes of the elder

    async def moves(self, elder: Elder) -> None:
        place = self.chance.choice([one for one in VILLAGES if one != elder.place])
        version = (await self.ask("SELECT file_version FROM head WHERE subject = %s", elder.id))[0]["file_version"]
        await transfer(self.ledger, self.actor("supervisor"), elder.id, version, place=place)
        elder.place, elder.moved_at = place, clock.now()
        self.count("moves")

    async def leaves(self, elder: Elder, *, gone: bool) -> None:
        today, reason = clock.today(), next(iter(LeaveReason))
        fact: Fact = (
            ElderLeft(on=today, reason=reason)
            if gone
            else ElderSuspended(from_on=today, reason=next(iter(SuspensionReason)))
        )

        async def action(book: Book) -> None:
            page = await book.open(elder.id, at=clock.now())
            book.write(page, fact, happened_at=page.written_at)

        await self.ledger.write(self.actor("supervisor"), action)
        elder.state = "left" if gone else "suspended"
        self.count(elder.state)

    # All of it

    async def tell(self, elders: int, cases: int, going: float, hands: int = 4) -> None:
        """So many cases of so many elders, some hands at work at once; everything else by chance in between.

        `going` is the share of the cases that go on, each for some steps.
        """
        for who in (
            "supervisor",
            *GUIDE.values(),
            *LIAISON.values(),
            *(one for some in AGENCIES.values() for one in some),
        ):
            self.actor(who)
        each = [District(self.world, self.ledger, self.seed * 100 + turn) for turn in range(hands)]
        for one in each:  # with chances of their own, so that who waits for whom changes nothing
            one._actors, one.elders, one.done = self._actors, self.elders, self.done
        await asyncio.gather(*(one._work(elders // hands, -(-cases // hands), going) for one in each))

    async def _work(self, elders: int, cases: int, going: float) -> None:
        mine = [await self.registers() for _ in range(elders)]
        waiting: list[Case] = []
        while (told := sum(len(elder.cases) for elder in mine)) < cases or waiting:
            elder = self.chance.choice(mine)
            turn = self.chance.random() if told < cases else 1.0
            before = set(elder.cases)
            if turn < 0.05:
                await self.raises(elder)
            elif turn < 0.10:
                await self.reports(elder)
            elif turn < 0.30:
                await self.visits(elder, self.chance.randint(1, 16))
            elif turn < 0.35:
                await self.mends(elder)
            elif turn < 0.38:
                await self.moves(elder)
            elif turn < 0.39 and elder.state in ("active", "candidate"):
                await self.leaves(elder, gone=self.chance.random() < 0.5)
            elif waiting:
                case = waiting.pop(self.chance.randrange(len(waiting)))
                if await self.goes_on(case) and self.chance.random() < 0.8:
                    waiting.append(case)
            new = [case for id, case in elder.cases.items() if id not in before]
            waiting += [case for case in new if self.chance.random() < going]


_GONE = (
    "SELECT corrects AS id, written_at FROM entry WHERE subject = %s AND kind IN ('need.withdrawn', 'risk.withdrawn')"
)


def sheet_of(event: told.CaseEvent, noun: str) -> Any:
    """A step as the program gets it."""
    at, note = event.happened_at.isoformat(), "办理"
    match event:
        case told.Referred():
            to = {"department": "health"} if event.agency is None else {"agency": event.agency}
            return read(ReferralSheet, at=at, due_on=event.due_on.isoformat(), **to)
        case told.Accepted():
            return read(Acceptance, at=at)
        case told.Declined():
            return read(Decline, at=at, reason="no_capacity")
        case told.Progressed():
            return read(Progress, at=at, note=note)
        case told.Concluded():
            return read(
                NeedOutcome, at=at, **({"met": True} if event.result == "met" else {"met": False, "reason": "other"})
            )
        case told.BenefitTold():
            return read(Benefit, at=at, benefit="高龄津贴", told_on=clock.today().isoformat(), outcome="not_applied")
        case told.NeedFollowedUp():
            return read(NeedFollowUp, at=at, loop=event.loop, result=event.result)
        case told.Called():
            return read(Call, at=at, number="120")
        case told.FamilyContacted():
            return read(Contact, at=at, who="林小明", reached=True)
        case told.Handled():
            return read(Handling, at=at)
        case told.Supervised():
            return read(Supervision, at=at, by=event.rung)
        case told.Cleared():
            return read(Clearance, at=at, how=note)
        case told.RiskFollowedUp():
            return read(RiskFollowUp, at=at, result=event.result)
        case told.Reopened():
            return read(NeedReopening if noun == "need" else RiskReopening, at=at, note=note)
    raise AssertionError(event)


def read(kind: Any, **said: Any) -> Any:
    return kind.model_validate_json(json.dumps(said))
