"""Forms of fixed people on fixed days, whose pictures are kept."""

from dataclasses import replace
from typing import Any

from carevisit.paper import Foot
from carevisit.printing.collection import left_behind
from carevisit.printing.record import annex_4
from carevisit.printing.registration import annex_3

_LIVES = {"place": "350200", "since": "2024-05-20", "reason": "work", "planned_return_on": "2027-02-01"}
FILE: dict[str, Any] = {
    "filed_on": "2026-11-01", "name": "林阿姨", "sex": "female", "id_number": "999999194611040028", "phone": "13800000000",
    "ethnicity": "01", "registered_household": True, "health_told": "semi_disabled", "living_told": "fair",
    "emergency_contact": {"name": "林小明", "relationship": "儿子", "phone": "13900000001"},
    "household_registration": {"place": "350303103201", "detail": "老屋 3 号"},
    "residence": {"place": "350303103201", "detail": "12 号"}, "ability": {"grade": "complete"},
    "medical_history": "高血压", "economic_status": "subsistence_margin", "monthly_income_yuan": 380.5, "income_source": "养老金",
    "categories_told": ["living_alone", "disabled"], "tier_told": "key",
    "family": {"spouse": {"status": "deceased", "name": "王大爷", "sex": "male"},
               "children": [{"name": "林小明", "sex": "male", "relationship": "儿子", "visits_often": False, "lives": _LIVES,
                             "spouse": {"name": "陈小丽", "lives": _LIVES}}]},
    "living": {"water_safe": True, "electricity_safe": False, "pension": {"has": True, "monthly_yuan": 180.0}},
    "help": {"by": ["village", "volunteer"], "person": "刘主任", "measures": "每周送菜一次"}, "worker": {"name": "陈登记"},
}  # fmt: skip
VISIT: dict[str, Any] = {
    "state": "recorded", "running_no": 12, "mode": "in_home", "started_at": "2026-11-20T01:10:00Z",
    "household_change": {"change": "more", "by": 2},
    "health": {"expression": "unchanged", "mobility": "worse", "illness": {"change": "severe", "name": "高血压"}},
    "mood": "better", "safety": {"gas": "safe", "water_heating": "fairly_safe", "electricity": "unsafe"},
    "hygiene": {"personal": "unchanged", "household": "better"}, "indoor_environment": "unchanged",
    "needs_and_action": "卫生间需要扶手，已转介", "visitor": {"name": "陈网格", "category": "grid_worker"},
    "elder_signed": {"signed": False, "reason": "cannot_write"},
}  # fmt: skip
NAMES = {"350303103201": "梧塘镇梅洋村", "350200": "福建省厦门市"}
_FOOT = Foot("A4.D.2.AGJPCV2PNZ6IU3VSF4523TTUEA.ABCDEFGHIJKLMNOP", "第 2 版，2026 年 11 月 30 日打印")
PAGES = {
    "annex-3": replace(annex_3(FILE, NAMES), copy="县级民政部门存", foot=_FOOT),
    "annex-3-empty": annex_3({}, {}),
    "annex-4": replace(annex_4(VISIT, "涵江区"), copy="服务力量所在单位存", foot=_FOOT),
    "annex-4-empty": annex_4({}, "涵江区"),
    "left-behind": left_behind(FILE, NAMES),
}
