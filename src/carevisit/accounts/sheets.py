"""Requests and answers about accounts and clients."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..access import ADMIN, PRIVATE, SCOPES, Role, UnfitKey, public_key
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
KeyNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,700}$")]


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


class KeySheet(Sheet):
    """A public key (JWK): RSA for RS256, or on the curve P-256 for ES256."""

    kty: Literal["RSA", "EC"]
    kid: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")] | None = None
    alg: Literal["RS256", "ES256"] | None = None
    use: Literal["sig"] | None = None
    key_ops: Annotated[list[Literal["verify"]], Field(max_length=1)] | None = None
    n: KeyNumber | None = None
    e: KeyNumber | None = None
    crv: Literal["P-256"] | None = None
    x: KeyNumber | None = None
    y: KeyNumber | None = None

    @model_validator(mode="before")
    @classmethod
    def _public(cls, sent: Any) -> Any:
        if isinstance(sent, dict) and PRIVATE & sent.keys():
            raise ValueRefused(
                "private_key", "Send the public key only; replace this one.", "仅提交公钥；该密钥对应作废。"
            )
        return sent

    @model_validator(mode="after")
    def _fit(self) -> Self:
        self.kept()
        return self

    def kept(self) -> dict[str, str]:
        """The key as it is kept. Raises ValueRefused."""
        try:
            key = public_key(self.model_dump())
        except UnfitKey as unfit:
            raise ValueRefused(
                "unfit_key", str(unfit), "公钥不符合要求：RSA 2048 至 4096 位、指数 65537，或 P-256。"
            ) from None
        if self.alg not in (None, key["alg"]):
            raise ValueRefused("unfit_key", "RS256 is for RSA, ES256 for P-256.", "RS256 用于 RSA，ES256 用于 P-256。")
        return key


class KeySetSheet(Sheet):
    """The public keys of a client (JWKS, RFC 7517)."""

    keys: Annotated[list[KeySheet], Field(max_length=5)]

    @model_validator(mode="after")
    def _one_name_each(self) -> Self:
        names = [key["kid"] for key in self.kept()]
        if len(set(names)) < len(names):
            raise ValueRefused("kid_twice", "Each key has a kid of its own.", "各公钥的 kid 不得重复。")
        return self

    def kept(self) -> list[dict[str, str]]:
        """The keys as they are kept."""
        return [key.kept() for key in self.keys]


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
    jwks: KeySetSheet | None = None


class ClientChange(_Change):
    """What is to change of a client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scopes": ["elders:read", "visits:read"]}]})

    name: Word | None = None
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=30)] | None = None
    jwks: KeySetSheet | None = None


class SecretSheet(Sheet):
    """A further secret of a client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"older_until": "2026-12-07T00:00:00+08:00"}]})

    older_until: Moment | None = None


class SecretShown(BaseModel):
    """A secret of a client that has not ended, without the secret itself."""

    no: int
    created_at: datetime
    ends_at: datetime | None


class KeyShown(BaseModel):
    """A public key of a client."""

    kid: str
    alg: Literal["RS256", "ES256"]
    thumbprint: str


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
    keys: list[KeyShown]
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
