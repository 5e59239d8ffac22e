"""Needs and risks that are open today: one in every state, some overdue, for trying each step."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

from ..clock import SHANGHAI
from .story import Act, Elder


class Beat(NamedTuple):
    """One step of a scene: so many days before today, by a role, with a sheet whose days and moments are filled in."""

    ago: float
    by: str  # liaison, guide or agency
    kind: str
    sheet: dict[str, Any]


Scene = tuple[Beat, ...]
_SON, _DAUGHTER = {"who": "儿子", "reached": True}, {"who": "女儿", "reached": True}

SCENES: dict[str, Scene] = {
    # --- risks ---------------------------------------------------------------------------------------------------------
    "two_traces": (  # a liaison's report: the township notified and the family reached, independently
        Beat(1.5, "liaison", "report", {"kind": "unsafe_electricity", "severity": "general", "note": "插座发烫，已断电",
                                        "family_contacts": [_DAUGHTER]}),
    ),
    "township_sees": (
        Beat(6.4, "agency", "report", {"kind": "unsafe_housing", "severity": "general", "note": "屋顶漏雨，瓦片松动"}),
    ),
    "district_sees": (
        Beat(11.4, "liaison", "report", {"kind": "fraud", "severity": "general", "note": "多次购买高价保健品",
                                         "family_contacts": [{"who": "儿子", "reached": False}]}),
    ),
    "family_not_told": (
        Beat(0.6, "agency", "report", {"kind": "fall", "severity": "major", "note": "浴室跌倒，意识清楚，已送医",
                                       "emergency_call": {"number": "120", "by": "护理员"}}),
        Beat(0.55, "guide", "risk/handling", {"by": "镇社事办", "note": "到医院看望，联系家属中"}),
    ),
    "grew_worse": (
        Beat(3.4, "agency", "report", {"kind": "unsafe_housing", "severity": "general", "note": "厢房墙面有裂缝"}),
        Beat(1.4, "guide", "risk/severity", {"severity": "major", "note": "雨后裂缝加宽，已请老人搬到正房"}),
    ),
    "ladder": (  # supporters who neglect their duty are supervised, rung by rung
        Beat(13.4, "liaison", "report", {"kind": "neglect", "severity": "general", "note": "三子互相推诿，老人三餐不继",
                                         "family_contacts": [_SON]}),
        Beat(12.5, "liaison", "risk/handling", {"by": "村委会", "note": "先由幸福院送餐"}),
        Beat(10.4, "liaison", "risk/supervision", {"by": "village_committee", "note": "村委会上门劝导"}),
        Beat(8.4, "liaison", "risk/supervision", {"by": "elders_organisation", "note": "老人会出面调解"}),
        Beat(5.4, "guide", "risk/supervision", {"by": "supporters_unit", "note": "致函长子所在单位"}),
        Beat(2.4, "guide", "risk/supervision", {"by": "law_enforcement", "note": "移送司法所，支持起诉"}),
    ),
    "cleared": (
        Beat(6.5, "agency", "report", {"kind": "unmet_basic_needs", "severity": "general", "note": "米快吃完，行动不便未购"}),
        Beat(5.4, "agency", "risk/handling", {"note": "代购米油，登记送餐"}),
        Beat(3.4, "agency", "risk/clearance", {"how": "已开通长者食堂送餐"}),
    ),
    "not_followed_up": (
        Beat(24.4, "liaison", "report", {"kind": "unsafe_water", "severity": "general", "note": "热水器漏水",
                                         "family_contacts": [_SON]}),
        Beat(22.4, "liaison", "risk/handling", {"note": "联系水电工"}),
        Beat(17.4, "liaison", "risk/clearance", {"how": "更换阀门"}),
    ),
    "major_closed": (
        Beat(9.5, "liaison", "report", {"kind": "fall", "severity": "major", "note": "院中跌倒，不能起身",
                                        "emergency_call": {"number": "120"}, "family_contacts": [_DAUGHTER]}),
        Beat(9.45, "liaison", "risk/family_contact", {"who": "儿子", "reached": True, "urged": True}),
        Beat(9.4, "guide", "risk/handling", {"by": "镇社事办", "note": "陪同就医"}),
        Beat(8.4, "guide", "risk/clearance", {"how": "已出院，女儿陪护"}),
        Beat(5.4, "guide", "risk/follow_up", {"result": "confirmed", "note": "上门查看，已能扶杖行走"}),
    ),
    "risk_came_back": (
        Beat(20.4, "guide", "report", {"kind": "unsafe_electricity", "severity": "general", "note": "线路老化"}),
        Beat(20.3, "guide", "risk/emergency_call", {"waived": "danger_over"}),
        Beat(19.4, "guide", "risk/handling", {"by": "供电所"}),
        Beat(17.4, "guide", "risk/clearance", {"how": "更换开关"}),
        Beat(14.4, "guide", "risk/follow_up", {"result": "reopened", "note": "仍有跳闸"}),
        Beat(12.4, "guide", "risk/handling", {"by": "供电所", "note": "整户换线"}),
        Beat(9.4, "guide", "risk/clearance", {"how": "整户换线完成"}),
        Beat(6.4, "guide", "risk/follow_up", {"result": "confirmed"}),
        Beat(2.4, "guide", "risk/reopening", {"note": "老人反映又闻到焦味"}),
    ),
    "wrong_elder": (  # a visit of another elder: what it opened is withdrawn with it
        Beat(4.4, "agency", "visit", {"safety": {"gas": "unsafe", "water_heating": "safe", "electricity": "safe"},
                                      "needs": [{"kind": "comfort", "note": "希望常有人来说说话"}]}),
        Beat(3.4, "guide", "void", {"reason": "wrong_elder", "reason_note": "误选同名老人"}),
    ),
    # --- needs ---------------------------------------------------------------------------------------------------------
    "phoned_in": (
        Beat(2.4, "guide", "raise", {"kind": "daily_care", "origin": "phone_in", "note": "父亲出院后无人做饭",
                                     "caller": {"name": "陈演示", "relationship": "son", "phone": "10040000001"}}),
    ),
    "not_referred": (
        Beat(15.4, "liaison", "raise", {"kind": "home_adaptation", "note": "门槛过高，想改成缓坡"}),
    ),
    "urgent": (
        Beat(1.6, "liaison", "raise", {"kind": "emergency_rescue", "urgent": True, "note": "夜间多次起身跌坐，想装呼叫器"}),
    ),
    "referred": (
        Beat(4.4, "liaison", "raise", {"kind": "health", "note": "希望家庭医生上门测血糖"}),
        Beat(2.4, "guide", "need/referral", {"department": "health", "duty": 13, "due": 14}),
    ),
    "agency_late": (
        Beat(9.4, "liaison", "raise", {"kind": "daily_care", "note": "需要每周帮助洗澡"}),
        Beat(6.4, "guide", "need/referral", {"agency": True, "due": 10}),
    ),
    "agency_silent": (
        Beat(16.4, "guide", "raise", {"kind": "comfort", "note": "丧偶后少言，盼有人陪伴"}),
        Beat(13.4, "guide", "need/referral", {"agency": True, "due": 10}),
    ),
    "accepted": (
        Beat(9.4, "guide", "raise", {"kind": "daily_care", "note": "手术后需要助餐"}),
        Beat(8.4, "guide", "need/referral", {"agency": True, "due": 12}),
        Beat(6.4, "agency", "need/acceptance", {"note": "周五起每日送餐"}),
    ),
    "past_its_day": (
        Beat(22.4, "liaison", "raise", {"kind": "home_adaptation", "note": "卫生间需要扶手"}),
        Beat(20.4, "guide", "need/referral", {"department": "housing", "due": -3}),
        Beat(18.4, "guide", "need/acceptance", {}),
        Beat(12.4, "liaison", "need/progress", {"note": "已量尺寸"}),
        Beat(5.4, "liaison", "need/progress", {"note": "扶手缺货，待到货"}),
    ),
    "declined": (
        Beat(8.4, "guide", "raise", {"kind": "rehabilitation_nursing", "note": "中风后左手活动受限"}),
        Beat(6.4, "guide", "need/referral", {"agency": True, "due": 20}),
        Beat(3.4, "agency", "need/decline", {"reason": "no_capacity", "note": "本月康复师已满"}),
    ),
    "half_followed_up": (
        Beat(20.4, "liaison", "raise", {"kind": "legal_aid", "note": "宅基地纠纷"}),
        Beat(18.4, "guide", "need/referral", {"department": "justice", "due": 5}),
        Beat(16.4, "guide", "need/acceptance", {}),
        Beat(6.4, "guide", "need/outcome", {"met": True, "note": "司法所已调解"}),
        Beat(3.4, "guide", "need/follow_up", {"loop": "referral", "result": "confirmed"}),
    ),
    "not_met": (
        Beat(17.4, "guide", "raise", {"kind": "home_adaptation", "note": "浴室铺防滑垫"}),
        Beat(15.4, "guide", "need/referral", {"department": "disabled_federation", "due": 5}),
        Beat(14.4, "guide", "need/acceptance", {}),
        Beat(4.4, "guide", "need/outcome", {"met": False, "reason": "elder_refused", "note": "老人不愿动工"}),
    ),
    "benefit_granted": (
        Beat(24.4, "liaison", "raise", {"kind": "social_assistance", "note": "想了解高龄津贴怎样申请"}),
        Beat(24.3, "liaison", "need/benefit", {"benefit": "高龄津贴", "outcome": "pending"}),
        Beat(22.4, "guide", "need/referral", {"department": "civil_affairs", "due": 10}),
        Beat(20.4, "guide", "need/acceptance", {}),
        Beat(12.4, "liaison", "need/benefit", {"benefit": "高龄津贴", "outcome": "granted"}),
        Beat(10.4, "guide", "need/outcome", {"met": True}),
        Beat(6.45, "guide", "need/follow_up", {"loop": "referral", "result": "confirmed"}),
        Beat(6.4, "guide", "need/follow_up", {"loop": "difficulty", "result": "confirmed"}),
    ),
    "need_came_back": (
        Beat(23.4, "guide", "raise", {"kind": "comfort", "note": "希望有人陪同散步"}),
        Beat(22.4, "guide", "need/referral", {"agency": True, "due": 10}),
        Beat(21.4, "agency", "need/acceptance", {}),
        Beat(17.4, "agency", "need/outcome", {"met": True}),
        Beat(15.4, "guide", "need/follow_up", {"loop": "difficulty", "result": "reopened", "note": "只来过一次"}),
        Beat(14.4, "guide", "need/referral", {"department": "elders_organisation", "due": 5}),
        Beat(13.4, "guide", "need/acceptance", {}),
        Beat(9.4, "guide", "need/outcome", {"met": True}),
        Beat(7.45, "guide", "need/follow_up", {"loop": "difficulty", "result": "confirmed"}),
        Beat(7.4, "guide", "need/follow_up", {"loop": "referral", "result": "confirmed"}),
        Beat(1.4, "guide", "need/reopening", {"note": "结对志愿者搬走"}),
    ),
}  # fmt: skip


def cast(count: int, villages: int) -> dict[int, list[str]]:
    """Which elders play which scenes: elders in villages with several, two scenes each in a small district."""
    first = villages + 5
    there = min(len(SCENES), count - first)
    parts: dict[int, list[str]] = {}
    for turn, name in enumerate(SCENES if there > 0 else ()):
        parts.setdefault(first + turn % there, []).append(name)
    return parts


def acts_of(rng: Random, elder: Elder, today: date) -> Iterator[Act]:
    """The acts of an elder's scenes."""
    village, midnight = elder.village, datetime.combine(today, time.min, SHANGHAI)
    who = {"liaison": village.liaison, "guide": village.registrar, "agency": village.provider}
    for turn, name in enumerate(elder.scenes, 1):
        label, late = f"QB-{elder.turn + 1:06d}-{turn:03d}", timedelta(seconds=rng.randint(0, 1500))
        for beat in SCENES[name]:
            at = midnight - timedelta(days=beat.ago) + late
            sheet = _filled(beat.sheet, beat.kind, at, today, village.provider)
            if beat.kind in ("raise", "report", "visit"):
                sheet["record_no"] = label
            yield Act(beat.kind, at, village.turn, elder.turn, who[beat.by], sheet, label)


