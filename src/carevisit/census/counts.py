"""Elders counted by village and category (以村（社区）为单位，分7类), for the city bureau."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from .. import clock
from ..access import READERS, Role, is_there, name_of, place_rows
from ..database import Sight
from ..dated import TODAY, standing_rows
from ..desk import Desk, PlaceCode, desk_for
from ..places import place_of_area
from ..policy import Category
from ..wire import StrictRoute
from .shown import CountLine, Counts

router = APIRouter(prefix="/v1", tags=["census"], route_class=StrictRoute)
NOTE = "一人可属多类，分类人数之和不等于在册人数。 · An elder may be in several categories: their sum is not the headcount."

_ON_FILE = "s.state IN ('active', 'suspended')"
_FIGURES: tuple[tuple[str, str], ...] = (
    ("headcount", _ON_FILE), ("key", f"{_ON_FILE} AND s.tier = 'key'"), ("general", f"{_ON_FILE} AND s.tier = 'general'"),
    *((c.value, f"{_ON_FILE} AND '{c.value}' = ANY (s.categories)") for c in Category),
    ("no_category", f"{_ON_FILE} AND cardinality(s.categories) = 0"), ("candidates", "s.state = 'candidate'"),
    ("declined", "s.state = 'declined'"),
)  # fmt: skip
_COUNTS = f"""
WITH n AS MATERIALIZED (
  SELECT s.place_id, {", ".join(f"count(*) FILTER (WHERE {what}) AS {name}" for name, what in _FIGURES)}
  FROM {standing_rows()} WHERE {{standing}} AND {TODAY}
  GROUP BY s.place_id)
SELECT v.code AS place, {name_of("v")} AS name, up.code AS township, {name_of("up")} AS township_name,
  {", ".join(f"coalesce(n.{name}, 0) AS {name}" for name, _ in _FIGURES)}
FROM {place_rows("v")} LEFT JOIN {place_rows("up")} ON up.id = v.parent LEFT JOIN n ON n.place_id = v.id
WHERE v.level = 'village' AND {{villages}}
  AND ({is_there("v", "(SELECT rule_day())", "(SELECT rule_day())")} OR n.place_id IS NOT NULL) ORDER BY v.no
"""
_TEXT = ("place", "name", "township", "township_name")
COLUMNS = tuple(name for name in CountLine.model_fields if name not in _TEXT)
HEADINGS = {
    "place": "村（居）代码", "name": "村（居）", "township": "乡镇（街道）代码", "township_name": "乡镇（街道）",
    "headcount": "在册人数", "key": "重点对象", "general": "一般对象", **{c.value: c.zh for c in Category},
    "no_category": "未归类", "candidates": "待确认", "declined": "不愿接受",
}  # fmt: skip


@router.get(
    "/ledger-counts", operation_id="countLedger", summary="Elders by village and category · 分村分类台账统计",
    response_model=Counts,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "JSON, or CSV by `Accept`"}},
)  # fmt: skip
async def count_ledger(
    request: Request, desk: Annotated[Desk, desk_for("stats:read", *READERS, Role.APP)], place: PlaceCode = None
) -> Response:
    async with desk.reading(Sight.AREA) as read:
        area = await read.seen(place)
        here, _ = await place_of_area(read, area)
        sql = _COUNTS.format(villages=area.at("v.no"), standing=area.at("s.place_no"))
        rows = await read.all(sql, area.params)
    code = place or here or ""
    totals = {
        "place": code, "name": "合计", "township": None, "township_name": None,
        **{name: sum(row[name] for row in rows) for name in COLUMNS},
    }  # fmt: skip
    if "text/csv" in request.headers.get("accept", ""):
        return Response(_csv([*rows, totals]), media_type="text/csv; charset=utf-8")
    counts = Counts.model_validate(
        {"place": code, "as_of": clock.today(), "note": NOTE, "items": rows, "totals": totals}
    )
    return Response(counts.model_dump_json(), media_type="application/json")


def _csv(rows: list[dict[str, Any]]) -> str:
    """The lines as CSV for spreadsheets; codes stay text."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(HEADINGS.values())
    sheet.writerows([row[name] if row[name] is not None else "" for name in HEADINGS] for row in rows)
    sheet.writerow([NOTE])
    return "\ufeff" + text.getvalue()
