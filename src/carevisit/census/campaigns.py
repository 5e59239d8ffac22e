"""Campaigns (排查工作): a census of a place with its deadlines, and its progress by village."""

from collections import defaultdict
from datetime import date
from typing import Annotated, Any, Literal, LiteralString
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg.rows import dict_row
from uuid_utils.compat import uuid7

from .. import clock
from ..access import READERS, Role, is_there, name_of, place_at, place_rows
from ..answers import NEW
from ..database import Sight
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..elders import IN_GROUP, Group, group_tags
from ..errors import CampaignNotFound, Forbidden, IdempotencyKeyReused, Unauthorized, wrong
from ..ledger import FILE, head_rows
from ..listing import Cursor, Limit, ListQuery
from ..policy import CensusStage
from ..wire import StrictRoute
from .rules import late
from .sheets import CampaignSheet
from .shown import CampaignList, CampaignProgress, CampaignShown

router = APIRouter(prefix="/v1/census/campaigns", tags=["census"], route_class=StrictRoute)
LEADERS = (Role.SUPERVISOR, Role.GUIDE)

_BEGIN: LiteralString = "SELECT * FROM campaign_begin(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_CANCEL: LiteralString = "SELECT there FROM campaign_cancel(%s, %s, %s, %s)"
_CAMPAIGN = f"""
SELECT c.id, p.code AS place, c.name, c.from_on, c.list_by, c.survey_by, c.confirm_by, c.created_at, c.cancelled_at, p.no, p.hi
FROM campaign c {place_at("c")}
"""
_IN_IT = "c.listed_on <= %(confirm_by)s AND coalesce(c.decided_on, 'infinity'::date) >= %(from_on)s"
IS_COVERED = f"c.place_no >= %(no)s AND c.place_no <= %(hi)s AND {_IN_IT}"
"""Whether a candidate belongs to a campaign: by place and by days."""
_FIGURES: tuple[tuple[str, str], ...] = (
    ("candidates", "true"), ("surveyed", "c.surveyed_on IS NOT NULL"), ("confirmed", "c.stage = 'confirmed'"),
    ("not_eligible", "c.stage = 'not_eligible'"), ("left", "c.stage = 'left'"),
    ("still_open", "c.stage IN ('listed', 'surveyed')"), ("listed_late", "c.listed_on > %(list_by)s"),
    ("survey_late", "coalesce(c.surveyed_on, c.decided_on, (SELECT rule_day())) > %(survey_by)s"),
    ("confirm_late", "coalesce(c.decided_on, (SELECT rule_day())) > %(confirm_by)s"),
)  # fmt: skip
_BY_VILLAGE = f"""
WITH n AS MATERIALIZED (
  SELECT c.place_id, {", ".join(f'count(*) FILTER (WHERE {what}) AS "{name}"' for name, what in _FIGURES)}
  FROM candidate c WHERE {IS_COVERED} AND {{area}} GROUP BY c.place_id)
SELECT v.code AS place, {name_of("v")} AS name, {", ".join(f'coalesce(n."{name}", 0) AS "{name}"' for name, _ in _FIGURES)}
FROM {place_rows("v")} LEFT JOIN n ON n.place_id = v.id
WHERE v.level = 'village' AND v.no >= %(no)s AND v.no <= %(hi)s AND {{villages}}
  AND ({is_there("v", "%(from_on)s", "%(confirm_by)s")} OR n.place_id IS NOT NULL) ORDER BY v.no
"""
_OF_A_VILLAGE = f"""
SELECT c.elder_id, c.listed_on, c.surveyed_on, c.decided_on, c.stage, h.file_version, e.kind
FROM candidate c JOIN {head_rows()} ON h.subject = c.elder_id {FILE}
WHERE {IS_COVERED} AND {{area}}
"""
COUNTED = tuple(name for name, _ in _FIGURES)


@router.post(
    "", status_code=201, operation_id="beginCampaign", responses=NEW, summary="Begin a census campaign · 部署排查工作"
)
async def begin(sheet: CampaignSheet, desk: Annotated[Desk, desk_for("elders:write", *LEADERS)]) -> CampaignShown:
    number, fingerprint = next(iter(desk.numbers(sheet).items()), (None, None))
    made = uuid7()
    row = await _door(
        desk, _BEGIN, made, sheet.place, sheet.name, sheet.from_on or clock.today(), sheet.list_by, sheet.survey_by,
        sheet.confirm_by, number, fingerprint, clock.override(),
    )  # fmt: skip
    if row["id"] is None:
        raise wrong("/place", "unknown_place", "No such place among those you serve.", "您负责的区域内没有此地。")
    if row["print"] is not None:
        if row["print"] != fingerprint:
            raise IdempotencyKeyReused
        desk.mark_replay()
    desk.headers["Location"] = f"/v1/census/campaigns/{row['id']}/progress"
    async with desk.reading(Sight.AREA) as read:
        return CampaignShown.model_validate(await campaign_seen(read, row["id"]))


