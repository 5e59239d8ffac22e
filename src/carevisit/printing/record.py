"""The record of a visit (探访关爱服务记录表). Source: 涵民〔2023〕53号, annex 4."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..clock import day_of
from ..paper import Blank, Box, Cell, Line, Page, Picture, Run, caption, day, one_of, or_blank, said, written
from ..policy import HouseholdTrend, IllnessTrend, Mode, NoSignature, Safety, Trend, VisitorCategory

COLUMNS = (25, 22, 22, 103)
_MODES = [(one.value, one.zh) for one in (Mode.IN_HOME, Mode.PHONE, Mode.ONLINE, Mode.OTHER)]
_TREND = [(one.value, one.zh) for one in (Trend.UNCHANGED, Trend.BETTER, Trend.WORSE)]
_SAFETY = [(one.value, one.zh) for one in (Safety.SAFE, Safety.FAIRLY_SAFE, Safety.UNSAFE)]
_GAP = "      "


def annex_4(visit: Mapping[str, Any], district: str, signatures: Mapping[str, Picture] | None = None) -> Page:
    """The form, filled in with a record as its reader sees it; of an empty one it is an empty form.

    `signatures`: images by `visitor` and `elder`.
    """
    started = visit.get("started_at")
    on = day_of(datetime.fromisoformat(started)) if started else None
    return Page(
        f"{district}特殊困难老年人探访关爱服务记录表", COLUMNS, _rows(visit, signatures or {}), mark="附件4", above=day(on),
        below=(("备注：此表一式三份，县级民政部门、乡镇（街道）、服务力量所在单位各存档一份。",),),
        across="作废" if visit.get("state") == "void" else "",
    )  # fmt: skip


def _rows(visit: Mapping[str, Any], signatures: Mapping[str, Picture]) -> tuple[tuple[Cell, ...], ...]:
    health, safety, hygiene = visit.get("health") or {}, visit.get("safety") or {}, visit.get("hygiene") or {}
    marks: list[tuple[str, str, Line]] = [
        ("家庭状况", "人口变化", _household(visit.get("household_change") or {})),
        ("健康状况", "表达能力", _trend(health.get("expression"))),
        ("", "行动能力", _trend(health.get("mobility"))),
        ("", "疾病状况", _illness(health.get("illness") or {})),
        ("精神状态", "情绪状态", _trend(visit.get("mood"))),
        ("安全情况", "燃气安全", _safe(safety.get("gas"))),
        ("", "水暖安全", _safe(safety.get("water_heating"))),
        ("", "用电安全", _safe(safety.get("electricity"))),
        ("卫生状况", "个人卫生", _trend(hygiene.get("personal"))),
        ("", "家庭卫生", _trend(hygiene.get("household"))),
        ("居住环境", "室内环境", _trend(visit.get("indoor_environment"))),
    ]
    number = visit.get("running_no")
    title = Cell((("第", said(number) or Blank(2), "次"), ("探访关爱服务",)), down=len(marks) + 3, centred=True)
    rows: list[tuple[Cell, ...]] = [(title, caption("服务方式", 2), written(_mode(visit)))]
    for at, (part, what, line) in enumerate(marks):
        down = next((n for n, later in enumerate(marks[at + 1 :], 1) if later[0]), len(marks) - at)
        rows.append((*((caption(part, down=down),) if part else ()), caption(what), written(line)))
    needs = said(visit.get("needs_and_action"))
    rows.append((written(("关爱服务需求及落实情况：",), (needs,), across=3, high=4),))
    visitor, category = visit.get("visitor") or {}, (visit.get("visitor") or {}).get("category")
    rows.append((
        written(
            ("服务人员类别：", VisitorCategory(category).zh if category else ""), ("服务人员（签字）：",),
            _signature(signatures.get("visitor"), visitor.get("name")), across=2, high=2.2,
        ),
        written(
            ("服务对象（签字）：",), _signature(signatures.get("elder"), _unsigned(visit.get("elder_signed"))), high=2.2,
        ),
    ))  # fmt: skip
    return tuple(rows)


def _mode(visit: Mapping[str, Any]) -> Line:
    """Remote monitoring has no box of its own: it is another way."""
    mode = visit.get("mode")
    note = said(visit.get("mode_note"))
    if mode == Mode.REMOTE_MONITORING:
        mode, note = Mode.OTHER, note or Mode.REMOTE_MONITORING.zh
    return (*one_of(_MODES, mode), f"（{note}）") if note else one_of(_MODES, mode)


def _household(told: Mapping[str, Any]) -> Line:
    change, by = told.get("change"), told.get("by")
    runs: list[Run] = [Box(change == HouseholdTrend.UNCHANGED), HouseholdTrend.UNCHANGED.zh]
    for trend in (HouseholdTrend.MORE, HouseholdTrend.FEWER):
        runs += [_GAP, Box(change == trend), trend.zh, or_blank(by if change == trend else None), "人"]
    return tuple(runs)


def _illness(told: Mapping[str, Any]) -> Line:
    change = told.get("change")
    return (
        Box(change == IllnessTrend.UNCHANGED), IllnessTrend.UNCHANGED.zh, _GAP, Box(change == IllnessTrend.SEVERE),
        f"{IllnessTrend.SEVERE.zh} 疾病名称：", or_blank(told.get("name"), 8), "  ", Box(change == IllnessTrend.IMPROVED),
        IllnessTrend.IMPROVED.zh,
    )  # fmt: skip


def _trend(value: str | None) -> Line:
    return one_of(_TREND, value, gap=_GAP)


def _safe(value: str | None) -> Line:
    return one_of(_SAFETY, value, gap=_GAP)


def _unsigned(told: Mapping[str, Any] | None) -> str:
    """Why the elder did not sign."""
    reason = (told or {}).get("reason")
    return f"未签字：{NoSignature(reason).zh}" if reason else ""


def _signature(picture: Picture | None, words: str | None) -> tuple[Run, ...]:
    """The image of a signature, or a line to sign on with the words about it."""
    return (picture or Blank(5), *((f"（{words}）",) if words else ()))
