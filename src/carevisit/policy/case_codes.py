"""The codes of needs and risks: their states, who is responsible, and the results of their steps."""

from .codes import Code


class NeedState(Code):
    """How far a need has come (需求办理状态)."""

    RAISED = "raised", "待转介", "raised, to be referred"
    REFERRED = "referred", "已转介", "referred, not yet accepted"
    ACCEPTED = "accepted", "已受理", "accepted"
    IN_PROGRESS = "in_progress", "办理中", "being met"
    DECLINED = "declined", "已退回", "declined, back with the township"
    MET = "met", "已解决待回访", "met, to be followed up"
    NOT_MET = "not_met", "未能解决待回访", "not met, to be followed up"
    CLOSED = "closed", "已办结", "closed"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"


class RiskState(Code):
    """How far a risk has come (隐患处置状态)."""

    REPORTED = "reported", "已上报", "reported, to be handled"
    HANDLING = "handling", "处置中", "being handled"
    CLEARED = "cleared", "已排除待回访", "cleared, to be followed up"
    CLOSED = "closed", "已销号", "closed"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"


class CaseOrigin(Code):
    """How a need or a risk became known (来源)."""

    VISIT = "visit", "探访中发现", "found on a visit"
    MARKS = "marks", "探访记录自动生成", "follows from what a visit's record says"
    SURVEY = "survey", "入户核实", "found at the survey"
    FILE = "file", "登记表载明", "follows from what the file says of the home"
    ALERT = "alert", "远程监测告警", "follows from an alert of a device"
    STAFF = "staff", "工作人员上报", "reported by the district's staff"
    PHONE_IN = "phone_in", "家属或群众来电", "family or neighbours called in"
    OTHER = "other", "其他", "another way"


class CaseTier(Code):
    """A tier that must act (责任层级)."""

    VILLAGE = "village", "村（居）", "village"
    TOWNSHIP = "township", "乡镇（街道）", "township"
    DISTRICT = "district", "县（区）", "district"


class CaseStep(Code):
    """A step that somebody must take (待办步骤)."""

    EMERGENCY_CALL = "emergency_call", "拨打紧急求助电话", "call for help"
    FAMILY_CONTACT = "family_contact", "联系并督促家庭成员", "reach the family"
    HANDLING = "handling", "处置隐患", "see to the risk"
    CLEARANCE = "clearance", "排除隐患", "remove the danger"
    FOLLOW_UP = "follow_up", "回访隐患排除情况", "see whether the hazard is removed"
    REFERRAL = "referral", "转介需求", "refer the need"
    ACCEPTANCE = "acceptance", "受理转介", "take the need on"
    OUTCOME = "outcome", "解决需求", "meet the need"
    FOLLOW_UP_REFERRAL = "follow_up_referral", "回访转介落实情况", "see whether the referral was carried out"
    FOLLOW_UP_DIFFICULTY = "follow_up_difficulty", "回访困难缓解情况", "see whether the difficulty is eased"


class Department(Code):
    """To whom a need is referred (责任单位). The first eleven are those of 涵民〔2023〕53号, annex 1."""

    ELDERLY_CARE_COUNCIL = "elderly_care_council", "养老服务联席会议成员单位", "members of the elderly care council"
    POLITICAL_LEGAL = "political_legal", "政法委", "political and legal affairs commission"
    CIVILISATION_OFFICE = "civilisation_office", "文明办", "civilisation office"
    CIVIL_AFFAIRS = "civil_affairs", "民政部门", "civil affairs"
    EDUCATION = "education", "教育部门", "education"
    FINANCE = "finance", "财政部门", "finance"
    HOUSING = "housing", "住建部门", "housing and construction"
    AGRICULTURE = "agriculture", "农业农村部门", "agriculture and rural affairs"
    HEALTH = "health", "卫健部门", "health"
    DISABLED_FEDERATION = "disabled_federation", "残联", "disabled persons' federation"
    TOWNSHIP = "township", "乡镇人民政府（街道办事处）", "township or street office"
    PUBLIC_SECURITY = "public_security", "公安部门", "public security"
    JUSTICE = "justice", "司法部门", "justice"
    SOCIAL_SECURITY = "social_security", "人社部门", "human resources and social security"
    CULTURE = "culture", "文化部门", "culture"
    POVERTY_RELIEF = "poverty_relief", "扶贫（乡村振兴）部门", "poverty relief"
    AGEING_OFFICE = "ageing_office", "老龄部门", "ageing office"
    ELDERS_ORGANISATION = "elders_organisation", "老年人组织", "elders' organisation"


