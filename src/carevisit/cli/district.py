"""The commands that close a district to changes and open it: docs/operations.md, Moving a district to another server."""

import typer

from .. import ledger
from ..terminal import console
from .work import with_database

district = typer.Typer(no_args_is_help=True, help="closed or open to changes · 暂停或恢复写入")


@district.command("state")
def state() -> None:
    """Whether the district takes changes here."""
    now = with_database(ledger.district_state)
    if now.arriving:
        console.print("arriving from another server / 正自另一服务器复制")
    if now.closed_at:
        console.print(f"closed since {now.closed_at:%Y-%m-%dT%H:%M:%SZ} / 自此时起暂停写入")
    elif not now.arriving:
        console.print("open / 可写入")


@district.command("close")
def close() -> None:
    """Take no more changes: callers get 503 `district_closed`, and reading goes on. Waits for what is being written."""
    with_database(ledger.close_district)
    console.print("✓ closed / 已暂停写入")


@district.command("open")
def open_() -> None:
    """Take changes again. Never where the district has moved away: it would be written to in two places."""
    with_database(ledger.open_district)
    console.print("✓ open / 已恢复写入")
