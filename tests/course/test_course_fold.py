"""What happens to a file, day by day: facts in, standing out. The worked examples of the field, on days of their own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from carevisit import clock
from carevisit.clock import start_of
from carevisit.course.exit_sheets import Exit
from carevisit.course.facts import CourseFact
from carevisit.course.history import History
from carevisit.course.rules import (
    Ruling,
    come_back,
    confirm,
    consent,
    decide,
    end_suspension,
    leave,
    moment_of,
    review,
    set_frequency,
    suspend,
)
from carevisit.course.sheets import (
    Confirmation,
    ConsentSheet,
    Decision,
    FrequencySheet,
    ReturnSheet,
    Review,
    SuspensionEnd,
    SuspensionSheet,
)
from carevisit.elders.facts import ElderRegistered
from carevisit.errors import (
    AlreadyConfirmed,
    AlreadyLeft,
    ElderHasLeft,
    IdNumberMissing,
    Invalid,
    NotLeft,
    SuspensionOverlaps,
)
from carevisit.ledger import Entry, Fact, settled
from carevisit.policy import Category, Circumstances, Consent, FileState, Kin, LivesWith, SpouseStatus, Tier, month_of
from carevisit.standing import Standing, fold
from carevisit.standing.months import owed_in
from carevisit.standing.rules import read_standing
from carevisit.status.decisions import decided

LIN_AYI = UUID(int=1)
HOME = ("35", "3503", "350303", "350303103", "350303103201")
AWAY = ("35", "3502")


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def said(text: str) -> Any:
    """A day as a sheet says it."""
    return f"2026-{text}"


@pytest.fixture(autouse=True)
def _at_the_end_of_the_year() -> Iterator[None]:
    """These days are past, whatever today is."""
    with clock.set_to(start_of(day("12-31"))):
        yield


class File:
    """Lin Ayi's file, to which things happen one after another; each recorded at noon of a day, or when it took effect."""

    def __init__(self, **changes: Any) -> None:
        told: dict[str, Any] = {
            "filed_on": day("10-01"), "confirmed_on": day("10-01"), "state": FileState.ACTIVE, "consent": Consent.GIVEN,
            "tier_told": Tier.KEY, "categories": [Category.NO_KIN], "place": HOME[-1],
            "file": {"id_number": "999999194611040025"},
        }  # fmt: skip
        self.entries: list[Entry] = []
        fact = ElderRegistered(**(told | changes))
        self._add(fact, start_of(fact.filed_on))

    def _add(self, fact: Fact, at: datetime) -> UUID:
        version = len(self.entries) + 1
        written = start_of(day("12-31")) + timedelta(seconds=version)
        entry = Entry(LIN_AYI, version, uuid4(), fact, uuid4(), uuid4(), uuid4(), at, written, version.to_bytes(32))
        self.entries.append(entry)
        return entry.id

    def tell(self, rule: Callable[..., Ruling], *told: Any, now: str = "12-30") -> UUID:
        """Record what happened, at noon of a day."""
        history = History.of(settled(self.entries))
        fact, on = rule(history, *told)
        assert isinstance(fact, CourseFact)
        return self._add(fact, moment_of(history, fact, on, start_of(day(now)) + timedelta(hours=12)))

    def standing(self, at: datetime | None = None) -> Standing:
        found = fold(settled(self.entries, at, with_void=True))
        assert found is not None
        return found

    def on(self, text: str) -> dict[str, Any]:
        """The status on a day, as it is known in the end."""
        moment = start_of(day(text)) + timedelta(hours=12)
        return read_standing(LIN_AYI, self.standing(), 1, moment, moment, day(text))

    def owed(self, month: str) -> dict[str, str | None]:
        """The windows of a month: None where the visit is owed, or why it is not."""
        found = owed_in(self.standing().course, day(f"{month}-01"), [])
        return {str(owing.window)[5:10]: owing.excluded for owing in found}