def _filled(given: dict[str, Any], kind: str, at: datetime, today: date, provider: str) -> dict[str, Any]:
    """A sheet with its days and moments."""
    sheet, day = dict(given), at.date().isoformat()
    if kind == "report":
        sheet["at"] = (at - timedelta(minutes=20)).isoformat()
        if "emergency_call" in sheet:
            sheet["emergency_call"] = sheet["emergency_call"] | {"at": (at - timedelta(minutes=18)).isoformat()}
        tried_at = (at - timedelta(minutes=12)).isoformat()
        sheet["family_contacts"] = [one | {"at": tried_at} for one in sheet.get("family_contacts", ())]
    if kind == "need/referral":
        sheet["due_on"] = (today + timedelta(days=sheet.pop("due"))).isoformat()
        if "agency" in sheet:
            sheet["agency"] = provider
    if kind == "need/benefit":
        sheet |= {"told_on": day, "applied_on": day}
    if kind == "visit":
        sheet |= {
            "mode": "in_home", "started_at": (at - timedelta(minutes=60)).isoformat(),
            "ended_at": (at - timedelta(minutes=20)).isoformat(),
            "health": {"expression": "unchanged", "mobility": "unchanged", "illness": {"change": "unchanged"}},
            "mood": "unchanged", "visitor": {"name": "陈小芳", "category": "care_worker"}, "visitor_signed": True,
            "elder_signed": {"signed": True},
        }  # fmt: skip
    return sheet
