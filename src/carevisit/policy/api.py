"""What a district's rules call things."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from ..desk import Desk, desk_for
from ..errors import wrong
from ..wire import StrictRoute
from .case_codes import CASE_CODES, Department
from .codes import DICTIONARY, Code
from .duties import DUTIES
from .profile import DEFAULT, profile_of, profiles

router = APIRouter(prefix="/v1", tags=["reference 参考数据"], route_class=StrictRoute)


class Label(BaseModel):
    """A code with its official term and English."""

    code: str
    zh: str
    en: str


class Dictionary(BaseModel):
    """Every code of the profile, by the name of its list."""

    profile: str
    lists: dict[str, list[Label]]


class DutyShown(BaseModel):
    """A duty of the list, with who bears it."""

    no: int
    department: Department
    zh: str
    en: str


class Duties(BaseModel):
    """The list of duties (探访关爱服务职责任务清单)."""

    source: str
    items: list[DutyShown]


@router.get("/duties", operation_id="readDuties", summary="The fifteen duties · 职责任务清单")
async def duties(desk: Annotated[Desk, desk_for(None)]) -> Duties:
    """The duties of annex 1, each with the department that bears it; a referral may name one by its number."""
    async with desk.reading(desk.elders):
        pass  # nothing to read, but who asks must still be somebody
    return Duties(source="涵民〔2023〕53号, 附件1", items=[DutyShown(**vars(duty)) for duty in DUTIES])


@router.get("/dictionary", operation_id="readDictionary", summary="Every code with its labels · 代码表")
async def dictionary(
    desk: Annotated[Desk, desk_for(None)],
    profile: Annotated[str | None, Query(max_length=64, description="only what it has / 仅该方案所列")] = None,
) -> Dictionary:
    """Every code that this API takes or gives, with its official 中文 and English; with `profile`, of the categories and
    services those that the profile has (see GET /v1/profiles)."""
    if profile is not None and profile not in profiles():
        raise wrong("?profile", "unknown_profile", "There is no such profile.", "没有此政策方案。")
    async with desk.reading(desk.elders):
        pass  # nothing to read, but who asks must still be somebody
    listed: dict[str, Iterable[Code]] = {**DICTIONARY, **CASE_CODES}
    if profile is not None:
        listed |= {"categories": profile_of(profile).category, "services": profile_of(profile).services}
    return Dictionary(
        profile=profile or DEFAULT,
        lists={
            name: [Label(code=code.value, zh=code.zh, en=code.en) for code in codes] for name, codes in listed.items()
        },
    )
