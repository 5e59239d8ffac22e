"""How to record over HTTP that the family was urged, and its contacts with the elder."""

from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import APIRouter, Query

from ..access import READERS, STAFF, Role
from ..answers import CHANGE, NEW_VERSION, VERSION
from ..desk import Desk, PlaceCode, Reading, desk_for, first
from ..errors import FamilyContactNotFound, UrgingNotFound
from ..listing import Cursor, Limit, ListQuery
from ..policy import UrgingAnswer
from ..wire import Day, StrictRoute
from .actions import answer_urging, record_contact, record_urging, void_contact
from .facts import FamilyContactRecorded, UrgingAnswered, UrgingRecorded
from .sheets import (
    AnswerSheet,
    ContactVoid,
    FamilyContactList,
    FamilyContactSheet,
    FamilyContactShown,
    UrgingList,
    UrgingSheet,
    UrgingShown,
)

router = APIRouter(prefix="/v1", tags=["family"], route_class=StrictRoute)
Reader = Annotated[Desk, desk_for("elders:read", *READERS, Role.APP)]
Urger = Annotated[Desk, desk_for("family:write", *STAFF)]
Poster = Annotated[Desk, desk_for("family:write", *STAFF, Role.PLATFORM, Role.APP)]

_URGINGS: LiteralString = "SELECT u.* FROM urging u"
_CONTACTS: LiteralString = "SELECT c.* FROM family_contact c"


@router.post(
    "/elders/{elder_id}/urgings",
    status_code=201,
    operation_id="urgeFamily",
    responses=NEW_VERSION,
    summary="Urge the family · 督促家庭成员",
)
async def urge(elder_id: UUID, sheet: UrgingSheet, desk: Urger) -> UrgingShown:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: record_urging(book, elder_id, sheet, numbers))
    desk.headers["Location"] = f"/v1/elders/{elder_id}/urgings/{written.id}"
    return await _urging(desk, elder_id, written.id)


@router.get("/elders/{elder_id}/urgings", operation_id="readUrgings", summary="An elder's urgings · 服务对象的督促记录")
async def elders_urgings(elder_id: UUID, desk: Reader, limit: Limit = 50, cursor: Cursor = None) -> UrgingList:
    await desk.must_see(elder_id)
    return await _urgings(desk, {"elder_id": elder_id}, limit, cursor)


@router.get("/urgings", operation_id="listUrgings", summary="List urgings · 督促记录列表")
async def list_urgings(
    desk: Reader,
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    answer: UrgingAnswer | None = None,
    follow_up_by: Annotated[Day | None, Query(description="to be asked again by this day / 应于该日前回访")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> UrgingList:
    filters = {"place": place, "elder_id": elder_id, "answer": answer, "follow_up_by": follow_up_by}
    return await _urgings(desk, filters, limit, cursor)


@router.get(
    "/elders/{elder_id}/urgings/{urging_id}",
    operation_id="readUrging",
    responses=VERSION,
    summary="Read an urging · 查看督促记录",
)
async def read_urging(elder_id: UUID, urging_id: UUID, desk: Reader) -> UrgingShown:
    return await _urging(desk, elder_id, urging_id)


@router.post(
    "/elders/{elder_id}/urgings/{urging_id}/answer", status_code=201, operation_id="answerUrging", responses=CHANGE,
    summary="Record the result of an urging · 督促结果",
)  # fmt: skip
async def answer(elder_id: UUID, urging_id: UUID, sheet: AnswerSheet, desk: Urger) -> UrgingShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: answer_urging(book, elder_id, urging_id, sheet, expected, numbers))
    return await _urging(desk, elder_id, urging_id)


@router.post(
    "/elders/{elder_id}/family-contacts", status_code=201, operation_id="recordFamilyContact", responses=NEW_VERSION,
    summary="Record a family member's contact · 登记亲属联系",
)  # fmt: skip
async def record(elder_id: UUID, sheet: FamilyContactSheet, desk: Poster) -> FamilyContactShown:
    numbers = desk.numbers(sheet, f"xf:{sheet.external_id}" if sheet.external_id else None)
    written = await desk.write(lambda book: record_contact(book, elder_id, sheet, numbers))
    desk.headers["Location"] = f"/v1/elders/{elder_id}/family-contacts/{written.id}"
    return await _contact(desk, elder_id, written.id)


@router.get(
    "/elders/{elder_id}/family-contacts", operation_id="readFamilyContacts",
    summary="The family's contacts with an elder · 亲属联系记录",
)  # fmt: skip
async def elders_contacts(elder_id: UUID, desk: Reader, limit: Limit = 50, cursor: Cursor = None) -> FamilyContactList:
    await desk.must_see(elder_id)
    query = ListQuery(desk, {"id": "c.id"}, {"elder_id": elder_id}, limit, cursor, descending=True)
    query.equal("c", "elder_id")
    rows = await query.records(_CONTACTS, "c", FamilyContactRecorded.kind, place=None)
    return query.answer(FamilyContactList, [_contact_shown(row) for row in rows])


@router.get(
    "/elders/{elder_id}/family-contacts/{contact_id}", operation_id="readFamilyContact", responses=VERSION,
    summary="Read a contact · 查看亲属联系记录",
)  # fmt: skip
async def read_contact(elder_id: UUID, contact_id: UUID, desk: Reader) -> FamilyContactShown:
    return await _contact(desk, elder_id, contact_id)


@router.post(
    "/elders/{elder_id}/family-contacts/{contact_id}/void", status_code=201, operation_id="voidFamilyContact", responses=CHANGE,
    summary="Void the record of a contact · 作废亲属联系记录",
)  # fmt: skip
async def void(elder_id: UUID, contact_id: UUID, sheet: ContactVoid, desk: Poster) -> FamilyContactShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: void_contact(book, elder_id, contact_id, sheet, expected, numbers))
    return await _contact(desk, elder_id, contact_id)