def suspension(first: str, last: str | None, **more: Any) -> SuspensionSheet:
    told = {"from": f"2026-{first}", "until": last and f"2026-{last}", "reason": "hospital"}
    return SuspensionSheet.model_validate(told | more)


# --- the worked examples -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("last", "due", "why_not"), [("12-08", "12-15", None), ("12-09", "12-31", "suspended")])
def test_a_half_month_with_seven_days_after_the_hospital_is_owed_and_one_with_six_is_not(
    last: str, due: str, why_not: str | None
) -> None:
    file = File(filed_on=day("11-29"), confirmed_on=day("11-29"))
    file.tell(suspend, suspension("12-01", last), now="12-01")
    assert file.on("12-10")["next_due_on"] == day(due)
    assert file.owed("12") == {"12-01": why_not, "12-16": None}
    assert (file.on("12-01")["state"], file.on(last)["state"]) == ("suspended", "suspended")
    assert file.on("12-10")["state"] == "active"
    assert file.on("12-05")["next_change"] == {"on": day(last) + timedelta(days=1), "what": "active"}


@pytest.mark.parametrize(("died", "first_half"), [("11-10", "left"), ("11-20", None)])
def test_the_half_month_of_a_death_is_not_owed_and_one_before_it_stays_missed(
    died: str, first_half: str | None
) -> None:
    file = File()
    file.tell(leave, Exit(on=said(died), reason="deceased"))
    assert file.owed("11") == {"11-01": first_half, "11-16": "left"}
    assert file.owed("10") == {"10-01": None, "10-16": None}
    after = file.on(died)
    assert (after["state"], after["next_due_on"], after["overdue"], after["review_due_on"]) == (
        "left",
        None,
        False,
        None,
    )
    before = file.on("11-09")
    assert (before["state"], before["next_due_on"]) == ("active", None if first_half else day("11-15"))


@pytest.mark.parametrize(("confirmed", "why_not"), [("11-24", None), ("11-25", "short_window")])
def test_who_is_confirmed_seven_days_before_the_end_owes_the_half_month(confirmed: str, why_not: str | None) -> None:
    file = File(filed_on=day("11-16"), confirmed_on=None, state=FileState.CANDIDATE)
    assert file.on("11-30")["next_due_on"] is None
    file.tell(confirm, Confirmation(eligible=True, on=said(confirmed)), now="11-25")
    assert file.owed("11")["11-16"] == why_not
    assert file.on(confirmed)["next_due_on"] == day("12-15" if why_not else "11-30")
    assert (file.on("11-23")["state"], file.on(confirmed)["state"]) == ("candidate", "active")
    assert file.on(confirmed)["review_due_on"] == date(2027, 5, int(confirmed[3:]))


def test_a_confirmation_told_of_a_day_before_the_filing_owes_from_that_day() -> None:
    file = File(filed_on=day("11-20"), confirmed_on=None, state=FileState.CANDIDATE)
    file.tell(confirm, Confirmation(eligible=True, on=said("11-03")), now="11-21")
    assert file.on("11-03")["state"] == "active"
    assert file.owed("11") == {"11-01": None, "11-16": None}


def test_a_confirmation_so_long_ago_that_no_visit_could_be_told_is_refused() -> None:
    file = File(filed_on=day("11-20"), confirmed_on=None, state=FileState.CANDIDATE)
    with pytest.raises(Invalid) as refused:
        file.tell(confirm, Confirmation(eligible=True, on=date(1926, 11, 3).isoformat()))  # type: ignore[arg-type]
    assert (refused.value.errors[0].pointer, refused.value.errors[0].code) == ("/on", "long_before_filing")


# --- consent, exit and return ---------------------------------------------------------------------------------------------


