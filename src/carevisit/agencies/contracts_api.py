"""How to begin, read, end and extend an agency's contracts over HTTP."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from .. import clock
from ..answers import CHANGED_FILE, NEW_VERSION, VERSION
from ..database import Sight
from ..desk import Desk, Reading
from ..errors import AgencyNotFound, ContractNotFound
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute
from .api import Administrator, Reader
from .contracts import NewContract, amend_contract, begin_contract
from .sheets import ContractChange, ContractList, ContractSheet, ContractShown

router = APIRouter(prefix="/{agency_id}/contracts", route_class=StrictRoute)
_ROWS = "SELECT * FROM contracts_seen(%(agency)s) c"


@router.post(
    "", status_code=201, operation_id="beginContract", responses=NEW_VERSION, summary="Begin a contract · 新增合同"
)
async def begin(agency_id: UUID, sheet: ContractSheet, desk: Administrator) -> ContractShown:
    numbers = desk.numbers(sheet)
    new = NewContract(sheet.places, sheet.elders, sheet.from_on, sheet.until_on, sheet.services)
    written = await desk.write(lambda book: begin_contract(book, agency_id, new, numbers))
    desk.headers["Location"] = f"/v1/agencies/{agency_id}/contracts/{written.id}"
    return await _answer(desk, agency_id, written.id)


@router.get("", operation_id="listContracts", summary="List an agency's contracts · 合同列表")
async def list_contracts(agency_id: UUID, desk: Reader, limit: Limit = 50, cursor: Cursor = None) -> ContractList:
    query = ListQuery(desk, {"from_on": "c.from_on", "id": "c.id"}, {}, limit, cursor, descending=True)
    query.where(agency=agency_id)
    async with desk.reading(Sight.AREA) as read:
        await _must_know(read, agency_id)
        return query.answer(ContractList, [_shown(agency_id, row) for row in await query.rows(read, _ROWS)])


@router.get("/{contract_id}", operation_id="readContract", responses=VERSION, summary="Read a contract · 查看合同")
async def read_contract(agency_id: UUID, contract_id: UUID, desk: Reader) -> ContractShown:
    return await _answer(desk, agency_id, contract_id)


@router.patch(
    "/{contract_id}", operation_id="amendContract", responses=CHANGED_FILE,
    summary="End, extend or change a contract · 终止、延期或变更合同",
)  # fmt: skip
async def amend(agency_id: UUID, contract_id: UUID, sheet: ContractChange, desk: Administrator) -> ContractShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    changes: dict[str, Any] = {} if sheet.services is None else {"services": sheet.services}
    if "until_on" in sheet.model_fields_set:
        changes |= {"until_on": sheet.until_on}
    await desk.write(lambda book: amend_contract(book, agency_id, contract_id, changes, expected, numbers))
    return await _answer(desk, agency_id, contract_id)


async def _must_know(read: Reading, agency: UUID) -> None:
    """Raises AgencyNotFound."""
    if await read.one("SELECT FROM agencies_seen(%s)", (agency,)) is None:
        raise AgencyNotFound


async def _answer(desk: Desk, agency: UUID, id: UUID) -> ContractShown:
    """Raises AgencyNotFound, ContractNotFound."""
    async with desk.reading(Sight.AREA) as read:
        await _must_know(read, agency)
        row = await read.one(f"{_ROWS} WHERE c.id = %(id)s", {"agency": agency, "id": id})
    if row is None:
        raise ContractNotFound
    desk.mark_version(row["revision"])
    return ContractShown.model_validate(_shown(agency, row))


def _shown(agency: UUID, row: Mapping[str, Any]) -> dict[str, Any]:
    today, until = clock.today(), row["until_on"]
    state = "coming" if today < row["from_on"] else "ended" if until is not None and until < today else "running"
    return {
        "id": row["id"], "agency_id": agency, "places": row["places"], "elders": row["elders"], "from": row["from_on"],
        "to": until, "services": row["services"], "state": state, "recorded_at": row["made_at"], "version": row["revision"],
    }  # fmt: skip
