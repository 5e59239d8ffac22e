"""Requests and answers about accounts and clients."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..access import ADMIN, SCOPES, Role
from ..listing import Listing
from ..wire import Moment, Sheet, ValueRefused, Word
from .hashing import SHORTEST, TOO_SHORT, too_short

LONGEST = 4096
Login = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{2,63}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
AccountRole = Literal[Role.SUPERVISOR, Role.GUIDE, Role.LIAISON, Role.CITY_OFFICER, Role.PROVINCE_OFFICER]
ClientRole = Literal[Role.AGENCY, Role.PLATFORM, Role.APP]


def _long_enough(password: str) -> str:
    if too_short(password):
        raise ValueRefused("password_too_short", *TOO_SHORT)
    return password


def _grantable(scope: str) -> str:
    if scope not in SCOPES or scope in ADMIN:
        raise ValueRefused("unknown_scope", "Clients are granted no such scope.", "客户端不可授予此权限范围。")
    return scope


NewPassword = Annotated[
    str,
    Field(max_length=LONGEST, json_schema_extra={"minLength": SHORTEST}),
    AfterValidator(_long_enough),
]
Scope = Annotated[str, Field(max_length=64), AfterValidator(_grantable)]


class Nothing(Sheet):
    """An empty object: the act needs no more than its address."""


class _Change(Sheet):
    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for value in self.__dict__.values()):
            raise ValueRefused("nothing_to_change", "This changes nothing.", "未填写任何变更内容。")
        return self


class AccountSheet(Sheet):
    """An account to be created."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"role": "liaison", "place": "350303103201", "name": "林联络", "login": "lin.lianluo"}]
        }
    )

    role: AccountRole
    place: Code
    name: Word
    login: Login


class AccountChange(_Change):
    """What is to change of an account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"place": "350303103202"}]})

    name: Word | None = None
    place: Code | None = None


class InvitationSheet(Sheet):
    """The code of an invitation, and the password that its person chooses."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
    password: NewPassword


class Invitation(BaseModel):
    """An invitation that was not accepted yet."""

    code: str | None
    expires_at: datetime


class Joined(BaseModel):
    """The account whose password was set."""

    login: str
    name: str


class AccountShown(BaseModel):
    """An account."""

    id: str
    role: AccountRole
    place: str
    name: str
    login: str
    state: Literal["invited", "active", "disabled"]
    invitation: Invitation | None
    last_sign_in_at: datetime | None
    created_at: datetime
    version: int


class AccountList(Listing[AccountShown]):
    """A page of accounts, by login."""


class ClientSheet(Sheet):
    """A client to be created."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"role": "agency", "name": "颐年居家养老服务中心", "places": ["350303103"]}]}
    )

    role: ClientRole
    name: Word
    agency: UUID | None = None
    places: list[Code] = Field([], max_length=200)
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=30)] | None = None


class ClientChange(_Change):
    """What is to change of a client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scopes": ["elders:read", "visits:read"]}]})

    name: Word | None = None
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=30)] | None = None


class SecretSheet(Sheet):
    """A further secret of a client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"older_until": "2026-12-07T00:00:00+08:00"}]})

    older_until: Moment | None = None


class SecretShown(BaseModel):
    """A secret of a client that has not ended, without the secret itself."""

    no: int
    created_at: datetime
    ends_at: datetime | None


class ClientShown(BaseModel):
    """A client."""

    id: str
    client_id: str
    role: ClientRole
    agency: UUID | None
    name: str
    places: list[str]
    scopes: list[str]
    state: Literal["active", "disabled"]
    secrets: list[SecretShown]
    secret: str | None
    created_at: datetime
    version: int


class ClientList(Listing[ClientShown]):
    """A page of clients, by client_id."""


class Introspection(BaseModel):
    """What is known of a token (RFC 7662 §2.2)."""

    active: bool
    scope: str | None = None
    client_id: str | None = None
    token_type: Literal["Bearer", "refresh_token"] | None = None
    exp: int | None = None
    iat: int | None = None
    sub: str | None = None
    aud: str | None = None
    iss: str | None = None
    jti: str | None = None
