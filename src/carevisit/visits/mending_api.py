"""How to correct and void visits over HTTP, and to read what they said before."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from ..access import Role
from ..answers import IF_MATCH, NEW_VERSION
from ..database import Sight
from ..desk import Desk, Reading, desk_for
from ..errors import Forbidden, VisitNotFound
from ..ledger import Fact, entry_of, entry_rows
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute
from .api import facts_of, receipt, with_number_known
from .facts import VisitCorrected, VisitRecorded, VisitVoided
from .mending import Mended, Record, correct_visit, void_visit
from .rules import as_sheet
from .sheets import Correction, Receipt, VisitVersion, VisitVersions, Void

router = APIRouter(route_class=StrictRoute)  # part of the slice's own
Mender = Annotated[Desk, desk_for("visits:write", Role.AGENCY, Role.LIAISON, Role.GUIDE, Role.SUPERVISOR, Role.APP)]

_RECORD = f"""
SELECT v.id, v.elder_id, e.happened_at, v.maker = (SELECT own_maker()) AS own
FROM visit v {entry_of("v")}
"""
_VERSIONS = f"""
SELECT x.*, role_of(x.actor) AS role FROM (
  SELECT e.subject AS elder_id, e.version AS content_version, e.kind, e.schema_no, e.open::text AS open, e.maker, e.actor,
    e.written_at AS recorded_at, row_number() OVER (ORDER BY e.version) AS version
  FROM visit v JOIN {entry_rows()} ON e.subject = v.elder_id AND (e.version = v.version OR e.corrects = v.id) WHERE {{}}
) x
"""


@router.post(
    "/{visit_id}/corrections",
    status_code=201,
    operation_id="correctVisit",
    responses=NEW_VERSION | IF_MATCH,
    summary="Correct a visit record · 更正探访记录",
    response_model=Receipt,
)
async def correct(visit_id: UUID, sheet: Correction, desk: Mender) -> Response:
    expected, numbers, record = desk.expected(), desk.numbers(sheet), await _record(desk, visit_id)
    return await _receipt(desk, await desk.write(lambda book: correct_visit(book, record, sheet, expected, numbers)))


@router.post(
    "/{visit_id}/void",
    status_code=201,
    operation_id="voidVisit",
    responses=NEW_VERSION | IF_MATCH,
    summary="Void a visit record · 作废探访记录",
    response_model=Receipt,
)
async def void(visit_id: UUID, sheet: Void, desk: Mender) -> Response:
    expected, numbers, record = desk.expected(), desk.numbers(sheet), await _record(desk, visit_id)
    return await _receipt(desk, await desk.write(lambda book: void_visit(book, record, sheet, expected, numbers)))


@router.get(
    "/{visit_id}/versions",
    operation_id="listVisitVersions",
    summary="List the versions of a visit record · 探访记录历次版本",
)
async def list_versions(
    visit_id: UUID,
    desk: Annotated[Desk, desk_for("visits:read")],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> VisitVersions:
    query = ListQuery(desk, {"version": "x.version"}, {"visit": visit_id}, limit, cursor)

    async def look(read: Reading) -> VisitVersions | None:
        where = " AND ".join(["v.id = %(visit)s", *read.own("v")])
        query.params["visit"] = visit_id
        rows = await query.rows(read, _VERSIONS.format(where))
        if not rows:
            return None
        facts = await facts_of(read, rows, desk.office.ledger.kinds)
        return query.answer(VisitVersions, [_shown(row, fact) for row, fact in zip(rows, facts, strict=True)])

    return await desk.find(VisitNotFound, look)


def _shown(row: dict[str, Any], fact: Fact) -> VisitVersion:
    mend = fact if isinstance(fact, VisitCorrected | VisitVoided) else None
    state = "recorded" if mend is None else "void" if isinstance(mend, VisitVoided) else "corrected"
    return VisitVersion.model_validate({
        "version": row["version"], "state": state, "recorded_at": row["recorded_at"],
        "by": {"role": row["role"], "maker": row["maker"]},
        "reason": mend and mend.reason, "resolution": mend and mend.resolution, "reason_note": mend and mend.reason_note,
        "content": as_sheet(fact) if isinstance(fact, VisitRecorded) else None,
    })  # fmt: skip


async def _record(desk: Desk, visit_id: UUID) -> Record:
    """The record that is to be mended. Raises VisitNotFound, Forbidden where it may be read, but is not the reader's to mend."""

    async def look(read: Reading) -> Record | None:
        row = await read.record(_RECORD, "v", visit_id)
        if row is None:
            return None
        answers = read.sight is Sight.AREA and desk.actor.mends_for_others
        if not answers and not row["own"]:
            raise Forbidden(
                "You mend only the records that you made: ask the township.",
                "您仅可更正或作废本人提交的记录；其他记录请联系乡镇（街道）指导员。",
            )
        return Record(row["id"], row["elder_id"], row["happened_at"], answers)

    return await desk.find(VisitNotFound, look)


async def _receipt(desk: Desk, mended: Mended) -> Response:
    desk.mark_version(mended.revision)
    return receipt(desk, await with_number_known(desk, mended), mended.revision)
