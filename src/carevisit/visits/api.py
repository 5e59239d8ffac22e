"""How to hand in and read visits over HTTP."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, LiteralString
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response

from .. import ndjson
from ..access import Role
from ..answers import NEW, json_answer
from ..batch import LONGEST_BODY, BatchMode, BatchModeAsked, DryRun, Kept, Noun, VisitBatch, VisitItem, partly, records
from ..database import Sight
from ..desk import Desk, Mine, PlaceCode, Reading, desk_for, place_of
from ..errors import ElderNotFound, VisitNotFound
from ..etags import NOT_MODIFIED
from ..ledger import Fact, Kinds, Written, entry_of, head_rows
from ..listing import Cursor, Limit, ListQuery, Numbered
from ..policy import Course, Mode, Outcome
from ..wire import Day, StrictRoute
from .actions import Recorded, record_visit
from .facts import VisitRecorded
from .rules import as_sheet, counts_towards
from .sheets import Receipt, VisitList, VisitSheet, VisitShown

router = APIRouter(prefix="/v1/visits", tags=["visits"], route_class=StrictRoute)
RECORDERS = (Role.AGENCY, Role.LIAISON, Role.GUIDE, Role.SUPERVISOR, Role.APP)

_NUMBER = """
CASE WHEN v.place_no BETWEEN (SELECT area_lo()) AND (SELECT area_hi()) THEN v.running_no
  WHEN v.running_no IS NOT NULL AND number_known(v.elder_id, v.id) THEN v.running_no END
"""
_LINE = f"""
SELECT v.id, v.elder_id, {place_of("v")} AS place, e.record_no, v.state, {_NUMBER} AS running_no, v.mode, v.outcome, v.started_at,
  v.ended_at, v.day, v.recorded_at, v.late, v.revision AS version
FROM visit v {entry_of("v")}
"""
WHOLE = f"""
SELECT v.id, v.elder_id, {place_of("v")} AS place, e.record_no, v.state, {_NUMBER} AS running_no, v.late, v.recorded_at,
  v.revision AS version, v.content_version, c.kind, c.schema_no, c.open::text AS open
FROM visit v {entry_of("v")} {entry_of("v", "content_version", "c")}
"""


@router.post(
    "",
    status_code=201,
    operation_id="recordVisit",
    responses=NEW,
    summary="Submit a visit record · 提交探访服务记录",
    response_model=Receipt,
)
async def record(
    sheet: VisitSheet,
    desk: Annotated[Desk, desk_for("visits:write", *RECORDERS)],
) -> Response:
    numbers = desk.numbers(sheet, f"r:{sheet.record_no}" if sheet.record_no else None)
    written = await desk.write(lambda book: record_visit(book, sheet, numbers))
    if not isinstance(written, Recorded):
        written = await _recorded_before(desk, written)
    elif not written.serving:
        written = await with_number_known(desk, written)
    return receipt(desk, written, 1)


async def _kept(read: Reading, ids: list[UUID]) -> Iterable[Kept]:
    rows = await read.all(
        f"SELECT v.id, v.revision, {_NUMBER} AS running_no FROM visit v WHERE v.id = ANY (%s)", (ids,)
    )
    return [Kept(row["id"], row["revision"], row["running_no"]) for row in rows]


def _shown(written: Written) -> Kept | None:
    if isinstance(written, Recorded) and written.serving:
        return Kept(written.id, 1, written.running_no)
    return None


VISITS = Noun(
    VisitSheet, "record_no", lambda _, sheet, numbers: partial(record_visit, sheet=sheet, numbers=numbers), _shown, _kept,
    lambda _: (Sight.OWN,), ElderNotFound, numbered=True, chain=lambda sheet: sheet.elder_id,
)  # fmt: skip


@router.post(
    "/batch", operation_id="recordVisits", summary="Submit many visit records · 批量提交探访服务记录",
    response_model=VisitBatch, **partly(VisitBatch),
)  # fmt: skip
async def record_many(
    sheets: records(VisitSheet),  # type: ignore[valid-type]
    desk: Annotated[Desk, desk_for("visits:write", *RECORDERS, most=LONGEST_BODY)],
    mode: BatchModeAsked = BatchMode.BEST_EFFORT,
    dry_run: DryRun = False,
) -> Response:
    return await VISITS.answer(desk, sheets, mode, dry_run=dry_run)


@router.post(
    "/stream", operation_id="streamVisits", summary="Submit visit records line by line · 流式提交探访服务记录",
    **ndjson.declared(VisitSheet, VisitItem),
)  # fmt: skip
async def record_stream(desk: Annotated[Desk, desk_for("visits:write", *RECORDERS)]) -> Response:
    return ndjson.answered(VISITS, desk)


async def with_number_known(desk: Desk, record: Recorded) -> Recorded:
    """The record without its running number, where that is no longer its maker's to know."""
    async with desk.reading(Sight.OWN) as read:
        row = await read.one("SELECT number_known(%s, %s) AS known", (record.subject, record.id))
    return record if row and row["known"] else replace(record, running_no=None)


