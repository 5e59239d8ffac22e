"""The mending of records (更正、作废): the codes, which of them a profile takes, and until when a month may be mended."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from ..days import first_of_month, months_after
from .codes import Code


class MendReason(Code):
    """Why a record is corrected or void (更正、作废原因)."""

    WRONG_CONTENT = "wrong_content", "内容填写有误", "something was filled in wrongly"
    INCOMPLETE = "incomplete", "内容填报不完整", "something was left out"
    WRONG_TIME = "wrong_time", "时间有误", "the time was wrong"
    WRONG_VISITOR = "wrong_visitor", "服务人员信息有误", "the visitor was wrong"
    WRONG_ELDER = "wrong_elder", "服务对象有误", "it was about somebody else"
    SIGNATURES_MISSING = "signatures_missing", "签字手续不全", "a signature was missing"
    DEVICE_FAILURE = "device_failure", "设备或网络故障", "a device or the network failed"
    RECHECK_MISMATCH = "recheck_mismatch", "抽查回访与记录不符", "a re-check found something else"
    DUPLICATE = "duplicate", "重复记录", "it was recorded twice"
    NOT_MADE = "not_made", "探访未发生", "the visit was not made"
    OTHER = "other", "其他", "other"


class MendResolution(Code):
    """What was done about a record that was wrong (核实处理情况)."""

    PAPER_CHECKED = "paper_checked", "已核对纸质记录表", "compared with the form on paper"
    VISITOR_ASKED = "visitor_asked", "已向服务人员核实", "the visitor was asked"
    ELDER_CALLED = "elder_called", "已电话回访服务对象", "the elder was called"
    FAMILY_ASKED = "family_asked", "已向亲属或紧急联系人核实", "the family or the emergency contact was asked"
    HOME_CHECKED = "home_checked", "已入户核查", "checked at the elder's home"
    EVIDENCE_CHECKED = (
        "evidence_checked",
        "已核对定位、照片等佐证材料",
        "compared with positions, photographs and the like",
    )
    SIGNATURES_ADDED = "signatures_added", "已补办签字手续", "the signatures were added"
    RECORDED_ANEW = "recorded_anew", "已重新填报", "recorded anew"
    VISIT_MADE_UP = "visit_made_up", "已补充探访", "the visit was made up for"
    VISITOR_INSTRUCTED = "visitor_instructed", "已对服务人员提醒教育", "the visitor was instructed"
    OTHER = "other", "其他", "other"


class MendCodes(BaseModel):
    """The codes that a profile takes with a correction, or with a void: why, and what was done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reasons: tuple[MendReason, ...] = tuple(MendReason)
    resolutions: tuple[MendResolution, ...] = tuple(MendResolution)


class ReopenReason(Code):
    """Why a month is opened again (重新开放原因)."""

    RECHECK = "recheck", "抽查核实整改", "a re-check found something to be mended"
    FIGURES_CHECKED = "figures_checked", "统计数据核对", "figures are checked"
    PAPERS_CHECKED = "papers_checked", "纸质记录核对", "records on paper are compared"
    SYSTEM_FAILURE = "system_failure", "系统或网络故障", "a system or the network failed"
    OTHER = "other", "其他", "other"


def locked_from(visited_on: date, lock_day: int | None) -> date | None:
    """The day from which records of visits of that day's month are locked; None: never."""
    return None if lock_day is None else months_after(first_of_month(visited_on), 1).replace(day=lock_day)


def is_locked(visited_on: date, today: date, lock_day: int | None, reopened_until: date | None = None) -> bool:
    """Whether a record of a visit can no longer be mended below the district (月度锁定), by the Shanghai month of the visit.

    A month is locked from the profile's day of the next month on. Where the district has opened it again, it is open up to
    and including `reopened_until`.
    """
    from_on = locked_from(visited_on, lock_day)
    return from_on is not None and today >= from_on and (reopened_until is None or today > reopened_until)


MENDING_CODES: dict[str, type[Code]] = {
    "mend_reasons": MendReason, "mend_resolutions": MendResolution, "reopen_reasons": ReopenReason,
}  # fmt: skip
