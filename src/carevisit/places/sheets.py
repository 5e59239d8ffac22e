"""Requests and answers about places and their posts."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from ..access import Role
from ..listing import Listing
from ..wire import Day, Sheet, ValueRefused, Word
from .levels import Level

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
NewCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")]
MOST_LISTED = 500
Post = Literal[Role.SUPERVISOR, Role.GUIDE, Role.LIAISON]


class PlaceSheet(Sheet):
    """A place to be added."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "350303103299", "name": "新洋村", "level": "village", "parent": "350303103"}]
        }
    )

    code: NewCode
    name: Word
    level: Literal["township", "village"]
    parent: Code
    from_: Day | None = Field(None, alias="from")


class PlaceChange(Sheet):
    """Another name for a place."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "梅洋社区"}]})

    name: Word
    from_: Day | None = Field(None, alias="from")


class PlaceEnding(Sheet):
    """From when a place is not there any more."""

    from_: Day | None = Field(None, alias="from")


class PlaceMerger(Sheet):
    """Into which village another one is merged, and from when."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into": "350303103202"}]})

    into: Code
    from_: Day | None = Field(None, alias="from")


class ListedPlace(Sheet):
    """A place of a list."""

    code: NewCode
    name: Word
    level: Literal["township", "village"]
    parent: Code


class PlaceImport(Sheet):
    """A list of places as they are to be from a day on, and the codes of those that end."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "places": [{"code": "350303103299", "name": "新洋村", "level": "village", "parent": "350303103"}],
                    "ended": [],
                }
            ]
        }
    )

    from_: Day | None = Field(None, alias="from")
    places: list[ListedPlace] = Field([], max_length=MOST_LISTED)
    ended: list[Code] = Field([], max_length=MOST_LISTED)

    @model_validator(mode="after")
    def _once(self) -> Self:
        codes = [*(one.code for one in self.places), *self.ended]
        if len(set(codes)) < len(codes):
            raise ValueRefused("named_twice", "A code is listed twice.", "同一代码重复出现。")
        return self


class PlaceOutcome(BaseModel):
    """What an import does to a place."""

    code: str
    result: Literal["added", "renamed", "ended", "unchanged", "refused"]
    problem: Annotated[dict[str, Any], WithJsonSchema({"$ref": "#/components/schemas/Problem"})] | None


class PlaceImported(BaseModel):
    """What an import did, or would do."""

    kept: bool
    added: int
    renamed: int
    ended: int
    unchanged: int
    refused: int
    items: list[PlaceOutcome]


class NameShown(BaseModel):
    """A name that a place has from a day on."""

    name: str
    from_: date = Field(alias="from")


class PlaceShown(BaseModel):
    """A place, by its 统计用区划代码."""

    code: str
    name: str
    level: Level
    parent: str | None
    from_: date | None = Field(alias="from")
    until: date | None
    merged_into: str | None
    renamed: list[NameShown]


class RegionShown(BaseModel):
    """A province, prefecture or county of GB/T 2260 (行政区划)."""

    code: str
    name: str
    level: Literal["province", "prefecture", "county"]
    parent: str | None
    ended: int | None = Field(description="the last year in which the code was in force; null: it is / 停用前最后年份")


class RegionList(Listing[RegionShown]):
    """A page of regions, in the order of their codes."""


class PlaceList(Listing[PlaceShown]):
    """A page of places, in the order of the tree."""


class HolderShown(BaseModel):
    """Who holds or held a post, and in which days."""

    account_id: str
    name: str
    from_: date = Field(alias="from")
    until: date | None


class PostShown(BaseModel):
    """A post of a place, with everybody who held it."""

    post: Post
    place: str
    name: str
    vacant: bool
    vacant_since: date | None
    holders: list[HolderShown]


class PostList(Listing[PostShown]):
    """A page of posts, in the order of the tree."""


class PlacePosts(BaseModel):
    """The posts of one place."""

    items: list[PostShown]