async def _urgings(desk: Desk, filters: dict[str, Any], limit: int, cursor: str | None) -> UrgingList:
    query = ListQuery(desk, {"id": "u.id"}, filters, limit, cursor, descending=True)
    query.equal("u", "elder_id", "answer")
    query.given({"follow_up_by": "u.follow_up_on <= %(follow_up_by)s"})
    rows = await query.records(_URGINGS, "u", UrgingRecorded.kind, place=filters.get("place"))
    async with desk.reading(desk.elders) as read:
        return query.answer(UrgingList, await _answered(read, rows))


async def _urging(desk: Desk, elder: UUID, id: UUID) -> UrgingShown:
    async def look(read: Reading) -> UrgingShown | None:
        rows = await read.all(f"{_URGINGS} WHERE u.elder_id = %s AND u.id = %s", (elder, id))
        return first(await _answered(read, await read.with_words(rows, UrgingRecorded.kind)))

    shown = await desk.find(UrgingNotFound, look, elder=elder)
    desk.mark_version(shown.version)
    return shown


async def _answered(read: Reading, rows: list[dict[str, Any]]) -> list[UrgingShown]:
    """The rows with the text of their last answers, without answers that the reader may not know."""
    known = await read.known([(row["elder_id"], row["answer_version"]) for row in rows])
    answered = [row for row in rows if (row["elder_id"], row["answer_version"]) in known]
    for row in rows:
        if row["answer_version"] is not None and row not in answered:
            row |= {"answer": None, "answered_on": None, "follow_up_on": None}
    words = await read.unseal([(row["elder_id"], row["answer_version"], UrgingAnswered.kind) for row in answered])
    for row in answered:
        part = words.get((row["elder_id"], row["answer_version"]), {}).get(row["elder_id"], {})
        row["answer_note"] = part.get("note")
    return [
        UrgingShown.model_validate(
            {"whom": None, "answer_note": None, **row, "on": row["urged_on"], "version": row["revision"]}
        )
        for row in rows
    ]


async def _contact(desk: Desk, elder: UUID, id: UUID) -> FamilyContactShown:
    async def look(read: Reading) -> FamilyContactShown | None:
        rows = await read.all(f"{_CONTACTS} WHERE c.elder_id = %s AND c.id = %s", (elder, id))
        return first([_contact_shown(row) for row in await read.with_words(rows, FamilyContactRecorded.kind)])

    shown = await desk.find(FamilyContactNotFound, look, elder=elder)
    desk.mark_version(shown.version)
    return shown


def _contact_shown(row: dict[str, Any]) -> FamilyContactShown:
    return FamilyContactShown.model_validate(
        {"whom": None, **row, "at": row["happened_at"], "version": row["revision"]}
    )
