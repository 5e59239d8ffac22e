"""Whether the key file is the one that the database was written with (密钥核对).

The database stores a check value of each key (`key_check`). With other keys a service would find no elder by search and
would seal new data under keys that don't fit the rest, so it refuses to start.
"""

import hmac
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, LiteralString
from uuid import UUID

from ..database import Database, Sight, Transaction
from .sealing import Sealing, Unreadable

AT_ONCE = 5_000
_SAMPLE = 50  # of the oldest and of the newest persons
_WORDS = {"wrapping": "封装", "search": "检索", "root": "根"}


KEY_CHECKS: LiteralString = "SELECT purpose, number, value FROM key_check ORDER BY purpose DESC, number"


class WrongKeys(Exception):
    """The key file is not the one that the database was written with; the message names the key."""


async def recognise(database: Database, sealing: Sealing) -> None:
    """Check that the keys belong to the database, and store a check value for each new key.

    A wrapping key is stored only after it has opened some of the persons' keys that it wraps. Raises WrongKeys.
    """
    async with database.transaction(Sight.KEEPER) as keeper:
        known = _by_key(await keeper.all(KEY_CHECKS))
        await _open_some(keeper, sealing, known)
        for purpose, number in sorted(set(sealing.checks) - set(known)):
            await keeper.run(
                "INSERT INTO key_check (purpose, number, value) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (purpose, number, sealing.checks[purpose, number]),
            )
        # checked once more: another process with other keys may have stored its values first
        if wrong := await wrong_keys(keeper, sealing):
            raise WrongKeys("; ".join(wrong))


async def wrong_keys(keeper: Transaction, sealing: Sealing) -> list[str]:
    """A sentence for each key that the database was written with and that the key file lacks or has differently."""
    return wrong_among(await keeper.all(KEY_CHECKS), sealing)


def wrong_among(rows: Iterable[Mapping[str, Any]], sealing: Sealing) -> list[str]:
    """As `wrong_keys`, from the rows of `KEY_CHECKS`."""
    wrong = []
    for (purpose, number), value in _by_key(rows).items():
        mine = sealing.checks.get((purpose, number))
        if mine is None:
            wrong.append(_missing(purpose, number))
        elif not hmac.compare_digest(mine, value):
            wrong.append(_another(purpose, number))
    return wrong


async def unopened_keys(keeper: Transaction, sealing: Sealing) -> AsyncIterator[tuple[UUID, str]]:
    """The persons whose key can't be unwrapped, each with a sentence."""
    after = UUID(int=0)
    while rows := await keeper.all(
        f"SELECT id, wrapped FROM person WHERE id > %s ORDER BY id LIMIT {AT_ONCE}", (after,)
    ):
        for row in rows:
            try:
                sealing.unwrap(row["id"], row["wrapped"])
            except Unreadable:
                yield row["id"], _another("wrapping", row["wrapped"][1])
        after = rows[-1]["id"]


def _by_key(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], bytes]:
    return {(row["purpose"], row["number"]): row["value"] for row in rows}


async def _open_some(keeper: Transaction, sealing: Sealing, known: dict[tuple[str, int], Any]) -> None:
    """Unwrap a sample of persons' keys for each wrapping key not yet stored in the database. Raises WrongKeys."""
    rows = await keeper.all("SELECT DISTINCT get_byte(wrapped, 1) AS number FROM person ORDER BY 1")
    for number in [row["number"] for row in rows if ("wrapping", row["number"]) not in known]:
        if ("wrapping", number) not in sealing.checks:
            raise WrongKeys(_missing("wrapping", number))
        for row in await keeper.all(_SOME, {"number": number}):
            try:
                sealing.unwrap(row["id"], row["wrapped"])
            except Unreadable:
                raise WrongKeys(_another("wrapping", number)) from None


_SOME = f"""
(SELECT id, wrapped FROM person WHERE get_byte(wrapped, 1) = %(number)s ORDER BY id LIMIT {_SAMPLE})
UNION ALL (SELECT id, wrapped FROM person WHERE get_byte(wrapped, 1) = %(number)s ORDER BY id DESC LIMIT {_SAMPLE})
"""


def _missing(purpose: str, number: int) -> str:
    return (
        f"the key file lacks {purpose} key {number}, which this database was written with: put that key file back"
        f" / 密钥文件缺少{_WORDS[purpose]}密钥 {number}（{purpose}），数据库由其写入，请恢复原密钥文件"
    )


def _another(purpose: str, number: int) -> str:
    return (
        f"{purpose} key {number} of the key file is not the one that this database was written with: put that key file back"
        f" / 密钥文件中的{_WORDS[purpose]}密钥 {number}（{purpose}）与数据库不符，请恢复原密钥文件"
    )
