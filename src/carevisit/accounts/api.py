"""How to sign in (RFC 6749), and who the caller is."""

import base64
import binascii
import contextlib
from typing import Annotated, Any, Literal
from urllib.parse import unquote_plus

from fastapi import APIRouter, Form, Header, Request, Response
from pydantic import BaseModel, Field

from ..access import ACCOUNTS, ALGORITHMS, CLIENTS, LIFETIME_S, SCOPES, Role
from ..answers import NO_KEY, json_answer
from ..database import Sight
from ..desk import Desk, Office, desk_for
from ..errors import InvalidClient, InvalidGrant, InvalidRequest, InvalidScope, Unauthorized, UnsupportedGrantType
from ..wire import Sheet, StrictRoute
from . import accounts_api, clients_api
from .caller import Caller
from .introspection import look_into
from .passwords import change_password
from .sheets import LONGEST, Introspection, NewPassword
from .signing import SignedIn, refresh, revoke, sign_in, sign_in_by_assertion, sign_out_everywhere

router = APIRouter(route_class=StrictRoute)
router.include_router(accounts_api.router)
router.include_router(clients_api.router)
Text = Annotated[str | None, Form(max_length=LONGEST)]
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class TokenAnswer(BaseModel):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str
    refresh_token: str | None = None


class PlaceServed(BaseModel):
    """A place one acts for."""

    code: str
    name: str
    level: str


class Me(BaseModel):
    """Who one is to this service."""

    id: str
    role: Role
    name: str
    login: str
    scopes: list[str]
    places: list[PlaceServed]


class Ended(BaseModel):
    """The token is no longer good, or never was."""


class PasswordChange(Sheet):
    """One's own password, as it is and as it shall be."""

    current_password: Annotated[str, Field(max_length=LONGEST, description="the password as it is / 当前密码")]
    new_password: Annotated[NewPassword, Field(description="as it shall be / 新密码")]


