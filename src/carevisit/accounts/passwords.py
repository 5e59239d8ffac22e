"""How people set the password of their own account: with the present one, or by an invitation."""

from dataclasses import dataclass, replace

from uuid_utils.compat import uuid7

from ..access import Actor, Role
from ..database import Sight, Transaction
from ..desk import Office
from ..errors import InvitationNotFound, Unauthorized, wrong
from .actions import accept_invitation, set_own_password
from .caller import Caller
from .delays import Attempt, let_in, succeeded, take_back
from .hashing import KNOWN, STRANGERS, entering, hashed, keyed_code, verified
from .signing import SignedIn, counted, family_end, new_refresh_token


@dataclass(frozen=True)
class Joined:
    """The account whose person has chosen a password."""

    login: str
    name: str


async def change_password(office: Office, caller: Caller, actor: Actor, current: str, new: str) -> SignedIn:
    """Change the actor's own password: all earlier tokens end, and the asking session gets new ones.

    Raises Invalid if the current password is wrong, SlowDown after failures, Unauthorized if the token has ended.
    """
    async with entering(caller):
        return await _change_password(office, caller, actor, current, new)


async def _change_password(office: Office, caller: Caller, actor: Actor, current: str, new: str) -> SignedIn:
    async with office.database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT login, secret_hash FROM principal WHERE id = %s AND generation = %s AND enabled",
            (actor.id, actor.generation),
        )
        if row is None:
            raise Unauthorized
        attempt = Attempt.of(office.settings.keys, row["login"], caller.address)
        known = await let_in(keeper, attempt)
    async with (KNOWN if known else STRANGERS).turn(caller):
        await counted(office, attempt, known)
        if not await verified(row["secret_hash"], current):
            raise wrong("/current_password", "wrong_password", "This is not your password.", "当前密码不正确。")
        stored = await hashed(new)
    await office.ledger.write(actor, lambda book: set_own_password(book, stored))
    async with office.database.transaction(Sight.KEEPER) as keeper:
        await succeeded(keeper, attempt, known)
        actor = replace(actor, generation=actor.generation + 1)
        token = await new_refresh_token(keeper, actor, uuid7(), family_end(office))
    return SignedIn(actor, row["login"], token)


async def join(office: Office, caller: Caller, code: str, password: str) -> Joined:
    """Set the password of the account that a code invites; the code ends with this.

    The code takes the login's part in the delays after failures. Raises InvitationNotFound, SlowDown.
    """
    hash = keyed_code(office.settings.keys, code)
    attempt = Attempt.of(office.settings.keys, f"invitation {hash}", caller.address)
    async with entering(caller):
        async with office.database.transaction(Sight.KEEPER) as keeper:
            known = await let_in(keeper, attempt)
        async with STRANGERS.turn(caller):
            await counted(office, attempt, known)
            async with office.database.connection() as connection:
                row = await Transaction(connection).one("SELECT * FROM invitation_row(%s)", (hash,))
            if row is None:
                raise InvitationNotFound
            stored = await hashed(password)
        invited = Actor(row["id"], row["generation"], Role(row["role"]), frozenset())
        await office.ledger.write(invited, lambda book: accept_invitation(book, hash, stored))
        async with office.database.transaction(Sight.KEEPER) as keeper:
            await take_back(keeper, attempt)
    return Joined(row["login"], row["name"])
