"""The visit record (探访关爱服务记录表), as it is handed in and as it is read.

Source: 涵民〔2023〕53号, annex 4; times, place, outcome and what the form leaves out are ours.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, model_validator

from ..listing import Listing
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import (
    HouseholdTrend,
    IllnessTrend,
    MendReason,
    MendResolution,
    Mode,
    NeedKind,
    NoSignature,
    NotMetReason,
    Outcome,
    RiskKind,
    Safety,
    Service,
    Trend,
    VisitorCategory,
)  # fmt: skip
from ..risks import RiskTold
from ..wire import Moment, Number, Prose, Sheet, ValueRefused, Word, Yes


class HouseholdChange(Sheet):
    """Household members (人口变化)."""

    change: HouseholdTrend = HouseholdTrend.NOT_OBSERVED
    by: Annotated[StrictInt, Field(ge=1, le=30)] | None = Field(None, description="by how many / 人数")

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if (self.by is not None) != (self.change in (HouseholdTrend.MORE, HouseholdTrend.FEWER)):
            raise ValueRefused(
                "household_count",
                "Say by how many, when there are more or fewer.",
                "人口增加或减少时须填写人数，其他情况不填。",
                "by",
            )
        return self


class IllnessChange(Sheet):
    """Illness (疾病状况); severe names it."""

    change: IllnessTrend = IllnessTrend.NOT_OBSERVED
    name: Word | None = Field(None, description="疾病名称")

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.change is IllnessTrend.SEVERE and self.name is None:
            raise ValueRefused(
                "illness_unnamed", "A severe illness needs its name.", "疾病严重时须填写疾病名称。", "name"
            )
        return self


class Health(Sheet):
    """Health (健康状况)."""

    expression: Trend = Field(Trend.NOT_OBSERVED, description="表达能力")
    mobility: Trend = Field(Trend.NOT_OBSERVED, description="行动能力")
    illness: IllnessChange = IllnessChange()


class SafetyMarks(Sheet):
    """Safety (安全情况)."""

    gas: Safety = Field(Safety.NOT_OBSERVED, description="燃气安全")
    water_heating: Safety = Field(Safety.NOT_OBSERVED, description="水暖安全")
    electricity: Safety = Field(Safety.NOT_OBSERVED, description="用电安全")


class Hygiene(Sheet):
    """Hygiene (卫生状况)."""

    personal: Trend = Field(Trend.NOT_OBSERVED, description="个人卫生")
    household: Trend = Field(Trend.NOT_OBSERVED, description="家庭卫生")


class Checks(Sheet):
    """The four checks (四查: 吃、穿、住、医); true where all is well."""

    food: Yes | None = None
    clothing: Yes | None = None
    housing: Yes | None = None
    medical: Yes | None = None


class NeedTold(Sheet):
    """A need found on the visit."""

    kind: NeedKind
    note: Prose | None = None
    urgent: Yes = Field(False, description="急需")


class VisitorTold(Sheet):
    """Who visited (服务人员)."""

    id: Number | None = Field(None, description="your own number of this visitor")
    name: Word
    category: VisitorCategory
    unit: Word | None = None


class ElderSigned(Sheet):
    """Whether the elder signed, or why not."""

    signed: Yes
    reason: NoSignature | None = None

    @model_validator(mode="after")
    def _reason(self) -> Self:
        if self.signed == (self.reason is not None):
            raise ValueRefused(
                "signature_reason", "Signed, or a reason why not.", "已签字，或说明未签字原因，二者其一。", "reason"
            )
        return self


class Position(Sheet):
    """Where the record was made."""

    lat: Annotated[StrictFloat, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[StrictFloat, Field(ge=-180, le=180, allow_inf_nan=False)]
    datum: Literal["WGS84", "GCJ02", "CGCS2000"] = "WGS84"
    accuracy_m: Annotated[StrictFloat, Field(ge=0, le=100_000, allow_inf_nan=False)] | None = None


_EXAMPLE: dict[str, Any] = {
    "elder_id": "019ab2c4-0000-7000-8000-000000000000",
    "record_no": "FX-2026-000123",
    "mode": "in_home",
    "outcome": "met",
    "started_at": "2026-11-20T09:10:00+08:00",
    "ended_at": "2026-11-20T09:50:00+08:00",
    "household_change": {"change": "unchanged"},
    "health": {"expression": "unchanged", "mobility": "worse", "illness": {"change": "severe", "name": "高血压"}},
    "mood": "unchanged",
    "safety": {"gas": "safe", "water_heating": "safe", "electricity": "unsafe"},
    "hygiene": {"personal": "unchanged", "household": "better"},
    "indoor_environment": "unchanged",
    "services": ["meals", "cleaning"],
    "needs": [{"kind": "home_adaptation", "note": "卫生间需要扶手"}],
    "risks": [{"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}],
    "visitor": {"name": "陈网格", "category": "grid_worker"},
    "visitor_signed": True,
    "elder_signed": {"signed": False, "reason": "cannot_write"},
    "position": {"lat": 25.45, "lon": 119.11, "datum": "WGS84", "accuracy_m": 12},
    "note": "精神尚好",
}


class VisitContent(Sheet):
    """What a visit record says."""

    mode: Mode
    mode_note: Word | None = Field(None, description="which, when the mode is `other`")
    outcome: Outcome = Outcome.MET
    not_met_reason: NotMetReason | None = None
    started_at: Moment
    ended_at: Moment | None = None
    household_change: HouseholdChange = HouseholdChange()
    health: Health = Health()
    mood: Trend = Field(Trend.NOT_OBSERVED, description="情绪状态")
    safety: SafetyMarks = SafetyMarks()
    hygiene: Hygiene = Hygiene()
    indoor_environment: Trend = Field(Trend.NOT_OBSERVED, description="室内环境")
    services: list[Service] = Field(default=[], max_length=30, description="服务项目")
    checks: Checks | None = Field(None, description="四查")
    warned: list[RiskKind] = Field(
        default=[], max_length=20, description="hazards that the elder was warned of / 提醒其及时消除隐患"
    )
    needs_and_action: Prose | None = Field(None, description="关爱服务需求及落实情况")
    visitor: VisitorTold
    visitor_signed: Yes = Field(False, description="required in person, where the elder was met / 服务人员签字")
    elder_signed: ElderSigned | None = Field(
        None, description="required in person, where the elder was met / 服务对象签字或未签字原因"
    )
    position: Position | None = None
    note: Prose | None = None


class VisitSheet(VisitContent):
    """A visit record as it is handed in. The place, the tier and the running number are the system's to know."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    elder_id: UUID
    record_no: OwnNumber | None = Field(None, description=OWN_NUMBER)
    unmentioned: Literal["unchanged"] | None = Field(
        None, description="what the marks of change that are left out say / 未填的变化项"
    )
    needs: list[NeedTold] = Field(default=[], max_length=20)
    risks: list[RiskTold] = Field(default=[], max_length=20)


