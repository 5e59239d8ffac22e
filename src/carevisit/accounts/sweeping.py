"""Deleting what has ended: expired refresh tokens, and failed sign-ins that have worn off."""

from ..database import Database, Sight
from ..running import Runner
from .delays import sweep_delays
from .signing import sweep_refresh_tokens

AT_ONCE = 1000


class SignInSweeper(Runner):
    """Deletes them every ten minutes, some at a time; any number of processes may."""

    pause_s = 600.0

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    async def work(self) -> bool:
        """Delete some of each. Answers whether there may be more."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            tokens = await sweep_refresh_tokens(keeper, AT_ONCE)
            delays = await sweep_delays(keeper, AT_ONCE)
        return AT_ONCE in (tokens, delays)
