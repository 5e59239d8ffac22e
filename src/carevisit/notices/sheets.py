"""Requests and answers about notices."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ..listing import Listing
from ..policy import Mode, PeriodKind, Profile, ReopenReason, Tier, profiles
from ..wire import Day, Month, Prose, Sheet, ValueRefused


def _public_name(value: str) -> str:
    if re.search(r"\d{5}", value):
        raise ValueRefused(
            "looks_personal",
            "This looks like a number of somebody's; name the weather or the feast.",
            "名称中疑似含个人号码。",
        )
    return value


def _known_profile(value: str) -> str:
    if value not in profiles():
        raise ValueRefused("unknown_profile", "There is no such profile: see GET /v1/profiles.", "没有此政策方案。")
    return value


PublicName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029\ufeff]*$"
    ),
    AfterValidator(_public_name),
]


class PeriodSheet(Sheet):
    """A special period (特殊时间节点) to be declared. What is left out is as the place's profile has it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "place": "350303103",
                "from": "2027-02-05",
                "to": "2027-02-08",
                "kind": "festival",
                "name": "春节",
                "extra_visits": 1,
                "tiers": ["key"],
                "modes": ["in_home", "phone"],
            }
        }
    )

    place: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
    from_on: Day = Field(alias="from", description="the first day; 7 days ago at the earliest / 开始日期，最早 7 天前")
    until_on: Day = Field(
        alias="to", description="the last day, so that it lasts 60 days at the most / 结束日期，最长 60 天"
    )
    kind: PeriodKind
    name: PublicName = Field(
        description="of the weather or the feast, as a notice has it; of nobody / 天气或节日名称，不得含个人信息"
    )
    extra_visits: Annotated[int, Field(ge=1, le=31)] | None = Field(
        None, description="one a day counts, so no more than the period has days / 每日计一次，不得超过时段天数"
    )
    tiers: Annotated[list[Tier], Field(min_length=1, max_length=2)] | None = None
    modes: Annotated[list[Mode], Field(min_length=1, max_length=5)] | None = None


class Cancellation(Sheet):
    """Nothing more needs to be said."""


class PeriodShown(BaseModel):
    """A special period."""

    id: UUID
    place: str
    from_: date = Field(alias="from")
    to: date
    kind: PeriodKind
    name: str
    extra_visits: int
    tiers: list[Tier]
    modes: list[Mode]
    state: Literal["declared", "cancelled"]
    declared_at: datetime


class PeriodList(Listing[PeriodShown]):
    """A page of special periods, those that end last first."""


class FestivalShown(BaseModel):
    """A festival, and the day that it falls on."""

    code: str
    zh: str
    en: str
    on: date


class Festivals(BaseModel):
    """The traditional festivals of a year."""

    year: int
    items: list[FestivalShown]


class AdoptionSheet(Sheet):
    """A profile (政策方案) for a place and all below it, from the first of a month on, or from today while nobody is on
    file there."""

    model_config = ConfigDict(json_schema_extra={"example": {"profile": "zaozhuang-2018", "from_on": "2027-03-01"}})

    profile: Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_profile)]
    from_on: Day


class ReopeningSheet(Sheet):
    """A locked month (已锁定月份) to be opened again for a place and all below it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"place": "350303103", "month": "2026-10", "until": "2026-12-05", "reason": "papers_checked"}
        }
    )

    place: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
    month: Month
    until: Day = Field(description="the last day on which it is open, at most 31 days ahead / 开放截止日，最长 31 天")
    reason: ReopenReason
    note: Prose | None = Field(None, description="required where the reason is `other` / 原因为其他时必填")


class ReopeningShown(BaseModel):
    """A month that was opened again."""

    id: UUID
    place: str
    month: str
    until: date
    open: bool
    reason: ReopenReason
    note: str | None = Field(description="null: none, or the place is above yours / 说明，上级设定的不显示")
    recorded_at: datetime


class ReopeningList(Listing[ReopeningShown]):
    """A page of months that were opened again, the latest first."""


class ProfileTold(BaseModel):
    """From a day on, a profile holds."""

    profile: str
    from_on: date


class PlaceProfile(BaseModel):
    """Which rules hold in a place."""

    place: str
    profile: str = Field(description="in force today / 当前执行")
    to_come: list[ProfileTold]
    adopted: list[ProfileTold] = Field(description="by the place itself, the latest first / 本级采用记录")


class ProfileShown(BaseModel):
    """A district's rules, with every value."""

    name: str
    zh: str
    en: str
    source: str
    values: dict[str, Any]


class ProfileList(BaseModel):
    """The profiles that a place may adopt."""

    items: list[ProfileShown]


def shown(profile: Profile) -> ProfileShown:
    """A profile as the API shows it."""
    values = profile.model_dump(mode="json")
    head = {name: values.pop(name) for name in ("name", "zh", "en", "source")}
    return ProfileShown(**head, values=values)