def test_who_declines_is_owed_nothing_and_who_agrees_again_is() -> None:
    file = File()
    file.tell(consent, ConsentSheet(consent="withdrawn", on=said("11-03")), now="11-03")
    assert (file.on("11-03")["state"], file.on("11-03")["consent"], file.on("11-10")["next_due_on"]) == (
        "declined",
        "withdrawn",
        None,
    )
    file.tell(consent, ConsentSheet(consent="given", on=said("11-09")), now="11-12")
    assert file.owed("11") == {"11-01": None, "11-16": None}  # 9 to 15 are seven days, and 1 and 2
    assert (file.on("11-08")["state"], file.on("11-09")["state"], file.on("11-09")["consent"]) == (
        "declined",
        "active",
        "given",
    )


def test_of_two_wishes_told_of_one_day_the_later_told_holds_in_whatever_order_the_ledger_is_read() -> None:
    file = File()
    for wish in ("declined", "given", "withdrawn", "given"):
        file.tell(consent, ConsentSheet(consent=wish, on=said("11-03")), now="11-03")
    for entries in permutations(file.entries):
        shuffled = fold(settled([replace(e, hash=bytes(32)) for e in entries], with_void=True))
        assert shuffled is not None
        assert shuffled.consent is Consent.GIVEN


def test_who_was_not_asked_when_filed_may_be_told_to_have_agreed_before() -> None:
    file = File(confirmed_on=None, state=FileState.CANDIDATE, consent=Consent.NOT_ASKED)
    file.tell(consent, ConsentSheet(consent="given", on=said("09-20")))
    file.tell(confirm, Confirmation(eligible=True, on=said("10-03")))
    assert (file.on("10-02")["state"], file.on("10-03")["state"]) == ("candidate", "active")


def test_who_left_and_came_back_is_owed_from_the_return_on() -> None:
    file = File()
    file.tell(leave, Exit(on=said("11-03"), reason="moved_away"))
    file.tell(come_back, ReturnSheet(on=said("11-24")))
    assert file.owed("11") == {"11-01": "left", "11-16": None}
    assert [file.on(d)["state"] for d in ("11-02", "11-03", "11-23", "11-24")] == ["active", "left", "left", "active"]


def test_who_is_not_eligible_leaves_for_that_reason() -> None:
    file = File(confirmed_on=None, state=FileState.CANDIDATE)
    file.tell(confirm, Confirmation(eligible=False, on=said("10-05"), reason_note="与子女同住"))
    assert file.on("10-05")["state"] == "left"
    assert file.entries[-1].fact.model_dump(include={"reason", "note"}) == {
        "reason": "not_eligible",
        "note": "与子女同住",
    }


# --- suspensions -----------------------------------------------------------------------------------------------------------


def test_an_open_suspension_has_no_due_day_until_it_is_ended_and_the_tier_stays_shown() -> None:
    file = File()
    rest = file.tell(suspend, suspension("11-03", None), now="11-03")
    held = file.on("12-20")
    assert (held["state"], held["next_due_on"], held["overdue"], held["tier"]) == ("suspended", None, False, "key")
    file.tell(end_suspension, rest, SuspensionEnd(last_on=said("11-20")), now="11-21")
    assert file.on("11-21")["state"] == "active"
    assert file.owed("11") == {"11-01": "suspended", "11-16": None}  # ten days are left


@pytest.mark.parametrize("ends", [("11-20", "11-12"), ("11-12", "11-20"), ("11-12", "11-12")])
def test_of_two_ends_the_one_told_last_holds(ends: tuple[str, str]) -> None:
    file = File()
    rest = file.tell(suspend, suspension("11-03", None), now="11-03")
    for last in ends:
        file.tell(end_suspension, rest, SuspensionEnd(last_on=said(last)), now="11-25")
    assert file.on(ends[1])["state"] == "suspended"
    assert (day(ends[1]) + timedelta(days=1)) in [stretch.from_on for stretch in file.standing().stretches]
    assert file.on("11-21")["state"] == "active"


