"""The commands for accounts and clients."""

from datetime import date, datetime
from typing import Annotated

import typer

from .. import accounts, agencies
from ..access import Role
from ..app import KINDS, VIEWS
from ..database import Database, Sight
from ..ledger import Ledger, Sealing
from ..settings import Settings
from ..terminal import console
from .work import with_database

people = typer.Typer(no_args_is_help=True, help="who there is · 账号与客户端")


@people.command("add-staff")
def add_staff(
    role: Annotated[Role, typer.Option(help="supervisor, guide, liaison, city_officer or province_officer")],
    place: Annotated[str, typer.Option(help="the code of a place of the role's level")],
    login: Annotated[str, typer.Option(help="user name")],
    name: Annotated[str, typer.Option(help="what people call them")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """An account for a supervisor 督导员, a guide 指导员 or a liaison 联络员; or for an officer of the city 市民政局 or the
    province 省民政厅, who only reads."""

    async def work(database: Database) -> None:
        await accounts.create_account(_ledger(database), role, place, login, name, password)

    with_database(work)
    console.print(f"✓ {login}")


@people.command("add-client")
def add_client(
    role: Annotated[Role, typer.Option(help="agency, platform or app")],
    name: Annotated[str, typer.Option(help="what people call it")],
    place: Annotated[list[str], typer.Option(help="place codes; an agency may have several")],
    scope: Annotated[list[str] | None, typer.Option(help="scopes, if not the role's own")] = None,
    from_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the contract's first day")] = None,
    until_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the contract's last day")] = None,
) -> None:
    """A client: an agency 服务机构 with its contracts, a government platform 平台 or an app 应用. Prints its secret once."""

    async def work(database: Database) -> tuple[str, str]:
        days = {"from_on": _day(from_on), "until_on": _day(until_on)}
        return await accounts.create_client(_ledger(database), Settings().keys, role, name, place, scopes=scope, **days)

    client_id, secret = with_database(work)
    typer.echo(f"client_id={client_id}\nclient_secret={secret}")


def _ledger(database: Database) -> Ledger:
    """The ledger, in which each of these acts is an entry."""
    return Ledger(database, KINDS, VIEWS, Sealing(Settings().keys))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@people.command("end-contract")
def end_contract(
    client_id: Annotated[str, typer.Option()],
    place: Annotated[str, typer.Option(help="the contract's place")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="its last day")],
) -> None:
    """End an agency's contract for a place; what it did until then it may still hand in."""

    async def work(database: Database) -> int:
        return await agencies.end_contract(_ledger(database), client_id, place, on.date())

    if not with_database(work):
        raise accounts.Refused("no such running contract / 无此有效合同")
    console.print("✓")


@people.command("disable")
def disable(login: Annotated[str, typer.Argument(help="a user name or client_id")]) -> None:
    """End an account or client: its tokens stop working at once."""

    async def work(database: Database) -> bool:
        return await accounts.disable(_ledger(database), login)

    if not with_database(work):
        raise accounts.Refused("no such login / 无此账号")
    console.print("✓")


@people.command("enable")
def enable(login: Annotated[str, typer.Argument(help="a user name or client_id")]) -> None:
    """Let a disabled account or client sign in again."""

    async def work(database: Database) -> bool:
        return await accounts.enable(_ledger(database), login)

    if not with_database(work):
        raise accounts.Refused("no such login / 无此账号")
    console.print("✓")


@people.command("set-secret")
def set_secret(
    login: Annotated[str, typer.Argument(help="a user name or client_id")],
    secret: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """A new password or client secret; tokens given before stop working at once."""

    async def work(database: Database) -> bool:
        return await accounts.set_secret(_ledger(database), login, secret)

    if not with_database(work):
        raise accounts.Refused("no such login / 无此账号")
    console.print("✓")


@people.command("unlock")
def unlock(
    login: Annotated[str, typer.Argument(help="a user name or client_id")],
    address: Annotated[str | None, typer.Option(help="also let in an IP address that has to wait")] = None,
) -> None:
    """Let a login sign in at once that has to wait after wrong passwords."""

    async def work(database: Database) -> bool:
        async with database.transaction(Sight.KEEPER) as keeper:
            await accounts.unlock(keeper, Settings().keys, login, address)
            return await accounts.exists(keeper, login)

    if not with_database(work):
        raise accounts.Refused("no such login / 无此账号")
    console.print("✓")


@people.command("end-sessions")
def end_sessions() -> None:
    """End every token of everybody: after a restore, for what was revoked since the backup would be good again."""

    async def work(database: Database) -> int:
        async with database.transaction(Sight.KEEPER) as keeper:
            return await accounts.end_sessions(keeper)

    console.print(f"✓ {with_database(work)} accounts and clients / 个账号与客户端")
