"""How to submit lists and surveys over HTTP, and who is still to be surveyed."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Query, Response
from pydantic import ValidationError, WithJsonSchema

from ..access import READERS, STAFF, Role, place_at
from ..answers import NEW, bears
from ..database import Sight
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..elders import IN_GROUP, IS_NUMBERED, Group, group_tags
from ..errors import ElderAlreadyRegistered, ElderNotFound, Problem, StillRunning
from ..ledger import FILE, Book, Written, entry_rows, head_rows
from ..listing import Cursor, Limit, ListQuery
from ..policy import CensusStage
from ..wire import StrictRoute, problem_response, refused
from . import campaigns, counts, duplicates, matches
from .actions import list_known, list_stranger, survey_elder
from .sheets import CandidateSheet, SurveySheet
from .shown import BatchAnswer, CandidateList, CandidateShown, SurveyList, SurveyShown

TAG = "census"
candidates = APIRouter(prefix="/v1/census/candidates", tags=[TAG], route_class=StrictRoute)
surveys = APIRouter(prefix="/v1/elders", tags=[TAG], route_class=StrictRoute)
LISTERS = (*STAFF, Role.APP)
AT_MOST = 1_000

_CANDIDATE = f"""
SELECT c.elder_id, p.code AS place, c.listed_on, c.lists, c.sources, c.departments, c.surveyed_on, c.eligible, c.decided_on,
  c.stage, m.into_id AS merged_into, h.file_version, e.kind
FROM (SELECT * FROM candidate c WHERE {{}}) c {place_at("c")} JOIN {head_rows()} ON h.subject = c.elder_id {FILE}
LEFT JOIN merger m ON m.elder_id = c.elder_id
"""
_SURVEY = f"""
SELECT e.id, e.subject AS elder_id, e.version, e.kind, e.written_at AS recorded_at, e.open::text AS open,
  ARRAY(SELECT c.id FROM {entry_rows("c")} WHERE c.subject = e.subject AND c.cause = e.id AND c.kind = 'need.raised'
    ORDER BY c.version) AS need_ids,
  ARRAY(SELECT c.id FROM {entry_rows("c")} WHERE c.subject = e.subject AND c.cause = e.id AND c.kind = 'risk.reported'
    ORDER BY c.version) AS risk_ids