@router.post(
    "/oauth/token",
    tags=["sign-in"],
    operation_id="issueToken",
    responses={400: {}, 401: {}, 429: {}},
    summary="Get an access token · 获取令牌",
    response_model=TokenAnswer,
)
async def token(
    request: Request,
    grant_type: Annotated[str, Form(description="password (people), client_credentials (clients), refresh_token")] = "",
    username: Text = None,
    password: Text = None,
    client_id: Text = None,
    client_secret: Text = None,
    client_assertion_type: Text = None,
    client_assertion: Text = None,
    refresh_token: Text = None,
    scope: Text = None,
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    office: Office = request.app.state.office
    wanted = frozenset(scope.split()) if scope else None
    if wanted is not None and not wanted <= set(SCOPES):
        raise InvalidScope
    if grant_type == "password":
        if username is None or password is None:
            raise InvalidRequest
        done = await sign_in(office, Caller.of(request), username, password, ACCOUNTS, wanted, refreshable=True)
    elif grant_type == "client_credentials":
        basic = _basic(authorization)
        login, secret = basic or (client_id, client_secret)
        if client_assertion is not None:
            if basic or client_secret is not None:
                raise InvalidRequest  # one way to sign in, not two (RFC 6749 §2.3)
            if client_assertion_type != JWT_BEARER:
                raise InvalidClient
            done = await sign_in_by_assertion(office, Caller.of(request), client_assertion, client_id, wanted)
        elif login is None or secret is None:
            raise InvalidClient
        else:
            done = await sign_in(office, Caller.of(request), login, secret, CLIENTS, wanted, refreshable=False)
    elif grant_type == "refresh_token":
        if refresh_token is None:
            raise InvalidRequest
        done = await refresh(office.database, refresh_token, wanted)
    else:
        raise UnsupportedGrantType
    if done is None:
        raise InvalidClient if grant_type == "client_credentials" else InvalidGrant
    return _granted(office, done)


def _granted(office: Office, done: SignedIn) -> Response:
    body = {
        "access_token": office.tokens.issue(done.actor, done.login), "token_type": "Bearer", "expires_in": LIFETIME_S,
        "scope": " ".join(sorted(done.actor.scopes)),
    }  # fmt: skip
    if done.refresh_token:
        body["refresh_token"] = done.refresh_token
    return json_answer(body, headers={"Cache-Control": "no-store"})


def _basic(authorization: str | None) -> tuple[str, str] | None:
    if not authorization or not authorization.lower().startswith("basic "):
        return None
    try:
        login, colon, secret = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (unquote_plus(login), unquote_plus(secret)) if colon else None


@router.post(
    "/oauth/revoke",
    tags=["sign-in"],
    operation_id="revokeToken",
    summary="Revoke a token · 撤销令牌",
    response_model=Ended,
)
async def revoke_token(request: Request, token: Annotated[str, Form(max_length=4096)] = "") -> Response:
    office: Office = request.app.state.office
    if token.count(".") == 2:
        with contextlib.suppress(Unauthorized):
            await sign_out_everywhere(office.database, office.tokens.check(token))
    elif token:
        await revoke(office.database, token)
    return json_answer({}, headers={"Cache-Control": "no-store"})


@router.post(
    "/oauth/introspect",
    tags=["sign-in"],
    operation_id="introspectToken",
    summary="Ask about a token · 查询令牌",
    response_model=Introspection,
)
async def introspect(
    desk: Annotated[Desk, desk_for(None)], token: Annotated[str, Form(max_length=LONGEST)] = ""
) -> Response:
    return json_answer(await look_into(desk, token), headers={"Cache-Control": "no-store"})


@router.get(
    "/.well-known/jwks.json",
    tags=["sign-in"],
    operation_id="readKeys",
    summary="Public keys that verify tokens · 公钥",
)
async def jwks(request: Request) -> dict[str, Any]:
    keys: dict[str, Any] = request.app.state.office.tokens.jwks
    return keys


@router.get(
    "/.well-known/oauth-authorization-server",
    tags=["sign-in"],
    operation_id="readServer",
    summary="Authorization server metadata · 授权服务元数据",
)
async def server(request: Request) -> dict[str, Any]:
    base = request.app.state.office.settings.base_url
    return {
        "issuer": base, "token_endpoint": f"{base}/oauth/token", "revocation_endpoint": f"{base}/oauth/revoke",
        "introspection_endpoint": f"{base}/oauth/introspect",
        "jwks_uri": f"{base}/.well-known/jwks.json", "scopes_supported": list(SCOPES), "response_types_supported": [],
        "grant_types_supported": ["password", "client_credentials", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": [*ALGORITHMS.values()],
    }  # fmt: skip


@router.get("/v1/me", tags=["sign-in"], operation_id="readMe", summary="Read the current identity · 当前身份")
async def me(desk: Annotated[Desk, desk_for(None)]) -> Me:
    async with desk.reading(Sight.AREA) as read:
        who = await read.one("SELECT name, login FROM principal_now(%s)", (desk.actor.id,))
        places = await read.all("SELECT code, name, level FROM places_now(%s) ORDER BY no", (desk.actor.id,))
    assert who is not None
    return Me.model_validate(
        {
            "id": str(desk.actor.id), "role": desk.actor.role, "name": who["name"], "login": who["login"],
            "scopes": sorted(desk.actor.scopes), "places": places,
        }
    )  # fmt: skip


@router.post(
    "/v1/me/password",
    tags=["sign-in"],
    operation_id="changePassword",
    openapi_extra=NO_KEY,
    responses={429: {}},
    summary="Change one's own password · 修改本人密码",
    response_model=TokenAnswer,
)
async def change_own_password(
    change: PasswordChange, request: Request, desk: Annotated[Desk, desk_for(None, *ACCOUNTS)]
) -> Response:
    current, new = change.current_password, change.new_password
    done = await change_password(desk.office, Caller.of(request), desk.actor, current, new)
    return _granted(desk.office, done)