@router.post(
    "/{campaign_id}/cancellation", operation_id="cancelCampaign", summary="Cancel a census campaign · 取消排查工作"
)
async def cancel(campaign_id: UUID, desk: Annotated[Desk, desk_for("elders:write", *LEADERS)]) -> CampaignShown:
    row = await _door(desk, _CANCEL, campaign_id, clock.override())
    if not row["there"]:
        raise CampaignNotFound
    async with desk.reading(Sight.AREA) as read:
        return CampaignShown.model_validate(await campaign_seen(read, campaign_id))


@router.get("", operation_id="listCampaigns", summary="List census campaigns · 排查工作列表")
async def list_campaigns(
    desk: Annotated[Desk, desk_for("elders:read", *READERS, Role.APP)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CampaignList:
    query = ListQuery(desk, {"id": "c.id"}, {}, limit, cursor, descending=True)
    async with desk.reading(Sight.AREA) as read:
        return query.answer(CampaignList, await query.rows(read, _CAMPAIGN))


@router.get("/{campaign_id}/progress", operation_id="readProgress", summary="Progress of a census campaign · 排查进度")
async def read_progress(
    campaign_id: UUID,
    desk: Annotated[Desk, desk_for("stats:read", *READERS, Role.APP)],
    by: Annotated[
        Literal["village", "group"],
        Query(description="village, or the groups below one village / 按村（居），或按一村（居）内的小区、村民小组"),
    ] = "village",
    place: PlaceCode = None,
    group: Group = None,
) -> CampaignProgress:
    if desk.actor.role is Role.APP and (by == "group" or group is not None):
        raise Forbidden("An app counts by village.", "应用仅可按村（居）统计。")
    tags = group_tags(desk, group, place)
    async with desk.reading(Sight.AREA) as read:
        campaign = await campaign_seen(read, campaign_id)
        where, params = await read.area(place, "c.place_no")
        if tags is not None:
            where += f" AND {IN_GROUP.format(elder='c.elder_id')}"
            params["group"] = tags
        if by == "group":
            lines = await _by_group(read, campaign, place, where, params)
        else:
            villages, _ = await read.area(place, "v.no")
            rows = await read.all(_BY_VILLAGE.format(area=where, villages=villages), campaign | params)
            lines = [{**row, "group": group} for row in rows]
    totals = {name: sum(line[name] for line in lines) for name in COUNTED}
    total = {"place": place or campaign["place"], "name": campaign["name"], "group": group, **totals}
    return CampaignProgress.model_validate(
        {"campaign": campaign, "as_of": clock.today(), "by": by, "items": lines, "totals": total}
    )


async def _by_group(
    read: Reading, campaign: dict[str, Any], place: str | None, where: str, params: dict[str, Any]
) -> list[dict[str, Any]]:
    """One village's candidates by the group in their files, which is sealed: one village's files are opened, no more."""
    if place is None or len(place) != 12:
        raise wrong("?place", "needs_village", "by=group needs the code of a village.", "按小组统计须指定村（居）。")
    village = await read.one(
        f"SELECT p.code AS place, {name_of()} AS name FROM {place_rows()} WHERE p.code = %s", (place,)
    )
    assert village is not None
    rows = await read.all(_OF_A_VILLAGE.format(area=where), campaign | params)
    parts = await read.unseal([(row["elder_id"], row["file_version"], row["kind"]) for row in rows])
    groups: dict[str | None, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for row in rows:
        own = parts.get((row["elder_id"], row["file_version"]), {}).get(row["elder_id"], {})
        group = ((own.get("file") or {}).get("residence") or {}).get("group")
        for name, counts in _counted(row, campaign, clock.today()).items():
            groups[group][name] += counts
    named = sorted(groups, key=lambda name: (name is None, name or ""))
    return [{**village, "group": name, **groups[name]} for name in named]


def _counted(row: dict[str, Any], campaign: dict[str, Any], today: date) -> dict[str, bool]:
    """The figures in which one candidate counts."""
    stage, surveyed, decided = row["stage"], row["surveyed_on"], row["decided_on"]
    return {
        "candidates": True, "surveyed": surveyed is not None, "confirmed": stage == CensusStage.CONFIRMED,
        "not_eligible": stage == CensusStage.NOT_ELIGIBLE, "left": stage == CensusStage.LEFT,
        "still_open": stage in (CensusStage.LISTED, CensusStage.SURVEYED), "listed_late": row["listed_on"] > campaign["list_by"],
        "survey_late": late(surveyed, decided, campaign["survey_by"], today),
        "confirm_late": late(None, decided, campaign["confirm_by"], today),
    }  # fmt: skip


async def campaign_seen(read: Reading, id: UUID) -> dict[str, Any]:
    """A campaign of the caller's places, with its place's numbers. Raises CampaignNotFound."""
    row = await read.one(f"{_CAMPAIGN} WHERE c.id = %s", (id,))
    if row is None:
        raise CampaignNotFound
    return row


async def _door(desk: Desk, sql: LiteralString, *params: Any) -> dict[str, Any]:
    """Call a door that is a transaction of its own. Raises Unauthorized."""
    async with desk.office.database.connection() as connection:
        cursor = connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, (desk.actor.id, desk.actor.generation, *params))
        row = await cursor.fetchone()
    if row is None:
        raise Unauthorized
    return row