FROM {entry_rows()}
"""
_OF_ELDER = "e.subject = %(elder)s AND e.kind = 'elder.surveyed'"
_LINE = {"$ref": "#/components/schemas/CandidateSheet"}  # each line is validated by itself
_KNOWN = "The same person has a file in the caller's places. 该人员在您负责的区域内已有档案。"


@candidates.post(
    "", status_code=201, operation_id="nameCandidate", summary="List a candidate · 列入摸排名单",
    responses=NEW | {200: {"model": CandidateShown, "description": _KNOWN, **bears(200, "Location")[200]}},
)  # fmt: skip
async def name_candidate(
    sheet: CandidateSheet, response: Response, desk: Annotated[Desk, desk_for("elders:write", *LISTERS)]
) -> CandidateShown:
    numbers = desk.numbers(sheet, f"x:{sheet.external_id}" if sheet.external_id else None)
    listed = await list_candidate(desk, sheet, numbers)
    async with desk.reading(Sight.AREA) as read:
        row = await read.one(_CANDIDATE.format("c.elder_id = %s"), (listed.subject,))
        if row is None:
            raise ElderNotFound
        shown = (await _named(read, [row]))[0]
    response.status_code = _status(listed)
    desk.headers["Location"] = f"/v1/elders/{listed.subject}"
    if listed.replayed:
        desk.mark_replay()
    return CandidateShown.model_validate(shown)


@candidates.post(
    "/batch", operation_id="nameCandidates", summary="List many candidates · 批量列入摸排名单",
    responses={207: {"model": BatchAnswer, "description": "Some lines are refused. 部分行未被接受。"}},
)  # fmt: skip
async def name_candidates(
    lines: Annotated[list[Annotated[Any, WithJsonSchema(_LINE)]], Body(min_length=1, max_length=AT_MOST)],
    response: Response,
    desk: Annotated[Desk, desk_for("elders:write", *LISTERS)],
    dry_run: Annotated[bool, Query(description="try every line and keep nothing / 试运行，不保存")] = False,
) -> BatchAnswer:
    items = [await _line(desk, index, line, dry_run) for index, line in enumerate(lines)]
    refusals = sum(item["problem"] is not None for item in items)
    response.status_code = 207 if refusals else 200
    return BatchAnswer.model_validate({"items": items, "accepted": len(items) - refusals, "refused": refusals})


@candidates.get("", operation_id="listCandidates", summary="List candidates · 摸排对象列表")
async def list_candidates(
    desk: Annotated[Desk, desk_for("elders:read", *READERS, Role.APP)],
    place: PlaceCode = None,
    group: Group = None,
    stage: CensusStage | None = None,
    campaign: Annotated[UUID | None, Query(description="only whom this campaign covers / 某次排查工作的名单")] = None,
    has_id_number: Annotated[
        bool | None, Query(description="Whether the file has an ID number. 有无身份证号码。")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CandidateList:
    filters = {"place": place, "group": group, "stage": stage, "campaign": campaign, "has_id_number": has_id_number}
    query = ListQuery(desk, {"elder_id": "c.elder_id"}, filters, limit, cursor)
    query.equal("c", "stage")
    query.given({"has_id_number": ("" if has_id_number else "NOT ") + IS_NUMBERED.format(elder="c.elder_id")})
    if (tags := group_tags(desk, group, place)) is not None:
        query.where(IN_GROUP.format(elder="c.elder_id"), group=tags)
    async with desk.reading(Sight.AREA) as read:
        await query.within(read, place, "c.place_no")
        if campaign is not None:
            query.where(campaigns.IS_COVERED, **await campaigns.campaign_seen(read, campaign))
        page = f"{query.conditions} {query.ending}"  # before the joins, or all are joined first
        rows = query.cut(await read.all(f"{_CANDIDATE.format(page)} ORDER BY c.elder_id", query.params))
        return query.answer(CandidateList, await _named(read, rows))


@surveys.post(
    "/{elder_id}/surveys", status_code=201, operation_id="recordSurvey", summary="Record a survey at home · 入户核实"
)
async def record_survey(
    elder_id: UUID, sheet: SurveySheet, desk: Annotated[Desk, desk_for("elders:write", *LISTERS)]
) -> SurveyShown:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: survey_elder(book, elder_id, sheet, numbers))
    async with desk.reading(Sight.AREA) as read:
        at = {"elder": elder_id, "version": written.version}
        row = await read.one(f"{_SURVEY} WHERE {_OF_ELDER} AND e.version = %(version)s", at)
        if row is None:
            raise ElderNotFound
        shown = (await _surveys(read, [row]))[0]
    return SurveyShown.model_validate(shown)


@surveys.get("/{elder_id}/surveys", operation_id="readSurveys", summary="An elder's surveys · 入户核实记录")
async def read_surveys(
    elder_id: UUID,
    desk: Annotated[Desk, desk_for("elders:read", *READERS)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> SurveyList:
    query = ListQuery(desk, {"version": "e.version"}, {"elder": elder_id}, limit, cursor, descending=True)
    query.where(_OF_ELDER, elder=elder_id)
    async with desk.reading(Sight.AREA) as read:
        await read.must_see(elder_id)
        return query.answer(SurveyList, await _surveys(read, await query.rows(read, _SURVEY)))


class _Rehearsed(Exception):
    """The dry run succeeded; its transaction is rolled back."""

    def __init__(self, listed: Written) -> None:
        super().__init__()
        self.listed = listed


async def _rehearse(action: Any, book: Book) -> Written:
    raise _Rehearsed(await action(book))


async def list_candidate(
    desk: Desk, sheet: CandidateSheet, numbers: dict[str, bytes], *, dry_run: bool = False
) -> Written:
    """List a person with or without a file; or only try it."""

    async def carried_out(action: Any) -> Written:
        try:
            return await desk.carry_out(partial(_rehearse, action) if dry_run else action)
        except _Rehearsed as done:
            return done.listed

    for _ in range(2):
        try:
            return await carried_out(
                partial(list_stranger, sheet=sheet, numbers=numbers, sealing=desk.office.ledger.sealing)
            )
        except ElderAlreadyRegistered as known:
            twin = UUID(known.elder_id)
        try:
            return await carried_out(partial(list_known, elder=twin, sheet=sheet, numbers=numbers))
        except ElderNotFound:
            continue  # left the area between the two attempts
    raise StillRunning


async def _line(desk: Desk, index: int, line: Any, dry_run: bool) -> dict[str, Any]:
    """One line of a batch; the batch's Idempotency-Key gives each line its own."""
    try:
        try:
            sheet = CandidateSheet.model_validate(line)
        except ValidationError as error:
            raise refused(error) from None
        shared = desk.numbers(sheet, f"x:{sheet.external_id}" if sheet.external_id else None)
        numbers = {f"{name}#{index}" if name.startswith("k:") else name: print_ for name, print_ in shared.items()}
        listed = await list_candidate(desk, sheet, numbers, dry_run=dry_run)
    except Problem as problem:
        if problem.status in (401, 503):
            raise
        refusal = orjson.loads(problem_response(problem, desk.request.scope).body)
        return {"index": index, "external_id": None, "status": problem.status, "id": None, "problem": refusal}
    status = _status(listed)
    elder = None if dry_run and status == 201 else listed.subject
    return {"index": index, "external_id": sheet.external_id, "status": status, "id": elder, "problem": None}


def _status(listed: Written) -> int:
    """201 where a candidate's file begins, 200 where the list is noted in a file that is there."""
    return 201 if listed.version == 1 else 200


async def _named(read: Reading, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(rows)
    parts = await read.unseal([(row["elder_id"], row["file_version"], row["kind"]) for row in rows])
    named = []
    for row in rows:
        version = row.pop("file_version")
        row.pop("kind")
        file = parts.get((row["elder_id"], version), {}).get(row["elder_id"], {}).get("file", {})
        group, numbered = file.get("residence", {}).get("group"), bool(file.get("id_number"))
        named.append({**row, "name": file.get("name"), "group": group, "has_id_number": numbered})
    return named


async def _surveys(read: Reading, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    parts = await read.unseal([(row["elder_id"], row["version"], row["kind"]) for row in rows])
    shown = []
    for row in rows:
        words = parts.get((row["elder_id"], row["version"]), {}).get(row["elder_id"], {})
        kept = {name: row[name] for name in ("id", "elder_id", "version", "need_ids", "risk_ids", "recorded_at")}
        shown.append({"by": None, "note": None, **orjson.loads(row["open"]), **words, **kept})
    return shown


router = APIRouter()
for part in (candidates, matches.router, surveys, campaigns.router, duplicates.router, counts.router):
    router.include_router(part)
