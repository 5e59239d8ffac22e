"""What the facts of needs and risks share."""

from pydantic import BaseModel, ConfigDict


class Caller(BaseModel):
    """Who told of a case, where that is not the writer: a son who phones in (来电人)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    relationship: str | None = None
    phone: str | None = None
