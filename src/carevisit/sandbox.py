"""The sandbox's clock: an integrator moves the rules' time forward, to try a month's end (月末) or an 80th birthday (高龄).

Tokens still use the machine's clock. A real district does not install any of this.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from . import clock
from .database import Database, Sight, Transaction
from .desk import Desk, desk_for
from .errors import ClockRunsForward
from .running import Runner
from .wire import Moment, Sheet, StrictRoute

_MICROSECOND = timedelta(microseconds=1)


class SandboxClockRow(SQLModel, table=True):
    """How far the rules run ahead of the machine's clock, in microseconds: one row for all processes."""

    __tablename__ = "sandbox_clock"
    __table_args__ = (CheckConstraint("id = 1"), CheckConstraint("ahead_us >= 0"))

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ahead_us: int = Field(sa_type=BigInteger)


class SandboxClock(Runner):
    """Keeps the rules' time of this process equal to the sandbox's clock, whichever process moved it."""

    pause_s = 1.0

    def __init__(self, database: Database, *moved: Callable[[], None]) -> None:
        """`moved` is called after a move: contracts may have begun or ended, and rules come into force."""
        super().__init__()
        self._database, self._moved = database, moved

    async def start(self) -> None:
        await self.follow()  # before any other background job
        await super().start()

    async def work(self) -> bool:
        """Follow the clock for the background jobs too."""
        await self.follow()
        return False

    async def follow(self) -> None:
        """Set the rules' time of this process to the sandbox's clock."""
        async with self._database.connection() as connection:
            row = await Transaction(connection).one("SELECT ahead_us FROM sandbox_clock WHERE id = 1")
        if row and clock.run_ahead(row["ahead_us"] * _MICROSECOND):
            for notify in self._moved:
                notify()

    async def move(self, to: datetime) -> None:
        """Move the sandbox's clock, for every process. Raises ClockRunsForward."""
        ahead_us = (to - clock.wall()) // _MICROSECOND
        async with self._database.transaction(Sight.KEEPER) as keeper:
            moved = await keeper.one(
                "UPDATE sandbox_clock SET ahead_us = %s WHERE id = 1 AND ahead_us <= %s RETURNING ahead_us",
                (ahead_us, ahead_us),
            )
        if moved is None:
            raise ClockRunsForward
        await self.follow()


async def follow(request: Request) -> None:
    """Runs before each request: another process may have moved the clock."""
    await _clock_of(request).follow()


def _clock_of(request: Request) -> SandboxClock:
    found: SandboxClock = request.app.state.sandbox_clock
    return found


router = APIRouter(prefix="/v1/sandbox/clock", tags=["sandbox"], route_class=StrictRoute)


class SandboxMoment(BaseModel):
    """The rules' present time in this sandbox."""

    now: datetime


class SandboxMove(Sheet):
    """The rules' new time in this sandbox."""

    now: Moment


@router.get("", operation_id="readSandboxClock", summary="What time it is to the rules · 沙箱时钟")
async def read_clock(request: Request, desk: Annotated[Desk, desk_for(None)]) -> SandboxMoment:
    """The moment that every rule uses in this sandbox. Only a sandbox has this route."""
    await _known(desk)
    await _clock_of(request).follow()
    return SandboxMoment(now=clock.now())


@router.put("", operation_id="setSandboxClock", summary="Move the rules' clock on · 向前拨沙箱时钟")
async def set_clock(move: SandboxMove, request: Request, desk: Annotated[Desk, desk_for(None)]) -> SandboxMoment:
    """Set the moment that every rule uses, to try a month's end or a birthday; time continues from there, for all callers.

    Forward only: 409 `clock_runs_forward` for an earlier moment; only a new sandbox goes back. Any signed-in caller may
    move it, because a sandbox holds no real data. Tokens still use the machine's clock.
    """
    await _known(desk)
    await _clock_of(request).move(move.now)
    return SandboxMoment(now=clock.now())


async def _known(desk: Desk) -> None:
    """Check that the token is still valid. Raises Unauthorized."""
    async with desk.reading(Sight.AREA):
        pass
