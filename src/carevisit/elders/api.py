"""How to ask about files over HTTP."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response

from .. import clock
from ..access import SERVED_NOW, Actor, Role, place_at
from ..answers import CHANGED_FILE, NEW_VERSION, NO_KEY, VERSION
from ..batch import LONGEST_BODY, Action, BatchMode, BatchModeAsked, DryRun, FileBatch, Kept, Noun, partly, records
from ..dated import DUE, OVERDUE, stands_today
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..errors import ElderNotFound
from ..ledger import FILE, head_rows, tag_rows
from ..listing import Cursor, Limit, ListQuery, Numbered
from ..pairings import PAIRED, Paired, account_of
from ..policy import Category, FileState, Flag, Tier
from ..wire import Day, StrictRoute
from .actions import amend_elder, register_elder, transfer_elder
from .filters import HAS_DEVICE_QUIET, HAS_FLAG, IN_GROUP, IS_DUE_BEFORE, Group, group_tags
from .people import assemble
from .sheets import Amendment, FilePart, Registration, Search, Transfer
from .shown import ElderFile, ElderList
from .views import hidden_flags, shown, view_for

REGISTRARS = (Role.SUPERVISOR, Role.GUIDE, Role.LIAISON, Role.APP)
router = APIRouter(prefix="/v1/elders", tags=["elders"], route_class=StrictRoute)

_FILE = f"""
SELECT h.subject, h.file_version, s.state, s.tier, h.status->>'consent' AS consent, h.status->>'consent_on' AS consent_on,
  h.status->>'confirmed_on' AS confirmed_on, e.kind, e.open::text AS open
FROM {head_rows()} {FILE} {stands_today("h.subject")}
WHERE h.subject = %s
"""
_LINE = f"""
SELECT h.subject AS id, p.code AS place, s.state, s.tier, s.categories, h.running_no, h.last_in_home_on, h.last_contact_on,
  h.open_needs, h.open_risks, h.file_version, e.kind, h.flags || s.flags
  || flags_on(d, s.state, (SELECT rule_day())) || device_flags(h.subject) AS flags
FROM {head_rows()} {place_at("h")} {FILE} {stands_today("h.subject")} JOIN {DUE} ON d.elder = h.subject
"""
_BEARS = f"""EXISTS (SELECT FROM {tag_rows()}
  WHERE t.tag = ANY (%(tag{{0}})s) AND t.subject = h.subject AND t.version = h.file_version)
