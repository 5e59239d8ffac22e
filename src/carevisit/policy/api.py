"""The codes and labels of a district's rules over HTTP."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from ..desk import Desk, desk_for
from ..errors import wrong
from ..etags import NOT_MODIFIED, REVALIDATE
from ..wire import StrictRoute
from .case_codes import CASE_CODES
from .codes import DICTIONARY, Code
from .mending import MENDING_CODES
from .monitoring import MONITORING_CODES
from .profile import DEFAULT, profile_of, profiles

router = APIRouter(prefix="/v1", tags=["reference"], route_class=StrictRoute)


class Label(BaseModel):
    """A code with its official term and English."""

    code: str
    zh: str
    en: str


class Dictionary(BaseModel):
    """Every code of the profile, by the name of its list."""

    profile: str
    lists: dict[str, list[Label]]


@router.get(
    "/dictionary", operation_id="readDictionary", summary="Every code with its labels · 代码表", responses=NOT_MODIFIED
)
async def dictionary(
    desk: Annotated[Desk, desk_for(None)],
    profile: Annotated[str | None, Query(max_length=64, description="only what it has / 仅该方案所列")] = None,
) -> Dictionary:
    if profile is not None and profile not in profiles():
        raise wrong("?profile", "unknown_profile", "There is no such profile.", "没有此政策方案。")
    async with desk.reading(desk.elders):
        pass  # nothing to read; this checks that the token is still valid
    listed: dict[str, Iterable[Code]] = {**DICTIONARY, **CASE_CODES, **MONITORING_CODES, **MENDING_CODES}
    if profile is not None:
        rules = profile_of(profile)
        listed |= {
            "categories": rules.category, "services": rules.services,
            "correction_reasons": rules.corrections.reasons, "correction_resolutions": rules.corrections.resolutions,
            "void_reasons": rules.voids.reasons, "void_resolutions": rules.voids.resolutions,
        }  # fmt: skip
    desk.headers.update(REVALIDATE)
    return Dictionary(
        profile=profile or DEFAULT,
        lists={
            name: [Label(code=code.value, zh=code.zh, en=code.en) for code in codes] for name, codes in listed.items()
        },
    )
