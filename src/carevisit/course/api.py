"""Routes of what happens to a file, and of what is due for it."""

from collections.abc import Mapping
from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import APIRouter, Query

from .. import clock
from ..access import READERS, STAFF, Role, name_of, place_at
from ..answers import NEW
from ..dated import DUE, TODAY, standing_rows, stands_today
from ..days import months_after
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..errors import ElderNotFound, SuspensionNotFound
from ..ledger import FILE, head_rows
from ..listing import Cursor, Limit, ListQuery
from ..policy import Flag, LivesWith
from ..wire import Day, StrictRoute
from .actions import is_living, name_contact
from .facts import ContactNamed, ElderSuspended
from .history import History, Suspended
from .kept import kept_as, record_as
from .rules import (
    come_back,
    confirm,
    consent,
    decide,
    end_suspension,
    review,
    set_frequency,
    suspend,
)
from .sheets import (
    ChildNear,
    Confirmation,
    ConfirmationKept,
    ConsentKept,
    ConsentSheet,
    ContactKept,
    Contacts,
    ContactSheet,
    Decision,
    DecisionKept,
    FrequencyKept,
    FrequencySheet,
    NamedContact,
    ReturnKept,
    ReturnSheet,
    Review,
    ReviewCounts,
    ReviewKept,
    ReviewList,
    Suspension,
    SuspensionEnd,
    SuspensionEndKept,
    SuspensionKept,
    SuspensionList,
    SuspensionSheet,
    WithoutContactList,
)

router = APIRouter(prefix="/v1", tags=["course"], route_class=StrictRoute)
ToDecide = Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE)]
ToRecord = Annotated[Desk, desk_for("elders:write", *STAFF)]
ToRead = Annotated[Desk, desk_for("elders:read", *READERS)]

_ON_FILE: LiteralString = f"""
FROM {DUE} {stands_today("d.elder")} AND s.state IN ('active', 'suspended') {place_at("d")}
"""


@router.post(
    "/elders/{elder_id}/confirmation",
    status_code=201,
    operation_id="confirmElder",
    summary="Confirm or reject a candidate · 确定服务对象",
)
async def confirm_elder(elder_id: UUID, sheet: Confirmation, desk: ToDecide) -> ConfirmationKept:
    return await record_as(desk, elder_id, sheet, lambda history: confirm(history, sheet), ConfirmationKept)


@router.post(
    "/elders/{elder_id}/reviews", status_code=201, operation_id="reviewElder", summary="Record a review · 档案动态更新"
)
async def review_elder(elder_id: UUID, sheet: Review, desk: ToDecide) -> ReviewKept:
    return await record_as(desk, elder_id, sheet, lambda history: review(history, sheet), ReviewKept)


@router.post(
    "/elders/{elder_id}/consent",
    status_code=201,
    operation_id="recordConsent",
    summary="Record the elder's consent · 本人意愿",
)
async def record_consent(elder_id: UUID, sheet: ConsentSheet, desk: ToRecord) -> ConsentKept:
    return await record_as(desk, elder_id, sheet, lambda history: consent(history, sheet), ConsentKept)


@router.post(
    "/elders/{elder_id}/suspensions",
    status_code=201,
    operation_id="suspendElder",
    responses=NEW,
    summary="Suspend visits · 暂停探访",
)
async def suspend_elder(elder_id: UUID, sheet: SuspensionSheet, desk: ToRecord) -> SuspensionKept:
    kept = await record_as(desk, elder_id, sheet, lambda history: suspend(history, sheet), SuspensionKept)
    desk.headers["Location"] = f"/v1/elders/{elder_id}/suspensions/{kept.id}"
    return kept


@router.get(
    "/elders/{elder_id}/suspensions", operation_id="readSuspensions", summary="An elder's suspensions · 暂停记录"
)
async def read_suspensions(elder_id: UUID, desk: ToRead) -> SuspensionList:
    async with desk.reading(desk.elders) as read:
        items = await _suspensions(read, elder_id)
    return SuspensionList.model_validate({"items": items, "next_cursor": None})


@router.get(
    "/elders/{elder_id}/suspensions/{suspension_id}",
    operation_id="readSuspension",
    summary="Read a suspension · 查看暂停记录",
)
async def read_suspension(elder_id: UUID, suspension_id: UUID, desk: ToRead) -> Suspension:
    async with desk.reading(desk.elders) as read:
        for item in await _suspensions(read, elder_id):
            if item["id"] == suspension_id:
                return Suspension.model_validate(item)
    raise SuspensionNotFound


