"""How to administer agencies over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from ..access import Role
from ..answers import CHANGED_FILE, NEW_VERSION, VERSION
from ..database import Sight
from ..desk import Desk, desk_for
from ..errors import AgencyNotFound, Forbidden
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute
from .actions import Particulars, change_agency, create_agency
from .sheets import AgencyChange, AgencyContact, AgencyList, AgencySheet, AgencyShown, State

router = APIRouter(prefix="/v1/agencies", tags=["administration"], route_class=StrictRoute)
Reader = Annotated[Desk, desk_for("agencies:read", Role.SUPERVISOR, Role.GUIDE, Role.AGENCY)]
Administrator = Annotated[Desk, desk_for("admin:write", Role.SUPERVISOR)]
ROWS = "SELECT * FROM agencies_seen() a"


@router.post(
    "", status_code=201, operation_id="createAgency", responses=NEW_VERSION, summary="Add an agency · 新增服务机构"
)
async def create(sheet: AgencySheet, desk: Administrator) -> AgencyShown:
    numbers, district = desk.numbers(sheet), await _district(desk)
    new = Particulars(sheet.name, sheet.credit_code, **_contact(sheet.contact))
    written = await desk.write(lambda book: create_agency(book, new, district, numbers))
    desk.headers["Location"] = f"/v1/agencies/{written.id}"
    return await _answer(desk, written.subject)


@router.get("", operation_id="listAgencies", summary="List agencies · 服务机构列表")
async def list_agencies(
    desk: Reader, state: Annotated[State | None, Query()] = None, limit: Limit = 50, cursor: Cursor = None
) -> AgencyList:
    query = ListQuery(desk, {"name": "a.name", "id": "a.id"}, {"state": state}, limit, cursor)
    query.equal("a", "state")
    async with desk.reading(Sight.AREA) as read:
        return query.answer(AgencyList, [_shown(row) for row in await query.rows(read, ROWS)])


@router.get("/{agency_id}", operation_id="readAgency", responses=VERSION, summary="Read an agency · 查看服务机构")
async def read_agency(agency_id: UUID, desk: Reader) -> AgencyShown:
    return await _answer(desk, agency_id)


@router.patch(
    "/{agency_id}", operation_id="changeAgency", responses=CHANGED_FILE, summary="Change an agency · 变更服务机构"
)
async def change(agency_id: UUID, sheet: AgencyChange, desk: Administrator) -> AgencyShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    changes = sheet.model_dump(exclude={"contact"}, exclude_none=True) | (
        _contact(sheet.contact) if sheet.contact else {}
    )
    await desk.write(lambda book: change_agency(book, agency_id, changes, expected, numbers))
    return await _answer(desk, agency_id)


async def _district(desk: Desk) -> str:
    """The place of the caller. Raises Forbidden."""
    async with desk.reading(Sight.AREA) as read:
        own = await read.one("SELECT code FROM places_now(%s)", (desk.actor.id,))
    if own is None:
        raise Forbidden
    return str(own["code"])


async def _answer(desk: Desk, id: UUID) -> AgencyShown:
    """Raises AgencyNotFound."""
    async with desk.reading(Sight.AREA) as read:
        row = await read.one("SELECT * FROM agencies_seen(%s)", (id,))
    if row is None:
        raise AgencyNotFound
    desk.mark_version(row["version"])
    return AgencyShown.model_validate(_shown(row))


def _contact(contact: AgencyContact | None) -> dict[str, Any]:
    return {"contact_name": contact and contact.name, "contact_phone": contact and contact.phone}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    contact = {"name": row["contact_name"], "phone": row["contact_phone"]} if row["contact_name"] else None
    return {
        "id": row["id"], "name": row["name"], "credit_code": row["credit_code"], "contact": contact, "state": row["state"],
        "created_at": row["made_at"], "version": row["version"],
    }  # fmt: skip