class DeclineReason(Code):
    """Why a referral came back (退回原因)."""

    NOT_RESPONSIBLE = "not_responsible", "不属于职责范围", "it is not their duty"
    NOT_ELIGIBLE = "not_eligible", "不符合条件", "the elder is not eligible"
    NO_CAPACITY = "no_capacity", "暂无能力承接", "they have no capacity"
    NO_ANSWER = "no_answer", "逾期未答复", "they did not answer"
    OTHER = "other", "其他", "other"


class UnmetReason(Code):
    """Why a need could not be met (未能解决原因)."""

    ELDER_REFUSED = "elder_refused", "老人不愿接受", "the elder does not wish it"
    NOT_ELIGIBLE = "not_eligible", "不符合政策条件", "the elder is not eligible"
    NO_RESOURCE = "no_resource", "无相应资源", "there is nothing that would meet it"
    FAMILY_OPPOSED = "family_opposed", "家属不同意", "the family does not agree"
    OTHER = "other", "其他", "other"


class BenefitOutcome(Code):
    """What came of an application (申请结果)."""

    PENDING = "pending", "审核中", "not yet decided"
    GRANTED = "granted", "已享受", "granted"
    REFUSED = "refused", "未通过", "refused"
    NOT_APPLIED = "not_applied", "未申请", "did not apply"


class FollowUpLoop(Code):
    """Which of the township's follow-ups (跟踪回访). Source: 涵民〔2023〕53号, part 4 (3)."""

    HAZARD = "hazard", "风险隐患排除情况", "whether the hazard is removed"
    DIFFICULTY = "difficulty", "急需困难缓解情况", "whether the difficulty is eased"
    REFERRAL = "referral", "转介服务落实情况", "whether the referral was carried out"


class FollowUpResult(Code):
    """What a follow-up found (回访结果)."""

    CONFIRMED = "confirmed", "属实，予以确认", "confirmed"
    REOPENED = "reopened", "不属实，重新办理", "reopened"


class WithdrawalReason(Code):
    """Why a case was withdrawn (撤销原因)."""

    IN_ERROR = "in_error", "误报", "it was reported in error"
    DUPLICATE = "duplicate", "重复上报", "it was reported twice"
    WRONG_ELDER = "wrong_elder", "服务对象有误", "it was about somebody else"
    OTHER = "other", "其他", "other"
    LEFT = "left", "服务对象已退出", "the elder left the ledger"
    VISIT_MENDED = "visit_mended", "探访记录已更正或作废", "the visit's record that alone spoke of it was mended"


class CallWaiver(Code):
    """Why no emergency call was needed for a major risk (未拨打紧急求助电话的原因)."""

    HELP_ON_SITE = "help_on_site", "救援力量已在现场", "help was there already"
    DANGER_OVER = "danger_over", "险情已解除", "the danger was over"


class Rung(Code):
    """Who supervises supporters that do not do their duty (督促赡养义务), up to law enforcement."""

    VILLAGE_COMMITTEE = "village_committee", "村（居）民委员会督促", "the village or residents' committee"
    ELDERS_ORGANISATION = "elders_organisation", "老年人组织督促", "the elders' organisation"
    SUPPORTERS_UNIT = "supporters_unit", "赡养人所在单位督促", "the supporter's unit"
    LAW_ENFORCEMENT = "law_enforcement", "移送公安司法机关", "law enforcement"


CASE_CODES: dict[str, type[Code]] = {
    "need_states": NeedState, "risk_states": RiskState, "case_origins": CaseOrigin, "case_tiers": CaseTier, "case_steps": CaseStep,
    "departments": Department, "decline_reasons": DeclineReason, "unmet_reasons": UnmetReason,
    "benefit_outcomes": BenefitOutcome, "follow_up_loops": FollowUpLoop, "follow_up_results": FollowUpResult,
    "withdrawal_reasons": WithdrawalReason, "call_waivers": CallWaiver, "rungs": Rung,
}  # fmt: skip