def test_a_suspension_that_never_began_leaves_no_trace_in_what_is_owed() -> None:
    file = File()
    rest = file.tell(suspend, suspension("12-20", "12-29"), now="12-10")
    assert file.on("12-10")["next_change"] == {"on": day("12-20"), "what": "suspended"}
    file.tell(end_suspension, rest, SuspensionEnd(last_on=said("12-19")), now="12-15")
    assert file.on("12-20")["state"] == "active"
    assert file.owed("12") == {"12-01": None, "12-16": None}
    file.tell(suspend, suspension("12-20", "12-25"), now="12-16")  # its days are free again
    assert file.on("12-20")["state"] == "suspended"


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [("11-01", "11-09", False), ("11-01", "11-10", True), ("11-12", "11-13", True), ("11-01", None, True),
     ("11-20", "11-21", True), ("11-21", None, False), ("11-10", "11-20", True)],
)  # fmt: skip
def test_two_suspensions_have_no_day_in_common(first: str, last: str | None, overlaps: bool) -> None:
    file = File()
    file.tell(suspend, suspension("11-10", "11-20"))
    if overlaps:
        with pytest.raises(SuspensionOverlaps):
            file.tell(suspend, suspension(first, last))
    else:
        file.tell(suspend, suspension(first, last))


def test_an_end_later_than_planned_does_not_run_into_the_next_suspension() -> None:
    file = File()
    first = file.tell(suspend, suspension("11-03", "11-05"))
    file.tell(suspend, suspension("11-10", "11-12"))
    file.tell(end_suspension, first, SuspensionEnd(last_on=said("11-09")))
    with pytest.raises(SuspensionOverlaps):
        file.tell(end_suspension, first, SuspensionEnd(last_on=said("11-10")))


def test_a_suspension_is_told_back_to_the_confirmation_and_no_further() -> None:
    file = File(filed_on=day("10-01"), confirmed_on=day("10-10"))
    file.tell(suspend, suspension("10-10", "10-12"))
    with pytest.raises(Invalid) as refused:
        file.tell(suspend, suspension("10-09", "10-09"))
    assert refused.value.errors[0].code == "before_confirmation"


# --- what people decide ----------------------------------------------------------------------------------------------------


def test_the_township_decides_against_the_facts_from_a_day_and_goes_back_to_them() -> None:
    known = Circumstances(
        home=HOME, lives_with=LivesWith.NOBODY, kin=(Kin(where=AWAY, since=date(2020, 1, 1)),), born_on=date(1940, 1, 1),
        spouse=SpouseStatus.DECEASED,
    )  # fmt: skip
    file = File(categories=[], tier_told=None, circumstances=known)
    assert file.on("11-02")["tier"] == "key"
    told = {"category": "living_alone", "reason": "孙女每晚来住"}
    file.tell(decide, Decision.model_validate(told | {"holds": False, "on": "2026-11-03"}), now="11-05")
    assert "living_alone" not in [held["code"] for held in file.on("11-03")["categories"]]
    assert (file.on("11-02")["tier"], file.on("11-03")["tier"]) == ("key", "general")
    both = decided(file.standing(), file.entries, [shown(e) for e in file.entries[1:]], day("11-03"))
    alone = next(one for one in both["categories"] if one["code"] == "living_alone")
    assert (alone["holds"], alone["derived"]["holds"], alone["overruled"]["holds"]) == (False, True, False)
    assert alone["derived"]["reasons"], "what the rules say is not lost"
    file.tell(decide, Decision.model_validate(told | {"holds": None, "on": "2026-11-10"}), now="11-10")
    again = next(held for held in file.on("11-10")["categories"] if held["code"] == "living_alone")
    assert (again["source"], file.on("11-10")["tier"]) == ("derived", "key")
    both = decided(file.standing(), file.entries, [shown(e) for e in file.entries[1:]], day("11-10"))
    assert next(one for one in both["categories"] if one["code"] == "living_alone")["overruled"] is None
    assert len(both["decisions"]) == 2


def shown(entry: Entry) -> dict[str, Any]:
    return (
        {"category": None, "holds": None, "tier": None}
        | dict(entry.fact)
        | {"id": entry.id, "recorded_at": entry.written_at}
    )