"""


@router.post(
    "", status_code=201, operation_id="registerElder", responses=NEW_VERSION, summary="Register an elder · 登记服务对象"
)
async def register(
    sheet: Registration,
    desk: Annotated[Desk, desk_for("elders:write", *REGISTRARS)],
) -> ElderFile:
    numbers = desk.numbers(sheet, f"x:{sheet.external_id}" if sheet.external_id else None)
    written = await desk.write(lambda book: register_elder(book, sheet, numbers, desk.office.ledger.sealing))
    desk.headers["Location"] = f"/v1/elders/{written.subject}"
    return await _file(desk, written.subject)


async def _versions(read: Reading, ids: list[UUID]) -> list[Kept]:
    rows = await read.all(f"SELECT h.subject, h.file_version FROM {head_rows()} WHERE h.subject = ANY (%s)", (ids,))
    return [Kept(row["subject"], row["file_version"]) for row in rows]


def _registering(desk: Desk, sheet: Registration, numbers: Mapping[str, bytes]) -> Action:
    return lambda book: register_elder(book, sheet, numbers, desk.office.ledger.sealing)


FILES = Noun(
    Registration, "external_id", _registering,
    lambda written: None if written.replayed else Kept(written.subject, written.version), _versions,
    lambda desk: (desk.elders,), ElderNotFound, chain=lambda sheet: sheet.id_number, at_once=2,
)  # fmt: skip


@router.post(
    "/batch", operation_id="registerElders", summary="Register many elders · 批量登记服务对象",
    response_model=FileBatch, **partly(FileBatch),
)  # fmt: skip
async def register_many(
    sheets: records(Registration),  # type: ignore[valid-type]
    desk: Annotated[Desk, desk_for("elders:write", *REGISTRARS, most=LONGEST_BODY)],
    mode: BatchModeAsked = BatchMode.BEST_EFFORT,
    dry_run: DryRun = False,
) -> Response:
    return await FILES.answer(desk, sheets, mode, dry_run=dry_run)


@router.get("", operation_id="listElders", summary="List elders · 服务对象列表")
async def list_elders(
    desk: Annotated[Desk, desk_for("elders:read")],
    place: PlaceCode = None,
    group: Group = None,
    category: Category | None = None,
    tier: Tier | None = None,
    flag: Flag | None = None,
    state: FileState | None = None,
    overdue: Annotated[bool | None, Query(description="a missed window stands behind them / 已逾期")] = None,
    due_before: Annotated[
        Day | None, Query(description="the next visit is due before this day / 应于该日前探访")
    ] = None,
    paired_with: Paired = None,
    external_id: Numbered = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ElderList:
    filters = {
        "place": place, "group": group, "category": category, "tier": tier, "flag": flag, "state": state, "overdue": overdue,
        "due_before": due_before, "paired": account_of(desk, paired_with), "external_id": external_id,
    }  # fmt: skip
    query = ListQuery(desk, {"id": "h.subject"}, filters, limit, cursor)
    query.equal("s", "tier", "state")
    query.given(
        {
            "category": "s.categories @> ARRAY[%(category)s::text]",
            "flag": HAS_DEVICE_QUIET if flag is Flag.DEVICE_QUIET else HAS_FLAG,
            "overdue": OVERDUE if overdue else f"NOT {OVERDUE}", "due_before": IS_DUE_BEFORE,
            "paired": PAIRED.format(elder="h.subject", day="(SELECT rule_day())"),
        }
    )  # fmt: skip
    if (tags := group_tags(desk, group, place)) is not None:
        query.where(IN_GROUP.format(elder="h.subject"), group=tags)
    query.where("h.noun = 'elder'", *(["false"] if flag in hidden_flags(desk.actor) else []), today=clock.today())
    async with desk.reading(desk.elders) as read:
        await query.within(read, place, "h.place_no")
        await query.numbered(read, f"x:{external_id}" if external_id else None, "h.subject")
        rows = await query.rows(read, _LINE + (SERVED_NOW if desk.actor.is_agency else ""))
        return query.answer(ElderList, await _named(read, rows, desk.actor))


@router.post(
    "/search",
    operation_id="searchElders",
    openapi_extra=NO_KEY,
    summary="Find an elder by exact name, phone or ID number · 精确查找",
)
async def search(what: Search, desk: Annotated[Desk, desk_for("elders:read")]) -> ElderList:
    sealing = desk.office.ledger.sealing
    tags = [sealing.tags(field, word) for field, word in what.model_dump(exclude_none=True).items()]
    async with desk.reading(desk.elders) as read:
        where, params = await read.area(None, "h.place_no", desk.elders)
        for number, tag in enumerate(tags):
            where += f" AND {_BEARS.format(number)}"
            params[f"tag{number}"] = tag
        # the first tag drives: an index finds its few rows, whatever the size of the area
        rows = await read.all(
            f"{_LINE} WHERE h.subject IN (SELECT t.subject FROM {tag_rows()} WHERE t.tag = ANY (%(tag0)s)) AND {where}"
            " ORDER BY h.subject LIMIT 100",
            params,
        )
        return ElderList.model_validate({"items": await _named(read, rows, desk.actor), "next_cursor": None})


@router.get("/{elder_id}", operation_id="readElder", responses=VERSION, summary="Read a file · 查看档案")
async def read_elder(elder_id: UUID, desk: Annotated[Desk, desk_for("elders:read")]) -> ElderFile:
    return await _file(desk, elder_id)


@router.patch("/{elder_id}", operation_id="amendElder", responses=CHANGED_FILE, summary="Amend a file · 更新档案")
async def amend(
    elder_id: UUID,
    changes: Amendment,
    desk: Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE, Role.LIAISON)],
) -> ElderFile:
    expected, numbers = desk.expected(), desk.numbers(changes)
    sent = changes.model_dump(mode="json", exclude_unset=True, exclude={"as_of"})
    await desk.write(
        lambda book: amend_elder(book, elder_id, sent, expected, numbers, desk.office.ledger.sealing, changes.as_of)
    )
    return await _file(desk, elder_id)


@router.post(
    "/{elder_id}/transfer",
    operation_id="transferElder",
    responses=CHANGED_FILE,
    summary="Transfer a file to another village · 迁移档案",
)
async def transfer(
    elder_id: UUID,
    move: Transfer,
    desk: Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE)],
) -> ElderFile:
    expected, numbers = desk.expected(), desk.numbers(move)
    await desk.write(lambda book: transfer_elder(book, elder_id, move, expected, numbers))
    return await _file(desk, elder_id)


async def _file(desk: Desk, elder: UUID) -> ElderFile:
    async with desk.reading(desk.elders) as read:
        file = await file_of(read, desk.actor, elder)
    desk.mark_version(file.version)
    return file


async def file_of(read: Reading, actor: Actor, elder: UUID) -> ElderFile:
    """An elder's file as the actor may see it. Raises ElderNotFound."""
    row = await read.one(_FILE, (elder,))
    if row is None:
        raise ElderNotFound
    parts = (await read.unseal([(elder, row["file_version"], row["kind"])])).get((elder, row["file_version"]), {})
    return _render(actor, row, parts)


def _render(actor: Actor, row: dict[str, Any], parts: dict[UUID, Any]) -> ElderFile:
    elder, view, facts = row["subject"], view_for(actor), orjson.loads(row["open"])
    file = assemble(
        parts.get(elder, {}).get("file", {}), {person: part for person, part in parts.items() if person != elder}
    )
    sections = {name: file.get(name) for name in FilePart.model_fields}
    if sections["ability"]:
        sections["ability"] = {**sections["ability"], "grade": facts["ability"]}
    sections["not_applicable"] = sections["not_applicable"] or []
    return ElderFile.model_validate(
        shown(sections, view)
        | {
            "id": elder, "version": row["file_version"], "view": view, "state": row["state"], "tier": row["tier"],
            "categories_told": facts["categories"], "tier_told": facts["tier_told"], "consent": row["consent"],
            "consent_on": row["consent_on"],
            "place": facts["place"], "filed_on": facts["filed_on"], "confirmed_on": row["confirmed_on"],
            "external_id": facts["external_id"],
        }
    )  # fmt: skip


async def _named(read: Reading, rows: Iterable[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """The lines of a list, each with its name, and with the flags that the reader is shown."""
    rows = list(rows)
    parts = await read.unseal([(row["id"], row["file_version"], row["kind"]) for row in rows])
    lines, hidden = [], hidden_flags(actor)
    for row in rows:
        version = row.pop("file_version")
        row.pop("kind")
        own = parts.get((row["id"], version), {}).get(row["id"], {})
        flags = [flag for flag in dict.fromkeys(row["flags"]) if flag not in hidden]  # events and the day may raise one
        lines.append({**row, "flags": flags, "name": own.get("file", {}).get("name")})
    return lines
