"""Codes of remote monitoring (远程监测) and of contact with the family, and which risk an alert opens by a profile."""

from pydantic import BaseModel, ConfigDict

from .codes import Code, RiskKind, Severity


class DeviceKind(Code):
    """What is installed at an elder's home or worn (监测设备)."""

    SOS_BUTTON = "sos_button", "一键呼叫器", "emergency button"
    SMOKE_DETECTOR = "smoke_detector", "烟雾报警器", "smoke detector"
    GAS_DETECTOR = "gas_detector", "燃气报警器", "gas detector"
    WATER_SENSOR = "water_sensor", "溢水报警器", "water leak sensor"
    MOTION_SENSOR = "motion_sensor", "人体活动感应器", "motion sensor"
    DOOR_SENSOR = "door_sensor", "门磁感应器", "door sensor"
    WATER_METER = "water_meter", "智能水表", "smart water meter"
    POWER_METER = "power_meter", "智能电表", "smart electricity meter"
    BED_SENSOR = "bed_sensor", "智能床垫", "bed sensor"
    FALL_DETECTOR = "fall_detector", "跌倒监测仪", "fall detector"
    WEARABLE = "wearable", "智能手环（手表）", "wearable"
    OTHER = "other", "其他", "other"


class AlertKind(Code):
    """What a device or its platform reports (告警类型)."""

    SOS = "sos", "紧急呼叫", "the elder called for help"
    NO_MOVEMENT = "no_movement", "长时间无活动", "no movement for too long"
    FALL = "fall", "跌倒", "fall"
    SMOKE = "smoke", "烟雾", "smoke"
    GAS = "gas", "燃气泄漏", "gas leak"
    WATER = "water", "溢水", "water leak"
    WANDERING = "wandering", "离开安全区域", "left the safe area"
    VITAL_SIGNS = "vital_signs", "生命体征异常", "abnormal vital signs"
    LOW_BATTERY = "low_battery", "电量不足", "low battery"
    OTHER = "other", "其他", "other"


class AlertState(Code):
    """How far an alert has come (告警状态)."""

    RAISED = "raised", "待确认", "raised, to be acknowledged"
    ACKNOWLEDGED = "acknowledged", "已确认", "acknowledged, not yet over"
    ENDED = "ended", "已解除", "over"


class AlertFinding(Code):
    """What was found when an alert was looked into (核实结果)."""

    REAL = "real", "属实", "real"
    FALSE_ALARM = "false_alarm", "误报", "false alarm"


class UrgedBy(Code):
    """Who urged the family (督促人)."""

    VILLAGE_COMMITTEE = "village_committee", "村（居）民委员会", "the village or residents' committee"
    TOWNSHIP = "township", "乡镇（街道）", "the township or street office"
    LIAISON = "liaison", "村（居）联络员", "the liaison"
    GUIDE = "guide", "乡镇（街道）指导员", "the guide"
    ELDERS_ORGANISATION = "elders_organisation", "老年人组织", "the elders' organisation"
    SUPPORTERS_UNIT = "supporters_unit", "赡养人所在单位", "the supporter's unit"
    AGENCY = "agency", "服务力量", "the agency"
    OTHER = "other", "其他", "other"


class UrgedHow(Code):
    """How the family was urged (督促方式)."""

    IN_PERSON = "in_person", "当面", "in person"
    PHONE = "phone", "电话", "by telephone"
    VIDEO = "video", "视频", "by video"
    MESSAGE = "message", "短信或网络消息", "by message"
    LETTER = "letter", "书面", "in writing"


class UrgingAnswer(Code):
    """What the family answered (督促结果)."""

    PROMISED = "promised", "已承诺", "promised"
    VISITED_SINCE = "visited_since", "已探望", "has visited since"
    REFUSED = "refused", "拒绝", "refused"
    NOT_REACHED = "not_reached", "未联系上", "was not reached"


class FamilyContactMode(Code):
    """How a family member was in contact with the elder (联系方式)."""

    PHONE = "phone", "电话", "telephone"
    VIDEO = "video", "视频", "video"


class ConfirmedBy(Code):
    """Who confirms that the contact took place (确认方)."""

    ELDER = "elder", "老年人本人", "the elder"
    FAMILY_MEMBER = "family_member", "家庭成员", "the family member"
    APP = "app", "应用通话记录", "the app's record of the call"


class AlertOpens(BaseModel):
    """The risk that alerts of a kind open by themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: AlertKind
    risk: RiskKind
    severity: Severity


MONITORING_CODES: dict[str, type[Code]] = {
    "device_kinds": DeviceKind, "alert_kinds": AlertKind, "alert_states": AlertState, "alert_findings": AlertFinding,
    "urged_by": UrgedBy, "urged_how": UrgedHow, "urging_answers": UrgingAnswer, "family_contact_modes": FamilyContactMode,
    "confirmed_by": ConfirmedBy,
}  # fmt: skip
