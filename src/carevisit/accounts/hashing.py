"""How secrets are stored: argon2id for chosen ones, verified in turn; a keyed hash for generated ones, verified at once."""

import asyncio
import base64
import hmac
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .. import metrics
from ..errors import SlowDown
from ..settings import Keys
from .caller import Caller

SHORTEST = 12
TOO_SHORT = (f"A password has at least {SHORTEST} characters.", f"密码至少 {SHORTEST} 位。")
MOST_OF_AN_ADDRESS, MOST_WAITING = 4, 16
PATIENCE_S = 3
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with the parameters of OWASP's Password Storage Cheat Sheet. One thread: many attempts leave other cores free."""
_NOBODY = _hasher.hash(secrets.token_hex(16))
_GENERATED = "$hmac-sha256$"
_TYPED = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no two that look alike
_LOOKS_GENERATED = re.compile(r"[A-Za-z0-9_-]{43}")  # what `secrets.token_urlsafe(32)` makes


@dataclass
class Counts:
    """Counters of this process's sign-in attempts."""

    waiting: int = 0  # for a turn at hashing, now
    hashed: int = 0
    left: int = 0  # dropped before hashing: the client had disconnected
    crowded: int = 0  # refused: too many were waiting, or for too long
    delayed: int = 0  # refused: earlier failures


COUNTS = Counts()
for _why in ("left", "crowded", "delayed"):
    metrics.total_of(
        "carevisit_sign_ins_turned_away",
        "Attempts to sign in that cost no hash",
        partial(getattr, COUNTS, _why),
        why=_why,
    )


class Lane:
    """A queue: one attempt at a time, few waiting, and none whose client has disconnected."""

    def __init__(self, most_waiting: int) -> None:
        self._turn, self._waiting, self._most = asyncio.Semaphore(1), 0, most_waiting

    @property
    def idle(self) -> bool:
        """Whether no attempt has the turn or waits for it."""
        return not self._waiting and not self._turn.locked()

    @asynccontextmanager
    async def turn(self, caller: Caller) -> AsyncIterator[None]:
        """Wait for a turn. Raises SlowDown if too many wait, if it takes too long, or if the client disconnects."""
        if self._waiting >= self._most:
            COUNTS.crowded += 1
            raise SlowDown(1)
        turn, gone = asyncio.create_task(self._turn.acquire()), asyncio.create_task(caller.left())
        self._waiting += 1
        COUNTS.waiting += 1
        try:
            try:
                await asyncio.wait((turn, gone), timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._waiting -= 1
                COUNTS.waiting -= 1
            if gone.done():
                COUNTS.left += 1
                raise SlowDown(1)  # its client has disconnected
            if not turn.done():
                COUNTS.crowded += 1
                raise SlowDown(1)
            yield
        finally:
            gone.cancel()
            if not turn.cancel():  # it was granted
                self._turn.release()


# logins known at their address do not queue behind a flood of others
STRANGERS, KNOWN = Lane(MOST_WAITING), Lane(MOST_WAITING)
_of_address: dict[str, Lane] = {}


@asynccontextmanager
async def entering(caller: Caller) -> AsyncIterator[None]:
    """Let one attempt at a time of each address reach the queries and the hashing. Raises SlowDown."""
    lane = _of_address.setdefault(caller.address, Lane(MOST_OF_AN_ADDRESS))
    try:
        with metrics.HASHING.track_inprogress():
            async with lane.turn(caller):
                yield
    finally:
        if lane.idle:
            _of_address.pop(caller.address, None)


def too_short(secret: str) -> bool:
    """Whether a secret chosen by a person has too few characters."""
    return len(secret) < SHORTEST


async def hashed(secret: str) -> str:
    """An argon2id hash, computed in a thread so that the event loop is free."""
    return await asyncio.to_thread(_hasher.hash, secret)


async def verified(stored: str | None, secret: str) -> bool:
    """Whether a secret matches an argon2id hash; takes equally long without one. The caller must hold a turn."""

    def verify() -> bool:
        try:
            return _hasher.verify(stored if stored and stored.startswith("$argon2id$") else _NOBODY, secret)
        except (VerificationError, InvalidHashError):
            return False

    COUNTS.hashed += 1
    return await asyncio.to_thread(verify)


def generated(keys: Keys) -> tuple[str, str]:
    """A new client secret of 256 random bits, and its stored form."""
    secret = secrets.token_urlsafe(32)
    return secret, keyed(keys, secret)


def invitation_of(keys: Keys) -> tuple[str, str]:
    """A new code of an invitation, of some 98 random bits and easy to type, and its stored form."""
    code = "-".join("".join(secrets.choice(_TYPED) for _ in range(4)) for _ in range(5))
    return code, keyed_code(keys, code)


def keyed_code(keys: Keys, code: str) -> str:
    """The stored form of an invitation's code; neither case nor blanks around it matter."""
    digest = hmac.digest(keys.derive("invitation"), code.strip().upper().encode(errors="replace"), "sha256")
    return _GENERATED + base64.urlsafe_b64encode(digest).decode()


def keyed(keys: Keys, secret: str) -> str:
    """The stored form of a generated secret: its hash under the deployment's key. 256 bits can't be guessed, so it is fast."""
    digest = hmac.digest(keys.derive("client secret"), secret.encode(), "sha256")
    return _GENERATED + base64.urlsafe_b64encode(digest).decode()


def is_generated(keys: Keys, stored: str | None, secret: str) -> bool:
    """Whether a secret is the generated one of this stored form."""
    return hmac.compare_digest((stored or "").encode(), keyed(keys, secret).encode())


def looks_generated(secret: str) -> bool:
    """Whether a secret has the form of generated ones."""
    return _LOOKS_GENERATED.fullmatch(secret) is not None
