"""How to administer clients over HTTP: agencies, platforms and apps, their scopes and their secrets."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query

from ..access import DEFAULT_SCOPES, Role, fingerprint
from ..answers import ADDITION, CHANGE, CHANGED_FILE, NEW_VERSION, VERSION
from ..database import Sight
from ..desk import Desk, desk_for
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute
from .actions import disable, enable
from .administered import ROWS, administered, listed
from .clients import NewClient, add_secret, change_client, create_client, end_secret
from .hashing import generated
from .opening import CLIENT
from .seeding import client_id_of
from .sheets import ClientChange, ClientList, ClientRole, ClientSheet, ClientShown, Nothing, SecretSheet

router = APIRouter(prefix="/v1/clients", tags=["administration"], route_class=StrictRoute)
Reader = Annotated[Desk, desk_for("admin:read", Role.SUPERVISOR)]
Administrator = Annotated[Desk, desk_for("admin:write", Role.SUPERVISOR)]


@router.post(
    "", status_code=201, operation_id="createClient", responses=NEW_VERSION, summary="Create a client · 新增客户端"
)
async def create(sheet: ClientSheet, desk: Administrator) -> ClientShown:
    role, keys = Role(sheet.role), sheet.jwks.kept() if sheet.jwks else []
    secret, stored = (None, None) if keys else generated(desk.office.settings.keys)
    scopes = sheet.scopes or DEFAULT_SCOPES[role]
    new = NewClient(role, client_id_of(role), sheet.name, sheet.places, scopes, stored, sheet.agency, keys=keys)
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: create_client(book, new, numbers))
    desk.headers["Location"] = f"/v1/clients/{written.id}"
    return await _answer(desk, written.subject, None if written.replayed else secret)


@router.get("", operation_id="listClients", summary="List clients · 客户端列表")
async def list_clients(
    desk: Reader,
    role: Annotated[ClientRole | None, Query()] = None,
    state: Annotated[Literal["active", "disabled"] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ClientList:
    query = ListQuery(desk, {"login": "a.login"}, {"role": role, "state": state}, limit, cursor)
    listed(query, CLIENT)
    query.equal("a", "role", "state")
    async with desk.reading(Sight.AREA) as read:
        return query.answer(ClientList, [_shown(row) for row in await query.rows(read, ROWS)])


@router.get("/{client}", operation_id="readClient", responses=VERSION, summary="Read a client · 查看客户端")
async def read_client(client: UUID, desk: Reader) -> ClientShown:
    return await _answer(desk, client)


@router.patch("/{client}", operation_id="changeClient", responses=CHANGED_FILE, summary="Change a client · 变更客户端")
async def change(client: UUID, sheet: ClientChange, desk: Administrator) -> ClientShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    keys = sheet.jwks.kept() if sheet.jwks else None
    await desk.write(lambda book: change_client(book, client, sheet.name, sheet.scopes, keys, expected, numbers))
    return await _answer(desk, client)


@router.post(
    "/{client}/disabling", status_code=201, operation_id="disableClient", responses=CHANGE,
    summary="Disable a client · 停用客户端",
)  # fmt: skip
async def disable_client(client: UUID, sheet: Nothing, desk: Administrator) -> ClientShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: disable(book, CLIENT, client, expected, numbers))
    return await _answer(desk, client)


@router.post(
    "/{client}/enabling", status_code=201, operation_id="enableClient", responses=CHANGE,
    summary="Enable a client · 启用客户端",
)  # fmt: skip
async def enable_client(client: UUID, sheet: Nothing, desk: Administrator) -> ClientShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: enable(book, CLIENT, client, expected, numbers))
    return await _answer(desk, client)


@router.post(
    "/{client}/secrets", status_code=201, operation_id="addSecret", responses=ADDITION,
    summary="Give a client a further secret · 新增客户端密钥",
)  # fmt: skip
async def add(client: UUID, sheet: SecretSheet, desk: Administrator) -> ClientShown:
    numbers, (secret, stored) = desk.numbers(sheet), generated(desk.office.settings.keys)
    written = await desk.write(lambda book: add_secret(book, client, stored, sheet.older_until, numbers))
    return await _answer(desk, client, None if written.replayed else secret)


@router.delete(
    "/{client}/secrets/{no}",
    operation_id="endSecret",
    responses=VERSION,
    summary="End a client's secret · 停用客户端密钥",
)
async def end(client: UUID, no: int, desk: Administrator) -> ClientShown:
    await desk.write(lambda book: end_secret(book, client, no))
    return await _answer(desk, client)


async def _answer(desk: Desk, id: UUID, secret: str | None = None) -> ClientShown:
    """The client, with a secret in the answer that made it. Raises ClientNotFound."""
    row = await administered(desk, CLIENT, id)
    return ClientShown.model_validate(_shown(row, secret))


def _shown(row: Mapping[str, Any], secret: str | None = None) -> dict[str, Any]:
    secrets, kept = orjson.loads(row["secrets"] or "[]"), orjson.loads(row["jwks"] or "[]")
    keys = [{"kid": key["kid"], "alg": key["alg"], "thumbprint": fingerprint(key)} for key in kept]
    return {
        "id": str(row["id"]), "client_id": row["login"], "role": row["role"], "agency": row["agency"], "name": row["name"],
        "places": row["places"],
        "scopes": sorted(row["scopes"]), "state": row["state"], "secrets": secrets, "secret": secret,
        "keys": keys, "created_at": row["made_at"], "version": row["version"],
    }  # fmt: skip
