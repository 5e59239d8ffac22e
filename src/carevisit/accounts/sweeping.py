"""Deleting expired refresh tokens and assertions, and failed sign-ins that have worn off."""

from ..database import Database, Sight
from ..running import Runner
from .delays import sweep_delays
from .signing import sweep_refresh_tokens, sweep_used_assertions

AT_ONCE = 1000


class SignInSweeper(Runner):
    """Deletes all three every ten minutes, in batches; any number of processes may run it."""

    pause_s = 600.0

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    async def work(self) -> bool:
        """Delete a batch of each. Returns whether there may be more."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            tokens = await sweep_refresh_tokens(keeper, AT_ONCE)
            used = await sweep_used_assertions(keeper, AT_ONCE)
            delays = await sweep_delays(keeper, AT_ONCE)
        return AT_ONCE in (tokens, used, delays)