def test_the_tier_is_decided_and_what_the_rules_say_of_it_stays_beside() -> None:
    file = File(categories=[Category.EMPTY_NEST], tier_told=None)
    assert file.on("11-02")["tier"] == "general"
    file.tell(decide, Decision.model_validate({"tier": "key", "on": "2026-11-03", "reason": "近期多次跌倒"}))
    assert (file.on("11-02")["tier"], file.on("11-03")["tier"]) == ("general", "key")
    both = decided(file.standing(), file.entries, [shown(e) for e in file.entries[1:]], day("11-03"))
    assert (both["tier"]["tier"], both["tier"]["derived"]["tier"]) == ("key", "general")
    assert both["tier"]["overruled"]["reason"] == "近期多次跌倒"
    file.tell(decide, Decision.model_validate({"tier": None, "on": "2026-11-20", "reason": "已康复"}))
    assert file.on("11-20")["tier"] == "general"


def frequency(times: int, first: str, last: str | None = None) -> FrequencySheet:
    told = {"visits_per_window": times, "from": f"2026-{first}", "until": last and f"2026-{last}", "reason": "出院"}
    return FrequencySheet.model_validate(told)


def test_a_raised_frequency_is_owed_in_the_windows_that_end_while_it_lasts() -> None:
    file = File()
    file.tell(set_frequency, frequency(3, "11-10", "11-20"))
    assert [file.on(d)["window"]["owed"] for d in ("10-20", "11-05", "11-25")] == [1, 3, 1]


def test_a_frequency_takes_the_place_of_the_one_before_from_its_first_day() -> None:
    file = File()
    file.tell(set_frequency, frequency(4, "11-01"), now="10-20")
    file.tell(set_frequency, frequency(2, "11-16", "11-30"), now="11-14")
    assert [file.on(d)["window"]["owed"] for d in ("11-05", "11-20", "12-05")] == [4, 2, 1]


# --- what follows, and when it happened ------------------------------------------------------------------------------------


def test_a_review_moves_the_day_of_the_next_and_an_older_one_told_late_does_not() -> None:
    file = File()
    assert file.on("10-02")["review_due_on"] == date(2027, 4, 1)
    file.tell(review, Review(on=said("11-20"), finding="unchanged"))
    file.tell(review, Review(on=said("10-20"), finding="changed"))
    assert file.on("11-21")["review_due_on"] == date(2027, 5, 20)


def test_a_review_not_done_in_time_is_flagged() -> None:
    file = File(filed_on=date(2026, 1, 5), confirmed_on=date(2026, 1, 5))
    assert "review_overdue" not in [flag["code"] for flag in file.on("07-05")["flags"]]
    assert "review_overdue" in [flag["code"] for flag in file.on("07-06")["flags"]]


def test_who_has_nobody_is_flagged_once_while_on_file() -> None:
    file = File(confirmed_on=day("10-10"))
    codes = [flag["code"] for flag in file.on("10-20")["flags"]]
    assert codes.count("contact_missing") == 1
    flag = next(flag for flag in file.on("10-20")["flags"] if flag["code"] == "contact_missing")
    assert (flag["since"], flag["cause"]) == (start_of(day("10-10")), file.entries[0].id)
    assert "contact_missing" not in [flag["code"] for flag in file.on("10-05")["flags"]]  # a candidate then
    file.tell(leave, Exit(on=said("11-03"), reason="deceased"))
    assert "contact_missing" not in [flag["code"] for flag in file.on("11-03")["flags"]]