@router.post(
    "/elders/{elder_id}/suspensions/{suspension_id}/end",
    status_code=201,
    operation_id="endSuspension",
    summary="Change the last day of a suspension · 恢复探访",
)
async def end_a_suspension(
    elder_id: UUID, suspension_id: UUID, sheet: SuspensionEnd, desk: ToRecord
) -> SuspensionEndKept:
    return await record_as(
        desk, elder_id, sheet, lambda history: end_suspension(history, suspension_id, sheet), SuspensionEndKept
    )


@router.post(
    "/elders/{elder_id}/return", status_code=201, operation_id="returnElder", summary="Record a return · 重新纳入"
)
async def return_elder(elder_id: UUID, sheet: ReturnSheet, desk: ToDecide) -> ReturnKept:
    return await record_as(desk, elder_id, sheet, lambda history: come_back(history, sheet), ReturnKept)


@router.post(
    "/elders/{elder_id}/category-overrides",
    status_code=201,
    operation_id="decideCategory",
    summary="Decide a category or the tier against the rules · 对象类型与重点一般认定",
)
async def decide_category(elder_id: UUID, sheet: Decision, desk: ToDecide) -> DecisionKept:
    return await record_as(desk, elder_id, sheet, lambda history: decide(history, sheet), DecisionKept)


@router.post(
    "/elders/{elder_id}/frequency",
    status_code=201,
    operation_id="setFrequency",
    summary="Raise the frequency · 增加探访频次",
)
async def raise_frequency(elder_id: UUID, sheet: FrequencySheet, desk: ToDecide) -> FrequencyKept:
    return await record_as(desk, elder_id, sheet, lambda history: set_frequency(history, sheet), FrequencyKept)


@router.post(
    "/elders/{elder_id}/contacts", status_code=201, operation_id="nameContact", summary="Name a contact · 明确联系人"
)
async def name_a_contact(elder_id: UUID, sheet: ContactSheet, desk: ToRecord) -> ContactKept:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: name_contact(book, elder_id, numbers, sheet))
    return await kept_as(desk, written, ContactKept)


@router.get("/elders/{elder_id}/contacts", operation_id="readContacts", summary="An elder's contacts · 联系人")
async def read_contacts(elder_id: UUID, desk: ToRead) -> Contacts:
    async with desk.reading(desk.elders) as read:
        head = await read.one(
            f"SELECT h.file_version, e.kind, h.status->>'contact' AS contact FROM {head_rows()} {FILE}"
            " WHERE h.subject = %s AND h.noun = 'elder'",
            (elder_id,),
        )
        if head is None:
            raise ElderNotFound
        history = History.of(await read.settled(elder_id))
        at_file = (elder_id, head["file_version"])
        wanted = [(elder_id, entry.version, entry.fact.kind) for entry in history.contacts.values()]
        parts = await read.unseal([(*at_file, head["kind"]), *wanted])
    people = parts.get(at_file, {})
    named: dict[str, NamedContact | None] = {"first": None, "one_to_one": None}
    for role, entry in history.contacts.items():
        assert isinstance(entry.fact, ContactNamed)
        assert entry.fact.person is not None
        person = entry.fact.person
        words = dict.fromkeys(("name", "relationship", "phone", "unit"))
        words |= parts.get((elder_id, entry.version), {}).get(person, {})
        words |= {
            word: value for word, value in people.get(person, {}).get("told", {}).items() if word in words and value
        }
        named[role] = NamedContact.model_validate(
            words | {"id": entry.id, "person_id": person, "recorded_at": entry.written_at}
        )
    return Contacts.model_validate(
        {
            "elder_id": elder_id, "first_contact": head["contact"], **named,
            "children": _children(people.get(elder_id, {}).get("file") or {}, people),
        }
    )  # fmt: skip


@router.get(
    "/contacts/missing", operation_id="listWithoutContact", summary="List elders without a first contact · 无联系人名单"
)
async def list_without_contact(
    desk: ToRead, place: PlaceCode = None, limit: Limit = 50, cursor: Cursor = None
) -> WithoutContactList:
    query = ListQuery(desk, {"elder_id": "s.elder"}, {"place": place}, limit, cursor)
    query.where(TODAY, "s.flags @> ARRAY[%(flag)s::text]", flag=Flag.CONTACT_MISSING.value)
    async with desk.reading(desk.elders) as read:
        await query.within(read, place, "s.place_no")
        return query.answer(WithoutContactList, await query.rows(read, _STANDING))