class Correction(VisitContent):
    """What a record should have said: the whole of it anew, and why. Its elder, needs, risks and number are not changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {k: v for k, v in _EXAMPLE.items() if k not in ("elder_id", "record_no", "needs", "risks")}
                | {"reason": "wrong_content", "resolution": "paper_checked", "reason_note": "用电情况填写有误"}
            ]
        }
    )

    reason: MendReason = Field(description="更正原因; `wrong_elder` is for a void only")
    resolution: MendResolution | None = Field(None, description="what was done about it / 核实处理情况")
    reason_note: Prose | None = None


class Void(Sheet):
    """Why a record should not have been made (作废原因)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reason": "wrong_elder", "resolution": "recorded_anew", "reason_note": "误选同名老人"}]
        }
    )

    reason: MendReason
    resolution: MendResolution | None = Field(None, description="what was done about it / 核实处理情况")
    reason_note: Prose | None = None


class Counted(BaseModel):
    """A window that the visit counts towards."""

    window: str
    tier: str


class Receipt(BaseModel):
    """What became of a visit record."""

    id: UUID
    elder_id: UUID
    running_no: int | None = Field(description="第 n 次: the n-th time that the elder was met; null when never met")
    late: bool = Field(description="recorded more than 48 hours after it began")
    counts_towards: list[Counted]
    needs: list[UUID]
    risks: list[UUID]
    recorded_at: datetime = Field(description="when this was recorded: the record, or what was mended of it")
    version: int


class ContentShown(VisitContent):
    """What a visit record says, as it is read."""

    model_config = ConfigDict(json_schema_extra={})

    started_at: datetime  # the sheet's own are text to be checked; these are read
    ended_at: datetime | None = None
    visitor: VisitorTold | None = None  # type: ignore[assignment]  # forgotten, once the visitor was erased
    needs: list[UUID]
    risks: list[UUID]


class VisitShown(ContentShown):
    """A visit record as it is read."""

    id: UUID
    elder_id: UUID
    place: str
    record_no: str | None
    state: Literal["recorded", "corrected", "void"]
    running_no: int | None
    late: bool
    recorded_at: datetime
    version: int


class By(BaseModel):
    """Whose doing a version is: in which role, and for which side."""

    role: str
    maker: UUID


class VisitVersion(BaseModel):
    """What a record said from one moment on, and why it was changed."""

    version: int = Field(description="the record's version that this made, as in its ETag")
    state: Literal["recorded", "corrected", "void"]
    recorded_at: datetime
    by: By
    reason: MendReason | None
    resolution: MendResolution | None
    reason_note: str | None
    content: ContentShown | None = Field(description="null when void")


class VisitVersions(Listing[VisitVersion]):
    """A page of a record's versions, the first first."""


class VisitLine(BaseModel):
    """A visit in a list."""

    id: UUID
    elder_id: UUID
    place: str
    record_no: str | None
    state: Literal["recorded", "corrected", "void"]
    running_no: int | None
    mode: Mode
    outcome: Outcome
    started_at: datetime
    ended_at: datetime | None
    day: date = Field(description="the Shanghai day")
    recorded_at: datetime
    late: bool
    version: int


class VisitList(Listing[VisitLine]):
    """A page of visits, the newest record first."""
