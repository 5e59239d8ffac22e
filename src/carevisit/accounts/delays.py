"""Delays after failed sign-ins: by login and by address, in the database, so that all processes share them.

An attempt counts as failed until it has succeeded, so that parallel attempts gain nothing. Whether the login exists is not
looked at. A login and an address that have signed in together before are counted as a pair: others' attempts do not
delay them.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from .. import clock
from ..database import Transaction
from ..errors import SlowDown
from ..settings import Keys
from .caller import network_of
from .hashing import COUNTS

FIRST_S, LONGEST_S = 8, 900
KNOWN_FOR = timedelta(days=90)

_STANDING = """
SELECT login, address, open_at FROM sign_in_delay WHERE forget_at > %(now)s
  AND (login, address) IN ((%(login)s, %(address)s), (%(login)s, ''), ('', %(address)s))
"""
_BEGIN = """
INSERT INTO sign_in_delay (login, address, failures, counted_at, open_at, forget_at)
SELECT login, address, 0, %(now)s, %(now)s, %(now)s FROM unnest(%(logins)s::bytea[], %(addresses)s::bytea[]) k(login, address)
ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT login, address, failures, counted_at, open_at, forget_at FROM sign_in_delay
WHERE (login, address) IN (SELECT * FROM unnest(%(logins)s::bytea[], %(addresses)s::bytea[]))
ORDER BY login, address FOR UPDATE
"""
_COUNT = """
UPDATE sign_in_delay SET failures = %s, counted_at = %s, open_at = %s, forget_at = %s WHERE login = %s AND address = %s
"""
# rows are always locked in the same order, so that no two attempts deadlock
_TAKE_BACK = """
WITH mine AS (SELECT login, address FROM sign_in_delay WHERE (login, address) IN ((%(login)s, ''), ('', %(address)s))
  ORDER BY login, address FOR UPDATE)
UPDATE sign_in_delay d SET failures = greatest(0, d.failures - 1), open_at = %(now)s FROM mine
WHERE d.login = mine.login AND d.address = mine.address
"""
_KNOW = """
INSERT INTO sign_in_delay (login, address, failures, counted_at, open_at, forget_at)
VALUES (%(login)s, %(address)s, 0, %(now)s, %(now)s, %(until)s)
ON CONFLICT (login, address) DO UPDATE SET failures = 0, open_at = excluded.open_at, forget_at = excluded.forget_at
"""
_UNLOCK = """
WITH theirs AS (SELECT login, address FROM sign_in_delay WHERE login = %(login)s OR (login = '' AND address = %(address)s)
  ORDER BY login, address FOR UPDATE)
UPDATE sign_in_delay d SET failures = 0, open_at = %(now)s FROM theirs
WHERE d.login = theirs.login AND d.address = theirs.address
"""
_SWEEP = """
DELETE FROM sign_in_delay WHERE (login, address) IN (
  SELECT login, address FROM sign_in_delay WHERE forget_at <= %s LIMIT %s FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True)
class Allowance:
    """The number of failures from which on there is a delay, which doubles with each further one, and when one wears off."""

    free: int
    wears_off_s: int

    def counted(self, failures: float, counted_at: datetime, now: datetime) -> tuple[float, datetime, datetime]:
        """Count one more failure: the number now, when the next attempt is allowed, and when all failures have worn off."""
        worn = max(0.0, (now - counted_at).total_seconds()) / self.wears_off_s
        failures = max(0.0, failures - worn) + 1
        delay_s = min(LONGEST_S, FIRST_S * 2 ** (failures - self.free)) if failures > self.free - 1 else 0
        return failures, now + timedelta(seconds=delay_s), now + timedelta(seconds=failures * self.wears_off_s)


OF_LOGIN = Allowance(5, 900)
OF_ADDRESS = Allowance(30, 60)  # many people may share one: an office, a mobile network


@dataclass(frozen=True)
class Attempt:
    """A login and an address that try to sign in, as keyed hashes."""

    login: bytes
    address: bytes

    @classmethod
    def of(cls, keys: Keys, login: str, address: str) -> "Attempt":
        """The attempt of a login, which need not exist, from an address in the form of `network_of`."""
        key = keys.derive("sign-in delays")
        login_hash, address_hash = (
            hmac.digest(key, f"{what}\n{word}".encode(errors="replace"), "sha256")[:16]
            for what, word in (("login", login), ("address", address))
        )
        return cls(login_hash, address_hash)

    def counts_on(self, known: bool) -> list[tuple[bytes, bytes]]:
        """The rows that count this attempt, in the order in which they are locked."""
        return [(self.login, self.address)] if known else [(b"", self.address), (self.login, b"")]


async def let_in(keeper: Transaction, attempt: Attempt) -> bool:
    """Whether this login has signed in from this address before. Raises SlowDown while failures delay the attempt."""
    now = clock.wall()
    rows = await keeper.all(_STANDING, {"login": attempt.login, "address": attempt.address, "now": now})
    known = any(row["login"] and row["address"] for row in rows)
    _wait_for((row["open_at"] for row in rows if (row["login"], row["address"]) in attempt.counts_on(known)), now)
    return known


async def count(keeper: Transaction, attempt: Attempt, known: bool) -> None:
    """Count an attempt as failed until it succeeds. Raises SlowDown if others have been counted in the meantime."""
    now = clock.wall()
    logins, addresses = zip(*attempt.counts_on(known), strict=True)
    rows_of = {"logins": list(logins), "addresses": list(addresses), "now": now}
    await keeper.run(_BEGIN, rows_of)
    rows = await keeper.all(_LOCK, rows_of)
    _wait_for((row["open_at"] for row in rows), now)
    for row in rows:
        allowance = OF_LOGIN if row["login"] else OF_ADDRESS
        failures, open_at, forget_at = allowance.counted(row["failures"], row["counted_at"], now)
        await keeper.run(
            _COUNT, (failures, now, open_at, max(forget_at, row["forget_at"]), row["login"], row["address"])
        )


async def succeeded(keeper: Transaction, attempt: Attempt, known: bool) -> None:
    """Uncount an attempt that succeeded, and remember that the login has signed in from this address."""
    if not known:
        await take_back(keeper, attempt)
    now = clock.wall()
    params = {"login": attempt.login, "address": attempt.address, "now": now, "until": now + KNOWN_FOR}
    await keeper.run(_KNOW, params)


async def take_back(keeper: Transaction, attempt: Attempt) -> None:
    """Uncount an attempt that succeeded and whose address was not known."""
    await keeper.run(_TAKE_BACK, {"login": attempt.login, "address": attempt.address, "now": clock.wall()})


async def unlock(keeper: Transaction, keys: Keys, login: str, address: str | None = None) -> None:
    """Clear the failures of a login, and of an address if given, so that the next attempt is allowed at once."""
    attempt = Attempt.of(keys, login, network_of(address or ""))
    await keeper.run(_UNLOCK, {"login": attempt.login, "address": attempt.address, "now": clock.wall()})


async def sweep_delays(keeper: Transaction, most: int) -> int:
    """Delete rows that have worn off, at most `most`. Returns how many."""
    return (await keeper.run(_SWEEP, (clock.wall(), most))).rowcount


def _wait_for(moments: Iterable[datetime], now: datetime) -> None:
    wait_s = max(((moment - now).total_seconds() for moment in moments), default=0.0)
    if wait_s > 0:
        COUNTS.delayed += 1
        raise SlowDown(ceil(wait_s))
