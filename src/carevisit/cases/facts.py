"""What the facts of needs and risks share."""

from pydantic import BaseModel, ConfigDict


class Caller(BaseModel):
    """The person who reported a case to its writer, such as a son on the phone (来电人)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    relationship: str | None = None
    phone: str | None = None