@pytest.mark.parametrize(
    ("circumstances", "contact"),
    [
        (Circumstances(home=HOME, kin=()), "missing"),
        (Circumstances(home=HOME, kin=(Kin(where=HOME),)), "proposed"),
        (Circumstances(home=HOME, lives_with=LivesWith.CHILDREN, kin=(Kin(),)), "proposed"),
        (Circumstances(home=HOME, kin=(Kin(where=AWAY), Kin(where=HOME))), "proposed"),
        (Circumstances(home=HOME, kin=(Kin(where=AWAY), Kin(where=HOME, alive=False))), "remote_only"),
        (Circumstances(home=HOME, kin=(Kin(kin="other", where=HOME),)), "missing"),
    ],
)
def test_a_child_at_home_or_in_the_village_is_proposed_and_with_all_elsewhere_there_is_none(
    circumstances: Circumstances, contact: str
) -> None:
    assert File(circumstances=circumstances).on("10-20")["first_contact"] == contact


def test_what_takes_effect_on_a_day_past_happened_as_it_began_and_what_is_to_come_when_it_was_told() -> None:
    file, now = File(), start_of(day("11-10")) + timedelta(hours=12)
    history = History.of(file.entries)

    def moment(first: str) -> datetime:
        fact, on = suspend(history, suspension(first, None))
        return moment_of(history, fact, on, now)

    assert moment("11-05") == start_of(day("11-05"))
    assert moment("11-10") == start_of(day("11-10"))
    assert moment("11-20") == now
    early, on = confirm(History.of(File(confirmed_on=None).entries), Confirmation(eligible=True, on=said("09-01")))
    assert moment_of(history, early, on, now) == start_of(day("10-01")), "never before the registration"


def test_as_of_a_moment_before_it_was_so_the_file_stood_as_it_stood() -> None:
    file = File()
    file.tell(leave, Exit(on=said("11-10"), reason="deceased"), now="11-20")
    before = file.standing(at=start_of(day("11-09")))
    assert before.course.on(day("11-30")).state is FileState.ACTIVE  # type: ignore[union-attr]
    assert file.standing().course.on(day("11-30")).state is FileState.LEFT  # type: ignore[union-attr]
    assert month_of(day("11-30")).end == day("11-30")


# --- what is refused -------------------------------------------------------------------------------------------------------


def test_a_file_is_confirmed_once_left_once_and_returns_only_after_that() -> None:
    file = File()
    with pytest.raises(AlreadyConfirmed):
        file.tell(confirm, Confirmation(eligible=True, on=said("11-01")))
    with pytest.raises(NotLeft):
        file.tell(come_back, ReturnSheet(on=said("11-01")))
    file.tell(leave, Exit(on=said("11-10"), reason="institution"))
    with pytest.raises(AlreadyLeft):
        file.tell(leave, Exit(on=said("11-12"), reason="deceased"))
    acts: list[tuple[Callable[..., Ruling], Any]] = [
        (confirm, Confirmation(eligible=True, on=said("11-11"))), (review, Review(on=said("11-11"), finding="unchanged")),
        (consent, ConsentSheet(consent="given", on=said("11-11"))), (suspend, suspension("11-11", None)),
        (decide, Decision.model_validate({"tier": "key", "on": "2026-11-11", "reason": "x"})),
        (set_frequency, frequency(2, "11-11")),
    ]  # fmt: skip
    for rule, told in acts:
        with pytest.raises(ElderHasLeft):
            file.tell(rule, told)
    with pytest.raises(Invalid):
        file.tell(come_back, ReturnSheet(on=said("11-09")))
    file.tell(come_back, ReturnSheet(on=said("11-10")))
    with pytest.raises(Invalid):
        file.tell(leave, Exit(on=said("11-09"), reason="deceased"))
    with pytest.raises(Invalid):
        file.tell(review, Review(on=said("09-30"), finding="unchanged"))


def test_who_has_no_id_number_can_be_turned_away_and_not_confirmed() -> None:
    for file in (None, {"name": "陈阿公", "id_number": None}):
        history = History.of(File(file=file, state=FileState.CANDIDATE, confirmed_on=None).entries)
        with pytest.raises(IdNumberMissing):
            confirm(history, Confirmation(eligible=True, on=said("11-20")))
        assert confirm(history, Confirmation(eligible=False, on=said("11-20"), reason_note="查无此人"))
