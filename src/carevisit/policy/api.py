"""What a district's rules call things."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ..desk import Desk, desk_for
from ..wire import StrictRoute
from .codes import DICTIONARY
from .profile import DEFAULT

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


@router.get("/dictionary", operation_id="readDictionary", summary="Every code with its labels · 代码表")
async def dictionary(desk: Annotated[Desk, desk_for(None)]) -> Dictionary:
    """Every code that this API takes or gives, with its official 中文 and English."""
    async with desk.reading(desk.elders):
        pass  # nothing to read, but who asks must still be somebody
    return Dictionary(
        profile=DEFAULT,
        lists={
            name: [Label(code=code.value, zh=code.zh, en=code.en) for code in codes]
            for name, codes in DICTIONARY.items()
        },
    )
