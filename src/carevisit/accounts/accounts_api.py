"""How to administer accounts over HTTP, and how an invited person chooses a password."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from ..access import Role
from ..answers import CHANGE, CHANGED_FILE, NEW_VERSION, NO_KEY, VERSION
from ..database import Sight
from ..desk import Desk, PlaceCode, desk_for
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute
from .actions import Invitation, NewAccount, change_account, create_account, disable, enable, reset_account
from .administered import ROWS, administered, listed
from .caller import Caller
from .opening import ACCOUNT
from .passwords import join
from .sheets import (
    AccountChange,
    AccountList,
    AccountRole,
    AccountSheet,
    AccountShown,
    InvitationSheet,
    Joined,
    Login,
    Nothing,
)

router = APIRouter(prefix="/v1/accounts", tags=["administration"], route_class=StrictRoute)
ADMINISTRATORS = (Role.SUPERVISOR, Role.GUIDE)
Reader = Annotated[Desk, desk_for("admin:read", *ADMINISTRATORS)]
Administrator = Annotated[Desk, desk_for("admin:write", *ADMINISTRATORS)]


@router.post(
    "", status_code=201, operation_id="createAccount", responses=NEW_VERSION, summary="Create an account · 新增账号"
)
async def create(sheet: AccountSheet, desk: Administrator) -> AccountShown:
    numbers, invitation = desk.numbers(sheet), Invitation.new(desk.office.settings.keys)
    new = NewAccount(Role(sheet.role), sheet.place, sheet.name, sheet.login, invitation)
    written = await desk.write(lambda book: create_account(book, new, numbers))
    desk.headers["Location"] = f"/v1/accounts/{written.id}"
    return await _answer(desk, written.subject, None if written.replayed else invitation)


@router.post(
    "/invitation", operation_id="acceptInvitation", openapi_extra=NO_KEY, responses={404: {}, 429: {}},
    summary="Choose a password by an invitation · 凭邀请码设置密码",
)  # fmt: skip
async def accept(sheet: InvitationSheet, request: Request) -> Joined:
    joined = await join(request.app.state.office, Caller.of(request), sheet.code, sheet.password)
    return Joined(login=joined.login, name=joined.name)


@router.get("", operation_id="listAccounts", summary="List accounts · 账号列表")
async def list_accounts(
    desk: Reader,
    place: PlaceCode = None,
    role: Annotated[AccountRole | None, Query()] = None,
    state: Annotated[Literal["invited", "active", "disabled"] | None, Query()] = None,
    login: Annotated[Login | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AccountList:
    filters = {"place": place, "role": role, "state": state, "login": login}
    query = ListQuery(desk, {"login": "a.login"}, filters, limit, cursor)
    listed(query, ACCOUNT)
    query.equal("a", "role", "state", "login")
    async with desk.reading(Sight.AREA) as read:
        await query.within(read, place, "a.place_no")
        return query.answer(AccountList, [_shown(row) for row in await query.rows(read, ROWS)])


@router.get("/{account_id}", operation_id="readAccount", responses=VERSION, summary="Read an account · 查看账号")
async def read_account(account_id: UUID, desk: Reader) -> AccountShown:
    return await _answer(desk, account_id)


@router.patch(
    "/{account_id}", operation_id="changeAccount", responses=CHANGED_FILE, summary="Change an account · 变更账号"
)
async def change(account_id: UUID, sheet: AccountChange, desk: Administrator) -> AccountShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: change_account(book, account_id, sheet.name, sheet.place, expected, numbers))
    return await _answer(desk, account_id)


@router.post(
    "/{account_id}/disabling", status_code=201, operation_id="disableAccount", responses=CHANGE,
    summary="Disable an account · 停用账号",
)  # fmt: skip
async def disable_account(account_id: UUID, sheet: Nothing, desk: Administrator) -> AccountShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: disable(book, ACCOUNT, account_id, expected, numbers))
    return await _answer(desk, account_id)


@router.post(
    "/{account_id}/enabling", status_code=201, operation_id="enableAccount", responses=CHANGE,
    summary="Enable an account · 启用账号",
)  # fmt: skip
async def enable_account(account_id: UUID, sheet: Nothing, desk: Administrator) -> AccountShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: enable(book, ACCOUNT, account_id, expected, numbers))
    return await _answer(desk, account_id)


@router.post(
    "/{account_id}/reset", status_code=201, operation_id="resetAccount", responses=CHANGE,
    summary="Invite the person of an account again · 重置账号",
)  # fmt: skip
async def reset(account_id: UUID, sheet: Nothing, desk: Administrator) -> AccountShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    invitation = Invitation.new(desk.office.settings.keys)
    written = await desk.write(lambda book: reset_account(book, account_id, invitation, expected, numbers))
    return await _answer(desk, account_id, None if written.replayed else invitation)


async def _answer(desk: Desk, id: UUID, invitation: Invitation | None = None) -> AccountShown:
    """The account, with the code of an invitation in the answer that made it. Raises AccountNotFound."""
    row = await administered(desk, ACCOUNT, id)
    return AccountShown.model_validate(_shown(row, invitation.code if invitation else None))


def _shown(row: Mapping[str, Any], code: str | None = None) -> dict[str, Any]:
    invited = row["invited_until"] is not None
    return {
        "id": str(row["id"]), "role": row["role"], "place": row["places"][0], "name": row["name"], "login": row["login"],
        "state": row["state"], "invitation": {"code": code, "expires_at": row["invited_until"]} if invited else None,
        "last_sign_in_at": row["signed_in_at"], "created_at": row["made_at"], "version": row["version"],
    }  # fmt: skip