@router.get("/reviews", operation_id="listReviews", summary="List reviews due and overdue · 应更新档案")
async def list_reviews(
    desk: ToRead,
    place: PlaceCode = None,
    due_before: Annotated[
        Day | None, Query(description="due before this day; a month from today if left out / 应于该日前更新")
    ] = None,
    by: Annotated[
        str | None, Query(pattern="^village$", description="`village`: counts by village / 按村（居）统计")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ReviewList | ReviewCounts:
    order = {"place": "p.code"} if by else {"review_due_on": "d.review_due_on", "elder_id": "d.elder"}
    query = ListQuery(desk, order, {"place": place, "due_before": due_before, "by": by}, limit, cursor)
    today = clock.today()
    query.params |= {"today": today, "before": due_before or months_after(today, 1)}
    async with desk.reading(desk.elders) as read:
        await query.within(read, place, "d.place_no")
        if by:
            sql = f"{_COUNTS} WHERE {query.conditions} GROUP BY p.id {query.ending}"
            return query.answer(ReviewCounts, query.cut(await read.all(sql, query.params)))
        query.where("d.review_due_on < %(before)s")
        return query.answer(ReviewList, await query.rows(read, _REVIEWS))


_STANDING: LiteralString = (
    f"SELECT s.elder AS elder_id, p.code AS place, s.state FROM {standing_rows()} {place_at('s')}"
)
_REVIEWS: LiteralString = f"""
SELECT d.elder AS elder_id, p.code AS place, d.review_due_on, d.review_due_on < %(today)s AS overdue {_ON_FILE}
"""
_COUNTS: LiteralString = f"""
SELECT p.code AS place, {name_of()} AS name, count(*) AS on_file, count(*) FILTER (WHERE d.review_due_on < %(today)s) AS overdue,
  count(*) FILTER (WHERE d.review_due_on >= %(today)s AND d.review_due_on < %(before)s) AS due {_ON_FILE}
"""


async def _suspensions(read: Reading, elder: UUID) -> list[dict[str, Any]]:
    """An elder's suspensions as they stand, the latest first day first. Raises ElderNotFound."""
    await read.must_see(elder)
    found = History.of(await read.settled(elder)).suspensions.values()
    parts = await read.unseal([(elder, one.entry.version, one.entry.fact.kind) for one in found])
    return [
        _suspension(one, parts.get((elder, one.entry.version), {}).get(elder, {}))
        for one in sorted(found, key=lambda one: one.from_on, reverse=True)
    ]


def _suspension(one: Suspended, words: Mapping[str, Any]) -> dict[str, Any]:
    fact = one.entry.fact
    assert isinstance(fact, ElderSuspended)
    return {
        "id": one.entry.id, "elder_id": one.entry.subject, "from_on": one.from_on, "until_on": one.until_on,
        "until_told": fact.until_on, "reason": fact.reason, "note": words.get("note"), "recorded_at": one.entry.written_at,
    }  # fmt: skip


def _children(file: Mapping[str, Any], people: Mapping[UUID, Any]) -> list[ChildNear]:
    """The living children and how near they live. In a household with children, it is those who live nowhere else."""
    home = (file.get("residence") or {}).get("place")
    with_children = (file.get("family") or {}).get("lives_with") == LivesWith.CHILDREN
    children = sorted(
        ((part.get("turn", 0), person, part["told"]) for person, part in people.items() if part.get("part") == "child"),
        key=lambda child: child[0],
    )
    living = [(person, child) for _, person, child in children if is_living(child)]
    places = {person: (child.get("lives") or {}).get("place") for person, child in living}
    household = {person for person, place in places.items() if with_children and place is None}
    if with_children and not household:
        household = {person for person, place in places.items() if place == home}
    village = {person for person, place in places.items() if place == home} - household
    proposed = household or village

    def near(person: UUID) -> str:
        if person in household:
            return "household"
        return "village" if person in village else "elsewhere" if places[person] else "unknown"

    return [
        ChildNear.model_validate(
            {
                "person_id": person, "lives": near(person), "proposed": person in proposed,
                **{word: child.get(word) for word in ("name", "relationship", "phone")},
            }
        )
        for person, child in living
    ]  # fmt: skip