def receipt(desk: Desk, record: Recorded, revision: int) -> Response:
    """The receipt of a record, for its maker."""
    desk.headers["Location"] = f"/v1/visits/{record.id}"
    body = {
        "id": record.id, "elder_id": record.subject, "running_no": record.running_no, "late": record.late,
        "counts_towards": [{"window": str(window), "tier": tier} for window, tier in record.counts_towards],
        "needs": record.needs, "risks": record.risks, "recorded_at": record.recorded_at, "version": revision,
    }  # fmt: skip
    return json_answer(body, 201, desk.headers)


@router.get("", operation_id="listVisits", summary="List visits · 探访记录列表")
async def list_visits(
    desk: Annotated[Desk, desk_for("visits:read")],
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    mode: Mode | None = None,
    outcome: Outcome | None = None,
    from_: Annotated[Day | None, Query(alias="from", description="the first Shanghai day / 起始日期")] = None,
    to: Annotated[Day | None, Query(description="the last Shanghai day / 截止日期")] = None,
    record_no: Numbered = None,
    mine: Mine = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> VisitList:
    mine = mine or record_no is not None  # a number belongs to its sender
    filters = {
        "place": place, "elder_id": elder_id, "mode": mode, "outcome": outcome, "from": from_, "to": to, "mine": mine,
        "record_no": record_no,
    }  # fmt: skip
    query = ListQuery(desk, {"id": "v.id"}, filters, limit, cursor, descending=True)
    query.equal("v", "elder_id", "mode", "outcome")
    query.given({"from": "v.day >= %(from)s", "to": "v.day <= %(to)s"})
    async with desk.reading(desk.records(mine=mine)) as read:
        await query.within(read, place, "v.place_no")
        query.where(*read.own("v"))
        await query.numbered(read, f"r:{record_no}" if record_no else None, "v.elder_id", "v.version")
        return query.answer(VisitList, await query.rows(read, _LINE))


@router.get(
    "/{visit_id}", operation_id="readVisit", summary="Read a visit record · 查看探访记录", responses=NOT_MODIFIED
)
async def read_visit(visit_id: UUID, desk: Annotated[Desk, desk_for("visits:read")]) -> VisitShown:
    shown = await desk.find(VisitNotFound, lambda read: visit_of(read, visit_id, desk.office.ledger.kinds))
    desk.mark_version(shown.version)
    return shown


async def visit_of(read: Reading, visit_id: UUID, kinds: Kinds) -> VisitShown | None:
    """A record as the reader may see it; None where this sight does not show it."""
    row = await read.record(WHOLE, "v", visit_id)
    return None if row is None else (await _whole(read, [row], kinds))[0]


async def visits_of(read: Reading, where: LiteralString, params: Mapping[str, Any], kinds: Kinds) -> list[VisitShown]:
    """The records `v` that a clause selects, whole, as the reader may see them, in the order in which they began."""
    clause = " AND ".join([where, *read.own("v")])
    return await _whole(read, await read.all(f"{WHOLE} WHERE {clause} ORDER BY v.started_at, v.id", params), kinds)


async def _whole(read: Reading, rows: list[dict[str, Any]], kinds: Kinds) -> list[VisitShown]:
    facts = await facts_of(read, rows, kinds)
    shown = []
    for row, fact in zip(rows, facts, strict=True):
        assert isinstance(fact, VisitRecorded)
        system = {name: row[name] for name in VisitShown.model_fields if name in row}
        shown.append(VisitShown.model_validate(as_sheet(fact) | system))
    return shown


async def facts_of(read: Reading, rows: list[dict[str, Any]], kinds: Kinds) -> list[Fact]:
    """The facts of some entries, whole, as far as they were not forgotten."""
    parts = await read.unseal([(row["elder_id"], row["content_version"], row["kind"]) for row in rows])
    sealed = {
        entry: {person: orjson.dumps(part) for person, part in by_person.items()} for entry, by_person in parts.items()
    }
    return [
        kinds.read(
            row["kind"], row["schema_no"], row["open"], row["elder_id"],
            sealed.get((row["elder_id"], row["content_version"]), {}),
        )
        for row in rows
    ]  # fmt: skip


async def content_of(read: Reading, row: dict[str, Any], kinds: Kinds) -> VisitRecorded:
    """What a record says now, by its row of `WHOLE`."""
    (fact,) = await facts_of(read, [row], kinds)
    assert isinstance(fact, VisitRecorded)
    return fact


async def _recorded_before(desk: Desk, before: Written) -> Recorded:
    """The record of a replay, under today's rights. Raises ElderNotFound where those have ended."""
    async with desk.reading(Sight.OWN) as read:
        row = await read.one(f"{WHOLE} WHERE v.elder_id = %s AND v.version = %s", (before.subject, before.version))
        if row is None:
            raise ElderNotFound
        fact = await content_of(read, row, desk.office.ledger.kinds)
        sight = desk.elders
    async with desk.reading(sight) as read:
        head = await read.one(
            f"SELECT (h.status->'stretches')::text AS stretches FROM {head_rows()} WHERE h.subject = %s",
            (before.subject,),
        )
    counted = counts_towards(fact, Course.read(head["stretches"]), []) if head and row["state"] != "void" else []
    return Recorded(
        before.subject, before.version, row["id"], running_no=row["running_no"], late=fact.late, counts_towards=counted,
        needs=fact.needs, risks=fact.risks, recorded_at=row["recorded_at"], serving=False,
    )  # fmt: skip
